"""Batches: one row per file that was screened, closed once when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from crible.errors import CribleError, UnknownThing, UsageError
from crible.store.encoding import restored, stored
from crible.store.rows import BatchRow
from crible.store.schema import batches, screenings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.engine import Connection

    from crible.store.database import Database


class Batches:
    """Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, row: BatchRow) -> None:
        """Store a batch that begins.

        Raises:
            CribleError: its id is taken, or its snapshot or profile is not stored.
        """
        values = {
            "id": row.id,
            "started": row.started,
            "finished": row.finished,
            "actor": row.actor,
            "input_name": row.input_name,
            "input_sha256": row.input_sha256,
            "output_name": row.output_name,
            "snapshot": row.snapshot or None,
            "profile": row.profile or None,
            "counts": stored(row.counts),
        }
        with self._database.writing() as connection:
            try:
                connection.execute(insert(batches).values(values))
            except IntegrityError:
                raise CribleError(
                    f"The batch {row.id!r} cannot be opened: its id is taken, or it "
                    "names a snapshot or a profile that the database does not hold.",
                    hint="Save the profile first.",
                ) from None

    def finish(
        self,
        batch_id: str,
        *,
        finished: datetime,
        counts: Mapping[str, int],
        output_name: str | None = None,
    ) -> None:
        """Close a batch that is done, once.

        Args:
            batch_id: which.
            finished: when.
            counts: how many rows came to each outcome.
            output_name: where the results went, if not known at the start.

        Raises:
            UnknownThing: there is no such batch.
            UsageError: it is closed already.
        """
        values = {"finished": finished, "counts": stored(tuple(sorted(counts.items())))}
        if output_name is not None:
            values["output_name"] = output_name
        with self._database.writing() as connection:
            closed = connection.execute(
                update(batches)
                .where(batches.c.id == batch_id, batches.c.finished.is_(None))
                .values(values)
            )
            if closed.rowcount == 0:
                _find(connection, batch_id)
                raise UsageError(f"The batch {batch_id!r} is closed already.")

    def find(self, batch_id: str) -> BatchRow:
        """A batch by its id.

        Raises:
            UnknownThing: there is none.
        """
        with self._database.reading() as connection:
            return _find(connection, batch_id)

    def screened(self, batch_id: str) -> int:
        """How many screenings of a batch are stored."""
        query = (
            select(func.count())
            .select_from(screenings)
            .where(screenings.c.batch == batch_id)
        )
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def newest(self, *, limit: int = 100) -> tuple[BatchRow, ...]:
        """Batches, newest first."""
        query = select(batches).order_by(batches.c.started.desc(), batches.c.id.desc())
        with self._database.reading() as connection:
            return tuple(_batch(row) for row in connection.execute(query.limit(limit)))


def _find(connection: Connection, batch_id: str) -> BatchRow:
    row = connection.execute(select(batches).where(batches.c.id == batch_id)).first()
    if row is None:
        raise UnknownThing(f"There is no batch {batch_id!r}.")
    return _batch(row)


def _batch(row: Row[Any]) -> BatchRow:
    return BatchRow(
        id=row.id,
        started=row.started,
        actor=row.actor,
        input_name=row.input_name,
        input_sha256=row.input_sha256,
        snapshot=row.snapshot or "",
        profile=row.profile or "",
        output_name=row.output_name,
        finished=row.finished,
        counts=restored(tuple[tuple[str, int], ...], row.counts),
    )
