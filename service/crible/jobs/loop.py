"""What a worker process does all day: jobs, messages, old files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crible.errors import StoreUnavailable, UnknownThing
from crible.jobs import runner, sender
from crible.jobs.workplace import Workplace

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from pathlib import Path

    from crible.usecases.services import Services

# Seconds between two looks at an empty queue, and at files that may be too old.
_POLL = 1.0
_CLEAN = 3600.0


def run(
    services: Services,
    root: Path,
    worker: str,
    stop: threading.Event,
    *,
    keep_days: int,
    allowed: Sequence[str] = (),
    poll: float = _POLL,
) -> None:
    """Work until told to stop; a job that is under way is left to the next worker.

    Args:
        services: the collaborators.
        root: folder of all uploads.
        worker: name of this process, unlike that of any other.
        stop: set to end it.
        keep_days: after so many days files and results are removed.
        allowed: private networks that webhooks may lead to.
        poll: seconds between two looks at an empty queue.
    """
    cleaned = float("-inf")
    while not stop.is_set():
        busy = False
        try:
            busy = turn(services, root, worker, stop, allowed=allowed)
            if services.monotonic() - cleaned > _CLEAN:
                clean(services, root, keep_days)
                cleaned = services.monotonic()
        except StoreUnavailable as error:
            # It comes back or it does not; ending would only hide which.
            services.crashed(error)
        if not busy:
            stop.wait(poll)


def turn(
    services: Services,
    root: Path,
    worker: str,
    stop: threading.Event,
    *,
    allowed: Sequence[str] = (),
) -> bool:
    """Take one job to its end and send the messages that are due.

    Returns:
        whether there was anything to do.

    Raises:
        StoreUnavailable: the database does not answer.
    """

    def tend() -> None:
        # One at a time: a receiver that dawdles must not cost the job its lease.
        sender.send(services, allowed=allowed, most=1)

    busy = runner.take(services, root, worker, stop=stop, tend=tend)
    return bool(sender.send(services, allowed=allowed, most=20)) or busy


def clean(services: Services, root: Path, keep_days: int) -> int:
    """Remove files of jobs that ended long ago; what was screened stays on record.

    Returns:
        how many were removed.
    """
    if not root.is_dir():
        return 0
    line = services.clock() - timedelta(days=keep_days)
    removed = 0
    for folder in sorted(root.iterdir()):
        try:
            row = services.store.jobs.find(folder.name)
        except UnknownThing:
            # An upload that is just coming in, or a folder that is not ours.
            continue
        if row.finished is not None and row.finished < line:
            Workplace(root, row.id).remove()
            removed += 1
    return removed
