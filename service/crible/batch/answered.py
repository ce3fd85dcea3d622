"""What a row came to: the verdicts on its parties, put together.

A row in which one party could not be screened is an ``error``, whatever was found of
the others: nobody has cleared it. Its hits are told all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.usecases.verdicts import CLEAR

if TYPE_CHECKING:
    from crible.batch.rows import Party, Row
    from crible.model import Hit, Outcome
    from crible.usecases.verdicts import Verdict

# The worst outcome of its parties is that of a row.
_WORST: tuple[Outcome, ...] = ("error", "match", "review")


@dataclass(frozen=True, slots=True)
class Found:
    """A hit of a row: whose name it is, and the id of the screening that found it."""

    party: Party
    hit: Hit
    screening: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A row with what came of each of its parties.

    Attributes:
        row: the row.
        verdicts: one for each party.
        screenings: ids of their records, in the same order.
        outcome: the worst outcome of the parties.
        quiet: whether there is nothing to tell of it.
    """

    row: Row
    verdicts: tuple[Verdict, ...]
    screenings: tuple[str, ...]
    outcome: Outcome
    quiet: bool

    @classmethod
    def of(
        cls, row: Row, verdicts: tuple[Verdict, ...], screenings: tuple[str, ...]
    ) -> Answered:
        """Put the verdicts together."""
        for verdict in verdicts:
            if verdict is not CLEAR:
                break
        else:
            return cls(row, verdicts, screenings, "clear", quiet=True)
        outcomes = {verdict.outcome for verdict in verdicts}
        worst: Outcome = next(
            (outcome for outcome in _WORST if outcome in outcomes), "clear"
        )
        quiet = worst == "clear" and not any(verdict.hits for verdict in verdicts)
        return cls(row, verdicts, screenings, worst, quiet)

    @property
    def problem(self) -> str:
        """Why a party could not be screened; empty when all could."""
        if self.outcome != "error":
            return ""
        for party, verdict in zip(self.row.parties, self.verdicts, strict=True):
            if verdict.problem:
                beside = len(self.row.parties) > 1
                column = f"column {party.column}: " if beside else ""
                return f"{column}{verdict.problem.detail}"
        return ""

    def hits(self) -> list[Found]:
        """The hits of all parties, best first, the counterparty's before others'."""
        if self.quiet:
            return []
        found = [
            Found(party, hit, screening)
            for party, verdict, screening in zip(
                self.row.parties, self.verdicts, self.screenings, strict=True
            )
            for hit in verdict.hits
        ]
        return sorted(found, key=lambda item: -item.hit.score)
