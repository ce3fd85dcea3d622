"""A folder is the test table: every folder in ``cases`` holds a list and its entries.

To add a case, make a folder with the files of a list and run the test once with
``CRIBLE_WRITE_CASES=1``; then read what it wrote as ``expected.json``.
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest

from crible.importers import read
from crible.model import Entry, ListInfo

CASES = Path(__file__).parent / "cases"
FIXTURE = Path(__file__).parents[1] / "fixtures" / "ofac"
INFO = ListInfo("ofac-sdn", "SDN", "OFAC", format="ofac-csv")


def _plain(value):
    """A value without its defaults, so that a case shows what the file says."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    return {
        field.name: _plain(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if getattr(value, field.name) != field.default
    }


def _parsed(folder):
    parsed = read([folder], INFO)
    items = list(parsed.items)
    return {
        "source": parsed.source,
        "notes": list(parsed.notes),
        "entries": [_plain(item) for item in items if isinstance(item, Entry)],
        "rejects": [_plain(item) for item in items if not isinstance(item, Entry)],
    }


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_case(folder):
    """The files give exactly the entries and rejects of ``expected.json``."""
    found = _parsed(folder)
    expected = folder / "expected.json"
    if os.environ.get("CRIBLE_WRITE_CASES"):  # noqa: TID251 (tests ask themselves)
        text = json.dumps(found, ensure_ascii=False, indent=1)
        expected.write_text(text + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_the_small_list_is_read_whole():
    """Every row of the fixture becomes an entry, of every kind."""
    found = _parsed(FIXTURE)
    kinds = [entry["kind"] for entry in found["entries"]]
    assert (len(kinds), found["rejects"], found["notes"]) == (39, [], [])
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "company": 21,
        "organization": 4,
        "person": 7,
        "vessel": 4,
        "aircraft": 3,
    }


def test_links_of_the_small_list_point_to_entries():
    """Forwards, backwards, through a closing full stop, and as a name where unknown."""
    targets = {
        entry["id"]: [relation["target"] for relation in entry["relations"]]
        for entry in _parsed(FIXTURE)["entries"]
        if "relations" in entry
    }
    assert targets["ofac-sdn:46441"] == ["ofac-sdn:46431"]
    assert targets["ofac-sdn:44018"] == ["ofac-sdn:900001"]
    assert targets["ofac-sdn:900005"] == ["ofac-sdn:900006"]
    assert targets["ofac-sdn:900105"] == ["NOBODY ON THIS LIST"]
