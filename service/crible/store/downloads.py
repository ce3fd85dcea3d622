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


def replace(connection: Connection, key: str, rows: Sequence[DownloadRow]) -> None:
    """Remember these downloads of a list, and forget all earlier ones."""
    require(connection, key)
    connection.execute(delete(downloads).where(downloads.c.list_key == key))
    for row in rows:
        connection.execute(
            insert(downloads).values(
                list_key=key,
                url=row.url,
                file=row.file,
                etag=row.etag,
                last_modified=row.last_modified,
                sha256=row.sha256,
                bytes=row.bytes,
                at=row.at,
                version_sha256=row.version_sha256,
                reader=row.reader,
            )
        )


def of_list(connection: Connection, key: str) -> tuple[DownloadRow, ...]:
    """What was last downloaded for a list, by address."""
    found = connection.execute(
        select(downloads).where(downloads.c.list_key == key).order_by(downloads.c.url)
    )
    return tuple(
        DownloadRow(
            url=row.url,
            file=row.file,
            etag=row.etag,
            last_modified=row.last_modified,
            sha256=row.sha256,
            bytes=row.bytes,
            at=row.at,
            version_sha256=row.version_sha256,
            reader=row.reader,
        )
        for row in found
    )
