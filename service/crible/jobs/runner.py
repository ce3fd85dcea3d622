"""Takes up one job and sees it to its end, or leaves it to whoever comes next."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crible.batch import local
from crible.batch.files import Reading
from crible.batch.job import Job
from crible.errors import CribleError, Interrupted, StoreUnavailable
from crible.jobs.workplace import Workplace
from crible.model import Problem
from crible.store import Reached

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from crible.batch.finished import Finished
    from crible.batch.progress import Progress
    from crible.store import JobRow
    from crible.usecases.services import Services

LEASE = timedelta(seconds=60)
"""A worker that says nothing for so long has lost its job."""

# A file that ends its worker each time must not end workers for ever.
MOST_ATTEMPTS = 5


class Stopped(Interrupted):
    """The job was cancelled, or somebody else has it."""


def _nothing() -> None:
    """Nothing else waits."""


def take(
    services: Services,
    root: Path,
    worker: str,
    *,
    stop: threading.Event | None = None,
    tend: Callable[[], None] = _nothing,
    workers: int = 1,
    beat: float = 5.0,
    run: Callable[..., Finished] = local.run,
) -> bool:
    """Claim a job and work on it until it ends, or is lost or cancelled.

    Args:
        services: the collaborators.
        root: folder of all uploads.
        worker: name of this process, unlike that of any other.
        stop: when set, the job is left to the next worker at its next step.
        tend: called between steps, for what must not wait for the end of a long job.
        workers: processes that screen the file.
        beat: seconds between two signs of life; also how soon a cancel is noticed.
        run: screens a file.

    Returns:
        whether there was a job.

    Raises:
        StoreUnavailable: the database is gone; the job waits for its lease to run out.
    """
    now = services.clock()
    row = services.store.jobs.claim(worker, now=now, until=now + LEASE)
    if row is None:
        return False
    if row.attempts > MOST_ATTEMPTS:
        _end(
            services,
            row,
            "failed",
            problem=Problem(
                "given-up",
                "This file was given up",
                f"It was begun {MOST_ATTEMPTS} times, and no worker came to its end.",
            ),
        )
        return True
    task = _task(root, row, workers)
    _work(services, root, row, task, _Hold(services, row, beat, stop, tend), run)
    return True


def _work(
    services: Services,
    root: Path,
    row: JobRow,
    task: Job,
    hold: _Hold,
    run: Callable[..., Finished],
) -> None:
    try:
        done = run(services, task, progress=hold.reached)
    except Stopped:
        # Of one that somebody else has by now nothing is changed.
        if services.store.jobs.find(row.id).cancelled:
            _end(services, row, "cancelled")
            Workplace(root, row.id).remove()
    except (Interrupted, StoreUnavailable):
        # The disk is full, or the database was away: it goes on where it stopped.
        services.store.jobs.give_back(row.id, row.worker)
    except CribleError as error:
        problem = Problem(error.code, error.title, _said(error))
        _end(services, row, "failed", problem=problem)
    except Exception as error:  # noqa: BLE001 - the outermost edge of a job
        services.crashed(error)
        problem = Problem(
            CribleError.code,
            CribleError.title,
            f"crible failed at this file ({type(error).__name__}).",
        )
        _end(services, row, "failed", problem=problem)
    else:
        _end(
            services,
            row,
            "done",
            batch=done.manifest.batch,
            counts=done.manifest.counts,
        )


def _task(root: Path, row: JobRow, workers: int) -> Job:
    place, asked = Workplace(root, row.id), row.options
    return Job(
        source=place.source(row),
        target=place.result(row),
        reading=Reading(
            columns=[tuple(pair) for pair in asked.get("columns", ())],
            delimiter=asked.get("delimiter"),
            encoding=asked.get("encoding"),
            header=asked.get("header", True),
        ),
        actor=row.actor,
        lists=tuple(asked.get("lists", ())),
        threshold=asked.get("threshold"),
        hits_only=asked.get("hits_only", False),
        # One that was there before is of an attempt that ended before it was told.
        overwrite=True,
        workers=workers,
    )


def _said(error: CribleError) -> str:
    """What went wrong, without the folder where the file lies here."""
    return f"{error.message} {error.hint}".strip()


def _end(services: Services, row: JobRow, state: Any, **said: Any) -> None:
    services.store.jobs.end(
        row.id,
        row.worker,
        at=services.clock(),
        state=state,
        new_id=services.new_id,
        **said,
    )


class _Hold:
    """Renews a lease as the work goes on, and says how far it is.

    In the thread of the work itself: a thread of its own would keep the batch from
    spreading over processes, which fork only where there is no other thread.
    """

    def __init__(
        self,
        services: Services,
        row: JobRow,
        beat: float,
        stop: threading.Event | None,
        tend: Callable[[], None],
    ) -> None:
        self._services = services
        self._row = row
        self._beat = beat
        self._stop = stop
        self._tend = tend
        self._due = services.monotonic()

    def reached(self, progress: Progress) -> None:
        """Take note of how far the work is.

        Raises:
            Stopped: it is cancelled, or somebody else's by now.
            Interrupted: this worker is to end.
        """
        if self._stop is not None and self._stop.is_set():
            raise Interrupted("The worker was told to end.")
        if self._services.monotonic() < self._due:
            return
        held = self._services.store.jobs.keep(
            self._row.id,
            self._row.worker,
            until=self._services.clock() + LEASE,
            reached=Reached(
                rows=progress.rows,
                hits=progress.hits,
                errors=progress.errors,
                share=progress.share,
            ),
        )
        self._due = self._services.monotonic() + self._beat
        if not held:
            raise Stopped("The job was cancelled, or taken up by another worker.")
        self._tend()
