"""The steps of a night: lists renewed, files screened, portfolios screened again.

Each is a function that can be done at any time and any number of times: what is done
already is found done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.batch import rescreen
from crible.errors import CribleError, DownloadFailed, Interrupted
from crible.usecases import lists_sync

if TYPE_CHECKING:
    from collections.abc import Callable

    from crible.batch.inbox import Inbox
    from crible.batch.progress import Progress
    from crible.batch.rescreen import Rescreened
    from crible.usecases.lists_sync import Sync
    from crible.usecases.services import Services


def sync_lists(services: Services, run: Sync) -> str:
    """Bring every list up to date that was ever loaded.

    Raises:
        DownloadFailed: some could not be; the others were.
        Interrupted: whoever counts along wants an end of it.
    """
    endings: dict[str, str] = {}
    failed: list[str] = []
    for key in lists_sync.chosen(services, (), "", every=False):
        try:
            endings[key] = lists_sync.sync_list(services, key, run).ending
        except Interrupted:
            raise
        except CribleError as error:
            failed.append(f"{key}: {error}")
    services.live.refresh()
    if failed:
        raise DownloadFailed("; ".join(failed))
    return ", ".join(f"{key} {ending}" for key, ending in endings.items())


def rescreen_due(
    services: Services,
    *,
    actor: str,
    workers: int,
    told: Callable[[Rescreened], None] = lambda _done: None,
    progress: Callable[[int], None] = lambda _subjects: None,
) -> str:
    """Screen those portfolios again whose lists changed."""
    said = []
    for row in services.store.portfolios.all():
        if not rescreen.is_due(services, row):
            continue
        done = rescreen.rescreen(
            services, row.name, actor=actor, workers=workers, progress=progress
        )
        told(done)
        said.append(
            f"{row.name}: {done.screened} of {sum(done.counts.values())} subjects "
            f"screened, {len(done.alerts)} new alerts"
        )
    return "; ".join(said)


def empty_inbox(
    services: Services,
    inbox: Inbox,
    *,
    now: float,
    actor: str,
    workers: int,
    progress: Callable[[Progress], None] = lambda _progress: None,
) -> str:
    """Screen what was put into the inbox."""
    said = []
    for path in inbox.waiting(now):
        done = inbox.screen(
            services, path, actor=actor, workers=workers, progress=progress
        )
        told = ", ".join(f"{count} {outcome}" for outcome, count in done.counts.items())
        said.append(f"{done.name}: {told or f'refused, {done.problem}'}")
    return "; ".join(said)


def tidy(services: Services) -> str:
    """Let the database look after itself."""
    services.store.optimise()
    return "database optimised"
