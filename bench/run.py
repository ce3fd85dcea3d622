"""Every figure of speed and size, with a rival on the same data in the same run.

Usage: python bench/run.py [--only lookup --only many] [--sizes 1000000 3000000]
       [--altered 100] [--no-history] [--plot]

Each part runs in a process of its own. Real lists are used where CRIBLE_TEST_DATA names
the data folder, names made of syllables elsewhere. The large lists take minutes and
gigabytes, so they are measured only when ``--sizes`` names them. The figures of each run are kept
in ``bench/history``; ``--plot`` draws the growth with the list into ``docs/growth.svg``.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import parts
import plot

HERE = Path(__file__).parent
_EVERY = (
    *("build", "open", "memory", "lookup", "many", "process", "complete", "growth"),
    "batch",
    "text",
)


class Line(NamedTuple):
    """One row of the table: a figure, what it must reach, and the rival's."""

    what: str
    part: str
    figure: str
    form: str
    goal: float | None = None
    most: bool = True
    rival: str = ""

    def row(self, figures: dict[str, dict[str, Any]]) -> list[str]:
        """The cells; the ratio says how many times better than the rival."""
        own = figures[self.part][self.figure]
        goal = good = ratio = theirs = ""
        if self.goal is not None:
            goal = ("≤ " if self.most else "≥ ") + self.form.format(self.goal)
            reached = own <= self.goal if self.most else own >= self.goal
            good = "yes" if reached else "NO"
        if self.rival:
            other = figures[self.part][self.rival]
            theirs = self.form.format(other)
            ratio = f"{other / own if self.most else own / other:.1f}"
        return [self.what, self.form.format(own), goal, good, theirs, ratio]


TABLE = (
    Line("look-up, p50", "lookup", "p50_ms", "{:.2f} ms", 1, rival="rival_p50_ms"),
    Line("  rival with a cut-off", "lookup", "p50_ms", "{:.2f} ms", rival="rival_cut_off_p50_ms"),
    Line("  rival, words sorted before", "lookup", "p50_ms", "{:.2f} ms", rival="rival_sorted_p50_ms"),
    Line("look-up, p99", "lookup", "p99_ms", "{:.2f} ms", 8),
    Line("  listed, a letter wrong, p50", "lookup", "listed_p50_ms", "{:.2f} ms"),
    Line("  innocent, p50", "lookup", "innocent_p50_ms", "{:.2f} ms"),
    Line("many innocents, one process", "many", "per_s", "{:,.0f}/s", 5000, most=False),
    Line("many innocents, all cores", "many", "all_cores_per_s", "{:,.0f}/s", most=False, rival="rival_all_cores_per_s"),
    Line("share of a full scan's hits", "complete", "found_share", "{:.2%}", 1, most=False),
    Line("index, a name", "build", "bytes_a_name", "{:.0f} B", 400),
    Line("build, one process", "build", "build_s", "{:.1f} s"),
    Line("build, all cores", "build", "build_all_cores_s", "{:.1f} s", 10),
    Line("memory of a process", "memory", "rss_mb", "{:.0f} MB", 150),
    Line("  after the first look-up", "memory", "opened_mb", "{:.0f} MB"),
    Line("memory of a second worker", "memory", "second_mb", "{:.0f} MB", 40),
    Line("open", "open", "open_ms", "{:.1f} ms", 50),
    Line("first look-up", "open", "first_ms", "{:.0f} ms"),
    Line("whole command / imports alone", "process", "ratio", "{:.2f}", 2),
    Line("  whole command", "process", "lookup_s", "{:.2f} s"),
    Line("batch, file to file, all cores", "batch", "rows_per_s", "{:,.0f} rows/s", most=False, rival="rival_rows_per_s"),
    Line("  100,000 rows at that rate", "batch", "seconds_for_100000", "{:.0f} s", 30),
    Line("  memory of all processes", "batch", "peak_mb", "{:.0f} MB", 400),
    Line("  without the search", "batch", "bare_rows_per_s", "{:,.0f} rows/s", 20_000, most=False),
    Line("second night / first", "batch", "second_share", "{:.1%}", 0.05),
    Line("  in processor time", "batch", "second_cpu_share", "{:.1%}"),
    Line("text, characters a second", "text", "new_per_s", "{:,.0f}", 500_000, most=False, rival="rival_per_s"),
    Line("  the same text again", "text", "again_per_s", "{:,.0f}", 500_000, most=False, rival="rival_per_s"),
    Line("  5,000 characters, again", "text", "article_ms", "{:.1f} ms", 10),
    Line("  time for 4 times the names", "text", "grown", "{:.2f}", 4),
)  # fmt: skip
_HEADINGS = ["", "measured", "must reach", "good", "rival", "times better"]
_GROWN = {1_000_000: (3, None), 3_000_000: (6, 300)}


def main() -> None:
    """Measure what was asked for, print it, keep it."""
    asked = _arguments()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="crible-bench-") as folder:
        figures["prepare"] = _measured("prepare", folder)
        names = figures["prepare"]["names"]
        print(f"{names:,} {'real' if figures['prepare']['real'] else 'made-up'} names, "
              f"{parts.CORES} cores, Python {platform.python_version()}\n")  # fmt: skip
        for part in asked.only or _EVERY:
            if part == "growth":
                sizes = [names, *asked.sizes] if asked.sizes else []
                figures[part] = [_measured(part, folder, size) for size in sizes]
            elif part == "complete":
                figures[part] = _measured(part, folder, asked.altered)
            else:
                figures[part] = _measured(part, folder)
    _print(figures)
    if asked.history:
        print(f"\nkept in {_keep(figures)}")
    if asked.plot:
        plot.write(HERE.parent / "docs" / "growth.svg", figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", action="append", choices=_EVERY)
    parser.add_argument("--sizes", type=int, nargs="*", default=[])
    parser.add_argument("--altered", type=int, default=100)
    parser.add_argument("--no-history", dest="history", action="store_false")
    parser.add_argument("--plot", action="store_true")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measured(part: str, folder: str, *size: int) -> dict[str, Any]:
    """One part, in a process of its own."""
    print(
        f"  measuring {part}{''.join(f' {one:,}' for one in size)} ...", file=sys.stderr
    )
    done = subprocess.run(
        [sys.executable, __file__, "--part", part, folder, *map(str, size)],
        check=True,
        stdout=subprocess.PIPE,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _print(figures: dict[str, Any]) -> None:
    rows = [_HEADINGS, *(line.row(figures) for line in TABLE if line.part in figures)]
    for grown in figures.get("growth", []):
        most, build = _GROWN.get(round(grown["names"], -6), (None, None))
        rows += [
            [f"look-up among {grown['names']:,}", f"{grown['p50_ms']:.2f} ms", *_goal(grown["p50_ms"], most, "ms"), "", ""],
            ["  p99", f"{grown['p99_ms']:.2f} ms", "", "", "", ""],
            ["  build, all cores", f"{grown['build_s']:.0f} s", *_goal(grown["build_s"], build, "s"), "", ""],
            ["  index, a name", f"{grown['bytes_a_name']:.0f} B", *_goal(grown["bytes_a_name"], 400, "B"), "", ""],
            ["  open", f"{grown['open_ms']:.0f} ms", "", "", "", ""],
            ["  memory while building", f"{grown['peak_mb']:,.0f} MB", "", "", "", ""],
        ]  # fmt: skip
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADINGS))]
    for row in rows:
        first, *rest = (
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        )
        print("  ".join([first, *rest]).rstrip())


def _goal(own: float, most: float | None, unit: str) -> list[str]:
    if most is None:
        return ["", ""]
    return [f"≤ {most} {unit}", "yes" if own <= most else "NO"]


def _keep(figures: dict[str, Any]) -> Path:
    now = datetime.now(UTC)
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607 - the developer's own
        cwd=HERE,
        check=False,
        capture_output=True,
        text=True,
    ).stdout.strip()
    about = {
        "at": now.isoformat(timespec="seconds"),
        "commit": commit,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": parts.CORES,
    }
    path = HERE / "history" / f"{now:%Y-%m-%dT%H%M%S}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**about, **figures}, indent=1) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        name, where, *numbers = sys.argv[2:]
        print(json.dumps(parts.PARTS[name](Path(where), *map(int, numbers))))
    else:
        main()
