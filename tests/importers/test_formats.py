"""A folder is the test table: every folder in ``formats`` holds a list in that format.

The parties are invented; the layouts are the publishers'. To add a fact, add it to the
fixture, run once with ``CRIBLE_WRITE_CASES=1``, and read what changed.
"""

from __future__ import annotations

import json
import os

import pytest

from crible.importers import formats

from .readings import EXPECTED, FORMATS, files, parsed

FOLDERS = sorted(FORMATS.iterdir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_format(folder):
    """The file gives exactly the entries and rejects of ``expected.json``."""
    found = parsed(files(folder), folder.name)
    expected = folder / EXPECTED
    if os.environ.get("CRIBLE_WRITE_CASES"):  # noqa: TID251 (tests ask themselves)
        text = json.dumps(found, ensure_ascii=False, indent=1)
        expected.write_text(text + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_every_format_has_a_fixture():
    """But for the two that have tests of their own."""
    shown = {folder.name for folder in FOLDERS}
    assert shown == set(formats()) - {"crible-seeds", "ofac-csv"}


def test_ids_are_stable_whatever_the_order_of_the_file(tmp_path):
    """A list that numbers nobody gives the same numbers when its rows are sorted."""
    original = files(FORMATS / "us-csl-csv")[0]
    lines = original.read_text(encoding="utf-8").splitlines()
    other = tmp_path / "consolidated.csv"
    other.write_text("\n".join([lines[0], *sorted(lines[1:])]) + "\n", encoding="utf-8")
    ids = {entry["id"] for entry in parsed([original], "us-csl-csv")["entries"]}
    assert {entry["id"] for entry in parsed([other], "us-csl-csv")["entries"]} == ids
