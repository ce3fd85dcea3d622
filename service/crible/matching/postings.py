"""The listed names that hold a word like one of the subject's, row by row."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crible.matching import judgement
from crible.matching.alignment import CUT, CUT_UNLESS, INITIAL
from crible.matching.finder import WordFinder
from crible.matching.storage import key_of
from crible.matching.units import cuts
from crible.text.skeleton import readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crible.matching.index import Index
    from crible.matching.profile import Profile
    from crible.matching.units import Unit

# A single letter says so much, see ``judgement``.
_INITIAL_BITS = 3.0
# Postings kept for words that come again, and the rows of one that is worth keeping.
_KEPT_POSTINGS = 4096
_KEPT_ROWS = 4096


class Posting(NamedTuple):
    """The listed names that a unit of the subject may meet, one row a word and name.

    Attributes:
        names: places of names, repeated where several words of one are met.
        credit: agreement of the words, in ascending order.
        weight: of the listed word times ``credit``.
        whole: the same, uncredited, for words that tell names apart; else 0.
        spelled: ``weight`` of words that are more than an initial; else 0.
        bits: what the listed word says times ``credit``.
        letters: names with a single letter that may stand for the unit.
        light: whether it resembles a word that some names have as a light one, for
            which they are not filed.
    """

    names: NDArray[np.uint32]
    credit: NDArray[np.float32]
    weight: NDArray[np.float32]
    whole: NDArray[np.float32]
    spelled: NDArray[np.float32]
    bits: NDArray[np.float32]
    letters: NDArray[np.uint32] | None
    light: bool


def within(posting: Posting, met: NDArray[np.float32]) -> Posting:
    """The rows of a posting whose names were met before."""
    kept = met[posting.names] > 0.0
    letters = posting.letters
    return Posting(
        posting.names[kept],
        posting.credit[kept],
        posting.weight[kept],
        posting.whole[kept],
        posting.spelled[kept],
        posting.bits[kept],
        None if letters is None else letters[met[letters] > 0.0],
        posting.light,
    )


class Postings:
    """Looks up the postings of units and keeps those of words that come again."""

    def __init__(self, index: Index, profile: Profile) -> None:
        self._index = index
        self._profile = profile
        self.finder = WordFinder(index)
        self._letters: dict[str, list[int]] | None = None
        self._kept: dict[tuple[str, str, bool], Posting] = {}

    def get(self, unit: Unit) -> Posting:
        """The names that hold a word like a unit."""
        key = (unit.text, unit.script, len(unit.positions) == 1)
        known = self._kept.get(key)
        if known is not None:
            return known
        index = self._index
        pairs = list(self.finder.find(unit.text, unit.script))
        rows = [
            (
                names,
                credit,
                float(index.word_weights[place]),
                float(index.word_bits[place]),
            )
            for place, credit in pairs
            for names in index.postings.get([place])
        ]
        letters = None
        light = False
        if len(unit.positions) == 1 and len(unit.text) > 1:
            found = index.postings.get(self._as_initial(unit, pairs))
            weight = self._profile.weight_initial
            rows = [(names, INITIAL, weight, _INITIAL_BITS) for names in found] + rows
            letters = np.concatenate(found) if found else None
        if not pairs or pairs[-1][1] < CUT_UNLESS:
            cut, light = self._cut(unit)
            rows += cut
        rows.sort(key=lambda row: row[1])
        counts = [len(names) for names, *_ in rows]
        credits_, weights, bits = (
            np.repeat(np.array([row[at] for row in rows], dtype=np.float32), counts)
            for at in (1, 2, 3)
        )
        posting = Posting(
            np.concatenate([names for names, *_ in rows])
            if rows
            else np.zeros(0, dtype=np.uint32),
            credits_,
            weights * credits_,
            np.where(weights > judgement.TELLING, weights, np.float32(0.0)),
            np.where(bits == _INITIAL_BITS, np.float32(0.0), weights * credits_),
            bits * credits_,
            letters,
            light or any(bool(index.word_light[place]) for place, _ in pairs),
        )
        if len(posting.names) <= _KEPT_ROWS:
            if len(self._kept) >= _KEPT_POSTINGS:
                self._kept.clear()
            self._kept[key] = posting
        return posting

    def _as_initial(self, unit: Unit, pairs: Sequence[tuple[int, float]]) -> list[int]:
        """Single letters of listed names that a whole word of ours may stand for."""
        if self._letters is None:
            self._letters = _single_letters(self._index)
        met = {place for place, _ in pairs}
        places = self._letters.get(first_letter(unit.text, unit.script), ())
        return [place for place in places if place not in met]

    def _cut(
        self, unit: Unit
    ) -> tuple[list[tuple[NDArray[np.uint32], float, float, float]], bool]:
        """Rows of the names that write a unit as two or three words of their own.

        The second value says that all of these may be light words of a name.
        """
        index = self._index
        ways = cuts(unit)
        known: dict[str, list[int]] = {}
        for half in {half for way in ways for half in way}:
            places = [
                place
                for group in index.exact.get([key_of(half)])
                for place in group.tolist()
                if readings(*index.word(place))[0].key == half
            ]
            if places:
                known[half] = places
        rows = []
        light = False
        for way in ways:
            if not all(part in known for part in way):
                continue
            # A half that is a light word somewhere is not filed under those names.
            solid = [part for part in way if not index.word_light[known[part]].any()]
            held = [self._holding(known[part]) for part in solid or way]
            if solid:
                names = reduce(np.intersect1d, held)
            else:
                names = np.unique(np.concatenate(held))
                light = True
            weight, bits = (
                sum(max(float(of[place]) for place in known[part]) for part in way)
                for of in (index.word_weights, index.word_bits)
            )
            if len(names):
                rows.append((names, CUT, weight, bits))
        return rows, light

    def _holding(self, words: list[int]) -> NDArray[np.uint32]:
        """Names that hold one of these words."""
        none = np.zeros(0, dtype=np.uint32)
        return np.concatenate([none, *self._index.postings.get(words)])


def first_letter(word: str, script: str) -> str:
    """The first letter of a word's reading, a Han character as it is."""
    key = readings(word, script)[0].key
    return key[1] if key[0] in "=#" and len(key) > 1 else key[0]


def first_letters(unit: Unit) -> list[str]:
    """The same of each letter of a word, to be met by initials."""
    return [first_letter(char, unit.script) for char in unit.text]


def _single_letters(index: Index) -> dict[str, list[int]]:
    """The words of one character, by the first letter of their reading."""
    found: dict[str, list[int]] = {}
    # One character takes at most four bytes.
    for place in np.flatnonzero(np.diff(index.arrays["words_at"]) <= 4).tolist():
        word, script = index.word(place)
        if len(word) == 1:
            found.setdefault(first_letter(word, script), []).append(place)
    return found
