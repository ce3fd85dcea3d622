"""Reading entries: a whole list version in pages, one entry, or some.

A page is a handful of queries however many names its entries have, and each page is a
transaction of its own: a stored version never changes, so a slow reader holds nothing
up and can be abandoned at any point.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from crible.errors import UnknownThing
from crible.store.database import is_one_of
from crible.store.parts import PARTS, entry_of
from crible.store.schema import (
    entry_revisions,
    list_versions,
    snapshot_versions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.engine import Connection

    from crible.model import Entry, Kind
    from crible.store.database import Database
    from crible.store.parts import Part

# Entries in memory at once, and ids in one statement, which old builds of SQLite limit
# to 999. Larger pages were not faster.
_PAGE = 500


def of_version(database: Database, key: str, number: int) -> Iterator[Entry]:
    """Yield the entries of a list version in the order of their ids.

    Args:
        database: where from; a connection is held only while a page is read.
        key: the list.
        number: the version's number.
    """
    after = ""
    while True:
        with database.reading() as connection:
            page = _page(connection, key, number, after)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].id


def ids(
    connection: Connection, key: str, number: int, *, after: str, limit: int
) -> list[str]:
    """Ids of a list version in order, those behind ``after``."""
    query = (
        select(entry_revisions.c.entry_id)
        .where(
            entry_revisions.c.list_key == key,
            entry_revisions.c.entry_id > after,
            _holds(number),
        )
        .order_by(entry_revisions.c.entry_id)
        .limit(limit)
    )
    return list(connection.scalars(query))


def kinds(connection: Connection, key: str, number: int) -> dict[str, Kind]:
    """The kind of each entry of a list version, by id."""
    return {
        row.entry_id: row.kind
        for row in connection.execute(
            select(entry_revisions.c.entry_id, entry_revisions.c.kind).where(
                entry_revisions.c.list_key == key, _holds(number)
            )
        )
    }


def digests(connection: Connection, key: str, number: int) -> dict[str, str]:
    """The hash of each entry of a list version, by id."""
    return {
        row.entry_id: row.digest
        for row in connection.execute(
            select(entry_revisions.c.entry_id, entry_revisions.c.digest).where(
                entry_revisions.c.list_key == key, _holds(number)
            )
        )
    }


def some_of_version(
    connection: Connection, key: str, number: int, entry_ids: Sequence[str]
) -> dict[str, Entry]:
    """Some entries of a list version, by id; those that it lacks are left out."""
    found: dict[str, Entry] = {}
    for start in range(0, len(entry_ids), _PAGE):
        rows = connection.execute(
            select(entry_revisions).where(
                entry_revisions.c.list_key == key,
                entry_revisions.c.entry_id.in_(entry_ids[start : start + _PAGE]),
                _holds(number),
            )
        ).all()
        found.update((entry.id, entry) for entry in _assembled(connection, rows))
    return found


def current(connection: Connection, entry_id: str) -> Entry:
    """One entry as its list has it today.

    Raises:
        UnknownThing: no list has it now.
    """
    query = _one(entry_id).where(entry_revisions.c.until_number.is_(None))
    row = connection.execute(query).first()
    if row is None:
        raise UnknownThing(
            f"There is no entry {entry_id!r}.",
            hint="It may have been on an earlier version: name a snapshot.",
        )
    return _assembled(connection, [row])[0]


def of_snapshot(connection: Connection, entry_id: str, snapshot_id: str) -> Entry:
    """One entry as it was in a snapshot.

    Raises:
        UnknownThing: the snapshot does not have it.
    """
    row = connection.execute(in_snapshot(_one(entry_id), snapshot_id)).first()
    if row is None:
        raise UnknownThing(
            f"There is no entry {entry_id!r} in the snapshot {snapshot_id!r}."
        )
    return _assembled(connection, [row])[0]


def some_of_snapshot(
    connection: Connection, entry_ids: Iterable[str], snapshot_id: str
) -> dict[str, Entry]:
    """Entries as they were in a snapshot, by id; those that it lacks are left out."""
    wanted = sorted(set(entry_ids))
    found: dict[str, Entry] = {}
    for start in range(0, len(wanted), _PAGE):
        query = in_snapshot(
            select(entry_revisions).where(_has_id(wanted[start : start + _PAGE])),
            snapshot_id,
        )
        rows = connection.execute(query).all()
        found.update((entry.id, entry) for entry in _assembled(connection, rows))
    return found


def _page(connection: Connection, key: str, number: int, after: str) -> list[Entry]:
    rows = connection.execute(
        select(entry_revisions)
        .where(
            entry_revisions.c.list_key == key,
            entry_revisions.c.entry_id > after,
            _holds(number),
        )
        .order_by(entry_revisions.c.entry_id)
        .limit(_PAGE)
    ).all()
    return _assembled(connection, rows)


def _holds(number: int) -> ColumnElement[bool]:
    """Condition that a revision belongs to a version of its list."""
    return and_(
        entry_revisions.c.since_number <= number,
        or_(
            entry_revisions.c.until_number.is_(None),
            entry_revisions.c.until_number > number,
        ),
    )


def _one(entry_id: str) -> Select[Any]:
    return select(entry_revisions).where(_has_id([entry_id]))


def _has_id(entry_ids: Sequence[str]) -> ColumnElement[bool]:
    """Condition on entries, naming their lists too, with which the index begins."""
    keys = {entry_id.partition(":")[0] for entry_id in entry_ids}
    return and_(
        entry_revisions.c.list_key.in_(sorted(keys)),
        entry_revisions.c.entry_id.in_(entry_ids),
    )


def in_snapshot(query: Select[Any], snapshot_id: str) -> Select[Any]:
    """Narrow a query of revisions to those that a snapshot's versions have."""
    return (
        query.join(
            list_versions, list_versions.c.list_key == entry_revisions.c.list_key
        )
        .join(
            snapshot_versions,
            and_(
                snapshot_versions.c.version_id == list_versions.c.id,
                snapshot_versions.c.snapshot_id == snapshot_id,
            ),
        )
        .where(
            entry_revisions.c.since_number <= list_versions.c.number,
            or_(
                entry_revisions.c.until_number.is_(None),
                entry_revisions.c.until_number > list_versions.c.number,
            ),
        )
    )


def _assembled(
    connection: Connection,
    rows: Sequence[Row[Any]],
    parts: tuple[Part, ...] = PARTS,
) -> list[Entry]:
    ids = [row.id for row in rows]
    pieces = {part.field: _pieces(connection, part, ids) for part in parts}
    return [
        entry_of(row, {field: tuple(found[row.id]) for field, found in pieces.items()})
        for row in rows
    ]


def _pieces(
    connection: Connection, part: Part, revision_ids: Sequence[int]
) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    columns = part.table.c
    for row in connection.execute(
        select(part.table)
        .where(is_one_of(connection, columns.revision_id, revision_ids))
        .order_by(columns.revision_id, columns.position)
    ):
        found[row[0]].append(part.from_row(row))
    return found
