"""The inbox: files that rest are screened and put away, once."""

from __future__ import annotations

import os

import pytest

from crible.batch import nightly
from crible.batch.inbox import Inbox
from crible.errors import FileRefused

NOW = 1_900_000_000.0


@pytest.fixture
def inbox(tmp_path):
    """An empty inbox."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return Inbox(folder)


def _put(inbox, name, text, *, age=60):
    path = inbox.folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (NOW - age, NOW - age))
    return path


def _names(inbox, folder):
    return sorted(path.name for path in (inbox.folder / folder).iterdir())


def _empty(services, inbox):
    return nightly.empty_inbox(services, inbox, now=NOW, actor="t", workers=1)


def test_file_is_screened_and_put_away(services, inbox):
    """The result and its manifest lie apart from the file that was done."""
    _put(inbox, "a.csv", "name\nIEMZ Koupol\nQuiet Meadow\n")
    assert _empty(services, inbox) == "a.csv: 1 match, 0 review, 1 clear, 0 error"
    assert _names(inbox, "done") == ["a.csv"]
    assert _names(inbox, "results") == [
        "a.screened.csv",
        "a.screened.csv.manifest.json",
    ]
    assert _empty(services, inbox) == ""


def test_second_file_of_a_name_goes_on_from_the_first(services, inbox):
    """Yesterday's result stays; today's stands beside it, with what changed."""
    for _ in range(2):
        _put(inbox, "a.csv", "name\nIEMZ Koupol\n")
        _empty(services, inbox)
    assert _names(inbox, "done") == ["a.2.csv", "a.csv"]
    assert "a.2.screened.csv.changes.csv" in _names(inbox, "results")


def test_file_that_cannot_be_read_is_put_aside(services, inbox):
    """A refused file lies with its reason, and does not hold up the others."""
    _put(inbox, "bad.csv", "x,y\n1,2\n", age=90)
    _put(inbox, "good.csv", "name\nQuiet Meadow\n")
    _empty(services, inbox)
    assert _names(inbox, "refused") == ["bad.csv", "bad.csv.reason.txt"]
    assert _names(inbox, "done") == ["good.csv"]


@pytest.mark.parametrize(
    ("name", "age"),
    [("new.csv", 2), (".hidden.csv", 60), ("notes.md", 60), ("x.csv.part", 60)],
)
def test_other_files_are_left(services, inbox, name, age):
    """What is still written to, hidden or of another type stays where it is."""
    path = _put(inbox, name, "name\nQuiet Meadow\n", age=age)
    assert _empty(services, inbox) == ""
    assert path.exists()


def test_inbox_that_is_no_folder_is_refused(tmp_path):
    """A worker that could never put a file away says so at its start."""
    with pytest.raises(FileRefused, match="inbox"):
        Inbox(tmp_path / "absent")
