"""Jobs: uploaded files that somebody works on under a lease.

A job is claimed by one conditional UPDATE, so that two workers never hold it, on
SQLite as on PostgreSQL. Locking the row for the time of the work was the alternative:
a transaction of an hour, which SQLite has no such lock for either.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import and_, func, insert, or_, select, update

from crible.errors import UnknownThing
from crible.model import Problem
from crible.store.encoding import restored, stored
from crible.store.hooks import tell
from crible.store.schema_jobs import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement, Row

    from crible.store.database import Database

State = Literal["queued", "running", "done", "failed", "cancelled"]
# Others may be quicker; whoever loses so often comes back at the next round.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class JobRow:
    """One uploaded file, and what became of it.

    Attributes:
        id: unique and ordered by time.
        state: queued, running, done, failed or cancelled.
        created: when it was uploaded.
        actor: who uploaded it, for records.
        caller: id of the key or user; empty for anybody on this machine.
        name: of the file, as the caller called it.
        sha256: of its bytes.
        bytes: how many there are.
        options: how it is to be screened, as JSON has it.
        attempts: how often somebody began to work on it.
        worker: who works on it, or did last.
        lease: until when nobody else may.
        cancelled: whether it is to be stopped.
        rows: that are done.
        hits: of them with a hit.
        errors: of them that could not be screened.
        share: how much of the file was read, 0 to 1, or None.
        started: when somebody first began.
        finished: when it ended, however it did.
        batch: id of the batch it made.
        counts: rows by outcome, once it is done.
        problem: why it failed.
    """

    id: str
    state: State
    created: datetime
    actor: str
    caller: str
    name: str
    sha256: str
    bytes: int
    options: Mapping[str, Any]
    attempts: int = 0
    worker: str = ""
    lease: datetime | None = None
    cancelled: bool = False
    rows: int = 0
    hits: int = 0
    errors: int = 0
    share: float | None = None
    started: datetime | None = None
    finished: datetime | None = None
    batch: str | None = None
    counts: Mapping[str, int] | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a job is."""

    rows: int
    hits: int
    errors: int
    share: float | None


class Jobs:
    """The jobs of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: JobRow) -> None:
        """Store a new job."""
        with self._database.writing() as connection:
            connection.execute(
                insert(jobs).values(
                    id=row.id,
                    state=row.state,
                    created=row.created,
                    actor=row.actor,
                    caller=row.caller,
                    name=row.name,
                    sha256=row.sha256,
                    bytes=row.bytes,
                    options=json.dumps(dict(row.options)),
                )
            )

    def find(self, job_id: str) -> JobRow:
        """A job by its id.

        Raises:
            UnknownThing: there is none.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job_id)).first()
        if row is None:
            raise UnknownThing(f"There is no job {job_id!r}.")
        return _job(row)

    def newest(
        self, *, caller: str | None = None, before: str = "", limit: int = 100
    ) -> tuple[JobRow, ...]:
        """Jobs, newest first.

        Args:
            caller: of this key or user alone; of everybody when None.
            before: only those older than this id.
            limit: jobs at most.
        """
        query = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        if caller is not None:
            query = query.where(jobs.c.caller == caller)
        if before:
            query = query.where(jobs.c.id < before)
        with self._database.reading() as connection:
            return tuple(_job(row) for row in connection.execute(query))

    def counts(self) -> dict[State, int]:
        """How many jobs there are in each state."""
        query = select(jobs.c.state, func.count()).group_by(jobs.c.state)
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def claim(self, worker: str, *, now: datetime, until: datetime) -> JobRow | None:
        """Take the oldest job that nobody works on; None when there is none.

        Args:
            worker: who takes it.
            now: a lease that has run out by then counts no more.
            until: when the new lease runs out.
        """
        free = _free(now)
        for _ in range(_TRIES):
            with self._database.writing() as connection:
                found = connection.execute(
                    select(jobs).where(free).order_by(jobs.c.id).limit(1)
                ).first()
                if found is None:
                    return None
                taken = connection.execute(
                    update(jobs)
                    .where(
                        jobs.c.id == found.id,
                        jobs.c.attempts == found.attempts,
                        free,
                    )
                    .values(
                        state="running",
                        worker=worker,
                        lease=until,
                        attempts=found.attempts + 1,
                        started=found.started or now,
                    )
                )
                if taken.rowcount == 1:
                    again = select(jobs).where(jobs.c.id == found.id)
                    return _job(connection.execute(again).one())
        return None

    def keep(
        self, job_id: str, worker: str, *, until: datetime, reached: Reached | None
    ) -> bool:
        """Hold on to a job for longer, and say how far it is.

        Returns:
            False when it is to be stopped, or somebody else has it by now.
        """
        values: dict[str, Any] = {"lease": until}
        if reached is not None:
            values.update(
                rows=reached.rows,
                hits=reached.hits,
                errors=reached.errors,
                share=reached.share,
            )
        with self._database.writing() as connection:
            kept = connection.execute(
                update(jobs)
                .where(_held(job_id, worker), jobs.c.cancelled == 0)
                .values(values)
            )
            return kept.rowcount == 1

    def give_back(self, job_id: str, worker: str) -> None:
        """Let somebody else go on with a job that was interrupted."""
        with self._database.writing() as connection:
            connection.execute(
                update(jobs)
                .where(_held(job_id, worker))
                .values(state="queued", lease=None)
            )

    def end(
        self,
        job_id: str,
        worker: str,
        *,
        at: datetime,
        state: State,
        new_id: Callable[[], str],
        batch: str | None = None,
        counts: Mapping[str, int] | None = None,
        problem: Problem | None = None,
    ) -> JobRow | None:
        """End a job, and have those told who asked for it; both or neither.

        Returns:
            the job; None when somebody else has it by now.
        """
        with self._database.writing() as connection:
            ended = connection.execute(
                update(jobs)
                .where(_held(job_id, worker))
                .values(
                    state=state,
                    finished=at,
                    lease=None,
                    batch=batch,
                    counts=json.dumps(dict(counts)) if counts is not None else "",
                    problem=stored(problem),
                )
            )
            if ended.rowcount != 1:
                return None
            row = _job(
                connection.execute(select(jobs).where(jobs.c.id == job_id)).one()
            )
            tell(connection, "batch.finished", told(row), at=at, new_id=new_id)
            return row

    def cancel(self, job_id: str, *, at: datetime) -> JobRow:
        """Ask that a job be stopped; one that nobody began is cancelled at once.

        Raises:
            UnknownThing: there is none.
        """
        with self._database.writing() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.id == job_id, jobs.c.state == "queued")
                .values(state="cancelled", finished=at, cancelled=1)
            )
            connection.execute(
                update(jobs)
                .where(jobs.c.id == job_id, jobs.c.state == "running")
                .values(cancelled=1)
            )
        return self.find(job_id)


def told(row: JobRow) -> dict[str, Any]:
    """What is told of a job that ended; its file's name is not, it may be a name."""
    return {
        "id": row.id,
        "state": row.state,
        "created": row.created.isoformat(),
        "finished": row.finished.isoformat() if row.finished else None,
        "sha256": row.sha256,
        "batch": row.batch,
        "counts": dict(row.counts) if row.counts is not None else None,
        "code": row.problem.code if row.problem else None,
    }


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(
        jobs.c.state == "queued",
        and_(jobs.c.state == "running", jobs.c.lease < now),
    )


def _held(job_id: str, worker: str) -> ColumnElement[bool]:
    return and_(jobs.c.id == job_id, jobs.c.worker == worker, jobs.c.state == "running")


def _job(row: Row[Any]) -> JobRow:
    return JobRow(
        id=row.id,
        state=row.state,
        created=row.created,
        actor=row.actor,
        caller=row.caller,
        name=row.name,
        sha256=row.sha256,
        bytes=row.bytes,
        options=json.loads(row.options),
        attempts=row.attempts,
        worker=row.worker,
        lease=row.lease,
        cancelled=bool(row.cancelled),
        rows=row.rows,
        hits=row.hits,
        errors=row.errors,
        share=row.share,
        started=row.started,
        finished=row.finished,
        batch=row.batch,
        counts=json.loads(row.counts) if row.counts else None,
        problem=(
            restored(Problem | None, row.problem)  # type: ignore[arg-type]
            if row.problem
            else None
        ),
    )
