"""From a word to the words of an index that resemble it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from crible.matching import keys
from crible.matching.alignment import CONCEPT
from crible.matching.similarity import (
    BY_CONVENTION,
    MINIMUM,
    allowed_edits,
    edited,
    grams_needed,
    revowelled,
    token_credit,
)
from crible.matching.storage import key_of
from crible.text.skeleton import readings

if TYPE_CHECKING:
    from crible.matching.index import Index

# Words whose findings are kept: a night file repeats its words.
_KEPT = 1 << 14
# Scripts that write no vowels: their words meet others by consonants.
_ABJADS = frozenset({"Arab", "Hebr"})


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
        wanted = keys.exact_keys(word, script)
        for key, group in zip(
            wanted, index.exact.each([key_of(key) for key in wanted]), strict=True
        ):
            if group is None:
                continue
            kind = key[0]
            into = by_meaning if kind == "@" else sounding if kind == "#" else sure
            into.update(group.tolist())
        ours = readings(word, script)
        # Han signs and unvowelled words are compared in full, and so is what is met
        # by such a word.
        whole = script in _ABJADS or ours[0].key[0] == "="
        found: dict[int, tuple[float, str]] = {}
        for place in sounding - sure:
            if whole or index.is_unspelled(place):
                sure.add(place)
            else:
                value = revowelled(ours[0].key, index.word_keys[place])
                if value:
                    found[place] = value, "edited"
        for rank, key in enumerate(keys.edited_keys(word, script)):
            convention = key != ours[0].key
            for number in self._near(key, joined=joined):
                place = int(index.edit_word[number])
                if whole or index.is_unspelled(place):
                    sure.add(place)
                    continue
                value = edited(key, index.edit_keys[number], joined=joined)
                if convention or index.edit_rank[number]:
                    value -= BY_CONVENTION
                if value >= MINIMUM and value > found.get(place, (0.0, ""))[0]:
                    found[place] = value, "edited"
        for place in sure:
            other, its_script = index.word(place)
            value, how = token_credit(word, script, other, its_script, joined=joined)
            if value:
                found[place] = value, how
        return found, by_meaning

    def _near(self, key: str, *, joined: bool) -> list[int]:
        """Readings of the index within the allowed edits of a reading."""
        index = self._index
        groups = index.near.get([key_of(item) for item in keys.deletions(key)])
        near = set()
        for group in groups:
            near.update(group.tolist())
        if len(key) >= keys.GRAM_LENGTH and not joined:
            near.update(self._far(key))
        length = len(key)
        found = []
        for number in near:
            other = int(index.edit_length[number])
            if abs(other - length) <= allowed_edits(min(other, length)):
                found.append(number)
        return found

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
