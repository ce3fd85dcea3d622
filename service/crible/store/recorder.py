"""Recording screenings: what waits together is stored together.

Threads that record at the same time line up; the first commits for all that are there,
so that one flush to disk serves many answers. Nobody returns before their own acts are
on disk. A background thread that gathers for a while was the alternative: it makes a
single request wait for company that never comes.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, select

from crible.errors import CribleError, StoreUnavailable
from crible.store import audit, raising, screenings
from crible.store.alike import AlikeRows
from crible.store.database import insert_once
from crible.store.raising import Met
from crible.store.rows import AuditEvent, Done, Once
from crible.store.schema_access import requests
from crible.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from crible.model import Screening
    from crible.store.database import Database
    from crible.store.review_rows import Alert
    from crible.store.rows import Alike

# Rows of one transaction at most: a batch must not keep single requests waiting long.
_ROWS = 2000


@dataclass(slots=True)
class _Task:
    """The acts of one call, and what became of them."""

    rows: list[dict[str, Any]]
    alike: list[AlikeRows]
    event: AuditEvent
    once: Once | None
    alerts: Sequence[Alert] = ()
    again: bool = False
    finished: bool = False
    error: CribleError | None = None
    done: Done | None = None
    raised: frozenset[str] = frozenset()
    met: Mapping[str, Met] = field(default_factory=dict)
    # Set when it is finished, or when it is its thread's turn to commit.
    turn: threading.Event = field(default_factory=threading.Event)

    @property
    def size(self) -> int:
        """How many rows it stores."""
        return len(self.rows) + sum(map(len, self.alike))

    @property
    def says_something(self) -> bool:
        """Whether there is anything for the trail to vouch for."""
        return bool(self.size or self.raised)


class Recorded(NamedTuple):
    """What came of recording.

    Attributes:
        done: what the same call led to when it was recorded before, or None.
        raised: ids of the alerts that are new.
        met: how these and those that are known stand.
    """

    done: Done | None = None
    raised: frozenset[str] = frozenset()
    met: Mapping[str, Met] = MappingProxyType({})


class Recorder:
    """Stores screenings with their event in the audit trail."""

    def __init__(self, database: Database) -> None:
        self._writer = Writer(database)
        self._waiting: list[_Task] = []
        self._queue = threading.Lock()
        self._committing = False

    def close(self) -> None:
        """Give the connection up."""
        self._writer.close()

    def record(
        self,
        acts: Sequence[Screening],
        once: Once | None = None,
        *,
        alike: Sequence[Alike] = (),
        alerts: Sequence[Alert] = (),
        again: bool = False,
    ) -> Recorded:
        """Store the acts of one call, all or none; on return they are on disk.

        Args:
            acts: at least one, unless there are others.
            once: what makes the call the same call again.
            alike: others that have nearly all in common.
            alerts: hits of the acts that wait for a person, unless they did before.
            again: some may be stored already; these stay as they are.

        Returns:
            what came of it: nothing is stored when the same call was recorded before.

        Raises:
            CribleError: the database refuses them.
            StoreUnavailable: it does not answer.
        """
        # Drawn before the transaction: whoever screens while we draw would otherwise
        # keep every other writer waiting.
        task = _task(acts, once, alike, alerts, again=again)
        with self._queue:
            self._waiting.append(task)
            first = not self._committing
            self._committing = True
        if not first:
            task.turn.wait()
        if not task.finished:
            self._serve()
        if task.error is not None:
            raise task.error
        return Recorded(task.done, task.raised, task.met)

    def _serve(self) -> None:
        """Commit what waits, our own task among it, and pass the turn on."""
        with self._queue:
            tasks = self._next()
        try:
            self._commit(tasks)
        finally:
            with self._queue:
                # Nothing is left over unless something went wrong that nobody foresaw;
                # then everybody tries alone.
                left = [task for task in tasks[1:] if not task.finished]
                self._waiting[:0] = left
                following = self._waiting[0] if self._waiting else None
                self._committing = following is not None
            for task in tasks:
                if task.finished:
                    task.turn.set()
            if following is not None:
                following.turn.set()

    def _next(self) -> list[_Task]:
        """Take the first that waits, which is our own, and those that fit with it."""
        tasks: list[_Task] = []
        size = 0
        for task in self._waiting:
            if tasks and size + task.size > _ROWS:
                break
            tasks.append(task)
            size += task.size
        del self._waiting[: len(tasks)]
        return tasks

    def _commit(self, tasks: Sequence[_Task]) -> None:
        try:
            self._store(tasks)
        except StoreUnavailable as error:
            for task in tasks:
                task.error = error
        except CribleError as error:
            if len(tasks) == 1:
                tasks[0].error = error
            else:
                # One of them is at fault; the others shall not pay for it.
                for task in tasks:
                    self._alone(task)
        for task in tasks:
            task.finished = True

    def _alone(self, task: _Task) -> None:
        try:
            self._store([task])
        except CribleError as error:
            task.error = error

    def _store(self, tasks: Sequence[_Task]) -> None:
        # In one order for everybody, or two processes could wait for each other.
        ordered = sorted(tasks, key=lambda task: task.once.key if task.once else "")

        def work(connection: Connection) -> None:
            rows: list[dict[str, Any]] = []
            alike: list[AlikeRows] = []
            first = [task for task in ordered if _is_first(connection, task)]
            for task in first:
                if task.again:
                    _leave_out_known(connection, task)
                rows += task.rows
                alike += task.alike
            with screenings.refusals(connection):
                for group in alike:
                    screenings.insert_alike(connection, group)
                if _raise(connection, first, rows):
                    rows = []
                events = [task.event for task in first if task.says_something]
                audit.append(connection, events, rows)

        self._writer.run(work)


def find(connection: Connection, once: Once) -> Done | None:
    """What a request led to when it came before, if it did."""
    row = connection.execute(
        select(requests.c.operation, requests.c.fingerprint, requests.c.things).where(
            requests.c.caller == once.caller, requests.c.key == once.key
        )
    ).first()
    if row is None:
        return None
    return Done(row.operation, row.fingerprint, tuple(json.loads(row.things)))


def forget(connection: Connection, before: datetime) -> int:
    """Forget requests from before a moment; returns how many."""
    return connection.execute(delete(requests).where(requests.c.at < before)).rowcount


def _is_first(connection: Connection, task: _Task) -> bool:
    """Whether a task is not one again; if it is, tell it what came of the first."""
    once = task.once
    if once is None:
        return True
    stored = insert_once(
        connection,
        requests,
        {
            "caller": once.caller,
            "key": once.key,
            "operation": once.operation,
            "fingerprint": once.fingerprint,
            "things": json.dumps([row["id"] for row in task.rows]),
            "at": task.event.at,
        },
    )
    task.done = None if stored else find(connection, once)
    return stored


def _raise(
    connection: Connection, tasks: Sequence[_Task], rows: Sequence[dict[str, Any]]
) -> bool:
    """Raise what is new among the hits; the trail vouches for it.

    Returns:
        whether the rows of screenings had to be stored for that; as a rule they travel
        with a later statement.
    """
    for task in tasks:
        # The work may be done a second time, after a first that was undone.
        task.raised = frozenset()
        if "alerts" in task.event.body:
            body = {"screenings": task.event.body["screenings"]}
            task.event = replace(task.event, body=body)
    wanted: dict[str, Alert] = {}
    for task in tasks:
        for alert in task.alerts:
            # A counterparty may stand in a file twice: its first record is named.
            wanted.setdefault(alert.id, alert)
    if not wanted:
        return False
    known = raising.met(connection, wanted.keys())
    for task in tasks:
        task.met = known
    unmet = {key: alert for key, alert in wanted.items() if key not in known}
    if not unmet:
        return False
    screenings.insert_rows(connection, rows, "SELECT 1")
    new = {row["id"]: row for row in raising.raise_new(connection, unmet)}
    for task in tasks:
        own = {alert.id for alert in task.alerts} & new.keys()
        if not own:
            continue
        task.raised = frozenset(own)
        task.met = {
            **task.met,
            **{key: Met(new[key]["state"], None) for key in own},
        }
        digests = {key: raising.digest_of(new.pop(key)) for key in sorted(own)}
        task.event = replace(task.event, body={**task.event.body, "alerts": digests})
    return True


def _leave_out_known(connection: Connection, task: _Task) -> None:
    """Keep the rows that are not stored yet, and have the event vouch for these."""
    known = screenings.known(connection, list(task.event.body["screenings"]))
    if not known:
        return
    task.rows = [row for row in task.rows if row["id"] not in known]
    task.alike = [group.without(known) for group in task.alike]
    kept = {
        key: digest
        for key, digest in task.event.body["screenings"].items()
        if key not in known
    }
    task.event = replace(task.event, body={"screenings": kept})


def _task(
    acts: Sequence[Screening],
    once: Once | None,
    alike: Sequence[Alike],
    alerts: Sequence[Alert],
    *,
    again: bool = False,
) -> _Task:
    rows = [screenings.row_of(act) for act in acts]
    groups = [AlikeRows.of(group) for group in alike]
    digests = screenings.digests_of(rows)
    for group in groups:
        digests |= group.digests()
    last = acts[-1] if acts else alike[-1].like
    event = AuditEvent(
        at=last.at,
        actor=last.actor,
        action="screened",
        thing=last.batch or last.id,
        body={"screenings": digests},
    )
    return _Task(rows, groups, event, once, alerts, again)
