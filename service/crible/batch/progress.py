"""How far a run is, for whoever waits for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the run is.

    ``share`` is how much of the input was read, 0..1, or None; ``skipped`` rows were
    done by an earlier run.
    """

    rows: int
    hits: int
    errors: int
    share: float | None
    skipped: int = 0
