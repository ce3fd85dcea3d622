"""What ``crible evaluate`` shows to people: counts by class, source and alert line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.cli import tables
from crible.evaluation.sweep import even_lines, sweep

if TYPE_CHECKING:
    from rich.console import Console

    from crible.evaluation.changes import Change
    from crible.evaluation.pack import Pack
    from crible.evaluation.results import Report

_MOST_SIDES = 20


def show(pack: Pack) -> None:
    """Tables of the first profile, and of what the second changes."""
    screen = tables.console()
    report = pack.runs[0][1]
    _classes(screen, report)
    _sources(screen, report)
    lines = {*(pack.lines or even_lines(report.floor, 0.05)), report.line}
    tables.show_rows(
        screen,
        ("alert line", "mean recall", "mean alert rate"),
        [
            (
                f"{step.line:.2f}" + (" (in use)" if step.line == report.line else ""),
                f"{step.recall:.3f}",
                f"{step.alerts:.2%}",
            )
            for step in sweep(report, lines)
        ],
        title="Alert lines",
    )
    _compared(screen, pack)


def _classes(screen: Console, report: Report) -> None:
    tables.show_styled(
        screen,
        ("class", "group", "asked", "recall", "rank 1", "ceiling"),
        [
            (
                (item.key, ""),
                (item.group, "dim"),
                (item.asked, ""),
                (f"{item.recall:.3f}", _colour(item.recall)),
                (f"{item.first / item.asked:.3f}", ""),
                (item.ceilings or "", ""),
            )
            for item in report.classes
            if item.asked
        ]
        + [
            (
                (f"mean, {what}", "bold"),
                ("", ""),
                ("", ""),
                (f"{recall:.3f}", f"bold {_colour(recall)}"),
                ("", ""),
                ("", ""),
            )
            for what, recall in (
                ("all classes", report.mean_recall()),
                ("must always hit", report.mean_recall("identity")),
                ("one script and language", report.mean_recall("identity", "latin")),
            )
        ],
        title=f"Recall at {report.line:.2f}, profile {report.matcher}",
    )


def _sources(screen: Console, report: Report) -> None:
    rows: list[tuple[tuple[object, str], ...]] = [
        (
            (item.source, ""),
            (item.asked, ""),
            (item.alerted, ""),
            (f"{item.rate:.2%}", "green" if item.rate <= 0.01 else "yellow"),
        )
        for item in report.sources
        if item.asked
    ]
    rate = report.mean_rate()
    rows.append((("mean", "bold"), ("", ""), ("", ""), (f"{rate:.2%}", "bold")))
    tables.show_styled(
        screen,
        ("innocent names", "asked", "alerts", "rate"),
        rows,
        title=f"Alerts on innocent names at {report.line:.2f}",
    )


def _compared(screen: Console, pack: Pack) -> None:
    compared = pack.comparison
    if not compared:
        return
    tables.show_styled(
        screen,
        ("class or source", "asked", "first", "second", "difference"),
        [
            *(_change(item, better=1) for item in compared.classes),
            *(_change(item, better=-1) for item in compared.sources),
        ],
        title=f"Profile {pack.runs[0][0].id} against {pack.runs[1][0].id}",
    )
    tables.show_rows(
        screen,
        ("class or source", "name", "listed", "first", "second"),
        [
            (
                side.key,
                side.name,
                side.listed,
                f"{side.first_score:.2f}",
                f"{side.second_score:.2f}",
            )
            for side in compared.sides[:_MOST_SIDES]
        ],
        title=f"Names that changed sides: {len(compared.sides)}",
    )


def _change(item: Change, *, better: int) -> tuple[tuple[object, str], ...]:
    gain = item.difference * better
    style = "green" if gain > 0 else "red" if gain < 0 else "dim"
    return (
        (item.key, ""),
        (item.asked, ""),
        (f"{item.first:.3f}", ""),
        (f"{item.second:.3f}", ""),
        (f"{item.difference:+.3f}", style),
    )


def _colour(recall: float) -> str:
    if recall >= 0.95:
        return "green"
    return "yellow" if recall >= 0.8 else "red"
