"""Snapshots: which versions of the lists were in force together."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select

from crible.errors import UnknownThing
from crible.model import Snapshot
from crible.store.database import insert_once
from crible.store.edition import version_of
from crible.store.encoding import canonical
from crible.store.lists import newest_versions
from crible.store.schema import list_versions, snapshot_versions, snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Row, Select
    from sqlalchemy.engine import Connection

    from crible.store.database import Database


def current(database: Database) -> Snapshot | None:
    """The newest version of every list that has one; stored on first sight."""
    return as_of(database, None)


def prospect(connection: Connection, key: str, content: str) -> Snapshot:
    """The snapshot that will be current once a list has this content.

    Nothing is stored: an index can be made from it before anybody asks for it.

    Args:
        connection: a transaction.
        key: the list.
        content: hash of its content.
    """
    hashes = {row.list_key: row.sha256 for row in connection.execute(newest_versions())}
    return _of_hashes({**hashes, key: content})


def switched(connection: Connection, key: str, content: str | None) -> Snapshot | None:
    """The snapshot that will be current once a list is switched; nothing is stored.

    Args:
        connection: a transaction.
        key: the list.
        content: hash of what it brings along, None when it goes.

    Returns:
        None when no list would be left.
    """
    hashes = {row.list_key: row.sha256 for row in connection.execute(newest_versions())}
    hashes.pop(key, None)
    if content is not None:
        hashes[key] = content
    return _of_hashes(hashes) if hashes else None


def as_of(database: Database, moment: datetime | None) -> Snapshot | None:
    """The versions that were in force at a moment, or are now; stored on first sight.

    None when no list had a version then. Reads before it writes: the answer is nearly
    always stored already, and a service that asks often must not queue behind a
    publication.
    """
    with database.reading() as connection:
        rows = connection.execute(newest_versions(moment)).all()
        if not rows:
            return None
        found = _snapshot(rows)
        if _exists(connection, found.id):
            return found
    with database.writing() as connection:
        _store(connection, found.id, rows)
    return found


def find(connection: Connection, snapshot_id: str) -> Snapshot:
    """A snapshot by its id.

    Raises:
        UnknownThing: there is none.
    """
    pairs = tuple(
        (row.list_key, row.version) for row in _versions(connection, snapshot_id)
    )
    return Snapshot(snapshot_id, pairs)


def numbers(connection: Connection, snapshot_id: str) -> tuple[tuple[str, int], ...]:
    """The snapshot's lists and version numbers, in key order.

    Raises:
        UnknownThing: there is no such snapshot.
    """
    return tuple(
        (row.list_key, row.number) for row in _versions(connection, snapshot_id)
    )


def _versions(connection: Connection, snapshot_id: str) -> Sequence[Row[Any]]:
    query: Select[Any] = (
        select(
            snapshot_versions.c.list_key,
            list_versions.c.version,
            list_versions.c.number,
        )
        .join(list_versions, list_versions.c.id == snapshot_versions.c.version_id)
        .where(snapshot_versions.c.snapshot_id == snapshot_id)
        .order_by(snapshot_versions.c.list_key)
    )
    rows = connection.execute(query).all()
    if not rows:
        raise UnknownThing(f"There is no snapshot {snapshot_id!r}.")
    return rows


def _snapshot(rows: Sequence[Row[Any]]) -> Snapshot:
    return _of_hashes({row.list_key: row.sha256 for row in rows})


def _of_hashes(hashes: Mapping[str, str]) -> Snapshot:
    pairs = sorted(hashes.items())
    whole = sha256(canonical(pairs).encode()).hexdigest()
    return Snapshot(
        id="s" + whole[:16],
        versions=tuple((key, version_of(content)) for key, content in pairs),
    )


def _exists(connection: Connection, snapshot_id: str) -> bool:
    query = select(snapshots.c.id).where(snapshots.c.id == snapshot_id)
    return connection.scalar(query) is not None


def _store(connection: Connection, snapshot_id: str, rows: Sequence[Row[Any]]) -> None:
    insert_once(connection, snapshots, {"id": snapshot_id})
    for row in rows:
        insert_once(
            connection,
            snapshot_versions,
            {
                "snapshot_id": snapshot_id,
                "list_key": row.list_key,
                "version_id": row.id,
            },
        )
