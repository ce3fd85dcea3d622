"""The store: everything that crible remembers, behind one object.

Each method is one transaction. The work is done in the modules beside this one, a
noun each; this one decides what is read and written together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible import resources
from crible.store import (
    downloads,
    entries,
    lists,
    migration,
    profiles,
    publishing,
    screenings,
    snapshots,
    switches,
)
from crible.store.alerts import Alerts
from crible.store.batches import Batches
from crible.store.browsing import Browsing
from crible.store.contents import Contents
from crible.store.database import Database, optimise
from crible.store.decisions import Decisions
from crible.store.edition import Edition, prepare
from crible.store.hooks import Hooks
from crible.store.jobs import Jobs
from crible.store.keys import Keys
from crible.store.portfolios import Portfolios
from crible.store.recorder import Recorded, Recorder
from crible.store.records import Records
from crible.store.schema import HEAD
from crible.store.trail import Trail
from crible.store.turns import Turns
from crible.store.users import Users

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from crible.model import (
        Entry,
        ListInfo,
        ListVersion,
        Reject,
        Screening,
        Snapshot,
    )
    from crible.store.review_rows import Alert
    from crible.store.rows import (
        Alike,
        DownloadRow,
        ListRow,
        Once,
        Switch,
    )


class Store:
    """Lists with their history, snapshots, screenings and batches in one database.

    Safe to share between threads; a process that forks opens its own afterwards.
    Every method raises StoreUnavailable when the database does not answer.

    Attributes:
        contents: single entries of versions and snapshots.
        batches: files that were screened.
        portfolios: named subjects.
        alerts: hits that wait for a person.
        decisions: what people said about them.
        turns: whose turn a scheduled step is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.batches = Batches(database)
        self.portfolios = Portfolios(database)
        self.alerts = Alerts(database)
        self.decisions = Decisions(database)
        self.turns = Turns(database)
        self._recorder = Recorder(database)
        self.contents = Contents(database)
        self.keys = Keys(database)
        self.users = Users(database)
        self.trail = Trail(database)
        self.jobs = Jobs(database)
        self.hooks = Hooks(database)
        self.records = Records(database)
        self.browsing = Browsing(database)

    @classmethod
    def open(cls, url: str) -> Store:
        """Open a store; nothing is connected or changed yet.

        Args:
            url: ``sqlite:///path/to/file.db``, whose folder is made when missing, or
                ``postgresql://user@host/database``.

        Raises:
            UsageError: the URL names no database that crible can use.
            StoreUnavailable: the folder cannot be made or the driver is missing.
        """
        return cls(Database.open(url))

    def close(self) -> None:
        """Give back every connection."""
        self._recorder.close()
        self._database.close()

    # The schema

    def upgrade(self) -> str:
        """Bring the database to the newest revision, and return that.

        Raises:
            SchemaMismatch: the database is newer than this version of crible.
        """
        return migration.upgrade(self._database, resources.folder("migrations"))

    def revision(self) -> tuple[str | None, str]:
        """The database's revision, None when it was never set up, and the code's."""
        return migration.revision(self._database), HEAD

    def check(self) -> None:
        """Refuse a database that does not answer or is at another revision.

        Raises:
            SchemaMismatch: it is at another revision; the hint says what to do.
        """
        migration.check(self._database)

    def optimise(self) -> None:
        """Let the database refresh what it plans queries by."""
        with self._database.migrating() as connection:
            optimise(connection)

    # Lists

    def save_list(self, info: ListInfo) -> None:
        """Store what the catalogue says of a list, over what it said before."""
        with self._database.writing() as connection:
            lists.save(connection, info)

    def publish(
        self,
        key: str,
        entries: Sequence[Entry] | Edition,
        *,
        published: date | None,
        fetched: datetime,
        rejects: Sequence[Reject] = (),
        source: str = "",
        accepted: str = "",
        selftest: str = "",
        after: int | None = None,
        actor: str = "crible",
    ) -> tuple[ListVersion, bool]:
        """Store the content of a list as its newest version.

        Args:
            key: the list, saved before.
            entries: all its entries, in any order, or what ``edition`` made of them.
            published: the publisher's own date, where it gives one.
            fetched: when the content was fetched.
            rejects: what did not become an entry.
            source: the URL or file it came from.
            accepted: who let a loss of entries pass, and which.
            selftest: counts of the self-test, as JSON.
            after: number of the version that the content was held against, 0 for none;
                not asked when None.
            actor: who publishes it, for the audit trail.

        Returns:
            The version that holds this content, and whether it is new: the content of
            the current version again is that version, confirmed.

        Raises:
            ListRefused: an entry belongs to another list, is there twice, has no name,
                or holds what no database stores; or another version came after
                ``after``. The last good version stays.
            UnknownThing: the list was never saved.
        """
        edition = entries if isinstance(entries, Edition) else prepare(key, entries)
        with self._database.writing() as connection:
            return publishing.publish(
                connection,
                edition,
                published=published,
                fetched=fetched,
                found=rejects,
                source=source,
                accepted=accepted,
                selftest=selftest,
                after=after,
                actor=actor,
            )

    def edition(self, key: str, entries: Iterable[Entry]) -> Edition:
        """Check, sort and hash the entries of a list, to look at before publishing.

        Raises:
            ListRefused: as ``publish``.
        """
        return prepare(key, entries)

    def prospect(self, edition: Edition) -> Snapshot:
        """The snapshot that publishing an edition would make current."""
        with self._database.reading() as connection:
            return snapshots.prospect(connection, edition.key, edition.sha256)

    def record_failure(
        self, key: str, *, at: datetime, reason: str, source: str = ""
    ) -> None:
        """Note that fetching or importing a list went wrong; its version stays."""
        with self._database.writing() as connection:
            lists.record_failure(connection, key, at=at, reason=reason, source=source)

    def confirm(self, version: ListVersion, *, at: datetime, source: str = "") -> None:
        """Note that a list's newest version is still what its publisher has.

        Raises:
            UnknownThing: the list has another version by now.
        """
        with self._database.writing() as connection:
            lists.confirm(connection, version, at=at, source=source)

    def save_downloads(self, key: str, rows: Sequence[DownloadRow]) -> None:
        """Remember what a list was last downloaded as, over what was there."""
        with self._database.writing() as connection:
            downloads.replace(connection, key, rows)

    def downloads(self, key: str) -> tuple[DownloadRow, ...]:
        """What a list was last downloaded as, by address."""
        with self._database.reading() as connection:
            return downloads.of_list(connection, key)

    def turn(self, switch: Switch) -> None:
        """Take a list out of use or back into it; the audit trail is told.

        Raises:
            UnknownThing: there is no such list, or it was never loaded.
        """
        with self._database.writing() as connection:
            version = lists.find(connection, switch.key, None).version
            switches.turn(connection, switch, version.number)

    def switches(self, key: str) -> tuple[Switch, ...]:
        """Who took a list out of use or back into it, newest first.

        Raises:
            UnknownThing: there is no such list.
        """
        with self._database.reading() as connection:
            lists.require(connection, key)
            return switches.history(connection, key)

    def prospect_of_switch(
        self, version: ListVersion, *, enabled: bool
    ) -> Snapshot | None:
        """The snapshot that switching a list would make current, None for no list."""
        content = version.sha256 if enabled else None
        with self._database.reading() as connection:
            return snapshots.switched(connection, version.key, content)

    def list_rows(self, *, moment: datetime | None = None) -> tuple[ListRow, ...]:
        """Every list with its newest version and last failure, in key order.

        With ``moment``, as it was then, apart from what the catalogue says.
        """
        with self._database.reading() as connection:
            return lists.rows(connection, moment)

    def versions(self, key: str) -> tuple[ListVersion, ...]:
        """Every version of a list, newest first."""
        with self._database.reading() as connection:
            return lists.versions(connection, key)

    def version_at(self, key: str, moment: datetime) -> ListVersion:
        """The version of a list that was in force at a moment.

        Raises:
            UnknownThing: there is no such list, or it had none then.
        """
        with self._database.reading() as connection:
            return lists.at(connection, key, moment).version

    def rejects(self, key: str, version: str) -> tuple[Reject, ...]:
        """What did not become an entry in a version, in the order of the file."""
        with self._database.reading() as connection:
            return lists.rejects_of(connection, lists.find(connection, key, version).id)

    # Entries

    def entries(self, key: str, version: str | None = None) -> Iterator[Entry]:
        """Every entry of a list version, the newest by default, ordered by id.

        Raises:
            UnknownThing: there is no such list or version; raised by the call itself.
        """
        with self._database.reading() as connection:
            found = lists.find(connection, key, version)
        return entries.of_version(self._database, key, found.version.number)

    def snapshot_entries(self, snapshot_id: str) -> Iterator[Entry]:
        """Every entry of a snapshot, ordered by list key, then id.

        Raises:
            UnknownThing: there is no such snapshot; raised by the call itself.
        """
        with self._database.reading() as connection:
            numbers = snapshots.numbers(connection, snapshot_id)
        return (
            entry
            for key, number in numbers
            for entry in entries.of_version(self._database, key, number)
        )

    # Snapshots and profiles

    def current_snapshot(self) -> Snapshot | None:
        """The newest version of every list that has one; None when none has."""
        return snapshots.current(self._database)

    def snapshot_at(self, moment: datetime) -> Snapshot | None:
        """The versions that were in force at a moment; None when no list had one."""
        return snapshots.as_of(self._database, moment)

    def snapshot(self, snapshot_id: str) -> Snapshot:
        """A snapshot by its id.

        Raises:
            UnknownThing: there is none.
        """
        with self._database.reading() as connection:
            return snapshots.find(connection, snapshot_id)

    def save_profile(self, profile_id: str, body: Mapping[str, object]) -> None:
        """Store the engine's parameters; the same again changes nothing."""
        with self._database.writing() as connection:
            profiles.save(connection, profile_id, body)

    def profile(self, profile_id: str) -> dict[str, object]:
        """The engine's parameters as JSON has them: lists for tuples.

        Raises:
            UnknownThing: there is no such profile.
        """
        with self._database.reading() as connection:
            return profiles.find(connection, profile_id)

    # Records

    def record(
        self,
        acts: Iterable[Screening],
        once: Once | None = None,
        *,
        alike: Iterable[Alike] = (),
        alerts: Sequence[Alert] = (),
        again: bool = False,
    ) -> Recorded:
        """Store a call's screenings, all or none, under a profile and batch stored before.

        Args:
            acts: in order.
            once: what makes the call the same call again.
            alike: further ones that have nearly all in common.
            alerts: hits among them that wait for a person, unless they did before.
            again: some may be stored already, by a run that was stopped.

        Returns:
            Once on disk: what came of the same call before, and the new alerts.
        """
        some, others = tuple(acts), tuple(group for group in alike if group.each)
        if not some and not others:
            return Recorded()
        return self._recorder.record(
            some, once, alike=others, alerts=alerts, again=again
        )

    def screening(self, screening_id: str) -> Screening:
        """A screening by its id.

        Raises:
            UnknownThing: there is none.
        """
        with self._database.reading() as connection:
            return screenings.find(connection, screening_id)

    def screenings(
        self, *, batch: str | None = None, limit: int = 100
    ) -> tuple[Screening, ...]:
        """The newest screenings, newest first; those of one batch when named."""
        with self._database.reading() as connection:
            return screenings.newest(connection, batch=batch, limit=limit)
