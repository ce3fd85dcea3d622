"""Records: what csv writes is read back, and damage stays where it is."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crible.batch import records
from crible.batch.records import Records
from crible.batch.results import csv_line, escaped

CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
)
PLAIN = st.text("abc é武 .-", min_size=1, max_size=8).filter(str.strip)


def _read(text, *, width=None, delimiter=","):
    return list(Records(io.StringIO(text, newline=""), delimiter, width=width))


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=80, deadline=None)
def test_written_rows_are_read_back(rows, delimiter, end):
    """Whatever is written, with quotes and line breaks, is read back."""
    stream = io.StringIO(newline="")
    for row in rows:
        stream.write(csv_line(row, delimiter).removesuffix("\n") + end)
    found = _read(stream.getvalue(), width=3, delimiter=delimiter)
    assert [list(record.cells) for record in found if not record.blank] == [
        list(map(escaped, row))
        for row in rows
        if any(map(str.strip, map(escaped, row)))
    ]
    assert not any(record.flaw for record in found)


@given(
    rows=st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=8),
    at=st.integers(0, 8),
    broken=st.sampled_from(['"open,b', "one", "a,b,c", "a\0,b", '"']),
)
@settings(max_examples=80, deadline=None)
def test_a_broken_line_takes_no_neighbour_with_it(rows, at, broken):
    """All other rows are read as if the broken line were not there."""
    lines = [",".join(row) for row in rows]
    lines.insert(min(at, len(rows)), broken)
    found = _read("\n".join(lines) + "\n", width=2)
    sound = [record.cells for record in found if not record.flaw]
    assert sound == rows
    assert [record.line for record in found if record.flaw] == [min(at, len(rows)) + 1]


def test_lines_are_counted_over_line_breaks_in_cells():
    """The line of a record is where it begins in the file."""
    found = _read('a,"x\ny\nz"\nb,c\n\nd,e\n', width=2)
    assert [(record.line, record.cells[0]) for record in found if record.cells] == [
        (1, "a"),
        (4, "b"),
        (6, "d"),
    ]


def test_a_line_without_end_is_cut_and_the_rest_goes_on():
    """A line beyond the limit is an error that takes no memory."""
    text = f"a,b\n{'x' * (records.LINE_LIMIT * 3)},c\nd,e\n"
    found = _read(text, width=2)
    assert [record.cells for record in found] == [("a", "b"), (), ("d", "e")]
    assert "longer than" in found[1].flaw


def test_a_huge_cell_is_an_error():
    """A cell beyond the csv module's limit is said to be too long."""
    found = _read(f"a,{'x' * 200_000}\nd,e\n", width=2)
    assert [bool(record.flaw) for record in found] == [True, False]


def test_a_quote_open_for_ever_is_given_up():
    """After so many lines an open quote is a stray one; nothing behind it is lost."""
    rows = "".join(f"n{number},x\n" for number in range(records.RECORD_LINES * 2))
    found = _read(f'"open,x\n{rows}', width=2)
    assert [record.line for record in found if record.flaw] == [1]
    assert len(found) == records.RECORD_LINES * 2 + 1


@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n"])
def test_nothing_gives_no_record_with_content(text):
    """An empty stream has no records, and empty lines are blank ones."""
    assert all(record.blank for record in _read(text, width=2))
