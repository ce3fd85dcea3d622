"""The bundle of collaborators that every use case works with.

Composed by ``bootstrap`` alone; use cases take it as their first argument and never
build a collaborator themselves.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from crible.matching import Profile
    from crible.model import Screening
    from crible.store import Store
    from crible.usecases.live import LiveIndex


Origin = Literal["screen", "match", "batch", "portfolio"]
"""A door by which screenings come whose hits may wait for a person."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one call may bring and take; lengths in characters.

    ``seconds`` is the time for the subjects of one call; those left over are answered
    with the outcome ``error``.
    """

    subjects: int = 1000
    name_length: int = 1000
    text_length: int = 1_000_000
    seconds: float = float("inf")


def _uncounted(_acts: Sequence[Screening]) -> None:
    """For callers without figures."""


def _unheard(error: Exception) -> None:
    """For callers without a log."""


@dataclass(frozen=True, slots=True)
class Services:
    """What use cases need of the world.

    Attributes:
        store: the database.
        live: the index of the newest good list versions.
        profile: the engine's parameters.
        clock: returns the present time in UTC.
        new_id: returns a fresh id, unique and ordered by time.
        limits: the caps on one call.
        folder: where files lie that are kept beside the database.
        monotonic: seconds that only go forward.
        crashed: is told of an error that nobody foresaw and that one subject had.
        observe: is told of screenings once they are recorded, to count them.
        span: a part of the work, by name, for whoever traces it.
        alerts: the doors whose hits raise alerts.
        operator: who runs this process, or which schedule; the actor of what nobody
            else asked for.
    """

    store: Store
    live: LiveIndex
    profile: Profile
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    limits: Limits
    folder: Path
    monotonic: Callable[[], float] = time.monotonic
    crashed: Callable[[Exception], None] = _unheard
    observe: Callable[[Sequence[Screening]], None] = _uncounted
    span: Callable[[str], AbstractContextManager[object]] = nullcontext
    alerts: frozenset[Origin] = frozenset(get_args(Origin))
    operator: str = "crible"
