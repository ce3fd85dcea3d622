"""Results: original cells first, safe to open, whole or not there."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crible.batch.records import Record
from crible.batch.results import COLUMNS, ResultFile, escaped, headings
from crible.batch.rows import Row
from crible.errors import FileRefused
from crible.model import Problem

ROW = Row(Record(2, ("a", "b")), Problem("", "", ""))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1", "'+49 30 1"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("007", "007"),
        ("Acme = Sons", "Acme = Sons"),
        ("", ""),
    ],
)
def test_active_cells_get_an_apostrophe(cell, written):
    """No cell can become a formula; all others stay as they are."""
    assert escaped(cell) == written


@given(st.text())
def test_no_written_cell_is_active(cell):
    """Whatever comes in, what goes out begins with no formula sign."""
    assert not escaped(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("original", "outcome"),
    [
        (["name"], "outcome"),
        (["name", "Outcome"], "crible_outcome"),
        (["outcome", "crible_outcome"], "crible_crible_outcome"),
    ],
)
def test_added_headings_give_way(original, outcome):
    """A heading of the file keeps its name; ours is prefixed until it is free."""
    found = headings(original)
    assert found[: len(original)] == original
    assert found[len(original)] == outcome
    assert len(set(map(str.casefold, found))) == len(original) + len(COLUMNS)


def test_result_appears_only_when_kept(tmp_path):
    """Until the end there is no file of that name, and afterwards no other."""
    target = tmp_path / "out.csv"
    with ResultFile(target, ["x", "y"], delimiter=";", marked=False) as result:
        result.add(ROW, ["clear"] + [""] * (len(COLUMNS) - 1))
        assert not target.exists()
        result.keep()
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    with target.open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[1][:3] == ["a", "b", "clear"]


def test_failed_run_leaves_no_trace(tmp_path):
    """When the run breaks off, the half-written file goes away."""
    result = ResultFile(tmp_path / "out.csv", ["x"], delimiter=",", marked=False)

    def break_off():
        with result:
            result.add(ROW, [""] * len(COLUMNS))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("cells", "written"),
    [(("a",), ["a", ""]), (("a", "b", "c"), ["a", "b"]), ((), ["", ""])],
)
def test_ragged_rows_are_cut_or_filled(cells, written, tmp_path):
    """The columns of crible stand under their headings whatever the row had."""
    target = tmp_path / "out.csv"
    with ResultFile(target, ["x", "y"], delimiter=",", marked=False) as result:
        result.add(Row(Record(2, cells), ROW.subject), ["error"] + [""] * 11)
        result.keep()
    with target.open(encoding="utf-8") as file:
        assert list(csv.reader(file))[1][:3] == [*written, "error"]


def test_undecodable_bytes_become_the_replacement_character(tmp_path):
    """The result is valid UTF-8 even for rows that are not."""
    target = tmp_path / "out.csv"
    with ResultFile(target, ["x"], delimiter=",", marked=False) as result:
        result.add(Row(Record(2, ("a\udce9\0b",)), ROW.subject), [""] * 12)
        result.keep()
    assert "a��b" in target.read_text(encoding="utf-8")


def test_unwritable_place_is_refused(tmp_path):
    """A folder that is not there is an input error, not a crash."""
    with pytest.raises(FileRefused):
        ResultFile(tmp_path / "no" / "out.csv", ["x"], delimiter=",", marked=False)
