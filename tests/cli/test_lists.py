"""``crible lists``: what is loaded, and importing more."""

from __future__ import annotations

import csv
import json

import pytest


def test_show_prints_one_array(crible):
    """JSON has one array with the contract's fields for every known list."""
    done = crible("lists", "show", "--format", "json")
    shapes = {shape["key"]: shape for shape in json.loads(done.stdout)}
    assert shapes["press"]["entries"] == 3
    assert shapes["press"]["names"] == 5
    assert shapes["press"]["published"] == "2026-01-02"
    assert shapes["press"]["status"] == "good"
    assert {"version", "fetched"} <= set(shapes["press"])
    assert shapes["ofac-cons"]["status"] == "missing"
    assert done.exit_code == 0


@pytest.mark.parametrize("output_format", ["table", "csv"])
def test_show_prints_rows(crible, output_format):
    """Table and CSV have a row for every list, too."""
    done = crible("lists", "show", "--format", output_format)
    assert "press" in done.stdout
    assert "ofac-cons" in done.stdout


def test_no_list_ends_with_four(crible, empty_folder):
    """Missing lists are a fault only when none is loaded."""
    done = crible("lists", "show", folder=empty_folder)
    assert done.exit_code == 4
    assert "crible lists import press" in done.stderr


def test_import_of_the_press_list_needs_no_file(crible, empty_folder):
    """The articles ship with crible; the second import finds nothing new."""
    first = crible("lists", "import", "press", "--format", "json", folder=empty_folder)
    assert first.exit_code == 0, first.stderr
    shape = json.loads(first.stdout)
    assert shape["new"]
    assert shape["entries"] > 5
    again = crible("lists", "import", "press", "--format", "json", folder=empty_folder)
    assert not json.loads(again.stdout)["new"]
    assert "unchanged" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ofac-sdn", "absent.csv"], 3, "absent.csv"),
        (["nowhere"], 2, "nowhere"),
        (["ofac-sdn", "absent.csv", "--as-format", "nonsense"], 2, "nonsense"),
        ([], 2, "Missing argument"),
    ],
)
def test_refused_import(crible, arguments, code, said):
    """Each refusal has its exit code and says what was wrong."""
    done = crible("lists", "import", *arguments)
    assert done.exit_code == code
    assert said in done.stderr


def test_failed_import_keeps_the_last_good_version(crible, tmp_path):
    """After a refused file the list is shown as failed and still answers."""
    bad = tmp_path / "sdn.csv"
    bad.write_text("<html>not a list</html>\n", encoding="utf-8")
    assert crible("lists", "import", "ofac-sdn", str(bad)).exit_code == 3
    shown = crible("lists", "show", "--format", "csv")
    states = {row["key"]: row for row in csv.DictReader(shown.stdout.splitlines())}
    assert states["ofac-sdn"]["status"] == "failed"
    assert states["ofac-sdn"]["entries"] == "1"
    assert shown.exit_code == 4
    done = crible("lookup", "--format", "json", "Golden Example Reef")
    assert json.loads(done.stdout)["outcome"] == "match"
    assert done.exit_code == 0
    assert "last good version is in force" in done.stderr
