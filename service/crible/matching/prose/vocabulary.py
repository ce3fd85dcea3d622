"""The narrow door from running text to the engine.

Three questions are asked of an index: which of its words is this word, which names hold
that word, and how well does this stretch of text agree with that name. Nothing else of
the engine is used for texts, so either side can be rebuilt without the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary, proxy

from crible.matching.prose.kin import Kin
from crible.matching.prose.spellings import (
    CREDIT,
    Met,
    Spellings,
    is_filed,
    places_filed,
)
from crible.matching.similarity import token_credit
from crible.matching.storage import key_of
from crible.model import Subject
from crible.text.tokens import from_words, parse
from crible.text.words import words_of_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
# Words of which it is kept whether they are famous.
_KEPT_WORDS = 1 << 14
# Names that are kept with their words: some words stand in thousands of names.
_KEPT_NAMES = 1 << 16
# A word of a name stands for it from this agreement on.
_SURE = 0.9
# A word is looked for with a letter wrong from this length on.
_SHORTEST_TOLERANT = 7


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
        self._names_filed = 0
        self._famous: dict[int, bool] = {}
        self._begun: dict[str, tuple[int, ...]] = {}
        self._spellings = Spellings(self._index)
        self._judged: dict[tuple[object, ...], Hit] = {}
        # What is known of runs as they stand in texts; filled by ``openers``.
        self.openers: dict[str, Opener] = {}
        self._words_in: dict[str, tuple[int, ...]] = {}
        self.kin = Kin(self._index)
        self._weights: list[float] = self._index.word_weights.tolist()
        self._exact_keys = self._index.arrays["exact_keys"]
        self._whole_keys = self._index.arrays["whole_keys"]
        # A view that gives single numbers faster than the array does.
        self._filed_keys = self._exact_keys.data

    def meets(self, word: str, script: str) -> tuple[Met, ...]:
        """The words of the index that this word is, in any spelling or case ending."""
        found = self._met.get((word, script))
        if found is None:
            if len(self._met) >= _KEPT:
                self._met.clear()
            found = self._met[word, script] = self.look_up(word, script)
        return found

    def learn(self, words: Iterable[tuple[str, str]]) -> None:
        """Look up many words at once; ``meets`` tells what was found."""
        new = [pair for pair in dict.fromkeys(words) if pair not in self._met]
        if len(self._met) + len(new) > _KEPT:
            self._met.clear()
        self._met.update(self._spellings.find_many(new))

    def look_up(self, word: str, script: str) -> tuple[Met, ...]:
        """What ``meets`` tells, without a memory."""
        return self._spellings.find(word, script)

    def loosely(self, word: str, script: str) -> tuple[Met, ...]:
        """The same for a word that differs in its vowels alone: Mohammed, Muhammad."""
        found = self._loose.get((word, script))
        if found is None:
            if len(self._loose) >= _KEPT:
                self._loose.clear()
            found = self._loose[word, script] = self._spellings.loosely(word, script)
        return found

    def near(self, word: str, script: str) -> tuple[Met, ...]:
        """The same for a word that is none of the index: those a letter away."""
        if len(word) < _SHORTEST_TOLERANT:
            return ()
        found = self._near.get((word, script))
        if found is None:
            if len(self._near) >= _KEPT:
                self._near.clear()
            found = self._near[word, script] = self.look_up_near(word, script)
        return found

    def learn_near(self, words: Iterable[tuple[str, str]]) -> None:
        """Look for many words at once; ``near`` tells what was found.

        This is the only place where the words of a text reach the finder, and all that
        are new in a block come together.
        """
        new = [
            (word, script)
            for word, script in dict.fromkeys(words)
            if len(word) >= _SHORTEST_TOLERANT and (word, script) not in self._near
        ]
        if len(self._near) + len(new) > _KEPT:
            self._near.clear()
        for word, script in new:
            self._near[word, script] = self.look_up_near(word, script)

    def look_up_near(self, word: str, script: str) -> tuple[Met, ...]:
        """What ``near`` tells, without a memory."""
        if len(word) < _SHORTEST_TOLERANT:
            return ()
        return tuple(
            Met(place, credit, self._weights[place], word)
            for place, credit in self.screener.finder.find(word, script)
            if credit >= CREDIT
        )

    def begins_with(self, run: str) -> tuple[int, ...]:
        """The words of the index that the first word of a run of letters surely is."""
        found = self._begun.get(run)
        if found is None:
            if len(self._begun) >= _KEPT:
                self._begun.clear()
            found = self._begun[run] = tuple(
                met.word
                for word in words_of_run(run)[:1]
                for met in self.meets(word.text, word.script)
                if met.credit >= _SURE
            )
        return found

    def holds(self, found: Iterable[str]) -> frozenset[str]:
        """Those of these keys under which words are filed; a few too many."""
        wanted = list(found)
        return frozenset(wanted[at] for at in places_filed(self._exact_keys, wanted))

    def holds_whole(self, found: Iterable[str]) -> frozenset[str]:
        """Those of these keys of whole names under which names are filed."""
        wanted = list(found)
        return frozenset(wanted[at] for at in places_filed(self._whole_keys, wanted))

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
            names = self.kin.names_with(word)
            if self._names_filed > _KEPT_NAMES:
                self._filed.clear()
                self._names_filed = 0
            self._names_filed += len(names)
            found = self._filed[word] = [
                self._filed_as(name, words)
                for name, words in zip(
                    names.tolist(), self.kin.words_of_all(names), strict=True
                )
            ]
        return found

    def _filed_as(self, name: int, words: list[int]) -> Filed:
        weights = [self._weights[word] for word in words]
        return Filed(name, tuple(words), tuple(weights), sum(weights))

    def are_known(self, words: Iterable[str]) -> frozenset[str]:
        """Those of these Latin words that the index holds to the letter."""
        known = self._small
        if len(known) >= _KEPT:
            known.clear()
        found = set()
        for word in words:
            held = known.get(word)
            if held is None:
                held = known[word] = is_filed(self._filed_keys, f"!Latn{word}")
            if held:
                found.add(word)
        return frozenset(found)

    def words_in(self, run: str) -> tuple[int, ...]:
        """The words of the index that a run of letters is."""
        found = self._words_in.get(run)
        if found is None:
            if len(self._words_in) >= _KEPT:
                self._words_in.clear()
            cut = words_of_run(run)
            if run.isascii() and run.islower():
                known = self.are_known(word.text for word in cut)
                cut = [word for word in cut if word.text in known]
            found = self._words_in[run] = tuple(
                {met.word for word in cut for met in self.meets(word.text, word.script)}
            )
        return found

    def is_famous(self, word: int) -> bool:
        """Whether several lists have a word as a whole name of a firm: Hamas."""
        found = self._famous.get(word)
        if found is None:
            if len(self._famous) >= _KEPT_WORDS:
                self._famous.clear()
            found = self._famous[word] = self._is_famous(word)
        return found

    def _is_famous(self, word: int) -> bool:
        spelled = self.spelled(word)
        lists: set[str] = set()
        for filed in self.names_with(word):
            if len(lists) > 1:
                break
            if self.kin.kind_of(filed.name) not in {
                "person",
                "vessel",
                "aircraft",
            } and [
                token.text
                for token in parse(self.name(filed.name).text).tokens
                if token.role not in {"stop", "particle"}
            ] == [spelled]:
                lists.add(self.entry(filed.name).list)
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


__all__ = ["RARE", "Filed", "Met", "Stretch", "Vocabulary", "of"]
