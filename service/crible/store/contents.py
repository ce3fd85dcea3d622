"""Single entries: as a list version or a snapshot has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.store import entries, snapshots
from crible.store.summaries import Summaries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crible.model import Entry, EntrySummary, Kind, ListVersion
    from crible.store.database import Database


class Contents:
    """Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._summaries = Summaries(database)

    def kinds(self, version: ListVersion) -> dict[str, Kind]:
        """The kind of each entry of a list version, by id."""
        with self._database.reading() as connection:
            return entries.kinds(connection, version.key, version.number)

    def digests(self, version: ListVersion) -> dict[str, str]:
        """The hash of each entry of a list version, by id."""
        with self._database.reading() as connection:
            return entries.digests(connection, version.key, version.number)

    def some(self, version: ListVersion, entry_ids: Sequence[str]) -> dict[str, Entry]:
        """Some entries of a list version, by id; those that it lacks are left out."""
        with self._database.reading() as connection:
            return entries.some_of_version(
                connection, version.key, version.number, entry_ids
            )

    def some_of_snapshot(
        self, entry_ids: Iterable[str], snapshot_id: str
    ) -> dict[str, Entry]:
        """Some entries as they were in a snapshot, by id.

        Ids that the snapshot does not have are left out.
        """
        with self._database.reading() as connection:
            return entries.some_of_snapshot(connection, entry_ids, snapshot_id)

    def one(self, entry_id: str, *, snapshot_id: str | None = None) -> Entry:
        """One entry, as it is now or as it was in a snapshot.

        Raises:
            UnknownThing: it is not there, or there is no such snapshot.
        """
        with self._database.reading() as connection:
            if snapshot_id is None:
                return entries.current(connection, entry_id)
            snapshots.find(connection, snapshot_id)
            return entries.of_snapshot(connection, entry_id, snapshot_id)

    def summaries(
        self, entry_ids: Iterable[str], snapshot_id: str
    ) -> dict[str, EntrySummary]:
        """What an answer shows of entries, by id, as they were in a snapshot.

        Ids that the snapshot does not have are left out.
        """
        return self._summaries.some(entry_ids, snapshot_id)
