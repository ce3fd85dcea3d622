"""``crible worker``: what is done again and again, on a schedule."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crible.cli import exits
from crible.cli.beside import Uploads, turn
from crible.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crible.settings import Settings
    from crible.usecases.schedules import Done, Step
    from crible.usecases.services import Services

# Seconds between two looks at what is due.
_LOOK = 5.0


@click.command()
@click.option(
    "--once", is_flag=True, help="Do what is due, then end: for cron and timers."
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that screen.  [default: one for each processor]",
)
def worker(*, once: bool, workers: int | None) -> int:
    """Sync lists, screen inbox and uploads, rescreen portfolios, each when it is due.

    When that is stands in the settings CRIBLE_SCHEDULE_SYNC, CRIBLE_SCHEDULE_RESCREEN,
    CRIBLE_SCHEDULE_HOUSEKEEPING, CRIBLE_SCHEDULE_CHECKPOINT,
    CRIBLE_SCHEDULE_RETENTION and CRIBLE_INBOX. Steps never run at the same time,
    however many workers there are; uploads have a process of their own, which they do not
    keep waiting.
    """
    from crible.cli import session
    from crible.usecases import schedules

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_about: stop.set())
    failed = False

    def told(done: Done) -> None:
        nonlocal failed
        failed = failed or bool(done.problem)
        if done.problem:
            exits.say(f"{done.step}: failed: {done.problem}")
        elif done.said:
            exits.say(f"{done.step}: {done.said}")

    count = workers or len(os.sched_getaffinity(0))
    machine = socket.gethostname()
    with ExitStack() as stack:
        # Begun first: a process is forked while nothing is open.
        beside = None if once else stack.enter_context(Uploads(count))
        settings, services = stack.enter_context(session.opened())
        stack.enter_context(_alone(settings.data_dir))
        name = f"{machine}:{os.getpid()}:{services.new_id()}"
        hold = schedules.Hold(services, name)
        steps = _steps(settings, services, count, hold.keep)
        # For one look only, a time of day that passed since yesterday is due.
        since = services.clock()
        if once:
            since = since.replace(hour=0, minute=0, second=0, microsecond=0)
        while not stop.is_set():
            schedules.run_due(
                services,
                steps,
                machine=machine,
                worker=name,
                since=since,
                done=told,
                hold=hold,
            )
            if beside is None:
                turn(settings, services, name, stop, count)
                return exits.LISTS if failed else exits.OK
            beside.tend()
            stop.wait(_LOOK)
    return exits.OK


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of the data folder; it is free at once when the holder is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "worker.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                "Another worker of this data folder is at work.",
                hint="One is enough; it spreads over all processors.",
            ) from None
        yield


def _steps(
    settings: Settings,
    services: Services,
    workers: int,
    keep: Callable[..., None],
) -> list[Step]:
    """What is to be done, by the settings."""
    from crible import bootstrap
    from crible.batch import nightly
    from crible.batch.inbox import Inbox
    from crible.usecases import decisions, lists_sync, schedules, upkeep

    actor = settings.operator
    steps = []

    def by(schedule: str) -> Services:
        """Services that act in the name of a schedule rather than a person."""
        return replace(services, operator=f"schedule {schedule}")

    def sync() -> str:
        run = lists_sync.Sync(
            bootstrap.fetcher(settings),
            settings.data_dir / "downloads",
            progress=keep,
        )
        return nightly.sync_lists(by("sync"), run)

    if settings.schedule_sync:
        steps.append(
            schedules.Step("sync", schedules.parse(settings.schedule_sync), sync)
        )
    if settings.inbox:
        inbox = Inbox(Path(settings.inbox))
        steps.append(
            schedules.Step(
                "inbox",
                schedules.parse("every 5s"),
                lambda: nightly.empty_inbox(
                    services,
                    inbox,
                    now=time.time(),
                    actor=actor,
                    workers=workers,
                    progress=keep,
                ),
            )
        )
    if settings.schedule_rescreen:
        steps.append(
            schedules.Step(
                "rescreen",
                schedules.parse(settings.schedule_rescreen),
                lambda: nightly.rescreen_due(
                    services, actor=actor, workers=workers, progress=keep
                ),
            )
        )
    if settings.schedule_housekeeping:
        steps.append(
            schedules.Step(
                "housekeeping",
                schedules.parse(settings.schedule_housekeeping),
                lambda: "; ".join(
                    filter(None, (decisions.lapse(services), nightly.tidy(services)))
                ),
            )
        )
    if settings.schedule_checkpoint:
        copies = Path(settings.checkpoints) if settings.checkpoints else None
        steps.append(
            schedules.Step(
                "checkpoint",
                schedules.parse(settings.schedule_checkpoint),
                lambda: upkeep.sign(services, Path(settings.audit_key), copies),
            )
        )
    if settings.schedule_retention:
        steps.append(
            schedules.Step(
                "retention",
                schedules.parse(settings.schedule_retention),
                lambda: upkeep.forget(
                    by("retention"),
                    days=settings.retention_days,
                    repeat_days=settings.idempotency_days,
                    progress=keep,
                ),
            )
        )
    return steps
