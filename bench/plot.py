"""The growth of a look-up with the list, as an SVG file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 30, 50
_INK = {"p50": "#1f6feb", "p99": "#9a6700", "root": "#8b949e", "rival": "#cf222e"}


def write(path: Path, figures: dict[str, Any]) -> None:
    """Draw p50 and p99 by size, the square root for comparison, and the rival."""
    grown = figures.get("growth") or []
    if not grown:
        return
    sizes = [item["names"] for item in grown]
    first = grown[0]
    lines = {
        "p50": [item["p50_ms"] for item in grown],
        "p99": [item["p99_ms"] for item in grown],
        "root": [first["p50_ms"] * math.sqrt(size / sizes[0]) for size in sizes],
    }
    titles = {"p50": "p50", "p99": "p99", "root": "p50 · √(growth)"}
    if "lookup" in figures:
        # A scan looks at every name: measured at the first size, drawn in proportion.
        scan = figures["lookup"]["rival_sorted_p50_ms"]
        lines["rival"] = [scan * size / sizes[0] for size in sizes]
        titles["rival"] = "full scan"
    values = [value for line in lines.values() for value in line]
    low, high = _decade(min(values), math.floor), _decade(max(values), math.ceil)

    def x(size: float) -> float:
        span = math.log(sizes[-1] / sizes[0]) or 1.0
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * math.log(size / sizes[0]) / span

    def y(value: float) -> float:
        share = math.log(value / low) / math.log(high / low)
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * share

    body = [_text(_LEFT, 18, "Milliseconds a look-up takes, by names on the list")]
    value = low
    while value <= high * 1.01:
        body.append(
            _stroke([(_LEFT, y(value)), (_WIDTH - _RIGHT, y(value))], "#d0d7de")
        )
        body.append(_text(_LEFT - 8, y(value) + 4, f"{value:g}", "end"))
        value *= 10
    body += [
        _text(x(size), _HEIGHT - _BOTTOM + 20, f"{size:,}", "middle") for size in sizes
    ]
    for name, line in lines.items():
        points = [(x(size), y(value)) for size, value in zip(sizes, line, strict=True)]
        body.append(_stroke(points, _INK[name], dashed=name == "root"))
        body += [
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{_INK[name]}"/>'
            for a, b in points
        ]
        body.append(
            _text(points[-1][0] + 8, points[-1][1] + 4, titles[name], fill=_INK[name])
        )
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="sans-serif" font-size="12" role="img">'
        f'<title>Growth of a look-up</title><rect width="100%" height="100%" fill="#fff"/>'
        f"{''.join(body)}</svg>\n",
        encoding="utf-8",
    )


def _decade(value: float, rounded: Any) -> float:
    return 10.0 ** rounded(math.log10(value))


def _text(
    x: float, y: float, text: str, anchor: str = "start", fill: str = "#24292f"
) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{text}</text>'


def _stroke(
    points: list[tuple[float, float]], ink: str, *, dashed: bool = False
) -> str:
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<polyline points="{path}" fill="none" stroke="{ink}"{dash}/>'
