"""What is counted while the rows of a run go by: outcomes, first errors, best hits."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from crible.errors import CribleError, ListsUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.batch.answered import Answered, Found
    from crible.batch.rows import Row
    from crible.model import EntrySummary

OUTCOMES = ("match", "review", "clear", "error")

_FIRST_ERRORS = 5
_TOP_HITS = 10


@dataclass(frozen=True, slots=True)
class TopHit:
    """One of the best hits of a run, for a summary."""

    line: int
    name: str
    score: float
    band: str
    entry_id: str
    caption: str
    status: str


class Tally:
    """Counts what rows came to.

    ``blank`` are blank records, ``ignored`` cells left out, by role. ``unanswered`` are
    the rows in error that could be read: a list was too old to call them clear. ``hits``
    are rows with a hit, whatever their outcome.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.blank = 0
        self.hits = 0
        self.ignored: Counter[str] = Counter()
        self.errors: list[str] = []
        self.unanswered = 0
        self._outcomes: Counter[str] = Counter()
        # Lower lines first among equal scores; no two items share a line.
        self._top: list[tuple[float, int, TopHit]] = []

    def add(self, answered: Answered, entries: Mapping[str, EntrySummary]) -> None:
        """Count one answered row."""
        outcome = answered.outcome
        self._count(answered.row, outcome)
        if answered.quiet:
            return
        line = answered.row.record.line
        if outcome == "error":
            if len(self.errors) < _FIRST_ERRORS:
                self.errors.append(f"line {line}: {answered.problem}")
            self.unanswered += all(
                verdict.problem is None or verdict.problem.code == ListsUnavailable.code
                for verdict in answered.verdicts
            )
        found = answered.hits()
        if found:
            self.hits += 1
            self._keep(line, found[0], entries)

    def add_clear(self, row: Row) -> None:
        """Count one row of which there is nothing to tell."""
        self._count(row, "clear")

    def _count(self, row: Row, outcome: str) -> None:
        self.rows += 1
        self.blank += row.blanks
        if row.lost:
            self.ignored.update(row.lost)
        self._outcomes[outcome] += 1

    def _keep(
        self, line: int, best: Found, entries: Mapping[str, EntrySummary]
    ) -> None:
        hit = best.hit
        if len(self._top) >= _TOP_HITS and (hit.score, -line) < self._top[0][:2]:
            return
        entry = entries.get(hit.entry_id)
        top = TopHit(
            line,
            getattr(best.party.subject, "name", ""),
            hit.score,
            hit.band,
            hit.entry_id,
            entry.caption if entry else "",
            entry.status if entry else "",
        )
        heapq.heappush(self._top, (hit.score, -line, top))
        if len(self._top) > _TOP_HITS:
            heapq.heappop(self._top)

    @property
    def failed(self) -> int:
        """Rows in error so far."""
        return self._outcomes["error"]

    def outcomes(self, rows: int) -> dict[str, int]:
        """Rows by outcome.

        Args:
            rows: that went in.

        Raises:
            CribleError: they do not add up to these.
        """
        if not self._outcomes.total() == self.rows == rows:
            raise CribleError(
                f"{rows} rows went in and {self._outcomes.total()} came out; "
                "the result was thrown away.",
                hint="This is a fault in crible; please report it.",
            )
        return {outcome: self._outcomes[outcome] for outcome in OUTCOMES}

    def top(self) -> tuple[TopHit, ...]:
        """The best hits, best first."""
        return tuple(found for _, _, found in sorted(self._top, reverse=True))

    def as_dict(self) -> dict[str, Any]:
        """Everything counted, as JSON has it."""
        return {
            "rows": self.rows,
            "blank": self.blank,
            "hits": self.hits,
            "ignored": dict(self.ignored),
            "errors": self.errors,
            "unanswered": self.unanswered,
            "outcomes": dict(self._outcomes),
            "top": [astuple(found) for _, _, found in self._top],
        }

    @classmethod
    def restored(cls, said: Mapping[str, Any]) -> Tally:
        """The tally that ``as_dict`` described."""
        tally = cls()
        tally.rows = said["rows"]
        tally.blank = said["blank"]
        tally.hits = said["hits"]
        tally.ignored = Counter(said["ignored"])
        tally.errors = list(said["errors"])
        tally.unanswered = said["unanswered"]
        tally._outcomes = Counter(said["outcomes"])
        for fields in said["top"]:
            found = TopHit(*fields)
            heapq.heappush(tally._top, (found.score, -found.line, found))
        return tally
