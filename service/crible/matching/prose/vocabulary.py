"""The narrow door from running text to the engine.

Three questions are asked of an index: which of its words is this word, which names hold
that word, and how well does this stretch of text agree with that name. Nothing else of
the engine is used for texts, so either side can be rebuilt without the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary, proxy

import numpy as np
from rapidfuzz.distance import OSA

from crible.matching import keys
from crible.matching.prose.kin import Kin
from crible.matching.similarity import sounds_alike, token_credit
from crible.matching.storage import key_of
from crible.model import Subject
from crible.text.inflection import stems
from crible.text.scripts import ABJADS
from crible.text.skeleton import readings
from crible.text.tokens import from_words, parse
from crible.text.words import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.index import ListedEntry, ListedName
    from crible.matching.prose.opener import Opener
    from crible.matching.screener import Screener
    from crible.model import Hit
    from crible.text.words import Word

# A word of a list says enough to look around it from this weight on.
RARE = 0.3
# Words and stretches that are kept; a long text cannot fill the memory.
_KEPT = 1 << 17
# Words whose names are kept.
_KEPT_WORDS = 1 << 14
# A word of the text is a word of a list from this agreement on, an inflected one from
# the other: endings that are cut off leave room for accidents.
_CREDIT = 0.8
_STEM_CREDIT = 0.95
# In a long word there is no accident, and it may be spelled in another convention, too.
_LONG_STEM, _CONVENTION_CREDIT = 10, 0.9
# A word that means the same as a listed one: usine, plant.
_CONCEPT = 0.9
# The mark of keys that hold consonants alone.
_CONSONANTS = "#"
# Shorter words are not taken to be inflected.
_SHORTEST_INFLECTED = 4
# Vowels that may differ in words of the same consonants; more cost more than is left.
_VOWELS_APART = 2
# A word is looked for with a letter wrong from this length on.
_SHORTEST_TOLERANT = 7


class Met(NamedTuple):
    """A word of the index that a word of the text is.

    ``form`` is the word as it was found: itself, or without its case ending.
    """

    word: int
    credit: float
    weight: float
    form: str


class Filed(NamedTuple):
    """A listed name with the words by which it is filed: not those in every name."""

    name: int
    words: tuple[int, ...]
    weights: tuple[float, ...]
    total: float


class Stretch:
    """Words of a text read as one name, by companies' rules and by persons'."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self.text = text
        self.words = list(words)
        self._asked: dict[bool, Asked] = {}

    def asked(self, screener: Screener, *, person: bool) -> Asked:
        """The stretch as the engine asks after it."""
        found = self._asked.get(person)
        if found is None:
            found = self._asked[person] = screener.asked(
                from_words(self.text, self.words, person=person)
            )
        return found


class Vocabulary:
    """The words and names of one index, as texts are searched for them."""

    def __init__(self, screener: Screener) -> None:
        # A proxy: what a screener is the key of must not keep it alive.
        self.screener: Screener = proxy(screener)
        self._index = screener.index
        self._met: dict[tuple[str, str], tuple[Met, ...]] = {}
        self._loose: dict[tuple[str, str], tuple[Met, ...]] = {}
        self._filed: dict[int, list[Filed]] = {}
        self._small: dict[str, bool] = {}
        self._near: dict[tuple[str, str], tuple[Met, ...]] = {}
        self._judged: dict[tuple[object, ...], Hit] = {}
        # What is known of runs as they stand in texts; filled by ``openers``.
        self.openers: dict[str, Opener] = {}
        self._words_in: dict[str, tuple[int, ...]] = {}
        self.kin = Kin(self._index)
        self._weights: list[float] = self._index.word_weights.tolist()
        self._exact_keys = self._index.arrays["exact_keys"]
        self._whole_keys = self._index.arrays["whole_keys"]

    def meets(self, word: str, script: str) -> tuple[Met, ...]:
        """The words of the index that this word is, in any spelling or case ending."""
        found = self._met.get((word, script))
        if found is None:
            if len(self._met) >= _KEPT:
                self._met.clear()
            found = self._met[word, script] = self._look_up(word, script)
        return found

    def loosely(self, word: str, script: str) -> tuple[Met, ...]:
        """The same for a word that differs in its vowels alone: Mohammed, Muhammad."""
        found = self._loose.get((word, script))
        if found is None:
            if len(self._loose) >= _KEPT:
                self._loose.clear()
            best: dict[int, Met] = {}
            self._add(best, word, script, _CREDIT, _CONSONANTS)
            found = self._loose[word, script] = tuple(best.values())
        return found

    def _look_up(self, word: str, script: str) -> tuple[Met, ...]:
        best: dict[int, Met] = {}
        # Consonants alone are what the abjads write, and too little of other scripts.
        marks = "" if script in ABJADS else _CONSONANTS
        self._add(best, word, script, _CREDIT, without=marks)
        if len(word) >= _SHORTEST_INFLECTED or script not in {"Latn", "Cyrl"}:
            for form in stems(word, script):
                least = _STEM_CREDIT if len(form) < _LONG_STEM else _CONVENTION_CREDIT
                self._add(best, form, script, least, without=marks)
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
        for group in index.exact.get([key_of(key) for key in ours]):
            for place in group.tolist():
                other = index.word(place)
                if other[1] != script and (only or other[1] in ABJADS):
                    # What a list has in Arabic it has in Latin letters, too.
                    continue
                if other == (form, script):
                    credit = 1.0
                elif only and self._is_far(place, plain):
                    continue
                else:
                    credit = self._credit(place, plain, form, script)
                if credit < _CONCEPT and _same_meaning(ours, other):
                    credit = _CONCEPT
                if credit >= least and (
                    place not in best or best[place].credit < credit
                ):
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

    def near(self, word: str, script: str) -> tuple[Met, ...]:
        """The same for a word that is none of the index: those a letter away."""
        if len(word) < _SHORTEST_TOLERANT:
            return ()
        found = self._near.get((word, script))
        if found is None:
            if len(self._near) >= _KEPT:
                self._near.clear()
            finder = self.screener.finder
            found = self._near[word, script] = tuple(
                Met(place, credit, self._weights[place], word)
                for place, credit in finder.find(word, script)
                if credit >= _CREDIT
            )
        return found

    def holds(self, found: Iterable[str]) -> frozenset[str]:
        """Those of these keys under which words are filed; a few too many."""
        return _filed(self._exact_keys, list(found))

    def holds_whole(self, found: Iterable[str]) -> frozenset[str]:
        """Those of these keys of whole names under which names are filed."""
        return _filed(self._whole_keys, list(found))

    def whole(self, key: str) -> list[int]:
        """The names that read like this when written in one piece."""
        return [
            place
            for group in self._index.whole.get([key_of(key)])
            for place in group.tolist()
        ]

    def names_with(self, word: int) -> list[Filed]:
        """The names that hold a word of the index."""
        found = self._filed.get(word)
        if found is None:
            if len(self._filed) >= _KEPT_WORDS:
                self._filed.clear()
            found = self._filed[word] = [
                self._filed_as(name)
                for group in self._index.postings.get([word])
                for name in group.tolist()
            ]
        return found

    def _filed_as(self, name: int) -> Filed:
        words = self.kin.words_of(name)
        weights = [self._weights[word] for word in words]
        return Filed(name, tuple(words), tuple(weights), sum(weights))

    def are_known(self, words: Iterable[str]) -> frozenset[str]:
        """Those of these Latin words that the index holds to the letter."""
        words = set(words)
        new = [word for word in words if word not in self._small]
        if new:
            if len(self._small) >= _KEPT:
                self._small.clear()
            held = self.holds([f"!Latn{word}" for word in new])
            for word in new:
                self._small[word] = f"!Latn{word}" in held
        return frozenset(word for word in words if self._small.get(word))

    def words_in(self, run: str) -> tuple[int, ...]:
        """The words of the index that a run of letters is."""
        found = self._words_in.get(run)
        if found is None:
            if len(self._words_in) >= _KEPT:
                self._words_in.clear()
            cut = words_of(run)
            if run.isascii() and run.islower():
                known = self.are_known(word.text for word in cut)
                cut = [word for word in cut if word.text in known]
            found = self._words_in[run] = tuple(
                {met.word for word in cut for met in self.meets(word.text, word.script)}
            )
        return found

    def is_famous(self, word: int) -> bool:
        """Whether several lists have a word as a whole name of a firm: Hamas."""
        spelled = self.spelled(word)
        lists = {
            self.entry(filed.name).list
            for filed in self.names_with(word)
            if self.entry(filed.name).kind not in {"person", "vessel", "aircraft"}
            and [
                token.text
                for token in parse(self.name(filed.name).text).tokens
                if token.role not in {"stop", "particle"}
            ]
            == [spelled]
        }
        return len(lists) > 1

    def key_of(self, word: int) -> str:
        """A word of the index as it sounds."""
        return self._index.word_keys[word]

    def weight_of(self, word: int) -> float:
        """How much a word of the index says."""
        return self._weights[word]

    def credit(self, word: str, script: str, place: int) -> float:
        """How far a word agrees with one of the index."""
        return token_credit(word, script, *self._index.word(place)).value

    def spelled(self, word: int) -> str:
        """A word of the index as it is written there; -1 is none."""
        if word < 0:
            return ""
        return self._index.word(word)[0]

    def name(self, place: int) -> ListedName:
        """A listed name."""
        return self._index.name(place)

    def entry(self, place: int) -> ListedEntry:
        """The entry of a listed name."""
        return self._index.entry(self._index.name(place).entry)

    def judge(self, stretch: Stretch, place: int) -> Hit:
        """How well a stretch agrees with a listed name, whatever the line."""
        key = (place, stretch.text, *(word.text for word in stretch.words))
        hit = self._judged.get(key)
        if hit is None:
            person = self.entry(place).kind == "person"
            case = self.screener.case(
                Subject(stretch.text),
                stretch.asked(self.screener, person=person),
                place,
            )
            if len(self._judged) >= _KEPT:
                self._judged.clear()
            hit = self._judged[key] = self.screener._hit(case, place)  # noqa: SLF001
        return hit


_KNOWN: WeakKeyDictionary[Screener, Vocabulary] = WeakKeyDictionary()


def of(screener: Screener) -> Vocabulary:
    """The vocabulary of a screener; made once and kept as long as the screener."""
    found = _KNOWN.get(screener)
    if found is None:
        found = _KNOWN[screener] = Vocabulary(screener)
    return found


def _same_meaning(ours: tuple[str, ...], other: tuple[str, str]) -> bool:
    meant = [key for key in ours if key[0] == "@"]
    return bool(meant) and not set(meant).isdisjoint(keys.exact_keys(*other))


def _filed(filed: NDArray[Any], wanted: list[str]) -> frozenset[str]:
    if not wanted or not len(filed):
        return frozenset()
    numbers = np.fromiter(map(key_of, wanted), np.uint32, len(wanted))
    places = np.searchsorted(filed, numbers)
    places[places == len(filed)] = 0
    return frozenset(
        wanted[place] for place in np.flatnonzero(filed[places] == numbers).tolist()
    )


__all__ = ["RARE", "Filed", "Met", "Stretch", "Vocabulary", "of"]
