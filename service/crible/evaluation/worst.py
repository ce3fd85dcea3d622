"""The misses and false alerts that a person looks at first, with the reasons.

Taken from the classes (or sources) in turn, so that one bad class does not hide the
others.
"""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from crible.matching import compare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.evaluation.results import Report
    from crible.matching import Profile

_MOST = 60

Row = TypeVar("Row")


class Shown(NamedTuple):
    """One name with the listed one it was held against, and why it scored so."""

    key: str
    name: str
    listed: str
    entry: str
    score: float
    reasons: tuple[str, ...]
    ceiling: bool = False


def worst_misses(report: Report, profile: Profile, most: int = _MOST) -> list[Shown]:
    """Altered names that did not hit their entry, the lowest scores first."""
    found = _in_turn(
        [
            (item.key, miss.altered, miss.listed, miss.entry, miss.score, miss.ceiling)
            for miss in item.misses
        ]
        for item in report.classes
    )
    return [
        Shown(key, name, listed, entry, score, reasons(name, listed, profile), ceiling)
        for key, name, listed, entry, score, ceiling in found[:most]
    ]


def worst_alerts(report: Report, profile: Profile, most: int = _MOST) -> list[Shown]:
    """Innocent names that alert, the highest scores first."""
    found = _in_turn(
        [
            (item.source, alert.name, alert.listed, alert.entry, alert.score)
            for alert in item.alerts
        ]
        for item in report.sources
    )
    return [
        Shown(key, name, listed, entry, score, reasons(name, listed, profile))
        for key, name, listed, entry, score in found[:most]
    ]


def reasons(subject: str, listed: str, profile: Profile) -> tuple[str, ...]:
    """What speaks for and against two names, each with its weight."""
    if not listed:
        return ()
    return tuple(
        f"{item.weight:+.2f} {item.reason}"
        + (f" ({item.subject} ~ {item.entry})" if item.subject and item.entry else "")
        for item in compare(subject, listed, profile=profile).contributions
    )


def _in_turn(groups: Iterable[Iterable[Row]]) -> list[Row]:
    """The first of each group, then the second of each, and so on."""
    rounds = zip_longest(*groups)
    return [item for item in chain.from_iterable(rounds) if item is not None]
