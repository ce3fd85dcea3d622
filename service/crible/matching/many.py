"""Many subjects in order, in this process or over several that share the index."""

from __future__ import annotations

import gc
from multiprocessing import get_context
from typing import TYPE_CHECKING

from crible.model import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.matching.screener import Screener
    from crible.model import Hit

_CHUNK = 256
_worker: list[Screener] = []


def screen_many(
    screener: Screener, subjects: Iterable[Subject | str], workers: int
) -> Iterator[tuple[Subject, tuple[Hit, ...]]]:
    """Screen subjects in order; the answers do not depend on ``workers``."""
    wanted = (
        Subject(subject) if isinstance(subject, str) else subject
        for subject in subjects
    )
    if workers <= 1:
        for subject in wanted:
            yield subject, screener.screen_subject(subject)
        return
    # Forked children see the parent's index without copying it.
    _worker[:] = [screener]
    # What is there before the fork stays shared only as long as the search for garbage
    # in the children does not write to it.
    gc.freeze()
    with get_context("fork").Pool(workers) as pool:
        gc.unfreeze()
        yield from pool.imap(_one, wanted, chunksize=_CHUNK)


def _one(subject: Subject) -> tuple[Subject, tuple[Hit, ...]]:
    return subject, _worker[0].screen_subject(subject)
