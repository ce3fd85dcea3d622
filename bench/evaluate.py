"""Measure recall per class of alteration and alerts on innocents; a rival beside it.

Usage: CRIBLE_TEST_DATA=... python bench/evaluate.py [--part report|tune] [--most 150]
       [--rival] [--show 10]

The rival is what a Python programmer writes in an hour: unidecode, lower case, and
rapidfuzz's token_sort_ratio at 85 over all names of the list.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import datasets
import numpy as np
from rapidfuzz import fuzz, process
from unidecode import unidecode

from crible.evaluation.cases import plan
from crible.evaluation.innocents import made
from crible.evaluation.matcher import Answer, Engine
from crible.evaluation.measure import measure
from crible.evaluation.views import half
from crible.evaluation.worst import worst_alerts, worst_misses
from crible.matching import default_profile

# Sources that are no companies, or made of a listed one.
_NO_COMPANIES = {"other persons", "renumbered vessels", "siblings"}


class Rival:
    """token_sort_ratio at 85 over unidecoded names."""

    def __init__(self, entries):
        pairs = [(name.text, entry.id) for entry in entries for name in entry.names]
        self.names = [unidecode(text).lower() for text, _ in pairs]
        self.ids = [identity for _, identity in pairs]

    def ask(self, name, floor):  # noqa: ARG002 - the rival has one line
        """Hits at 85 of 100."""
        scores = process.cdist(
            [unidecode(name).lower()],
            self.names,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=85,
            workers=2,
        )[0]
        best = {}
        for place in np.argsort(-scores, kind="stable"):
            if scores[place] < 85:
                break
            best.setdefault(self.ids[place], scores[place] / 100)
        return [Answer(entry, score) for entry, score in best.items()]


def show(title, report):
    """Print one matcher's table."""
    print(f"\n{title}")
    for item in report.classes:
        if item.asked:
            first = item.first / item.asked
            print(
                f"  {item.key:22} {item.group:9} n={item.asked:4}  recall {item.recall:.3f}  first {first:.3f}"
            )
    for source in report.sources:
        print(f"  {source.source:26} n={source.asked:5}  alerts {source.rate:.4f}")
    companies = [s.rate for s in report.sources if s.source not in _NO_COMPANIES]
    print(
        f"  mean recall {report.mean_recall():.4f}; identity {report.mean_recall('identity'):.4f}; "
        f"one script and language {report.mean_recall('identity', 'latin'):.4f}; "
        f"across {report.mean_recall('across'):.4f}; hard {report.mean_recall('hard'):.4f}; "
        f"alerts {np.mean(companies):.4f} (companies), {report.mean_rate():.4f} (all)"
    )


def markdown(reports):
    """The tables of docs/quality.md: means, sources, classes, one column a matcher."""
    heads = [report.matcher for report in reports]
    rows = [
        ("mean recall, all classes", [f"{r.mean_recall():.3f}" for r in reports]),
        (
            "identity (must always hit)",
            [f"{r.mean_recall('identity'):.3f}" for r in reports],
        ),
        (
            "one script and language",
            [f"{r.mean_recall('identity', 'latin'):.3f}" for r in reports],
        ),
        (
            "across scripts and romanisations",
            [f"{r.mean_recall('across'):.3f}" for r in reports],
        ),
        (
            "hard (initials, acronyms, hidden aliases)",
            [f"{r.mean_recall('hard'):.3f}" for r in reports],
        ),
        (
            "alerts on innocent companies, mean of 7 sources",
            [
                f"{np.mean([s.rate for s in r.sources if s.source not in _NO_COMPANIES]):.2%}"
                for r in reports
            ],
        ),
    ]
    yield "| | " + " | ".join(heads) + " |"
    yield "|---" * (len(heads) + 1) + "|"
    for name, values in rows:
        yield f"| {name} | " + " | ".join(values) + " |"
    for title, part, rate in (
        ("innocents", "sources", lambda item: f"{item.rate:.2%}"),
        ("class", "classes", lambda item: f"{item.recall:.2f}"),
    ):
        yield ""
        yield f"| {title} | asked | " + " | ".join(heads) + " |"
        yield "|---" * (len(heads) + 2) + "|"
        for same in zip(*(getattr(report, part) for report in reports), strict=True):
            name = same[0].source if part == "sources" else same[0].key
            yield f"| {name} | {same[0].asked} | " + " | ".join(map(rate, same)) + " |"


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=("tune", "report"), default="report")
    parser.add_argument("--most", type=int, default=150)
    parser.add_argument("--rival", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--markdown", help="file for the tables of docs/quality.md")
    options = parser.parse_args()
    data = datasets.folder()
    if data is None:
        sys.exit("Set CRIBLE_TEST_DATA to a folder with lists and company names.")
    part = 1 if options.part == "report" else 0
    entries = datasets.all_lists(data)
    innocents = datasets.innocents(data)
    innocents.update(
        made(
            [e for e in entries if half(e.id) == part], 4 * options.most, listed=entries
        )
    )
    print(
        f"{len(entries)} entries, {sum(len(e.names) for e in entries)} names; the {options.part} half"
    )
    asked = plan(
        entries,
        innocents,
        part=part,
        per_class=options.most,
        per_source=4 * options.most,
    )
    profile = default_profile()
    reports = []
    for title, make, line in (
        ("crible", lambda listed: Engine(listed, profile), profile.threshold),
        *([("rapidfuzz", Rival, 0.85)] if options.rival else []),
    ):
        begun = time.time()
        report = measure(asked, make, matcher=title, line=line, floor=line)
        show(title, report)
        reports.append(report)
        print(f"  {time.time() - begun:.0f} s")
        if options.show and title == "crible":
            for item in report.classes:
                for miss in item.misses[: options.show]:
                    print("MISS ", item.key, miss)
            for source in report.sources:
                for alert in source.alerts[: options.show]:
                    print("ALERT", source.source, alert)
    if options.markdown:
        with Path(options.markdown).open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in markdown(reports))
    for name, worst in (("MISS", worst_misses), ("ALERT", worst_alerts)):
        for item in worst(reports[0], profile, options.worst) if options.worst else ():
            print(
                f"{name} {item.key}: {item.name} ~ {item.listed} ({item.entry}) {item.score}"
            )


if __name__ == "__main__":
    main()
