"""Known lists and formats."""

from __future__ import annotations

import pytest

from crible.errors import ListRefused, UnknownThing
from crible.importers import catalogue, formats, info, read

from .builders import OFAC

MINIMAL = 'title = "T"\npublisher = "P"\nformat = "ofac-csv"\n'


def test_the_lists_that_ship_are_complete():
    """Each has a title, a publisher, a format that exists and a licence."""
    known = catalogue()
    assert {"ofac-cons", "ofac-sdn", "press"} <= known.keys()
    for key, listed in known.items():
        assert listed.key == key
        assert listed.title
        assert listed.publisher
        assert listed.licence
        assert listed.cadence
        assert listed.format in formats()
        assert all(url.startswith("https://") for url in listed.urls)


def test_an_unknown_list_is_answered_with_close_ones():
    """A slip of the finger is put right by the hint."""
    with pytest.raises(UnknownThing, match="ofac-sdn") as caught:
        info("ofac-snd")
    assert "ofac-sdn" in caught.value.hint
    with pytest.raises(UnknownThing, match=r"Known: .*press"):
        info("zzzzzz")


def test_an_unknown_format_is_answered_with_the_known_ones():
    """So is a format."""
    with pytest.raises(UnknownThing, match="Did you mean ofac-csv"):
        read([], OFAC, format="ofac-cvs")


MALFORMED = {
    "no toml": ("title = ", "no TOML", "x.toml"),
    "unknown key": (MINIMAL + 'urls_ = ["a"]', "'urls_' is not a key", "x.toml"),
    "missing title": ('publisher = "P"', "'title' is missing", "x.toml"),
    "empty title": (MINIMAL.replace('"T"', '" "'), "'title' is empty", "x.toml"),
    "number as title": (MINIMAL.replace('"T"', "3"), "'title' is not a text", "x.toml"),
    "urls as text": (MINIMAL + 'urls = "a"', "'urls' is not an array", "x.toml"),
    "urls of numbers": (MINIMAL + "urls = [1]", "'urls' holds something", "x.toml"),
    "negative days": (
        MINIMAL + "fresh_days = -1",
        "'fresh_days' is no number",
        "x.toml",
    ),
    "shrink over 100": (MINIMAL + "shrink_percent = 101", "above 100", "x.toml"),
    "true as number": (
        MINIMAL + "fresh_days = true",
        "'fresh_days' is no number",
        "x.toml",
    ),
}


@pytest.mark.parametrize(
    ("text", "message", "where"), MALFORMED.values(), ids=MALFORMED
)
def test_a_malformed_watchlist_names_file_and_key(tmp_path, text, message, where):
    """No key is passed over in silence."""
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(ListRefused, match=message) as caught:
        catalogue(tmp_path)
    assert where in caught.value.where


def test_a_watchlist_of_ones_own_needs_three_keys(tmp_path):
    """The rest has defaults."""
    (tmp_path / "my-list.toml").write_text(MINIMAL)
    assert info("my-list", tmp_path).shrink_percent == 20.0
    (tmp_path / "My List.toml").write_text(MINIMAL)
    with pytest.raises(ListRefused, match="lower-case"):
        catalogue(tmp_path)


def test_a_watchlist_in_another_encoding_is_refused(tmp_path):
    """The place of the first bad byte is told."""
    (tmp_path / "x.toml").write_bytes(b'title = "caf\xe9"')
    with pytest.raises(ListRefused, match="byte 13"):
        catalogue(tmp_path)
