"""All that one evaluation says, as plain values: what ``evaluation.json`` holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crible.evaluation.changes import Comparison, compare
from crible.evaluation.results import interval
from crible.evaluation.sweep import even_lines, reliability, sweep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.evaluation.results import Report, Setting
    from crible.matching import Profile

# Raised when the shape of the JSON changes.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Pack:
    """A run: its conditions, and each profile with its results.

    Attributes:
        setting: under what conditions.
        runs: (profile, report); the second is what the first is compared with.
        lines: alert lines to print; empty for even steps.
    """

    setting: Setting
    runs: tuple[tuple[Profile, Report], ...]
    lines: tuple[float, ...] = ()

    @property
    def comparison(self) -> Comparison | None:
        """The differences, when there are two profiles."""
        if len(self.runs) < 2:
            return None
        return compare(self.runs[0][1], self.runs[1][1])

    def as_dict(self, *, records: bool = True) -> dict[str, Any]:
        """Plain values.

        Args:
            records: whether each name asked is told, or the counts alone.
        """
        compared = self.comparison
        body: dict[str, Any] = _without_nan(
            {
                "format": FORMAT,
                **self.setting.as_dict(),
                "profiles": [
                    {
                        "id": profile.id,
                        "parameters": profile.as_dict(),
                        **_counts(report, self.lines),
                        **({"report": report.as_dict()} if records else {}),
                    }
                    for profile, report in self.runs
                ],
                "comparison": compared.as_dict() if compared else None,
            }
        )
        return body


def _counts(report: Report, lines: Sequence[float]) -> dict[str, Any]:
    steps = sweep(report, lines or even_lines(report.floor, 0.05))
    return {
        "threshold": report.line,
        "floor": report.floor,
        "mean_recall": report.mean_recall(),
        "mean_recall_by_group": {
            group: report.mean_recall(group)
            for group in dict.fromkeys(item.group for item in report.classes)
        },
        "mean_rank_1": report.mean_first(),
        "mean_alert_rate": report.mean_rate(),
        "classes": [
            {
                "class": item.key,
                "group": item.group,
                "effect": item.effect,
                "asked": item.asked,
                "found": item.found,
                "rank_1": item.first,
                "recall": item.recall,
                "interval": interval(item.found, item.asked),
                "ceilings": item.ceilings,
                "recall_below_ceiling": item.recall_below_ceiling,
            }
            for item in report.classes
        ],
        "sources": [
            {
                "source": item.source,
                "asked": item.asked,
                "alerted": item.alerted,
                "rate": item.rate,
                "interval": interval(item.alerted, item.asked),
            }
            for item in report.sources
        ],
        "sweep": [step._asdict() for step in steps],
        "reliability": [item._asdict() for item in reliability(report)],
    }


def _without_nan(value: Any) -> Any:
    """The same with null for what is no number, which JSON does not know."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return value
