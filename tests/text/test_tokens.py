"""Tokens with roles, numbers and case endings."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import any_text

from crible.text import lexicon
from crible.text.inflection import stems
from crible.text.tokens import parse

ROLES = {
    "distinctive", "generic", "line", "place", "number", "legal", "initial", "particle",
    "patronymic", "title", "stop",
}  # fmt: skip


def _roles(text, *, person=False):
    return [(token.text, token.role) for token in parse(text, person=person).tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kupol", [("kupol", "distinctive")]),
        ("Kupol No. 9", [("kupol", "distinctive"), ("no", "stop"), ("9", "number")]),
        ("Kupol 9", [("kupol", "distinctive"), ("9", "number")]),
        ("Kupol IX", [("kupol", "distinctive"), ("ix", "number")]),
        ("R. Raspletin", [("r", "initial"), ("raspletin", "distinctive")]),
        ("A. Raspletin", [("a", "initial"), ("raspletin", "distinctive")]),
        ("OOO Kupol", [("ooo", "legal"), ("kupol", "distinctive")]),
        ("Zarnelit HK", [("zarnelit", "distinctive"), ("hk", "place")]),
        (
            "JSC RT-Zarnelit",
            [("jsc", "legal"), ("rt", "distinctive"), ("zarnelit", "distinctive")],
        ),
        ("Zarnelit RT", [("zarnelit", "distinctive"), ("rt", "legal")]),
        (
            "OOO VAS Zarnelit",
            [("ooo", "legal"), ("vas", "distinctive"), ("zarnelit", "distinctive")],
        ),
        ("JP Morgan", [("jp", "distinctive"), ("morgan", "distinctive")]),
        ("JP Zarnelit", [("jp", "legal"), ("zarnelit", "distinctive")]),
        ("Arctic-5", [("arctic", "distinctive"), ("5", "number")]),
        ("Ⅸ Kupol", [("ix", "number"), ("kupol", "distinctive")]),
    ],
)
def test_words_have_roles(text, expected):
    """Numbers, initials, signs and forms are told from what identifies."""
    assert _roles(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Kupol №9",
        "Kupol № 9",
        "Купол №9",
        "Kupol No.9",
        "Kupol #9",
        "Kupol N 9",
        "Kupol Nr. 9",
        "Kupol n° 9",
    ],
)
def test_signs_of_numbers_are_understood(text):
    """However the number is announced, it is the number nine."""
    numbers = [token.number for token in parse(text).tokens if token.role == "number"]
    assert numbers == [9]
    rest = [token.text for token in parse(text).tokens if token.role == "distinctive"]
    assert len(rest) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ivan Ivanovich Petrov", [("ivan", "distinctive"), ("ivanovich", "patronymic"), ("petrov", "distinctive")]),
        ("Roman Abramovich", [("roman", "distinctive"), ("abramovich", "distinctive")]),
        ("Yury Arkadyevich Stankevich", [("yury", "distinctive"), ("arkadyevich", "patronymic"), ("stankevich", "distinctive")]),
        ("YANUKOVYCH, Viktor Fedorovych", [("yanukovych", "distinctive"), ("viktor", "distinctive"), ("fedorovych", "patronymic")]),
        ("R. A. Abramovich", [("r", "initial"), ("a", "initial"), ("abramovich", "distinctive")]),
        ("Петров Иван Иванович", [("петров", "distinctive"), ("иван", "distinctive"), ("иванович", "patronymic")]),
        ("I. I. Petrov", [("i", "initial"), ("i", "initial"), ("petrov", "distinctive")]),
        ("PETROV, Ivan", [("petrov", "distinctive"), ("ivan", "distinctive")]),
        ("Co Limited", [("co", "distinctive"), ("limited", "distinctive")]),
    ],
)  # fmt: skip
def test_persons_have_patronymics_and_no_forms(text, expected):
    """A person's name holds initials and patronymics, never a legal form."""
    assert _roles(text, person=True) == expected


@given(any_text)
def test_any_name_is_safe(text):
    """Any text gives tokens with known roles whose places are inside it."""
    for person in (False, True):
        parsed = parse(text, person=person)
        for token in parsed.tokens:
            assert token.role in ROLES
            assert 0 <= token.start < token.end <= len(text)
            assert token.text


@given(any_text)
def test_parsing_does_not_depend_on_the_cache(text):
    """The same name gives the same tokens when it is parsed anew."""
    assert parse(text) == parse.__wrapped__(text)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("9", 9), ("007", 7), ("ix", 9), ("xii", 12), ("xl", 40), ("ii", 2), ("iii", 3), ("vi", 6), ("xiv", 14), ("xxxix", 39),
        ("i", None), ("v", None), ("x", None), ("iiii", None), ("vx", None), ("ic", None),
        ("kupol", None), ("9a", None), ("", None), ("٣", 3), ("9" * 19, None),
    ],
)  # fmt: skip
def test_numbers_in_digits_and_roman(word, value):
    """Digits of any script and roman numerals have values; initials have none."""
    assert lexicon.number(word) == value


@pytest.mark.parametrize(
    ("word", "script", "nominative"),
    [
        ("куполом", "Cyrl", "купол"),
        ("купола", "Cyrl", "купол"),
        ("куполу", "Cyrl", "купол"),
        ("антея", "Cyrl", "антей"),
        ("антеем", "Cyrl", "антей"),
        ("вектором", "Cyrl", "вектор"),
        ("гарпией", "Cyrl", "гарпия"),
        ("гарпию", "Cyrl", "гарпия"),
        ("дружбы", "Cyrl", "дружба"),
        ("куполові", "Cyrl", "купол"),
        ("kupolem", "Latn", "kupol"),
        ("kupolu", "Latn", "kupol"),
        ("kupolowi", "Latn", "kupol"),
    ],
)
def test_case_endings_come_off(word, script, nominative):
    """Among the stems of a declined word is the form that a list prints."""
    assert nominative in stems(word, script)


@pytest.mark.parametrize(
    ("word", "script"),
    [("ку", "Cyrl"), ("дом", "Cyrl"), ("武汉", "Hani"), ("", "Latn"), ("sea", "Latn")],
)
def test_short_words_and_other_scripts_have_no_stems(word, script):
    """A stem shorter than four letters says nothing, and not all scripts decline."""
    assert stems(word, script) == ()
