"""Batches: opened once, filled in steps that are on disk whole, closed once.

The ids of a batch and of its screenings follow from what is asked, so a step that is
done a second time, because its first time was cut short, changes nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from crible.errors import Interrupted, StoreUnavailable, UnknownThing
from crible.store import BatchRow
from crible.usecases import alerts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from crible.model import EntrySummary, Screening
    from crible.store import Alike
    from crible.usecases.services import Origin, Services

RESUMABLE = "Put that right; the same command goes on where this run stopped."


def holds(services: Services, batch_id: str, screenings: int) -> bool:
    """Whether a batch is there with at least so many screenings.

    It may not be: a database was lost, or restored from a copy made before.
    """
    if not is_known(services, batch_id):
        return False
    return services.store.batches.screened(batch_id) >= screenings


def is_known(services: Services, batch_id: str) -> bool:
    """Whether a batch of this id was ever opened."""
    try:
        services.store.batches.find(batch_id)
    except UnknownThing:
        return False
    return True


def begin(
    services: Services,
    batch_id: str,
    *,
    started: datetime,
    actor: str,
    input_name: str,
    input_sha256: str,
    snapshot: str,
) -> None:
    """Open a batch."""
    services.store.batches.start(
        BatchRow(
            id=batch_id,
            started=started,
            actor=actor,
            input_name=input_name,
            input_sha256=input_sha256,
            snapshot=snapshot,
            profile=services.profile.id,
        )
    )


def record(
    services: Services,
    acts: Iterable[Screening],
    alike: Iterable[Alike] = (),
    *,
    portfolio: str = "",
    again: bool = True,
) -> frozenset[str]:
    """Store a step of a batch, whole or not at all, and raise its new hits.

    Args:
        services: the collaborators.
        acts: screenings of the step.
        alike: further ones that have nearly all in common, and no hit.
        portfolio: that they are screened for, or empty.
        again: whether some may be stored already.

    Returns:
        ids of the alerts that are new.
    """
    some = tuple(acts)
    origin: Origin = "portfolio" if portfolio else "batch"
    found = alerts.of_acts(services, some, origin, portfolio=portfolio)
    done = services.store.record(some, alike=alike, alerts=found, again=again)
    return done.raised


def stored(services: Services, batch_id: str) -> int:
    """How many screenings of a batch are stored."""
    return services.store.batches.screened(batch_id)


def finish(
    services: Services, batch_id: str, *, counts: Mapping[str, int], output_name: str
) -> datetime:
    """Close a batch; one that is closed already stays as it is."""
    row = services.store.batches.find(batch_id)
    if row.finished is not None:
        return row.finished
    finished = services.clock()
    services.store.batches.finish(
        batch_id, finished=finished, counts=counts, output_name=output_name
    )
    return finished


def summaries(
    services: Services, entry_ids: Iterable[str], snapshot: str
) -> dict[str, EntrySummary]:
    """What a result shows of entries."""
    wanted = set(entry_ids)
    return services.store.contents.summaries(wanted, snapshot) if wanted else {}


@contextmanager
def resumable() -> Iterator[None]:
    """Tell what stops a run from outside from what is wrong with it.

    Raises:
        Interrupted: the disk is full, or the database was lost.
    """
    try:
        yield
    except StoreUnavailable as error:
        raise Interrupted(error.message, hint=RESUMABLE, where=error.where) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Interrupted(
            f"The result cannot be written: {reason}.", hint=RESUMABLE
        ) from error
