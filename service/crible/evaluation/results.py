"""What came out: one record for each name asked, and the counts made from them.

Every count is made from the records and an alert line, so that one run answers for
all lines at or above the score down to which it asked (``floor``).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The quantile of the normal distribution that a 95 % interval reaches to.
_Z = 1.959964


class Asked(NamedTuple):
    """An altered name and how its entry fared.

    ``score`` is 0 where the entry scored below the floor; ``rival`` is the best score
    of any other entry. ``ceiling`` is set where no rule of spelling leads from this
    name to one that the list holds.
    """

    altered: str
    listed: str
    entry: str
    score: float
    rival: float = 0.0
    ceiling: bool = False


class Innocent(NamedTuple):
    """An innocent name and the entry that resembles it most, if any."""

    name: str
    score: float
    entry: str = ""
    listed: str = ""


@dataclass(frozen=True, slots=True)
class ClassResult:
    """One class of alterations, counted at ``line``."""

    key: str
    group: str
    effect: str
    line: float
    cases: tuple[Asked, ...]

    @property
    def asked(self) -> int:
        """Names asked."""
        return len(self.cases)

    @property
    def found(self) -> int:
        """Names that hit their entry."""
        return sum(case.score >= self.line for case in self.cases)

    @property
    def first(self) -> int:
        """Names that hit their entry with no other entry above it."""
        return sum(
            case.score >= self.line and case.score >= case.rival for case in self.cases
        )

    @property
    def ceilings(self) -> int:
        """Names that no rule of spelling leads to the list."""
        return sum(case.ceiling for case in self.cases)

    @property
    def recall(self) -> float:
        """Share of the names that hit their entry."""
        return self.found / self.asked if self.asked else math.nan

    @property
    def recall_below_ceiling(self) -> float:
        """The same without the names that no rule of spelling leads to the list."""
        kept = [case for case in self.cases if not case.ceiling]
        found = sum(case.score >= self.line for case in kept)
        return found / len(kept) if kept else math.nan

    @property
    def misses(self) -> list[Asked]:
        """Names that did not hit their entry, the lowest score first."""
        return sorted(
            (case for case in self.cases if case.score < self.line),
            key=lambda case: (case.ceiling, case.score, case.altered),
        )


@dataclass(frozen=True, slots=True)
class SourceResult:
    """One source of innocent names, counted at ``line``."""

    source: str
    line: float
    cases: tuple[Innocent, ...]

    @property
    def asked(self) -> int:
        """Names asked."""
        return len(self.cases)

    @property
    def alerted(self) -> int:
        """Names that alert."""
        return sum(case.score >= self.line for case in self.cases)

    @property
    def rate(self) -> float:
        """Share of the names that alert."""
        return self.alerted / self.asked if self.asked else math.nan

    @property
    def alerts(self) -> list[Innocent]:
        """Names that alert, the highest score first."""
        return sorted(
            (case for case in self.cases if case.score >= self.line),
            key=lambda case: (-case.score, case.name),
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one matcher; ``line`` is its alert line, ``floor`` see above."""

    matcher: str
    line: float
    floor: float
    classes: tuple[ClassResult, ...]
    sources: tuple[SourceResult, ...] = field(default=())

    def mean_recall(self, *groups: str) -> float:
        """Mean over classes (of the groups named; all when none) that were asked."""
        return mean(
            item.recall
            for item in self.classes
            if item.asked and (not groups or item.group in groups)
        )

    def mean_first(self) -> float:
        """Mean over classes of the share of names whose entry came first."""
        return mean(item.first / item.asked for item in self.classes if item.asked)

    def mean_rate(self) -> float:
        """Mean alert rate over the sources that were asked."""
        return mean(item.rate for item in self.sources if item.asked)

    def at(self, line: float) -> Report:
        """The same run counted at another alert line, at or above the floor."""
        return Report(
            self.matcher,
            line,
            self.floor,
            tuple(
                ClassResult(item.key, item.group, item.effect, line, item.cases)
                for item in self.classes
            ),
            tuple(SourceResult(item.source, line, item.cases) for item in self.sources),
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values, the records included; what ``from_dict`` reads."""
        return {
            "matcher": self.matcher,
            "line": self.line,
            "floor": self.floor,
            "classes": [
                {
                    "key": item.key,
                    "group": item.group,
                    "effect": item.effect,
                    "cases": [case._asdict() for case in item.cases],
                }
                for item in self.classes
            ],
            "sources": [
                {
                    "source": item.source,
                    "cases": [case._asdict() for case in item.cases],
                }
                for item in self.sources
            ],
        }

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> Report:
        """The report that ``as_dict`` wrote."""
        line = body["line"]
        return cls(
            body["matcher"],
            line,
            body["floor"],
            tuple(
                ClassResult(
                    item["key"],
                    item["group"],
                    item["effect"],
                    line,
                    tuple(Asked(**case) for case in item["cases"]),
                )
                for item in body["classes"]
            ),
            tuple(
                SourceResult(
                    item["source"],
                    line,
                    tuple(Innocent(**case) for case in item["cases"]),
                )
                for item in body["sources"]
            ),
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """Under what conditions a run was made; all of it is printed with the results.

    Attributes:
        version: of crible.
        made: date of the run, ISO 8601.
        snapshot: id of the list versions.
        lists: (key, version, entries used) of each list.
        part: ``tune`` or ``report``.
        seed: of all generators.
        most: altered names per class at most.
        pool: entries of the half that was used.
        innocents: (source, names given, names set aside because they are listed).
    """

    version: str
    made: str
    snapshot: str
    lists: tuple[tuple[str, str, int], ...]
    part: str
    seed: int
    most: int
    pool: int
    innocents: tuple[tuple[str, int, int], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        body = asdict(self)
        body["lists"] = [
            {"key": key, "version": version, "entries": entries}
            for key, version, entries in self.lists
        ]
        body["innocents"] = [
            {"source": source, "names": names, "listed": listed}
            for source, names, listed in self.innocents
        ]
        return body


def mean(values: Iterable[float]) -> float:
    """The mean; not a number of nothing."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else math.nan


def interval(found: int, asked: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: sound for few cases and near 0 and 1."""
    if not asked:
        return (0.0, 1.0)
    share = found / asked
    centre = share + _Z * _Z / (2 * asked)
    reach = _Z * math.sqrt(share * (1 - share) / asked + _Z * _Z / (4 * asked * asked))
    scale = 1 + _Z * _Z / asked
    return (max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale))
