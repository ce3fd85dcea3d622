"""The report page: complete, self-contained, safe with any name."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from crible.evaluation import page
from crible.evaluation.pack import Pack
from crible.evaluation.results import Asked, Innocent, Setting
from crible.matching import default_profile

HOSTILE = '<script>alert("x")</script>&\'"\u202e\x00\ud800'
SETTING = Setting(
    "0", "2026-01-02", "s1", (("t", "v1", 40),), "report", 7, 8, 20, ((HOSTILE, 3, 1),)
)


def _hostile(report):
    first, *others = report.classes
    bad = replace(first, cases=(Asked(HOSTILE, HOSTILE, HOSTILE, 0.1),))
    source, *rest = report.sources
    worse = replace(
        source, source=HOSTILE, cases=(Innocent(HOSTILE, 0.9, "t:1", HOSTILE),)
    )
    return replace(report, classes=(bad, *others), sources=(worse, *rest))


def test_hostile_names_stay_text(report):
    """Markup, quotes, direction marks and broken characters in names do no harm."""
    hostile = _hostile(report)
    profile = default_profile()
    html = page.build(Pack(SETTING, ((profile, hostile), (profile, hostile.at(0.95)))))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html
    assert html.encode("utf-8")


def test_page_needs_nothing_else(report):
    """No script, no image, no address of another host."""
    html = page.build(Pack(SETTING, ((default_profile(), report),)))
    assert not re.search(
        r"https?://|<script|<link|<img|url\(|@import|javascript:", html
    )


@pytest.mark.parametrize(
    "part",
    ["Recall by class", "Score distributions", "Alert line", "Reliability", "Worst misses", "Worst false alerts", "All figures", "Method"],
)  # fmt: skip
def test_page_holds_its_parts(report, part):
    """Every part of the report has a heading."""
    assert f"<h2>{part}</h2>" in page.build(
        Pack(SETTING, ((default_profile(), report),))
    )


def test_figures_are_on_the_page(report):
    """The page says the same counts as the report."""
    html = page.build(Pack(SETTING, ((default_profile(), report),)))
    for item in report.classes:
        if item.asked:
            assert f"({item.found}/{item.asked})" in html


def test_misses_name_their_class(report):
    """Worst misses stand under the class that they belong to."""
    higher = report.at(0.99)
    html = page.build(Pack(SETTING, ((default_profile(), higher),)))
    missed = html.partition("<h2>Worst misses</h2>")[2].partition("<h2>")[0]
    keys = {item.key for item in higher.classes if item.misses}
    shown = set(re.findall(r"<tr><td><bdi>([^<]*)</bdi>", missed))
    assert len(shown) > 1
    assert shown <= keys


def test_empty_run_makes_a_page(report):
    """No case and no innocent at all still gives a page."""
    empty = replace(
        report,
        classes=tuple(replace(item, cases=()) for item in report.classes),
        sources=(),
    )
    assert "<h1>" in page.build(Pack(SETTING, ((default_profile(), empty),)))
