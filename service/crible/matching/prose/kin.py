"""Which words of an index stand together in names, and how heavy the names are.

All of it follows from the index alone and is worked out for the words that texts bring,
over whole columns at a time.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.matching.index import KIND_CODES, UNSAID
from crible.text.skeleton import consonants

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crible.matching.index import Index
    from crible.model import Kind

# Words that are remembered.
_KEPT = 1 << 16
_PERSON = KIND_CODES.index("person")


class Kin:
    """The words and names of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        offsets, names = index.arrays["postings_at"], index.arrays["postings"]
        self._starts, self._words = _forward(offsets, names, index.name_count)
        self._totals = _totals(self._starts, self._words, index.word_weights)
        kinds = index.arrays["kind"][index.arrays["entry_of"][: index.name_count]]
        self._kinds = kinds.astype(np.uint8).tobytes()
        self._of_person = kinds == _PERSON
        self._partners: dict[tuple[int, ...], frozenset[int]] = {}
        self._sounds: dict[tuple[int, ...], frozenset[str]] = {}

    def count_with(self, word: int) -> int:
        """How many names hold a word."""
        offsets = self._index.arrays["postings_at"]
        return int(offsets[word + 1]) - int(offsets[word])

    def names_up_to(self, word: int, heaviest: float) -> NDArray[Any]:
        """The names with a word that weigh no more than this, all words together."""
        names = self.names_with(word)
        found: NDArray[Any] = names[self._totals[names] <= heaviest]
        return found

    def only_persons(self, word: int) -> bool:
        """Whether only persons are called so."""
        return bool(self._of_person[self.names_with(word)].all())

    def kind_of(self, name: int) -> Kind | None:
        """The kind of the entry of a name, without the rest of the entry."""
        code = self._kinds[name]
        return None if code == UNSAID else KIND_CODES[code]

    def words_of_all(self, names: NDArray[Any]) -> list[list[int]]:
        """The words by which each of these names is filed."""
        flat, starts = self._flat(names)
        return [flat[start:end] for start, end in pairwise(starts)]

    def words_of(self, name: int) -> list[int]:
        """The words by which a name is filed."""
        found: list[int] = self._words[
            self._starts[name] : self._starts[name + 1]
        ].tolist()
        return found

    def partners(self, words: tuple[int, ...]) -> frozenset[int]:
        """The words that stand in a name with any of these; they are not among them.

        Unless another one of them does.
        """
        found = self._partners.get(words)
        if found is None:
            if len(self._partners) >= _KEPT:
                self._partners.clear()
            found = self._partners[words] = frozenset().union(
                *(self._partners_of(word) for word in words)
            )
        return found

    def consonants_of_partners(self, words: tuple[int, ...]) -> frozenset[str]:
        """The consonants of those words."""
        found = self._sounds.get(words)
        if found is None:
            if len(self._sounds) >= _KEPT:
                self._sounds.clear()
            keys = self._index.word_keys
            found = self._sounds[words] = frozenset(
                consonants(keys[word]) for word in self.partners(words)
            )
        return found

    def _partners_of(self, word: int) -> set[int]:
        found = set(self._flat(self.names_with(word))[0])
        found.discard(word)
        return found

    def _flat(self, names: NDArray[Any]) -> tuple[list[int], list[int]]:
        """The words of names in one row, and where each name's begin."""
        starts = self._starts[names]
        sizes = self._starts[names.astype(np.int64) + 1] - starts
        # All places of all these names' words: each start, and so many behind it.
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(
            starts - (ends - sizes), sizes
        )
        return self._words[places].tolist(), [0, *ends.tolist()]

    def names_with(self, word: int) -> NDArray[Any]:
        """The names that hold a word."""
        (found,) = self._index.postings.get([word])
        return found


def _totals(
    starts: NDArray[Any], words: NDArray[Any], weights: NDArray[Any]
) -> NDArray[np.float64]:
    """The weight of every name."""
    sums = np.zeros(len(words) + 1)
    np.cumsum(weights[words], out=sums[1:])
    found: NDArray[np.float64] = sums[starts[1:]] - sums[starts[:-1]]
    return found


def _forward(
    offsets: NDArray[Any], names: NDArray[Any], count: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """From names to their words: the postings the other way round."""
    sizes: NDArray[np.int64] = offsets[1:].astype(np.int64) - offsets[:-1]
    words = np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes)
    order = np.argsort(names, kind="stable")
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(names, minlength=count), out=starts[1:])
    return starts, words[order]
