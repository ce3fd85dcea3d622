"""The audit trail as one reads it, and what retention removes behind it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, insert, or_, select, union

from crible.store import audit, erasing, recorder
from crible.store.rows import AuditEvent, AuditRow, Checkpoint, Done, Head, Once
from crible.store.schema import list_versions, screenings
from crible.store.schema_access import checkpoints
from crible.store.schema_portfolios import portfolios
from crible.store.schema_review import alerts
from crible.store.vouched import Vouched

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from crible.store.database import Database

_PAGE = 500

# Screenings that nothing stands on.
_IDLE = (
    ~exists().where(alerts.c.screening == screenings.c.id),
    or_(
        screenings.c.batch.is_(None),
        screenings.c.batch.not_in(
            union(select(portfolios.c.source), select(portfolios.c.screened))
        ),
    ),
)


class View:
    """The trail and the records as they were at one moment.

    Attributes:
        vouched: alerts and decisions.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.vouched = Vouched(connection)

    def head(self) -> Head:
        """The end of the chain, as the store keeps it."""
        return audit.head(self._connection)

    def rows(self, since: int = 1) -> Iterator[AuditRow]:
        """Every row from a number on."""
        return audit.rows(self._connection, since)

    def digests(self, ids: Sequence[str]) -> dict[str, str]:
        """Hashes of screenings as they are stored now, by id."""
        return audit.digests(self._connection, ids)

    def count_screenings(self) -> int:
        """How many are stored."""
        return audit.count_screenings(self._connection)

    def screening_ids(self) -> Iterator[str]:
        """The id of every screening."""
        return iter(self._connection.scalars(select(screenings.c.id)))

    def unchained(self, known: Collection[str]) -> tuple[int, str]:
        """Number and joint hash of the screenings other than ``known``."""
        return audit.unchained(self._connection, known)

    def versions(self) -> dict[tuple[str, int], str]:
        """The hash of every list version, by list and number."""
        query = select(
            list_versions.c.list_key, list_versions.c.number, list_versions.c.sha256
        )
        return {
            (row.list_key, row.number): row.sha256
            for row in self._connection.execute(query)
        }

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Every checkpoint that is stored."""
        query = select(checkpoints).order_by(checkpoints.c.seq)
        return tuple(
            Checkpoint(row.seq, row.hash, row.at, row.key, row.signature)
            for row in self._connection.execute(query)
        )

    def records(self, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Screenings as they are hashed, of those that are still there."""
        return audit.records(self._connection, ids)


class Trail:
    """The audit trail of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def view(self) -> Iterator[View]:
        """The trail as of now, whoever appends meanwhile."""
        with self._database.reading_one_state() as connection:
            yield View(connection)

    def append(self, *events: AuditEvent) -> None:
        """Add events; on return they are on disk."""
        with self._database.writing() as connection:
            audit.append(connection, events)

    def newest(self, action: str) -> AuditRow | None:
        """The newest row of an action, if there is one."""
        with self._database.reading() as connection:
            return audit.newest(connection, action)

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Store a signed checkpoint; one at the same number is replaced."""
        with self._database.writing() as connection:
            connection.execute(
                delete(checkpoints).where(checkpoints.c.seq == checkpoint.seq)
            )
            connection.execute(
                insert(checkpoints).values(
                    {name: getattr(checkpoint, name) for name in Checkpoint.__slots__}
                )
            )

    def erase(self, ids: Sequence[str], event: AuditEvent) -> int:
        """Delete screenings and say so in the trail; returns how many were there.

        Those stay that something still in use stands on: an alert, or the
        subjects that a portfolio is made of.
        """
        with self._database.writing() as connection:
            count = 0
            for start in range(0, len(ids), _PAGE):
                some = ids[start : start + _PAGE]
                done = connection.execute(
                    delete(screenings).where(screenings.c.id.in_(some), *_IDLE)
                )
                count += done.rowcount
            audit.append(connection, [event])
            return count

    def erase_settled(
        self, before: datetime, *, through: int, at: datetime, actor: str
    ) -> tuple[int, int]:
        """Delete some alerts settled before a moment, and say so in the trail.

        Their decisions go with them, and their screenings on which nothing else stands.

        Args:
            before: the moment.
            through: how far the trail is done.
            at: the time.
            actor: who asks.

        Returns:
            how many alerts and screenings; none when none is left.
        """
        with self._database.writing() as connection:
            return erasing.settled(
                connection,
                before=before,
                through=through,
                at=at,
                actor=actor,
                idle=_IDLE,
            )

    def forget_requests(self, before: datetime) -> int:
        """Forget which requests came before a moment."""
        with self._database.writing() as connection:
            return recorder.forget(connection, before)

    def done(self, once: Once) -> Done | None:
        """What a request led to when it came before, if it did."""
        with self._database.reading() as connection:
            return recorder.find(connection, once)
