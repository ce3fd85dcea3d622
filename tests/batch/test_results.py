"""Results: original cells first, safe to open, whole or not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crible.batch.answered import Answered
from crible.batch.records import Record
from crible.batch.results import COLUMNS, escaped, headings, rows_of, writable
from crible.batch.rows import Party, Row
from crible.model import Problem
from crible.usecases.verdicts import Verdict

PROBLEM = Problem("subject-refused", "Refused", "It cannot be read.")


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


@pytest.mark.parametrize(
    ("cells", "written"),
    [(("a",), ["a", ""]), (("a", "b", "c"), ["a", "b"]), ((), ["", ""])],
)
def test_ragged_rows_are_cut_or_filled(cells, written):
    """The columns of crible stand under their headings whatever the row had."""
    row = Row(Record(2, cells), (Party("x", PROBLEM),))
    answered = Answered.of(row, (Verdict("error", problem=PROBLEM),), ("s",))
    found = rows_of(answered, {}, batch="b", width=2)
    assert [cells[:3] for cells in found] == [[*written, "error"]]


def test_undecodable_bytes_become_the_replacement_character():
    """The result is valid UTF-8 even for rows that are not."""
    assert writable("a\udce9\0b") == "a��b"
    assert writable("plain") == "plain"
