"""Words that a text brings for the first time: short ways tell what long ones tell."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.strategies import AWKWARD, LETTERS
from tests.tables import prose

import crible
from crible.matching import keys
from crible.matching.prose import newcomers, runs, vocabulary
from crible.matching.prose.gate import Gate
from crible.matching.prose.glued import is_glued
from crible.matching.prose.openers import openers
from crible.matching.prose.runs import Block
from crible.matching.prose.spellings import forms, keys_of
from crible.text.tables import load
from crible.text.tokens import parse
from crible.text.words import words

_SENTENCES = [row[1] for row in (*prose.FOUND, *prose.TRAPS)]


@pytest.fixture(scope="module")
def known():
    """What texts are asked for: the names of the table of sentences."""
    screener = crible.Screener.from_names(prose.LIST)
    # The screener lives as long as the vocabulary.
    return screener, vocabulary.of(screener)


def _slips(word):
    """A word with a letter doubled, left out and swapped, and as other writers have it."""
    middle = len(word) // 2
    return {
        word,
        word.upper(),
        word + "s",
        word[:middle] + word[middle - 1 :],
        word[:middle] + word[middle + 1 :],
        word[: middle - 1] + word[middle : middle + 1] + word[middle - 1 : middle],
    }


_RUNS = sorted(
    {
        slip
        for text in _SENTENCES
        for run in Block(text).distinct
        for slip in _slips(run)
    }
)


def test_many_runs_are_told_what_each_is_told_alone(known):
    """Looked up together, runs may be part of the same names as one by one."""
    _, words_known = known
    fresh = vocabulary.Vocabulary(known[0])
    together = newcomers.met(fresh, _RUNS)
    assert set(together) == set(_RUNS)
    assert {run: newcomers.alone(words_known, run) for run in _RUNS} == together
    assert any(item.opens for item in together.values())
    assert any(item.is_stranger for item in together.values())


def test_a_run_is_looked_up_once(known):
    """What a block has taught is known in the next."""
    fresh = vocabulary.Vocabulary(known[0])
    block = Block("Yesterday Kupol and Vladimir met Zarya.")
    first = openers(fresh, block)
    told = dict(fresh.openers)
    assert openers(fresh, block) == first
    assert all(fresh.openers[run] is told[run] for run in told)


_letters = st.text(
    "abcdefghijklmnoprstuvwxyzéüßабвгдежзиклмнопрстухцшыюяєїالمحد武汉科技",
    min_size=1,
    max_size=14,
)


@settings(deadline=None)
@given(_letters)
@example("iii")
@example("vladimirs")
def test_keys_of_a_form_are_those_of_the_engine(word):
    """But for consonants, a form is looked for under the keys that words are filed by."""
    (found, *_) = words(word) or [None]
    if found is None:
        return
    for form, _ in forms(found.text, found.script):
        engine = keys.exact_keys(form, found.script)
        ours = keys_of(form, found.script)
        if found.script not in {"Arab", "Hebr"}:
            engine = tuple(key for key in engine if key[0] != "#")
        assert list(dict.fromkeys(ours)) == list(engine)


_text = st.lists(
    st.one_of(
        st.sampled_from([*AWKWARD, "-\n", "-\r\n ", "\u00ad\n", "ab", "cd-\n", "x-\n"]),
        st.sampled_from(LETTERS),
        st.characters(),
    ),
    max_size=24,
).map("".join)


@settings(deadline=None)
@given(_text)
@example("ab-\ncd-\nef")
@example("x-\ncd-\nef")
def test_a_block_is_cut_as_an_expression_cuts_it(text):
    """Runs, their places and words broken at line ends are those of plain expressions."""
    inside = runs._INSIDE
    plain = re.compile(rf"[^\W_](?:[{inside}]*[^\W_])*")
    broken = re.compile(r"([^\W\d_]{2,})[-\u2010\u00ad][ \t]*\r?\n[ \t]*([^\W\d_]{2,})")
    block = Block(text)
    assert list(zip(block.starts, block.ends, strict=True)) == [
        match.span() for match in plain.finditer(text)
    ]
    assert block.runs == [match[0] for match in plain.finditer(text)]
    assert block.raised == [
        place for place, run in enumerate(block.runs) if not run.islower()
    ]
    assert block.broken == [
        (match.start(), match.end(), match[1] + match[2])
        for match in broken.finditer(text)
    ]


def test_marks_within_a_run_are_no_letters():
    """The two halves of the expression for runs share no character: it never goes back."""
    letter, mark = re.compile(r"[^\W_]"), re.compile(f"[{runs._INSIDE}]")
    assert not [
        char
        for char in map(chr, range(0x110000))
        if mark.match(char) and letter.match(char)
    ]


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Then Kupol S.A.R.L. paid", True),
        ("Then Kupol S. A. paid", True),
        ("Then Kupol GmbH & Co. KG paid", True),
        ("Then Limited Liability Kupol paid", True),
        ("Then ООО Kupol paid", True),
        ("Then О О О Kupol paid", True),
        ("Then Société Anonyme Kupol paid", True),
        ("Then Pilot Kupol J has", False),
        ("Then National Kupol paid", False),
        ("Then Kupol à Paris", False),
        ("Then O'Reilly Kupol paid", False),
    ],
)
def test_a_legal_form_beside_a_name_is_all_there(known, text, beside):
    """One word of a form that has several is no legal form."""
    block = Block(text)
    gate = Gate(known[1], block)
    assert gate._has_form(block.runs.index("Kupol")) is beside


def test_every_legal_form_is_met_beside_a_name(known):
    """All forms of the table, written with capitals, are seen by the gate.

    But for signs such as ㈱, which are no letters.
    """
    spelled = [name for row in load("legal_forms")["form"] for name in row["names"]]
    assert len(spelled) > 500
    missed = []
    for name in spelled:
        form = name.title() if len(name) > 4 else name.upper()
        text = f"Kupol {form}"
        read = parse(text).tokens
        block = Block(text)
        if any(token.role == "legal" for token in read[1:]) and not (
            len(block.runs) < 2
            or any(map(is_glued, block.runs))
            or Gate(known[1], block)._has_form(0)
        ):
            missed.append(form)
    assert missed == []


class _NotWalked(dict):
    """A dictionary that may be asked for a key and not gone through."""

    def __iter__(self):
        raise AssertionError("all that is known was gone through")

    keys = items = values = __iter__


def test_what_earlier_texts_brought_is_not_gone_through(known, monkeypatch):
    """A service that has read a million words takes no longer for the next sentence."""
    _, words_known = known
    monkeypatch.setattr(words_known, "openers", _NotWalked(words_known.openers.copy()))
    for text in _SENTENCES[:3]:
        openers(words_known, Block(text))
        openers(words_known, Block(text))
