"""The compiled tables: equal to what they were made from, and left aside when stale."""

from __future__ import annotations

import json

import pytest

from crible.text import compiled


@pytest.fixture(scope="module")
def parts():
    """Every part, made from the tables."""
    return compiled.made()


@pytest.fixture
def written(tmp_path):
    """A compiled file of this very code."""
    path = tmp_path / "compiled.json"
    compiled.write(path)
    return path


def test_parts_come_back_from_the_file_as_they_were_made(parts, written):
    """What a look-up reads is what it would have made itself."""
    blob, places = compiled.read(written, compiled.digest())
    found = {name: json.loads(blob[slice(*place)]) for name, place in places.items()}
    assert found == parts


def test_every_derived_table_is_compiled(parts):
    """The words, their skeletons and the legal forms are among the parts, not empty."""
    assert {"lexicon.words", "lexicon.skeletons", "legal_forms.spellings"} <= set(parts)
    assert all(parts.values())


def test_the_same_tables_give_the_same_bytes(tmp_path, written):
    """Compiling twice writes one and the same file, so that builds can be repeated."""
    again = tmp_path / "again.json"
    compiled.write(again)
    assert again.read_bytes() == written.read_bytes()


def test_a_file_of_other_code_or_tables_is_left_aside(written):
    """A compiled file whose hash is not that of the present room gives nothing."""
    assert compiled.read(written, "of another day") == (b"", {})


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_an_unreadable_file_is_left_aside(tmp_path, content):
    """What is no compiled file gives nothing and no error."""
    path = tmp_path / "compiled.json"
    path.write_bytes(content)
    assert compiled.read(path, compiled.digest()) == (b"", {})


def test_a_truncated_file_is_left_aside(written):
    """A file that lost its end gives nothing."""
    written.write_bytes(written.read_bytes()[:-1])
    assert compiled.read(written, compiled.digest()) == (b"", {})


def test_an_absent_file_is_no_error(tmp_path):
    """Without a compiled file everything is made from the tables."""
    assert compiled.read(tmp_path / "none.json", compiled.digest()) == (b"", {})
