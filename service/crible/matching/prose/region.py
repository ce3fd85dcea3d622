"""The neighbourhood of a word that opened a window: its words, cut and looked up."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from crible.matching.prose.vocabulary import RARE, Met, Stretch
from crible.text.prose import is_ordinary, is_proper
from crible.text.tokens import from_words
from crible.text.words import Word, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.matching.prose.runs import Block
    from crible.matching.prose.vocabulary import Vocabulary

# Runs on either side of an opener that are looked at; legal forms written out are long.
_REACH = 10
# Shorter words have too few consonants to be met by them.
_SHORTEST_LOOSE = 4
CASELESS = frozenset(
    {"Hani", "Jpan", "Hira", "Kana", "Hang", "Arab", "Hebr", "Thai", "Geor", "Deva"}
)


class Region:
    """Words ``first`` to ``last`` of a block as tokens; places are places in the block.

    Attributes:
        block: where it lies.
        words: its words.
        tokens: the same with their roles in a company's name.
        met: for each word, the words of the index that it is.
        where: for each word of the index, where it was met.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        block: Block,
        start: int,
        end: int,
        known: frozenset[str],
    ) -> None:
        self.vocabulary = vocabulary
        self.block = block
        text = block.text[start:end]
        cut = words(text, known.__contains__ if known else None)
        self.words = [
            word._replace(start=word.start + start, end=word.end + start)
            for word in cut
        ]
        self._mend(start, end)
        self.tokens = from_words(block.text, self.words).tokens
        small = vocabulary.are_known(
            word.text for word in self.words if _is_small(word)
        )
        self.met = [
            ()
            if _is_small(word) and word.text not in small
            else vocabulary.meets(word.text, word.script)
            or self._loosely(place, word.text, word.script)
            for place, word in enumerate(self.words)
        ]
        self.where: dict[int, list[tuple[int, Met]]] = {}
        # What its words say of countries; filled by ``countries``.
        self.countries: dict[str, list[int]] | None = None
        self.home: frozenset[str] = frozenset()
        # Start, end and key of stretches that are listed names to the letter.
        self.wholes: list[tuple[int, int, str]] = []
        for place, found in enumerate(self.met):
            self._note(place, found)

    def _loosely(self, place: int, word: str, script: str) -> tuple[Met, ...]:
        if script != "Latn" or len(word) < _SHORTEST_LOOSE or not self.named(place):
            return ()
        return self.vocabulary.loosely(word, script)

    def _note(self, place: int, found: tuple[Met, ...]) -> None:
        for met in found:
            self.where.setdefault(met.word, []).append((place, met))

    def _mend(self, start: int, end: int) -> None:
        """Put words together again that the end of a line broke, if a list knows them."""
        for first, last, joined in self.block.broken:
            if first < start or last > end:
                continue
            places = [
                place
                for place, word in enumerate(self.words)
                if first <= word.start and word.end <= last
            ]
            if len(places) != 2:
                continue
            whole = words(joined)
            if len(whole) != 1:
                continue
            if any(
                met.weight >= RARE
                for met in self.vocabulary.meets(whole[0].text, whole[0].script)
            ):
                self.words[places[0] : places[1] + 1] = [
                    whole[0]._replace(start=first, end=last)
                ]

    def anchors(self) -> Iterator[int]:
        """Places of the words that names are looked for by."""
        for place, word in enumerate(self.words):
            found = self.met[place]
            if not found and self._may_be_slip(place):
                found = self.met[place] = self.vocabulary.near(word.text, word.script)
                self._note(place, found)
            if any(met.weight >= RARE for met in found) and (
                self.named(place) or self.block.without_capitals
            ):
                yield place

    def _may_be_slip(self, place: int) -> bool:
        word = self.words[place]
        return (
            self.named(place)
            and word.script not in CASELESS
            and not is_ordinary(word.text, word.script)
            and not is_proper(word.text, word.script)
        )

    def named(self, place: int) -> bool:
        """Whether a word is written like (part of) a name."""
        word = self.words[place]
        if word.script in CASELESS:
            return True
        return (
            word.raw != word.raw.lower()
            or word.raw[:1].isdigit()
            or self.block.opened(word.start)
        )

    def ordinary(self, place: int) -> bool:
        """Whether a word is one of a language."""
        return is_ordinary(self.words[place].text, self.words[place].script)

    def between(self, left: int, right: int) -> str:
        """What stands between two neighbouring words."""
        return self.block.text[self.words[left].end : self.words[right].start]

    def parted(self, left: int, right: int) -> bool:
        """Whether two neighbouring words belong to different sentences or items."""
        return self.block.parts(self.words[left].end, self.words[right].start)

    def text(self, first: int, last: int) -> str:
        """The text from one word to another, both included."""
        return self.block.text[self.words[first].start : self.words[last].end]

    def stretch(self, first: int, last: int, forms: dict[int, str]) -> Stretch:
        """These words as a name, some of them without their case endings."""
        start = self.words[first].start
        return Stretch(
            # A blank more, for no name in a text is cut off by the width of a field.
            self.text(first, last) + " ",
            [
                Word(
                    forms.get(place, word.text),
                    word.start - start,
                    word.end - start,
                    word.script,
                    word.raw,
                )
                for place, word in enumerate(self.words[first : last + 1], start=first)
            ],
        )


def _is_small(word: Word) -> bool:
    """Whether a word is looked up to the letter alone: a Latin one in small letters."""
    return word.raw.isascii() and word.raw.islower()


def within(region: Region, start: int, end: int) -> tuple[int, int] | None:
    """The first and last word of a stretch of the block, if it lies in the region."""
    first = bisect_left(region.words, start, key=lambda word: word.start)
    last = bisect_left(region.words, end, key=lambda word: word.end)
    if max(first, last) >= len(region.words) or region.words[first].start != start:
        return None
    return first, last


def near(places: list[int], good: list[int]) -> list[int]:
    """Those of these places whose neighbourhoods hang together with that of a good one.

    Both ascend, and the good ones are among the places.
    """
    found: list[int] = []
    group: list[int] = []
    at = 0
    for place in [*places, None]:
        if group and (place is None or place - group[-1] > 2 * _REACH + 1):
            while at < len(good) and good[at] < group[0]:
                at += 1
            if at < len(good) and good[at] <= group[-1]:
                found += group
            group = []
        if place is not None:
            group.append(place)
    return found


def spans(block: Block, places: list[int]) -> Iterator[tuple[int, int]]:
    """The neighbourhoods of these runs, joined where they touch."""
    starts, ends = block.starts, block.ends
    start = end = -1
    for place in places:
        first = last = place
        while (
            first > 0
            and place - first < _REACH
            and not block.parts(ends[first - 1], starts[first])
        ):
            first -= 1
        while (
            last + 1 < len(starts)
            and last - place < _REACH
            and not block.parts(ends[last], starts[last + 1])
        ):
            last += 1
        if starts[first] <= end:
            end = max(end, ends[last])
            continue
        if end >= 0:
            yield start, end
        start, end = starts[first], ends[last]
    if end >= 0:
        yield start, end
