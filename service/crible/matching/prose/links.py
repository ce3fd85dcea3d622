"""Later short forms of a name that stood there in full: Kupol after IEMZ Kupol.

Who has named a party once goes on with a word of its name, its surname, its acronym, or
with what it is: the plant, l'association. Each is linked to the mention in full and
takes its entry from there, so that common words need no list to be understood.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from crible.model import Contribution, Hit, Mention
from crible.text.lexicon import meaning
from crible.text.prose import announces, articles
from crible.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.matching.prose.region import Region
    from crible.matching.prose.runs import Block
    from crible.matching.prose.vocabulary import Vocabulary
    from crible.matching.prose.windows import Reading

# What a short form keeps of the score of the full one, above the line.
_KEPT = 0.6
# A word of a name stands for it from this weight on.
_TELLING = 0.45
# So far after a name "the plant" means it.
_DESCRIBED = 300
_BRACKET = re.compile(
    r"[\s»”\"',]{0,3}\(\s*[\"'«“„]?([^\W_][^()\"'«»“”„]{0,30}?)[\"'»”“]?\s*\)"
)
_OR = re.compile(r"\s+(?:or|ou|oder|или)\s+")  # codespell:ignore oder
# A shorter run stands for no name.
_SHORTEST = 3
# So close to a noun stands the name that goes on with it.
_BESIDE = 2
# Mentions in full that are remembered: more than any article names.
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Full:
    """A mention in full, and what may stand for it later.

    Attributes:
        start: where it stands in the whole text.
        hit: what it is.
        words: words of the index that stand for it.
        strings: words as they stand in the text that do.
        concepts: what it is: the keys of plant, bank, association.
        person: whether it is a person.
    """

    start: int
    hit: Hit
    words: frozenset[int]
    strings: frozenset[str]
    concepts: frozenset[str]
    person: bool


class Taken:
    """The characters of a block that mentions stand on."""

    def __init__(self, size: int) -> None:
        self._marks = bytearray(size)

    def take(self, start: int, end: int) -> None:
        """Mark a stretch."""
        self._marks[start:end] = b"\1" * (end - start)

    def is_free(self, start: int, end: int) -> bool:
        """Whether no mention stands on any of a stretch."""
        return self._marks.find(1, start, end) < 0


class Links:
    """The mentions in full of one text so far."""

    def __init__(self, vocabulary: Vocabulary, line: float) -> None:
        self._vocabulary = vocabulary
        self._line = line
        self._full: dict[str, Full] = {}

    def remember(self, region: Region, reading: Reading, mention: Mention) -> None:
        """Note a mention in full."""
        entry = mention.entry_id
        if entry in self._full or len(self._full) >= _REMEMBERED:
            return
        person = self._vocabulary.entry(reading.name).kind == "person"
        places = [
            place
            for place in reading.places
            if region.tokens[place.at].role
            in (
                {"distinctive"}
                if not person
                else {"distinctive", "generic", "line", "place"}
            )
            and place.met.weight >= _TELLING
        ]
        if person:
            # The surname: before the comma of the listed name, else the last word.
            listed = self._vocabulary.name(reading.name).text
            surname = listed.partition(",")[0].casefold() if "," in listed else ""
            places = [
                place
                for place in places
                if self._vocabulary.spelled(place.met.word) in surname.split()
                or (not surname and place is reading.places[-1])
            ]
        if len(reading.places) < 2:
            places = []
        strings = set(self._bracketed(region, reading))
        if not person and len(reading.places) > 2:
            first, second = reading.places[0], reading.places[1]
            if second.at == first.at + 1:
                strings.add(region.text(first.at, second.at))
        concepts = {
            found.key
            for at in range(reading.first, reading.last + 1)
            for word in [region.words[at]]
            for found in [meaning(word.text, word.script)]
            if found and found.role == "generic"
        }
        self._full[entry] = Full(
            mention.start,
            mention.hit,
            frozenset(place.met.word for place in places),
            frozenset(strings),
            frozenset(concepts if not person else ()),
            person,
        )

    def _bracketed(self, region: Region, reading: Reading) -> Iterator[str]:
        """The short form that a text gives in brackets behind the name."""
        end = region.words[reading.last].end
        found = _BRACKET.match(region.block.text, end)
        if not found or len(reading.places) < 2:
            return
        said = [word.text for word in region.words[reading.first : reading.last + 1]]
        initials = "".join(word[0] for word in said)
        for part in _OR.split(found[1]):
            short = part.strip(" .,")
            folded = short.casefold()
            # A word of the name, or letters that its words begin with, in their order.
            if folded in said or (
                2 <= len(short) <= len(initials)
                and short.isupper()
                and _letters_of(folded, initials)
            ):
                yield short

    def find(self, block: Block, base: int, taken: Taken) -> Iterator[Mention]:
        """Short forms in a block, after the full ones and beside what is taken."""
        if not self._full:
            return
        by_word: dict[int, Full] = {}
        by_string: dict[str, Full] = {}
        for full in self._full.values():
            for word in full.words:
                by_word.setdefault(word, full)
            for string in full.strings:
                by_string.setdefault(string, full)
        yield from self._by_word(block, base, taken, by_word)
        yield from self._by_string(block, base, taken, by_string)

    def _by_word(
        self,
        block: Block,
        base: int,
        taken: Taken,
        by_word: dict[int, Full],
    ) -> Iterator[Mention]:
        found: dict[str, Full] = {}
        vocabulary = self._vocabulary
        for run in block.distinct - block.lower:
            known = vocabulary.openers.get(run)
            if len(run) < _SHORTEST or (known is not None and known.is_stranger):
                continue
            for met in vocabulary.begins_with(run):
                if met in by_word:
                    found[run] = by_word[met]
        if not found:
            return
        for place in block.places_of(set(found)):
            start, end = block.span(place)
            full = found[block.runs[place]]
            if base + start > full.start and taken.is_free(start, end):
                if self._beside_name(block, place, person=full.person):
                    continue
                taken.take(start, end)
                yield self._mention(block, base, start, end, full)

    def _by_string(
        self,
        block: Block,
        base: int,
        taken: Taken,
        by_string: dict[str, Full],
    ) -> Iterator[Mention]:
        for string, full in by_string.items():
            for match in re.finditer(rf"(?<!\w){re.escape(string)}(?!\w)", block.text):
                start, end = match.span()
                if base + start > full.start and taken.is_free(start, end):
                    taken.take(start, end)
                    yield self._mention(block, base, start, end, full)

    def described(
        self, block: Block, base: int, mentions: list[Mention], taken: Taken
    ) -> Iterator[Mention]:
        """What is called "the plant" after a plant was named."""
        if not any(full.concepts for full in self._full.values()):
            return
        ordered = sorted(mentions, key=lambda item: item.end)
        starts, runs = block.starts, block.runs
        for mention, after in zip_longest(ordered, ordered[1:]):
            full = self._full.get(mention.entry_id)
            if full is None or not full.concepts:
                continue
            # Up to where the next mention ends, a noun means this one.
            nearest = mention.end - base
            beyond = nearest + _DESCRIBED
            if after is not None:
                beyond = min(beyond, after.end - base)
            first = max(1, bisect_left(starts, nearest))
            for place in range(first, bisect_left(starts, beyond)):
                if runs[place - 1].lower() not in articles():
                    continue
                start, end = block.span(place)
                if (
                    start - block.ends[place - 1] <= 1
                    and _is_noun(runs[place].lower())
                    and taken.is_free(start, end)
                    and not (place + 1 < len(runs) and _named_next(block, place))
                ):
                    found = words(runs[place])
                    key = meaning(found[0].text, found[0].script) if found else None
                    if key and key.key in full.concepts:
                        yield self._mention(block, base, start, end, full)

    def _beside_name(self, block: Block, place: int, *, person: bool) -> bool:
        """Whether another word with a capital makes a short form another name."""
        runs, text = block.runs, block.text
        for other in (place - 1, place + 1):
            if not 0 <= other < len(runs):
                continue
            left, right = sorted((place, other))
            between = text[block.ends[left] : block.starts[right]]
            if between not in {" ", "\u00a0", "-"}:
                continue
            run = runs[other]
            if run.islower() or announces(run.lower()) or run.isdecimal():
                continue
            if other < place and block.begins(block.starts[other]):
                continue
            if person or other > place:
                return True
        return False

    def _mention(
        self, block: Block, base: int, start: int, end: int, full: Full
    ) -> Mention:
        said = block.text[start:end]
        score = round(self._line + (full.hit.score - self._line) * _KEPT, 4)
        score = max(score, min(self._line, full.hit.score))
        hit = Hit(
            full.hit.entry_id,
            score,
            "review" if full.hit.band != "weak" else "weak",
            full.hit.matched,
            (
                Contribution(
                    "short form",
                    said,
                    full.hit.matched.name,
                    score,
                    f"Short for the name in full at character {full.start}.",
                ),
            ),
        )
        return Mention(base + start, base + end, said, hit, (), full.start)


def _letters_of(short: str, initials: str) -> bool:
    """Whether letters stand in this order among the initials of a name."""
    rest = iter(initials)
    return all(letter in rest for letter in short)


def _is_noun(word: str) -> bool:
    """Whether a word in small letters says what a party is."""
    return announces(word) == "firms" or meaning(word, "Latn") is not None


def _named_next(block: Block, place: int) -> bool:
    """Whether a noun goes on with a name: the plant Kupol."""
    between = block.starts[place + 1] - block.ends[place]
    return not block.runs[place + 1].islower() and between <= _BESIDE
