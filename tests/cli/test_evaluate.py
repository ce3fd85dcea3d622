"""``crible evaluate``."""

from __future__ import annotations

import json

import pytest


def _evaluate(crible, *arguments):
    return crible("evaluate", "--most", "3", "--list", "press", *arguments)


def test_prints_tables_and_writes_the_pack(crible, tmp_path):
    """Counts on standard output, evaluation.json and report.html in the folder."""
    done = _evaluate(crible, "-o", str(tmp_path / "pack"))
    assert done.exit_code == 0, done.stderr
    assert "mean, all classes" in done.stdout
    body = json.loads((tmp_path / "pack" / "evaluation.json").read_text("utf-8"))
    assert body["lists"][0]["key"] == "press"
    assert body["profiles"][0]["report"]["classes"]
    html = (tmp_path / "pack" / "report.html").read_text("utf-8")
    assert html.startswith("<!doctype html>")


def test_shipped_press_list(crible, empty_folder):
    """The list that ships with crible can be evaluated at once."""
    assert crible("lists", "import", "press", folder=empty_folder).exit_code == 0
    done = crible("evaluate", "--most", "3", "--format", "json", folder=empty_folder)
    assert done.exit_code == 0, done.stderr
    exact = json.loads(done.stdout)["profiles"][0]["classes"][0]
    assert exact["asked"] > 0
    assert exact["recall"] == 1.0


def test_same_call_prints_the_same(crible):
    """Two runs with one seed agree to the last digit."""
    first = _evaluate(crible, "--format", "json")
    assert first.stdout == _evaluate(crible, "--format", "json").stdout


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("names.txt", "Acme Bakery\n\nIEMZ KUPOL\nCorner Shop\nNorth Mill\n"),
        ("names.csv", "id,Company\n1,Acme Bakery\n2,iemz kupol\n3,Corner Shop\n4,North Mill\n"),
    ],
)  # fmt: skip
def test_innocents_from_a_file(crible, tmp_path, file, text):
    """Texts and tables bring names; one that is listed is set aside and counted."""
    path = tmp_path / file
    path.write_text(text, encoding="utf-8")
    done = _evaluate(crible, "--innocents", str(path), "--format", "json")
    body = json.loads(done.stdout)
    assert body["innocents"] == [{"source": file, "names": 4, "listed": 1}]
    assert file in [item["source"] for item in body["profiles"][0]["sources"]]


def test_two_profiles(crible, tmp_path):
    """A printed profile, changed, is measured beside the default one."""
    printed = json.loads(crible("evaluate", "--print-profile").stdout)
    path = tmp_path / "strict.json"
    path.write_text(json.dumps({**printed, "threshold": 0.99}), encoding="utf-8")
    done = _evaluate(crible, "--against", str(path), "--format", "json")
    body = json.loads(done.stdout)
    assert [item["threshold"] for item in body["profiles"]] == [
        printed["threshold"],
        0.99,
    ]
    assert body["comparison"]["sides"]
    assert "changed sides" in _evaluate(crible, "--against", str(path)).stdout


def test_thresholds_choose_the_lines(crible):
    """The sweep has the lines asked for, down to any score."""
    done = _evaluate(crible, "--threshold", "0.8,0.3", "--format", "json")
    run = json.loads(done.stdout)["profiles"][0]
    assert [step["line"] for step in run["sweep"]] == [0.3, 0.8]
    assert run["floor"] == 0.3


@pytest.mark.parametrize("text", ["high", "0", "1.5", ",", "nan"])
def test_unusable_thresholds(crible, text):
    """A threshold that is no score is a usage error."""
    assert _evaluate(crible, "--threshold", text).exit_code == 2


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"treshold": 0.5}', '{"threshold": "high"}', '{"judgement": [1]}', '{"threshold": NaN}', '{"threshold": 2}', "1"],
)  # fmt: skip
def test_unusable_profiles(crible, tmp_path, text):
    """A profile that cannot be meant is refused, with where to start from."""
    path = tmp_path / "profile.json"
    path.write_text(text, encoding="utf-8")
    done = _evaluate(crible, "--profile", str(path))
    assert done.exit_code == 3
    assert "--print-profile" in done.stderr


def test_absent_files_and_lists(crible, tmp_path, empty_folder):
    """What is not there is said with the right exit code."""
    gone = str(tmp_path / "gone.txt")
    assert _evaluate(crible, "--innocents", gone).exit_code == 3
    assert _evaluate(crible, "--profile", gone).exit_code == 3
    assert crible("evaluate", "--list", "un-sc").exit_code == 4
    assert crible("evaluate", folder=empty_folder).exit_code == 4
