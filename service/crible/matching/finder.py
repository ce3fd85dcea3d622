"""From a word to the words of an index that resemble it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from crible.matching import keys
from crible.matching.alignment import CONCEPT
from crible.matching.similarity import (
    BY_CONVENTION,
    FARTHEST,
    MINIMUM,
    SHORTEST_HAN,
    Credit,
    allowed_edits,
    by_consonants,
    edited,
    grams_needed,
    revowelled,
    sounds_alike,
    token_credit,
)
from crible.matching.storage import key_of
from crible.text.skeleton import abjad_keys, readings, readings_joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.matching.index import Index

# Words whose findings are kept: a night file repeats its words.
_KEPT = 1 << 14
# Scripts that write no vowels: their words meet others by consonants.
ABJADS = frozenset({"Arab", "Hebr"})
_NONE = (0.0, "")
_SAME = Credit(1.0, "same")


class Met(NamedTuple):
    """A word of the index that resembles another word.

    Attributes:
        word: its place.
        credit: how far they agree, also by what they mean.
        value: how far they agree by their letters.
        how: in which way.
    """

    word: int
    credit: float
    value: float
    how: str


class WordFinder:
    """Finds the words of an index that resemble a word; remembers what it found."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._kept: dict[tuple[str, str, bool], tuple[Met, ...]] = {}

    def find(self, word: str, script: str) -> tuple[tuple[int, float], ...]:
        """(word of the index, credit) pairs, credit above zero, in ascending credit."""
        return tuple((met.word, met.credit) for met in self.met(word, script))

    def met(self, word: str, script: str, *, joined: bool = False) -> tuple[Met, ...]:
        """All words that agree in some way, in ascending credit.

        Args:
            word: one word in lower case.
            script: its ISO 15924 code.
            joined: whether it is several words written together.
        """
        known = self._kept.get((word, script, joined))
        if known is not None:
            return known
        by_letters, by_meaning = self._found(word, script, joined=joined)
        found = [
            Met(
                place,
                max(value, CONCEPT) if place in by_meaning else value,
                value,
                how,
            )
            for place, (value, how) in by_letters.items()
        ]
        found += [
            Met(place, CONCEPT, 0.0, "")
            for place in by_meaning
            if place not in by_letters
        ]
        found.sort(key=lambda met: (met.credit, met.word))
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        result = self._kept[word, script, joined] = tuple(found)
        return result

    def _found(
        self, word: str, script: str, *, joined: bool
    ) -> tuple[dict[int, tuple[float, str]], set[int]]:
        index = self._index
        by_meaning: set[int] = set()
        sounding: set[int] = set()
        sure: set[int] = set()
        wanted = keys.exact_keys(word, script, joined=joined)
        for key, group in zip(
            wanted, index.exact.each([key_of(key) for key in wanted]), strict=True
        ):
            if group is None:
                continue
            kind = key[0]
            into = by_meaning if kind == "@" else sounding if kind == "#" else sure
            into.update(group.tolist())
        read = readings_joined if joined else readings
        plain = read(word, script)[0].key
        found: dict[int, tuple[float, str]] = {}
        # Consonants say nothing of Han signs.
        for place in sounding - sure if plain[0] != "=" else ():
            if index.word_keys[place][0] == "=":
                continue
            if script in ABJADS:
                sure.add(place)
            elif index.is_abjad(place):
                consonants = next(key for key in wanted if key[0] == "#")
                if consonants in abjad_keys(index.words[place]):
                    found[place] = by_consonants(consonants[1:])
            else:
                value = revowelled(plain, index.word_keys[place])
                if value:
                    found[place] = value, "edited"
        for place, value in self._edited(word, script, plain, joined=joined):
            if value is None:
                sure.add(place)
            elif value > found.get(place, _NONE)[0]:
                found[place] = value, "edited"
        for place in sure:
            other, its_script = index.word(place)
            credit = None
            if other == word:
                credit = _SAME
            elif plain[0] != "=" and index.word_keys[place] == plain:
                credit = sounds_alike(plain, same_script=script == its_script)
            value, how = credit or token_credit(
                word, script, other, its_script, joined=joined
            )
            if value:
                found[place] = value, how
        return found, by_meaning

    def _edited(
        self, word: str, script: str, plain: str, *, joined: bool
    ) -> Iterator[tuple[int, float | None]]:
        """(word, credit) of words a few edits away; None for one to compare in full."""
        index = self._index
        ours = keys.edited_keys(word, script, joined=joined)
        if plain[0] == "=" and len(plain) <= SHORTEST_HAN:
            return
        wanted = [key_of(item) for key in ours for item in keys.deletions(key)]
        near: set[int] = set()
        for group in index.near.get(wanted):
            near.update(group.tolist())
        if not joined:
            for key in ours:
                if len(key) >= keys.GRAM_LENGTH:
                    near.update(self._far(key))
        # Han signs and unvowelled words are compared in full.
        whole = script in ABJADS or plain[0] == "="
        for number in near:
            other = index.edit_keys[number]
            place = int(index.edit_word[number])
            if whole or index.word_keys[place][0] == "=":
                yield place, None
                continue
            read = int(index.edit_rank[number])
            for key in ours:
                if abs(len(key) - len(other)) > FARTHEST:
                    continue
                value = edited(key, other, joined=joined)
                if read or key != plain:
                    value -= BY_CONVENTION
                if value >= MINIMUM:
                    yield place, value

    def _far(self, key: str) -> list[int]:
        """Long readings two edits away, or three for a very long one."""
        index = self._index
        edits = allowed_edits(len(key))
        rows = index.grams.get([key_of(gram) for gram in keys.gram_keys(key)])
        needed = grams_needed(len(key), edits)
        if len(rows) < needed:
            return []
        counts = np.bincount(np.concatenate(rows), minlength=1)
        near = np.flatnonzero(counts >= needed)
        lengths = index.edit_length[near].astype(np.int16)
        near = near[np.abs(lengths - len(key)) <= edits]
        return [
            place
            for place in near.tolist()
            if OSA.distance(key, index.edit_keys[place], score_cutoff=edits) <= edits
        ]
