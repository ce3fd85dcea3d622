"""Plots as SVG text: bars with intervals, histograms, curves, reliability.

Drawn by hand so that a report needs neither a plotting library nor a script; colours
come from the page's style sheet by class name.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crible.evaluation.results import interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crible.evaluation.results import ClassResult
    from crible.evaluation.sweep import Bin, Step

_ROW = 20
_LABELS = 190
_BARS = 470
_PLOT_WIDTH = 360
_PLOT_HEIGHT = 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 22, 40


def recall_bars(classes: Sequence[ClassResult]) -> str:
    """One bar per class with its 95 % interval, grouped as the classes are."""
    rows = [item for item in classes if item.asked]
    groups = list(dict.fromkeys(item.group for item in rows))
    parts = []
    y = 10.0
    for group in groups:
        parts.append(_text(0, y + 12, _group(group), "group"))
        y += _ROW + 2
        for item in (item for item in rows if item.group == group):
            parts += _bar(item, y)
            y += _ROW
        y += 8
    height = y + 24
    axis = [
        _line(_x(at), 8, _x(at), y, "grid")
        + _text(_x(at), y + 14, f"{at:.0%}", "tick middle")
        for at in (0, 0.25, 0.5, 0.75, 1)
    ]
    return _svg(_LABELS + _BARS + 120, height, [*axis, *parts], "Recall of each class")


def _bar(item: ClassResult, y: float) -> list[str]:
    low, high = interval(item.found, item.asked)
    middle = y + _ROW / 2
    return [
        _text(_LABELS - 8, middle + 4, item.key, "label end"),
        _rect(_x(0), y + 4, _BARS * item.recall, _ROW - 8, f"bar {item.group}"),
        _line(_x(low), middle, _x(high), middle, "whisker"),
        _line(_x(low), middle - 3, _x(low), middle + 3, "whisker"),
        _line(_x(high), middle - 3, _x(high), middle + 3, "whisker"),
        _text(
            _LABELS + _BARS + 12,
            middle + 4,
            f"{item.recall:.1%}  ({item.found}/{item.asked})",
            "tick",
        ),
    ]


def _x(share: float) -> float:
    return _LABELS + _BARS * share


def _group(key: str) -> str:
    return {
        "identity": "Must always hit",
        "latin": "Within one script and language",
        "across": "Across scripts and romanisations",
        "hard": "Abbreviations and aliases",
    }.get(key, key)


class Frame:
    """A pair of axes, both from 0; turns values into places.

    Args:
        x_label: under the horizontal axis.
        top: the highest value of the vertical axis.
        low: the lowest value of the horizontal axis; its highest is 1.
    """

    def __init__(self, x_label: str, *, top: float = 1.0, low: float = 0.0) -> None:
        self.top = top or 1.0
        self.low = low
        self.parts: list[str] = []
        bottom = _PLOT_HEIGHT - _BOTTOM
        for place in range(5):
            share = place / 4
            value = self.top * share
            y = self.y(value)
            self.parts.append(_line(_LEFT, y, _PLOT_WIDTH - _RIGHT, y, "grid"))
            shown = f"{value:.0%}" if self.top > 0.08 else f"{value:.1%}"
            self.parts.append(_text(_LEFT - 5, y + 4, shown, "tick end"))
            at = low + (1 - low) * share
            self.parts.append(
                _text(self.x(at), bottom + 15, f"{at:.2f}", "tick middle")
            )
        self.parts.append(
            _text((_LEFT + _PLOT_WIDTH) / 2, _PLOT_HEIGHT - 6, x_label, "tick middle")
        )

    def x(self, value: float) -> float:
        """Place of a value on the horizontal axis."""
        width = _PLOT_WIDTH - _LEFT - _RIGHT
        return _LEFT + width * (value - self.low) / (1 - self.low)

    def y(self, value: float) -> float:
        """Place of a value on the vertical axis."""
        height = _PLOT_HEIGHT - _TOP - _BOTTOM
        return _TOP + height * (1 - min(value / self.top, 1.0))

    def mark(self, value: float, label: str) -> None:
        """A dashed upright line, such as the alert line."""
        x = self.x(value)
        self.parts.append(_line(x, _TOP, x, _PLOT_HEIGHT - _BOTTOM, "mark"))
        self.parts.append(_text(x, _TOP - 6, label, "tick middle"))

    def curve(self, points: Iterable[tuple[float, float]], style: str) -> None:
        """A line through points."""
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        self.parts.append(f'<polyline class="{style}" points="{path}"/>')

    def drawn(self, title: str) -> str:
        """The plot as SVG."""
        return _svg(_PLOT_WIDTH, _PLOT_HEIGHT, self.parts, title)


def histogram(
    weighted: Sequence[tuple[float, float]], line: float, style: str, title: str
) -> str:
    """Shares of scores in twenty steps; ``weighted`` holds (score, weight)."""
    bins = [0.0] * 20
    for score, weight in weighted:
        bins[min(int(score * 20), 19)] += weight
    frame = Frame("score", top=_ceil(max(bins, default=1.0)))
    for place, share in enumerate(bins):
        left = frame.x(place / 20)
        frame.parts.append(
            _rect(
                left + 0.5,
                frame.y(share),
                frame.x((place + 1) / 20) - left - 1,
                frame.y(0) - frame.y(share),
                f"bar {style}",
            )
        )
    frame.mark(line, "alert line")
    return frame.drawn(title)


def curves(steps: Sequence[Step], line: float) -> tuple[str, str]:
    """Mean recall, and mean alert rate, over the alert line."""
    low = min((step.line for step in steps), default=0.0)
    recall = Frame("alert line", low=low)
    recall.curve(((step.line, step.recall) for step in steps), "curve hit")
    recall.mark(line, "in use")
    top = _ceil(max((step.alerts for step in steps), default=1.0))
    alerts = Frame("alert line", low=low, top=top)
    alerts.curve(((step.line, step.alerts) for step in steps), "curve innocent")
    alerts.mark(line, "in use")
    return recall.drawn("Mean recall"), alerts.drawn("Mean alert rate")


def reliability(bins: Sequence[Bin]) -> str:
    """Share of confirmed answers over their score, beside the ideal diagonal."""
    frame = Frame("score")
    frame.curve(((0, 0), (1, 1)), "ideal")
    frame.curve(((item.score, item.confirmed) for item in bins), "curve hit")
    for item in bins:
        frame.parts.append(
            f'<circle class="dot" cx="{frame.x(item.score):.1f}" '
            f'cy="{frame.y(item.confirmed):.1f}" r="3.5"/>'
        )
    return frame.drawn("Share confirmed by score")


def _ceil(value: float) -> float:
    """The next round number for the end of an axis."""
    for step in (0.01, 0.02, 0.04, 0.08, 0.1, 0.2, 0.4, 0.6, 0.8):
        if value <= step:
            return step
    return 1.0


def _svg(width: float, height: float, parts: Sequence[str], title: str) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}"><title>{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return (
        f'<line class="{style}" x1="{x1:.1f}" y1="{y1:.1f}" '
        f'x2="{x2:.1f}" y2="{y2:.1f}"/>'
    )


def _rect(x: float, y: float, width: float, height: float, style: str) -> str:
    return (
        f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" '
        f'width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"/>'
    )
