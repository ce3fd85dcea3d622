"""Unicode repair and the map back to the text as given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from tests.strategies import any_text

from crible.text.clean import _PLAIN, _continues, _repair, clean


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("", ""),
        ("Kupol", "Kupol"),
        ("Ｋｕｐｏｌ", "Kupol"),
        ("ﬁnance oﬃce", "finance office"),
        ("№9", "No 9"),
        ("ku\u00adpol", "kupol"),
        ("ku\u200bpol", "kupol"),
        ("\ufeffKupol", "Kupol"),
        ("\u202eKupol\u202c", "Kupol"),
        ("cafe\u0301", "café"),
        ("и\u0306", "й"),
        ("O’Brien", "O'Brien"),
        ("Oʼzbek", "O'zbek"),
        ("a\x00b", "a b"),
        ("a\tb\r\nc", "a b  c"),
        ("a\ud800b", "a b"),
        ("a\ue000b", "a b"),
        ("a\u2028b", "a b"),
        ("a\u00a0b", "a b"),
    ],
)
def test_repairs_what_the_eye_does_not_see(given_text, expected):
    """Compatibility forms become plain, invisible ones vanish, broken ones are blanks."""
    assert clean(given_text).text == expected


def test_one_ligature_that_is_a_sentence_points_at_one_place():
    """All letters of a form that expands come from the one character given."""
    cleaned = clean("a\ufdfab")
    assert len(cleaned.text) > 10
    assert set(cleaned.origin[1:-2]) == {1}
    assert list(cleaned.origin[-2:]) == [2, 3]


@given(any_text)
def test_every_character_comes_from_somewhere(text):
    """The map has one place for each character, ascending, inside the text."""
    cleaned = clean(text)
    assert len(cleaned.origin) == len(cleaned.text) + 1
    places = list(cleaned.origin)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places[:-1])
    assert places[-1] == len(text)


@given(any_text)
def test_a_character_resembles_where_it_comes_from(text):
    """What remains is a compatibility form of the cluster it is said to come from."""
    cleaned = clean(text)
    places = list(cleaned.origin)
    for place, char in enumerate(cleaned.text):
        start = places[place]
        end = next((other for other in places[place:] if other > start), len(text))
        # What stands over the sign № stands over a blank behind it.
        given = text[start:end].replace("№", "№ ")
        cluster = unicodedata.normalize("NFKC", given)
        assert char in cluster or char in " '"


@given(any_text)
def test_nothing_unprintable_remains(text):
    """No control, format, private, unassigned or broken character is left."""
    kinds = {unicodedata.category(char) for char in clean(text).text}
    assert kinds.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@given(any_text)
def test_cleaning_twice_changes_no_letter(text):
    """A clean text stays as it is, but for marks that found a new base."""
    once = clean(text).text
    twice = clean(once).text
    assert unicodedata.normalize("NFKC", once) == unicodedata.normalize("NFKC", twice)


def test_what_is_taken_for_plain_is_what_repair_leaves_alone():
    """Every character that spares a text its repair would come out of it unchanged."""
    plain = [char for char in map(chr, range(0x20, 0x30000)) if _PLAIN.match(char)]
    assert len(plain) > 20_000
    assert [char for char in plain if _repair(char) != char] == []
    assert [char for char in plain if _continues(char)] == []
