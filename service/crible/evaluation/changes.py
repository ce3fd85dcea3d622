"""Two profiles on the same questions: what the second gains and what it loses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from crible.evaluation.results import Report


class Change(NamedTuple):
    """One class (or source): both rates, as the first and the second have them."""

    key: str
    asked: int
    first: float
    second: float

    @property
    def difference(self) -> float:
        """The second less the first."""
        return self.second - self.first


class Side(NamedTuple):
    """A name on which the two disagree; ``second`` says whether the second hits."""

    key: str
    name: str
    listed: str
    entry: str
    first_score: float
    second_score: float
    second: bool


class Comparison(NamedTuple):
    """All differences of two reports over one plan."""

    classes: tuple[Change, ...]
    sources: tuple[Change, ...]
    sides: tuple[Side, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "classes": [item._asdict() for item in self.classes],
            "sources": [item._asdict() for item in self.sources],
            "sides": [item._asdict() for item in self.sides],
        }


def compare(first: Report, second: Report) -> Comparison:
    """Set two reports over the same plan side by side, each at its own line."""
    classes, sources, sides = [], [], []
    for one, two in zip(first.classes, second.classes, strict=True):
        if not one.asked:
            continue
        classes.append(Change(one.key, one.asked, one.recall, two.recall))
        for left, right in zip(one.cases, two.cases, strict=True):
            hits = right.score >= two.line
            if hits != (left.score >= one.line):
                sides.append(
                    Side(
                        one.key,
                        left.altered,
                        left.listed,
                        left.entry,
                        left.score,
                        right.score,
                        hits,
                    )
                )
    for old, new in zip(first.sources, second.sources, strict=True):
        if not old.asked:
            continue
        sources.append(Change(old.source, old.asked, old.rate, new.rate))
        for before, after in zip(old.cases, new.cases, strict=True):
            alerts = after.score >= new.line
            if alerts != (before.score >= old.line):
                best = after if alerts else before
                sides.append(
                    Side(
                        old.source,
                        before.name,
                        best.listed,
                        best.entry,
                        before.score,
                        after.score,
                        alerts,
                    )
                )
    return Comparison(tuple(classes), tuple(sources), tuple(sides))
