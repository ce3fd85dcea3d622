"""Readings in a row: equal stretches have equal numbers, signatures are the engine's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crible.batch import kinds, noting, traces
from crible.batch.spelling import Spelling, nearby, within
from crible.batch.vocabulary import Vocabulary, skeletons
from crible.matching import Screener, keys
from crible.matching.asked import Asked
from crible.matching.candidates import keys_of_whole
from crible.matching.side import side_of
from crible.matching.slips import rows, signature
from crible.matching.units import Unit, spelled, units
from crible.text.skeleton import consonants
from crible.text.tokens import Parsed, Token, parse

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


@given(st.lists(st.text("abcdefghiklmnoprstuvzZCSjhw", min_size=1, max_size=12)))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_consonants_are_those_of_the_text_room(readings):
    """What follows from readings together is the key that the index files of each."""
    assert skeletons(readings) == ["#" + consonants(key) for key in readings]


LATIN = st.text("abcdefghijklmnoprstuvwxyz0123", min_size=1, max_size=14)


@given(st.lists(LATIN))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_words_read_together_read_as_each_alone(words):
    """A line is as good as a word."""
    alone = [keys.read_of(word, "Latn", joined=True)[0].key for word in words]
    assert noting._read(words) == alone


@given(
    st.text("abdelrhmunkioyjаблхд", min_size=1, max_size=14),
    st.sampled_from(["Latn", "Cyrl", "Hang"]),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_names_that_are_cut_in_a_way_of_their_own_are_known(word, script):
    """Whoever is spelled like a servant of God is asked about on every night."""
    kind = kinds.Kinds(Screener.build([]).index)
    unit = Unit(word, script, (0,))
    token = Token(word, 0, 0, script)
    asked = Asked(
        Parsed(word, (token,), ()), side_of(Parsed(word, (token,), ()), (1.0,))
    )
    made = kind.of_word(asked, 0)
    columns = {name: [] for name in traces.DTYPES}
    columns["text"] = np.frombuffer(made.text, "u1")
    columns["reads"] = np.frombuffer(made.reads, "u1")
    columns["text_of"], columns["reads_of"] = [len(made.text)], [len(made.reads)]
    said = Vocabulary.of(traces.Traces.of(columns))
    assert said.spelled[0] or not spelled(unit)
    assert said.tokens == [token]


@pytest.mark.parametrize(
    "name", ["Gazprom Bank of Ural", "A B C 9 Ltd", "ООО Ром Ашка"]
)
def test_neighbours_written_together_are_the_units_of_the_engine(name):
    """All pairs and triples that the engine looks up, and no others."""
    parsed = parse(name)
    units_of = [unit for unit in units(parsed) if len(unit.positions) > 1]
    assert {
        (one.positions[0], len(one.positions), one.text) for one in units_of
    } == set(noting.runs_of(parsed.tokens))


@pytest.mark.parametrize("compiled", [True, False])
def test_what_is_overheard_is_what_would_be_worked_out(compiled, monkeypatch):
    """Keys of whole names and letters of slips are the engine's own."""
    if not compiled:
        monkeypatch.setattr(noting, "library", lambda: None)
    screener = noting.Noting(
        Screener.from_names([("e:1", None, ["Golden Example Reef"])])
    )
    screener.screen("Golden Exmple Reef Trading Ltd")
    for asked, wholes in screener._names.heard:
        assert list(wholes) == keys_of_whole(asked)
    assert screener._slips.heard
    for parsed, texts in screener._slips.heard:
        assert texts == list(rows(parsed))
