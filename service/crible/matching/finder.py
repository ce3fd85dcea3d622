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
    REVOWELLED,
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
from crible.matching.storage import distinct, key_of
from crible.text.skeleton import abjad_keys, readings, readings_joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.matching.index import Index

# Words whose findings are kept: a night file repeats its words.
_KEPT = 1 << 13
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
        """How far words agree by their letters, and which mean the same."""
        index = self._index
        by_meaning: set[int] = set()
        sounding: set[int] = set()
        in_full: set[int] = set()
        into = {"@": by_meaning, "#": sounding}
        wanted = keys.exact_keys(word, script, joined=joined)
        for key, group in zip(
            wanted, index.exact.each([key_of(key) for key in wanted]), strict=True
        ):
            if group is not None:
                into.get(key[0], in_full).update(group.tolist())
        plain = (readings_joined if joined else readings)(word, script)[0].key
        found: dict[int, tuple[float, str]] = {}
        if script in ABJADS:
            in_full |= sounding
        elif plain[0] != "=":
            skeleton = next((key for key in wanted if key[0] == "#"), "")
            found = self._by_consonants(sounding - in_full, plain, skeleton)
        for place, value in self._edited(word, script, plain, joined=joined):
            if value is None:
                in_full.add(place)
            elif value > found.get(place, _NONE)[0]:
                found[place] = value, "edited"
        for place in in_full:
            credit = self._in_full(word, script, plain, place, joined=joined)
            if credit.value:
                found[place] = credit
        return found, by_meaning

    def _in_full(
        self, word: str, script: str, plain: str, place: int, *, joined: bool
    ) -> Credit:
        """How far a word agrees with one of the index that shares a reading with it."""
        index = self._index
        other, its_script = index.word(place)
        if other == word:
            return _SAME
        if plain[0] != "=" and index.word_keys[place] == plain:
            alike = sounds_alike(plain, same_script=script == its_script)
            if alike is not None:
                return alike
        return token_credit(word, script, other, its_script, joined=joined)

    def _by_consonants(
        self, places: set[int], plain: str, skeleton: str
    ) -> dict[int, tuple[float, str]]:
        """Words with the consonants of an alphabet's word, if no more sets them apart."""
        index = self._index
        found: dict[int, tuple[float, str]] = {}
        for place in places:
            if index.is_abjad(place):
                if skeleton in abjad_keys(index.words[place]):
                    found[place] = by_consonants(skeleton[1:])
            elif abs(index.key_length(place) - len(plain)) <= REVOWELLED:
                value = revowelled(plain, index.word_keys[place])
                if value:
                    found[place] = value, "edited"
        return found

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
        numbers = np.concatenate(rows)
        lengths = index.edit_length[numbers].astype(np.int16)
        numbers = numbers[np.abs(lengths - len(key)) <= edits]
        numbers.sort()
        # A number that stands there so often stands as far behind itself.
        near = distinct(
            numbers[needed - 1 :][
                numbers[needed - 1 :] == numbers[: len(numbers) - needed + 1]
            ]
        )
        return [
            place
            for place in near.tolist()
            if OSA.distance(key, index.edit_keys[place], score_cutoff=edits) <= edits
        ]
