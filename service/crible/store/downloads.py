"""Downloads: what was last fetched from which address, list by list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from crible.store.lists import require
from crible.store.rows import DownloadRow
from crible.store.schema import downloads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

_NAMES = DownloadRow.__slots__


def replace(connection: Connection, key: str, rows: Sequence[DownloadRow]) -> None:
    """Remember these downloads of a list, and forget all earlier ones."""
    require(connection, key)
    connection.execute(delete(downloads).where(downloads.c.list_key == key))
    for row in rows:
        values = {name: getattr(row, name) for name in _NAMES}
        connection.execute(insert(downloads).values(list_key=key, **values))


def of_list(connection: Connection, key: str) -> tuple[DownloadRow, ...]:
    """What was last downloaded for a list, by address."""
    found = connection.execute(
        select(*(downloads.c[name] for name in _NAMES))
        .where(downloads.c.list_key == key)
        .order_by(downloads.c.url)
    )
    return tuple(DownloadRow(*row) for row in found)
