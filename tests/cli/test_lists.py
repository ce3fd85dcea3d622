"""``crible lists``: what is loaded, and importing more."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from tests.conftest import PRESS


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


@pytest.fixture
def mirror(tmp_path):
    """A folder with the files of ofac-sdn under its key."""
    folder = tmp_path / "mirror" / "ofac-sdn"
    shutil.copytree(Path(__file__).parents[1] / "fixtures" / "ofac", folder)
    (folder / "sdn_comments.csv").write_text('36,"More of the remark."\n')
    return folder.parent


def test_sync_from_a_folder(crible, mirror):
    """Held back it ends with 4 and marks the list; accepted it is new, then unchanged."""
    arguments = ("lists", "sync", "--from", str(mirror), "--format", "json")
    held = crible(*arguments)
    assert held.exit_code == 4
    (shape,) = json.loads(held.stdout)
    assert (shape["key"], shape["outcome"]) == ("ofac-sdn", "failed")
    assert "1 of 1 entries" in shape["problem"]
    assert "ofac-sdn: failed" in held.stderr
    shown = crible("lists", "show", "ofac-sdn", "--format", "json")
    assert json.loads(shown.stdout)[0]["status"] == "failed"
    assert shown.exit_code == 4
    taken = crible(*arguments, "--accept-shrink", CRIBLE_OPERATOR="ann")
    (shape,) = json.loads(taken.stdout)
    assert (shape["outcome"], shape["status"]) == ("new", "good")
    assert shape["accepted"].startswith("ann accepted the loss of 1 of 1 entries")
    assert shape["selftest"]["missed"] == []
    assert "self-test" in taken.stderr
    again = crible(*arguments)
    assert json.loads(again.stdout)[0]["outcome"] == "unchanged"
    assert again.exit_code == 0


@pytest.mark.parametrize("output_format", ["table", "csv"])
def test_sync_prints_rows(crible, mirror, output_format):
    """What became of each list is a row; what failed is said besides."""
    done = crible(
        "lists", "sync", "press", "--from", str(mirror), "--format", output_format
    )
    assert "press" in done.stdout
    assert "failed" in done.stdout
    assert "press: failed" in done.stderr
    assert done.exit_code == 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["press", "nowhere"], 2, "no list 'nowhere'"),
        (["ofac-sdn", "--from", "/nowhere"], 4, "no such folder"),
        (["--from", "/nowhere"], 2, "no list to bring up"),
    ],
)
def test_refused_sync(crible, arguments, code, said):
    """What cannot be brought up to date is said, and marks no list that is unknown."""
    done = crible("lists", "sync", *arguments)
    assert (done.exit_code, said in done.stderr) == (code, True)


def test_show_of_some_lists(crible):
    """Named lists alone are shown and judged; an unknown one is a mistake."""
    done = crible("lists", "show", "press", "--format", "json")
    (shape,) = json.loads(done.stdout)
    assert shape["age_days"] >= 0
    assert shape["last_failed"] is None
    assert crible("lists", "show", "ofac-cons").exit_code == 4
    assert crible("lists", "show", "nowhere").exit_code == 2


@pytest.mark.parametrize("output_format", ["table", "csv", "json"])
def test_show_versions(crible, output_format):
    """Every stored version is a row."""
    done = crible("lists", "show", "press", "--versions", "--format", output_format)
    assert "a file" in done.stdout
    assert done.exit_code == 0


@pytest.mark.parametrize(
    ("output_format", "said"),
    [
        ("table", "- name: Купол (native)"),
        ("csv", "press:iemz-kupol"),
        ("json", '"removed": 1'),
    ],
)
def test_diff_of_the_last_change(
    crible, data_folder, publish_list, output_format, said
):
    """Without versions the last change is shown; the counts are said besides."""
    publish_list(data_folder, "press", PRESS[1:])
    done = crible("lists", "diff", "press", "--format", output_format)
    assert done.exit_code == 0
    assert said in done.stdout
    assert "0 added, 1 removed, 0 changed" in done.stderr


def test_diff_of_a_list_with_one_version(crible):
    """With one version there is no change to show."""
    assert crible("lists", "diff", "press").exit_code == 2
    assert crible("lists", "diff", "press", "1", "1").exit_code == 0


@pytest.mark.parametrize("output_format", ["table", "csv", "json"])
def test_check_prints_rows(crible, output_format):
    """Each loaded list is a row with the counts of its self-test."""
    done = crible("lists", "check", "--format", output_format)
    assert (done.exit_code, "press" in done.stdout) == (0, True)
    assert crible("lists", "check", "ofac-cons").exit_code == 4


def test_export_prints_one_entity_a_line(crible):
    """Standard output holds FollowTheMoney entities and nothing else."""
    done = crible("lists", "export", "press")
    shapes = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"Company", "Sanction"} == {shape["schema"] for shape in shapes}
    assert crible("lists", "export", "press", "--version", "9").exit_code == 2


def test_disable_and_enable(crible):
    """A disabled list is shown, warned of and not looked at, until it is enabled."""
    done = crible("lists", "disable", "press", "--reason", "being checked")
    assert done.exit_code == 0
    shown = crible("lists", "show", "press", "--format", "json")
    shape = json.loads(shown.stdout)[0]
    assert (shape["status"], shape["disabled"]["reason"]) == (
        "disabled",
        "being checked",
    )
    assert "Disabled: press: by" in shown.stderr
    table = crible("lists", "show", "press", "--format", "csv")
    assert next(csv.DictReader(table.stdout.splitlines()))["disabled"] == (
        "being checked"
    )
    asked = crible("lookup", "IEMZ Kupol", "--format", "json")
    assert json.loads(asked.stdout)["outcome"] == "clear"
    assert "press is disabled and was not looked at" in asked.stderr
    last = crible("lists", "disable", "ofac-sdn", "--reason", "also")
    assert last.exit_code == 4
    assert "every screening is refused" in last.stderr
    assert crible("lookup", "IEMZ Kupol").exit_code == 4
    assert crible("lists", "enable", "press", "--reason", "checked").exit_code == 0
    rows = json.loads(
        crible("lists", "show", "press", "--switches", "--format", "json").stdout
    )
    assert [(row["enabled"], row["reason"]) for row in rows] == [
        (True, "checked"),
        (False, "being checked"),
    ]


def test_disable_wants_a_reason(crible):
    """Without a reason nothing is changed."""
    assert crible("lists", "disable", "press").exit_code == 2
    assert crible("lists", "disable", "press", "--reason", " ").exit_code == 2
    assert crible("lists", "show", "press").exit_code == 0
