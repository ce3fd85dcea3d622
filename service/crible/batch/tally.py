"""What is counted while the rows of a run go by: outcomes, first errors, best hits."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.errors import CribleError, ListsUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.batch.rows import Row
    from crible.model import EntrySummary, Hit, Screening

OUTCOMES = ("match", "review", "clear", "error")

_FIRST_ERRORS = 5
_TOP_HITS = 10


@dataclass(frozen=True, slots=True)
class TopHit:
    """One of the best hits of a run, for a summary."""

    line: int
    name: str
    hit: Hit
    entry: EntrySummary | None


class Tally:
    """Counts; ``rows`` and ``blank`` on the way in, the rest on the way out.

    ``unanswered`` are the rows in error that could be read: a list was too old to call
    them clear.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.blank = 0
        self.errors: list[str] = []
        self.unanswered = 0
        self._outcomes: Counter[str] = Counter()
        # Lower lines first among equal scores; no two items share a line.
        self._top: list[tuple[float, int, TopHit]] = []

    def add(
        self, row: Row, screening: Screening, entries: Mapping[str, EntrySummary]
    ) -> None:
        """Count one screened row."""
        line = row.record.line
        self._outcomes[screening.outcome] += 1
        if screening.problem and screening.problem.code == ListsUnavailable.code:
            self.unanswered += 1
        if screening.problem and len(self.errors) < _FIRST_ERRORS:
            self.errors.append(f"line {line}: {screening.problem.detail}")
        if screening.hits:
            hit = screening.hits[0]
            found = TopHit(line, screening.subject.name, hit, entries.get(hit.entry_id))
            heapq.heappush(self._top, (hit.score, -line, found))
            if len(self._top) > _TOP_HITS:
                heapq.heappop(self._top)

    def outcomes(self) -> dict[str, int]:
        """Rows by outcome.

        Raises:
            CribleError: they do not add up to the rows that went in.
        """
        if self._outcomes.total() != self.rows:
            raise CribleError(
                f"{self.rows} rows went in and {self._outcomes.total()} came out; "
                "the result was thrown away.",
                hint="This is a fault in crible; please report it.",
            )
        return {outcome: self._outcomes[outcome] for outcome in OUTCOMES}

    def top(self) -> tuple[TopHit, ...]:
        """The best hits, best first."""
        return tuple(found for _, _, found in sorted(self._top, reverse=True))
