"""Readings in a row: equal stretches have equal numbers, signatures are the engine's."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from crible.batch import kinds
from crible.batch.spelling import Spelling, nearby, within
from crible.matching import keys
from crible.matching.slips import signature
from crible.matching.units import Unit, spelled
from crible.text.skeleton import consonants

WORDS = st.lists(st.text("abckhsZйа", min_size=1, max_size=9), min_size=1, max_size=8)


@given(WORDS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_stretches_are_told_apart_by_their_letters(words):
    """Any stretch of any word has the number of the same letters elsewhere."""
    spelling = Spelling.of(words)
    by_number = {}
    for place, word in enumerate(words):
        first = int(spelling.start[place])
        for start in range(len(word)):
            for end in range(start + 1, len(word) + 1):
                (number,) = spelling.stretch(
                    np.array([first + start]), np.array([first + end])
                ).tolist()
                assert by_number.setdefault(number, word[start:end]) == word[start:end]
    assert len(by_number) == len(set(by_number.values()))
    assert spelling.signatures().tolist() == list(map(signature, words))
    assert spelling.texts() == words


@given(WORDS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_words_that_share_a_deletion_share_a_number(words):
    """As in the index: a letter may be missing on either side."""
    numbers, owner = Spelling.of(words).deletions()
    ours = [set(numbers[owner == place].tolist()) for place in range(len(words))]
    for one, first in enumerate(words):
        for other, second in enumerate(words):
            shared = set(keys.deletions(first)) & set(keys.deletions(second))
            assert bool(ours[one] & ours[other]) == bool(shared)


def test_near_signatures_are_found():
    """All that differ in few bits, and no others."""
    ours = Spelling.of(["almaz", "kupol"]).signatures()
    theirs = Spelling.of(["almas", "orion", "kupal"]).signatures()
    assert within(ours, theirs, 2).tolist() == [True, True]
    assert list(nearby(ours, theirs, 2)) == [(0, 0), (1, 2)]
    assert within(ours, theirs[:0], 2).tolist() == [False, False]


@given(st.text("abcdefghiklmnoprstuvzZCSjh", max_size=12))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_consonants_are_those_of_the_text_room(key):
    """What is noted of a reading is the key that the index files."""
    assert kinds.skeleton_key(key) == "#" + consonants(key)


@given(
    st.text("abdelrhmunkioyjаблхд", min_size=1, max_size=14),
    st.sampled_from(["Latn", "Cyrl"]),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_names_that_are_cut_in_a_way_of_their_own_are_known(word, script):
    """Whoever is spelled like a servant of God is asked about on every night."""
    unit = Unit(word, script, (0,))
    assert kinds.may_be_spelled(unit) or not spelled(unit)
