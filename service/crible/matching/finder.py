"""From a word to the words of an index that resemble it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA

from crible.matching import keys
from crible.matching.alignment import CONCEPT
from crible.matching.similarity import allowed_edits, grams_needed, token_credit
from crible.matching.storage import key_of

if TYPE_CHECKING:
    from crible.matching.index import Index

# Words kept in the cache of looked-up words: a night file repeats its words.
_CACHED = 200_000


class WordFinder:
    """Finds the words of an index that resemble a word; remembers what it found."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._found: dict[tuple[str, str], tuple[tuple[int, float], ...]] = {}

    def find(self, word: str, script: str) -> tuple[tuple[int, float], ...]:
        """(word of the index, credit) pairs, credit above zero, in ascending credit."""
        known = self._found.get((word, script))
        if known is not None:
            return known
        places: set[int] = set()
        index = self._index
        for group in index.exact.get(
            [key_of(key) for key in keys.exact_keys(word, script)]
        ):
            places.update(group.tolist())
        for key in keys.edited_keys(word, script):
            places.update(self._near(key))
        found = []
        for place in places:
            other = index.word(place)
            credit = token_credit(word, script, *other).value
            if keys_meet(word, script, other):
                credit = max(credit, CONCEPT)
            if credit > 0.0:
                found.append((place, credit))
        found.sort(key=lambda pair: (pair[1], pair[0]))
        if len(self._found) >= _CACHED:
            self._found.clear()
        result = self._found[word, script] = tuple(found)
        return result

    def _near(self, key: str) -> set[int]:
        """Words with a reading within the allowed edits of ``key``; a few too many."""
        index = self._index
        places: set[int] = set()
        for group in index.near.get([key_of(item) for item in keys.deletions(key)]):
            places.update(group.tolist())
        if len(key) >= keys.GRAM_LENGTH:
            places.update(self._far(key))
        return places

    def _far(self, key: str) -> list[int]:
        """Words with a long reading two edits away, or three for a very long one."""
        index = self._index
        edits = allowed_edits(len(key))
        rows = index.grams.get([key_of(gram) for gram in keys.gram_keys(key)])
        if not rows:
            return []
        counts = np.bincount(np.concatenate(rows), minlength=1)
        near = np.flatnonzero(counts >= grams_needed(len(key), edits))
        lengths = index.arrays["key_length"][near].astype(np.int16)
        near = near[np.abs(lengths - len(key)) <= edits]
        words = index.arrays["key_word"]
        return [
            int(words[place])
            for place in near.tolist()
            if OSA.distance(key, index.long_keys[place], score_cutoff=edits) <= edits
        ]


def keys_meet(word: str, script: str, other: tuple[str, str]) -> bool:
    """Whether two words mean the same concept, place or number."""
    ours = [key for key in keys.exact_keys(word, script) if key[0] == "@"]
    return bool(ours) and not set(ours).isdisjoint(keys.exact_keys(*other))
