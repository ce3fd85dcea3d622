"""Letters and digits that look alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import any_text

from crible.text.lookalikes import as_cyrillic, repair, without_digits
from crible.text.scripts import dominant_script


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Kupol", "Kupol"),
        ("Купол", "Купол"),
        ("КУПOЛ", "КУПОЛ"),
        ("Kuроl", "Kupol"),
        ("КUРОL", "KUPOL"),
        ("Аlmaz", "Almaz"),
        ("ВEКТОР", "ВЕКТОР"),
        ("Αlmaz", "Almaz"),
        ("Ꭺlmaz", "Ꭺlmaz"),
        ("", ""),
        ("123", "123"),
    ],
)
def test_a_word_of_mixed_scripts_goes_to_its_majority(word, expected):
    """Odd letters with a twin are put back; words that stay mixed are left alone."""
    assert repair(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("BEKTOP", "ВЕКТОР"),
        ("KYMA", "КУМА"),
        ("KUPOL", None),
        ("vector", None),
        ("ABC", None),
    ],
)
def test_capitals_that_may_be_cyrillic(word, expected):
    """Only a word whose every capital has a Cyrillic twin may be Cyrillic."""
    assert as_cyrillic(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("kup0l", "kupol"),
        ("a1maz", "almaz"),
        ("0liver", "oliver"),
        ("gr4nit", None),
        ("b52", None),
        ("2024", None),
        ("a10", None),
        ("kupol", None),
    ],
)
def test_digits_that_pass_for_letters(word, expected):
    """A few 0, 1, 3 and 5 beside letters are letters; a number stays a number."""
    assert without_digits(word) == expected


@given(any_text)
def test_repair_keeps_the_length_and_is_done_at_once(word):
    """Any text is safe, no letter comes or goes, a second time changes nothing."""
    once = repair(word)
    assert len(once) == len(word)
    assert repair(once) == once


def test_a_repaired_word_has_one_script():
    """Words that could be repaired are wholly of one script."""
    for word in ("КУПOЛ", "Kuроl", "ВEКТОР"):
        assert {dominant_script(char) for char in repair(word)} == {
            dominant_script(repair(word))
        }
