"""Counts, sweeps, comparisons and what is written of them."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from crible.evaluation.ceilings import is_ceiling
from crible.evaluation.changes import compare
from crible.evaluation.given import Given
from crible.evaluation.pack import Pack
from crible.evaluation.results import Report, Setting, interval
from crible.evaluation.sweep import even_lines, reliability, sweep
from crible.matching import default_profile

SETTING = Setting("0", "2026-01-02", "s1", (("t", "v1", 40),), "report", 7, 8, 20)


def test_same_plan_gives_the_same_report(run, report):
    """Two runs of one profile agree in every record."""
    assert run() == report


def test_exact_names_hit(report):
    """The engine finds what it was given unaltered."""
    exact = report.classes[0]
    assert exact.key == "exact"
    assert exact.recall == 1.0


def test_sweep_never_rises(report):
    """A higher alert line never finds more, nor alerts more."""
    steps = sweep(report, even_lines(report.floor))
    assert [step.line for step in steps] == sorted(step.line for step in steps)
    for one, two in pairwise(steps):
        assert two.recall <= one.recall
        assert two.alerts <= one.alerts


def test_sweep_agrees_with_a_run_at_that_line(run, report):
    """Counting at another line is what a profile with that line would give."""
    higher = run(default_profile(threshold=0.8))
    moved = report.at(0.8)
    assert moved.mean_recall() == higher.mean_recall()
    assert moved.mean_rate() == higher.mean_rate()


def test_report_survives_json(report):
    """What is written can be read back whole."""
    assert Report.from_dict(json.loads(json.dumps(report.as_dict()))) == report


def test_pack_is_strict_json(report):
    """Classes without a case give null, never NaN."""
    pack = Pack(SETTING, ((default_profile(), report),))
    body = json.loads(json.dumps(pack.as_dict(), allow_nan=False))
    assert body["snapshot"] == "s1"
    thai = next(
        c for c in body["profiles"][0]["classes"] if c["class"].startswith("Thai")
    )
    assert (thai["asked"], thai["recall"]) == (0, None)
    assert "report" not in pack.as_dict(records=False)["profiles"][0]


def test_two_profiles_differ(run, report):
    """A stricter profile loses names, and the comparison says which."""
    strict = default_profile(threshold=0.97)
    changed = compare(report, run(strict))
    assert any(item.difference < 0 for item in changed.classes)
    assert all(item.difference <= 0 for item in changed.classes)
    assert changed.sides
    assert not any(side.second for side in changed.sides)
    assert changed.sides[0].first_score >= report.line > 0


def test_profile_against_itself_changes_nothing(report):
    """The same results have no differences."""
    same = compare(report, replace(report))
    assert same.sides == ()
    assert not any(item.difference for item in (*same.classes, *same.sources))


def test_reliability_is_a_share(report):
    """Bins lie in order, hold their scores, and say a share."""
    bins = reliability(report)
    assert bins
    for item in bins:
        assert item.low <= item.score <= item.high
        assert 0 <= item.confirmed <= 1


@pytest.mark.parametrize(
    ("found", "asked", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.278),
        (10, 10, 0.722, 1.0),
        (5, 10, 0.237, 0.763),
    ],
)
def test_interval(found, asked, low, high):
    """Wilson's interval, as textbooks give it."""
    assert interval(found, asked) == pytest.approx((low, high), abs=1e-3)


@pytest.mark.parametrize(
    ("text", "ceiling"),
    [
        ("武汉米拉科技有限公司", False),
        ("昆明松柏茶叶有限公司", True),
        ("Дробницкий завод", False),
        ("Wuhan Miraltek Technology Co., Ltd.", False),
        ("Brightwave Optics Co., Ltd.", True),
        ("OSTRANDEL 11", False),
    ],
)
def test_ceiling_is_a_name_that_renders_nothing(entries, text, ceiling):
    """Only names that render one another in no word are called a ceiling."""
    entry = next(e for e in entries if any(n.text == text for n in e.names))
    name = next(name for name in entry.names if name.text == text)
    assert is_ceiling(Given(entry, name), entry.names) is ceiling
