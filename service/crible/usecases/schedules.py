"""When a step is due, and whose turn it is.

``every 30m``, ``every 6h``, ``every 2d``: so long after the step last began.
``02:30``: each day at that time, in UTC. Two steps never run at once: there is one turn
for all of them, beside that of each step, which says when it last ended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from crible.errors import CribleError, Interrupted, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crible.store import TurnRow
    from crible.usecases.services import Services

_EVERY = re.compile(r"every (\d{1,4}) ?([smhd])")
_AT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
# A worker that is gone holds its turn for so long, on another machine than ours.
_LEASE = timedelta(hours=2)
# Between two times that a worker at work says so.
_BEAT = timedelta(minutes=1)
_ALL = "any step"


@dataclass(frozen=True, slots=True)
class When:
    """A period, or a time of day in UTC."""

    period: timedelta | None = None
    at: time | None = None

    def is_due(self, begun: datetime | None, now: datetime, since: datetime) -> bool:
        """Whether it is time.

        Args:
            begun: when the step last began, None for never.
            now: the time.
            since: when the worker began: a time of day that was before is let pass.
        """
        if self.period is not None:
            return begun is None or now - begun >= self.period
        if self.at is None:
            return False
        last = datetime.combine(now.date(), self.at, now.tzinfo)
        if last > now:
            last -= timedelta(days=1)
        return last > (begun or since)


def parse(text: str) -> When:
    """A time as a person writes it.

    Raises:
        UsageError: it is none.
    """
    every = _EVERY.fullmatch(text.strip().lower())
    if every and int(every[1]):
        return When(period=timedelta(**{_UNITS[every[2]]: int(every[1])}))
    at = _AT.fullmatch(text.strip())
    if at:
        return When(at=time(int(at[1]), int(at[2])))
    raise UsageError(
        f"{text!r} is no time for a step.", hint="Write every 6h, or 02:30 (UTC)."
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done again and again.

    ``run`` does it and says in a line what came of it; empty when nothing was to do.
    """

    name: str
    when: When
    run: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a step; ``problem`` is empty when it went well."""

    step: str
    said: str
    problem: str = ""


class Hold:
    """The turns that a worker has; a step that takes hours keeps them by saying so."""

    def __init__(self, services: Services, worker: str) -> None:
        self._services = services
        self._worker = worker
        self._steps: tuple[str, ...] = ()
        self._due = services.clock()

    def begin(self, *steps: str) -> None:
        """Hold these turns, until none is named."""
        self._steps = steps
        self._due = self._services.clock() + _BEAT

    def keep(self, *_reached: object) -> None:
        """Say that work goes on; to be called as often as one likes.

        Raises:
            Interrupted: a turn ran out, and somebody else may have it.
        """
        if not self._steps or self._services.clock() < self._due:
            return
        until = self._services.clock() + _LEASE
        if not self._services.store.turns.keep(self._steps, self._worker, until=until):
            raise Interrupted(
                "The turn of this step ran out; another worker may have taken it up."
            )
        self._due = self._services.clock() + _BEAT


def run_due(
    services: Services,
    steps: Sequence[Step],
    *,
    machine: str,
    worker: str,
    since: datetime,
    done: Callable[[Done], None],
    hold: Hold | None = None,
) -> int:
    """Do what is due, one step after the other.

    Args:
        services: the collaborators.
        steps: in the order in which they are done.
        machine: name of this machine; no other worker of it is at work.
        worker: name of this worker, unlike that of any other.
        since: when it began.
        done: told what became of each step.
        hold: told which turns are held.

    Returns:
        how many steps were done.
    """
    count = 0
    for step in steps:
        turns = services.store.turns.all()
        row = turns.get(step.name)
        begun = row.begun if row else None
        if not step.when.is_due(begun, services.clock(), since):
            continue
        if not _take(services, _ALL, turns.get(_ALL), machine, worker):
            return count
        try:
            if _take(services, step.name, row, machine, worker):
                if hold is not None:
                    hold.begin(_ALL, step.name)
                done(_run(services, step, worker))
                count += 1
        finally:
            if hold is not None:
                hold.begin()
            services.store.turns.end(_ALL, worker, now=services.clock())
    return count


def _take(
    services: Services, name: str, row: TurnRow | None, machine: str, worker: str
) -> bool:
    now = services.clock()
    return services.store.turns.take(
        name,
        worker,
        now=now,
        until=now + _LEASE,
        after=row.ended if row else None,
        machine=machine,
    )


def _run(services: Services, step: Step, worker: str) -> Done:
    try:
        result = Done(step.name, step.run())
    except CribleError as error:
        result = Done(step.name, "", str(error))
    services.store.turns.end(
        step.name, worker, now=services.clock(), problem=result.problem
    )
    return result
