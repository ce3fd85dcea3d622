"""What other alert lines would have given: recall against alerts, and calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.evaluation.results import Report


class Step(NamedTuple):
    """One alert line: mean recall over classes, mean alert rate over sources."""

    line: float
    recall: float
    alerts: float


class Bin(NamedTuple):
    """Scores ``low`` to ``high``: mean score and share of confirmed ones.

    ``answers`` is how many answers fall in it; the share gives every class and every
    source the same weight, and classes as a whole as much as sources.
    """

    low: float
    high: float
    score: float
    confirmed: float
    answers: int


def sweep(report: Report, lines: Iterable[float]) -> list[Step]:
    """The same run counted at several alert lines, in rising order."""
    found = []
    for line in sorted(set(lines)):
        moved = report.at(line)
        found.append(Step(line, moved.mean_recall(), moved.mean_rate()))
    return found


def even_lines(floor: float, step: float = 0.01) -> list[float]:
    """Lines from the floor to 1 in even steps."""
    first = round(floor / step)
    return [round(place * step, 4) for place in range(first, round(1 / step) + 1)]


def reliability(report: Report, bins: int = 10) -> list[Bin]:
    """Share of confirmed answers by score; bins without an answer are left out.

    Confirmed are the scores of the entries that the altered names were made of; the
    best answers to innocent names are not.
    """
    points: list[tuple[float, float, bool]] = []
    classes = [item for item in report.classes if item.asked]
    sources = [item for item in report.sources if item.asked]
    for item in classes:
        share = 1 / (len(classes) * item.asked)
        points += [(case.score, share, True) for case in item.cases if case.score > 0]
    for source in sources:
        share = 1 / (len(sources) * source.asked)
        points += [
            (case.score, share, False) for case in source.cases if case.score > 0
        ]
    found = []
    for place in range(bins):
        low, high = place / bins, (place + 1) / bins
        own = [p for p in points if low <= p[0] < high or (high == 1 and p[0] == 1)]
        total = sum(weight for _, weight, _ in own)
        if total:
            score = sum(value * weight for value, weight, _ in own) / total
            share = sum(weight for _, weight, right in own if right) / total
            found.append(Bin(low, high, score, share, len(own)))
    return found
