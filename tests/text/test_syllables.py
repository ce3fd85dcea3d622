"""Hangul names taken apart and spelled by habit."""

from __future__ import annotations

import pytest

from crible.text.syllables import cut_name, is_name


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("김성수", ("kim", "sung", "su")),
        ("김성수", ("kim", "seongsoo")),
        ("김성수", ("gim", "song", "su")),
        ("박화성", ("pak", "hwa", "song")),
        ("리창호", ("ri", "chang", "ho")),
        ("이영희", ("lee", "yunghi")),
        ("윤철", ("yun", "chol")),
        ("선우영철", ("son", "uyongchol")),
    ],
)
def test_each_syllable_has_its_spellings(name, spelled):
    """Surname and given name are spelled as lists and passports do, in any mixture."""
    assert spelled in cut_name(name)


@pytest.mark.parametrize("name", ["김", "대한민국정부", "Kim", "김Su", "金成洙", ""])
def test_other_words_are_no_names(name):
    """One syllable, more than four, and other scripts are no name in one piece."""
    assert not is_name(name)


def test_a_name_has_no_more_than_three_pieces():
    """A surname of two syllables is left to the readings of the whole."""
    assert {
        len(way) for name in ("윤철", "김성수", "선우영철") for way in cut_name(name)
    } == {2, 3}
