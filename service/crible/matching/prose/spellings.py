"""Which words of an index a word of a text is, in any spelling or case ending.

Nothing is kept here; ``vocabulary`` remembers what was found. Many words are looked up
by one search for all keys of all their forms: most words of a text are filed nowhere.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from crible.matching import keys
from crible.matching.similarity import sounds_alike, token_credit
from crible.matching.storage import key_of
from crible.text import lexicon
from crible.text.inflection import stems
from crible.text.remembered import remembered
from crible.text.scripts import ABJADS
from crible.text.skeleton import readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from crible.matching.index import Index

# A word of the text is a word of a list from this agreement on, an inflected one from
# the other: endings that are cut off leave room for accidents.
CREDIT = 0.8
_STEM_CREDIT = 0.95
# In a long word there is no accident, and it may be spelled in another convention, too.
_LONG_STEM, _CONVENTION_CREDIT = 10, 0.9
# A word that means the same as a listed one: usine, plant.
_CONCEPT = 0.9
# The mark of keys that hold consonants alone.
_CONSONANTS = "#"
# Shorter words are not taken to be inflected.
_SHORTEST_INFLECTED = 4
# The mark of keys that hold a meaning.
_MEANING = "@"
# Scripts of which the readings are known to the last.
_ALPHABETS = frozenset({"Latn", "Cyrl"})
# Vowels that may differ in words of the same consonants; more cost more than is left.
_VOWELS_APART = 2


class Met(NamedTuple):
    """A word of the index that a word of the text is.

    ``form`` is the word as it was found: itself, or without its case ending.
    """

    word: int
    credit: float
    weight: float
    form: str


class Spellings:
    """The words of one index, as a text may write them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._weights: list[float] = index.word_weights.tolist()
        self._filed = index.arrays["exact_keys"]

    def find(self, word: str, script: str) -> tuple[Met, ...]:
        """The words of the index that this word is."""
        return self._among(script, forms(word, script))

    def find_many(
        self, words: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[Met, ...]]:
        """The same for many words, each with its script."""
        asked: list[tuple[tuple[str, str], tuple[str, float]]] = []
        wanted: list[str] = []
        owners: list[int] = []
        for pair in words:
            for form in forms(*pair):
                found = keys_of(form[0], pair[1])
                wanted += found
                owners += [len(asked)] * len(found)
                asked.append((pair, form))
        filed: dict[tuple[str, str], list[tuple[str, float]]] = {}
        there = places_filed(self._filed, wanted)
        for place in dict.fromkeys(owners[at] for at in there):
            pair, form = asked[place]
            filed.setdefault(pair, []).append(form)
        return {
            pair: self._among(pair[1], filed[pair]) if pair in filed else ()
            for pair in words
        }

    def _among(
        self, script: str, found: Iterable[tuple[str, float]]
    ) -> tuple[Met, ...]:
        """The words of the index that any of these forms is."""
        best: dict[int, Met] = {}
        # Consonants alone are what the abjads write, and too little of other scripts.
        marks = "" if script in ABJADS else _CONSONANTS
        for form, least in found:
            self._add(best, form, script, least, without=marks)
        return tuple(best.values())

    def loosely(self, word: str, script: str) -> tuple[Met, ...]:
        """Words of the index with the same consonants: Mohammed, Muhammad."""
        best: dict[int, Met] = {}
        self._add(best, word, script, CREDIT, _CONSONANTS)
        return tuple(best.values())

    def _add(
        self,
        best: dict[int, Met],
        form: str,
        script: str,
        least: float,
        only: str = "",
        without: str = "",
    ) -> None:
        index = self._index
        ours = tuple(
            key
            for key in keys.exact_keys(form, script)
            if key[0] != without and (not only or key[0] == only)
        )
        plain = readings(form, script)[0].key
        # So much agreement can be had by the plain readings alone.
        bare = least >= _STEM_CREDIT and script in _ALPHABETS
        plains = _plains(form, script) if bare else frozenset()
        groups = index.exact.each([key_of(key) for key in ours])
        met_by = list(zip(ours, groups, strict=True))
        reached = {
            place
            for key, group in met_by
            if group is not None and key[0] != _MEANING
            for place in group.tolist()
        }
        for place in (
            place for group in groups if group is not None for place in group.tolist()
        ):
            other = index.word(place)
            if other[1] != script and (only or other[1] in ABJADS):
                # What a list has in Arabic it has in Latin letters, too.
                continue
            if other == (form, script):
                credit = 1.0
            elif only and self._is_far(place, plain):
                continue
            elif bare and other[1] in _ALPHABETS:
                if place not in reached or plains.isdisjoint(_plains(*other)):
                    continue
                credit = self._credit(place, plain, form, script)
            elif (
                place not in reached
                and self._index.key_length(place) < _LONG_STEM > len(plain)
                and _same_meaning(ours, other)
            ):
                # Letters alone would say less of words so short.
                credit = _CONCEPT
            else:
                credit = self._credit(place, plain, form, script)
            if credit < _CONCEPT and _same_meaning(ours, other):
                credit = _CONCEPT
            if credit >= least and (place not in best or best[place].credit < credit):
                best[place] = Met(place, credit, self._weights[place], form)

    def _is_far(self, place: int, plain: str) -> bool:
        """Whether words with the same consonants differ too much to be looked at."""
        if abs(self._index.key_length(place) - len(plain)) > _VOWELS_APART:
            return True
        key = self._index.word_keys[place]
        return OSA.distance(plain, key, score_cutoff=_VOWELS_APART) > _VOWELS_APART

    def _credit(self, place: int, plain: str, form: str, script: str) -> float:
        other = self._index.word(place)
        if plain[0] != "=" and self._index.word_keys[place] == plain:
            met = sounds_alike(plain, same_script=other[1] == script)
            if met is not None:
                return met.value
        return token_credit(form, script, *other).value


def forms(word: str, script: str) -> list[tuple[str, float]]:
    """A word as it is and without its case endings, each with the agreement it needs."""
    found = [(word, CREDIT)]
    if len(word) >= _SHORTEST_INFLECTED or script not in {"Latn", "Cyrl"}:
        found += [
            (form, _STEM_CREDIT if len(form) < _LONG_STEM else _CONVENTION_CREDIT)
            for form in stems(word, script)
        ]
    return found


def keys_of(form: str, script: str) -> list[str]:
    """The keys under which a form is looked for: ``exact_keys`` but for consonants.

    Worked out anew, because few forms of a text come to be looked at again.
    """
    if script in ABJADS:
        return list(keys.exact_keys(form, script))
    found = [item.key for item in readings(form, script) if item.key[0] != _CONSONANTS]
    meaning = lexicon.meaning(form, script)
    if meaning:
        found.append("@" + meaning.key)
    value = lexicon.number(form)
    if value is None:
        value = lexicon.ROMAN_LETTERS.get(form)
    if value is not None:
        found.append(f"@number:{value}")
    return found


@remembered(16384)
def _plains(word: str, script: str) -> frozenset[str]:
    """The plain readings of a word, without those of a convention."""
    return frozenset(
        item.key for item in readings(word, script) if item.scheme == "plain"
    )


def _same_meaning(ours: tuple[str, ...], other: tuple[str, str]) -> bool:
    meant = [key for key in ours if key[0] == "@"]
    return bool(meant) and not set(meant).isdisjoint(keys.exact_keys(*other))


def places_filed(filed: NDArray[Any], wanted: Sequence[str]) -> list[int]:
    """Which of these keys are filed, as places among them; a few too many."""
    if not wanted or not len(filed):
        return []
    numbers = np.fromiter(map(key_of, wanted), np.uint32, len(wanted))
    places = filed.searchsorted(numbers)
    places[places == len(filed)] = 0
    found: list[int] = np.flatnonzero(filed[places] == numbers).tolist()
    return found


def is_filed(filed: memoryview, key: str) -> bool:
    """Whether one key is filed; sometimes one too many."""
    number = key_of(key)
    place = bisect_left(filed, number)
    return place < len(filed) and filed[place] == number
