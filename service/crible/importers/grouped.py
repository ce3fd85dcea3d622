"""Rows that belong to one entry, where a table has several rows an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.model import Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.importers.sheet import Record


def grouped(
    records: Iterable[Record | Reject], *columns: str
) -> Iterator[list[Record] | Reject]:
    """The rows of each entry, in the order in which entries begin.

    Publishers sort by name as often as by entry, so that rows of one entry lie apart;
    all rows stay in memory until the file ends.

    Args:
        records: of a sheet.
        columns: the entry's number; the first that is filled counts.
    """
    groups: dict[str, list[Record]] = {}
    for record in records:
        if isinstance(record, Reject):
            yield record
        elif number := record.get(*columns):
            groups.setdefault(number, []).append(record)
        else:
            yield Reject(
                record.where,
                f"The entry's number (column {columns[0]!r}) is empty.",
                " | ".join(filter(None, record.values.values()))[:200],
            )
    yield from groups.values()
