"""Entries and snapshots page by page, for people who look around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from crible.errors import UnknownThing
from crible.store import entries, shown, snapshots, suggestions
from crible.store.schema import snapshot_versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.model import EntrySummary, Snapshot
    from crible.store.database import Database


class Browsing:
    """What is on the lists of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(
        self, snapshot_id: str, key: str, *, after: str, limit: int
    ) -> tuple[EntrySummary, ...]:
        """Entries of a list as of a snapshot, by id.

        Args:
            snapshot_id: which state.
            key: the list.
            after: id of the last one that is known already, or empty.
            limit: how many at most.

        Raises:
            UnknownThing: there is no such snapshot, or the list is not in it.
        """
        with self._database.reading() as connection:
            numbers = dict(snapshots.numbers(connection, snapshot_id))
            if key not in numbers:
                raise UnknownThing("The snapshot does not have that list.")
            ids = entries.ids(connection, key, numbers[key], after=after, limit=limit)
            found = shown.summaries(connection, ids, snapshot_id)
        return tuple(found[entry_id] for entry_id in ids)

    def snapshots(
        self, *, before: tuple[int, str] | None, limit: int
    ) -> tuple[tuple[int, Snapshot], ...]:
        """Snapshots with the number of their newest version, newest first.

        Args:
            before: number and id of the last one that is known already.
            limit: how many at most.
        """
        number = func.max(snapshot_versions.c.version_id)
        name = snapshot_versions.c.snapshot_id
        query = (
            select(number.label("number"), name)
            .group_by(name)
            .order_by(number.desc(), name.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.having(
                or_(number < before[0], and_(number == before[0], name < before[1]))
            )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            return tuple(
                (row.number, snapshots.find(connection, row.snapshot_id))
                for row in rows
            )

    def beginning(
        self,
        prefix: str,
        snapshot_id: str,
        *,
        lists: Sequence[str] = (),
        limit: int = 20,
        skip: int = 0,
    ) -> tuple[str, ...]:
        """Ids of entries of a snapshot with a name that begins so, the shortest first.

        Args:
            prefix: letters, in any case.
            snapshot_id: which state.
            lists: keys to look at; empty means all.
            limit: ids at most.
            skip: ids to leave out at the front.
        """
        with self._database.reading() as connection:
            return suggestions.beginning(
                connection, prefix, snapshot_id, lists=lists, limit=limit, skip=skip
            )
