"""A subject's name with all that is asked of it for every listed name it may meet."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from crible.matching.alignment import initials_of_word, is_acronym
from crible.matching.side import IDLE, first_of
from crible.matching.similarity import token_credit
from crible.matching.units import (
    SHORTEST_HALF,
    UNSPACED,
    readings_to_cut,
    spelled,
    units,
)
from crible.text import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crible.matching.alignment import Credits
    from crible.matching.cards import Card
    from crible.matching.side import Side
    from crible.matching.units import Unit
    from crible.text.tokens import Parsed

# Payment messages and old systems hold 35 characters, or lines of 35.
CUT_LENGTHS = frozenset({34, 35, 69, 70, 139, 140})


_UnitsByReading = dict[str, list[int]]


class Asked:
    """A subject's name: its words, its units, and tables by which links are found.

    Attributes:
        parsed: the name.
        side: its words as columns.
        cards: what its words are beside an index.
        truncated: whether the name may have been cut off at its end.
    """

    def __init__(self, parsed: Parsed, side: Side, cards: Sequence[Card] = ()) -> None:
        """Ask after a name.

        Args:
            parsed: the name.
            side: its words as columns.
            cards: what its words are beside an index, if it is held against one.
        """
        self.parsed = parsed
        self.side = side
        self.cards = cards
        self.truncated = len(parsed.text) in CUT_LENGTHS

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The words and neighbours written together."""
        return units(self.parsed)

    @cached_property
    def counts(self) -> list[tuple[int, int]]:
        """(unit, count) of units that are a number, or a letter that may be one."""
        found = []
        for place, unit in enumerate(self.units):
            count = (
                lexicon.ROMAN_LETTERS.get(unit.text)
                if unit.number is None
                else unit.number
            )
            if count is not None:
                found.append((place, count))
        return found

    @cached_property
    def numbered(self) -> bool:
        """Whether the name has a number."""
        return any(unit.number is not None for unit in self.units)

    @cached_property
    def by_concept(self) -> dict[str, list[int]]:
        """Units by what they mean."""
        found = defaultdict(list)
        for place, unit in enumerate(self.units):
            if unit.concept:
                found[unit.concept].append(place)
        return found

    @cached_property
    def by_first(self) -> dict[str, list[int]]:
        """Words of two letters or more, by their first: an initial may stand for them."""
        return self._words_by_first(single=False)

    @cached_property
    def singles(self) -> dict[str, list[int]]:
        """Single letters, which may stand for a word."""
        return self._words_by_first(single=True)

    def _words_by_first(self, *, single: bool) -> dict[str, list[int]]:
        found = defaultdict(list)
        for place, (token, key) in enumerate(
            zip(self.side.tokens, self.side.keys, strict=True)
        ):
            if (
                (len(token.text) == 1) == single
                and token.number is None
                and token.role not in IDLE
            ):
                found[first_of(key)].append(place)
        return found

    @cached_property
    def said(self) -> list[int]:
        """Places of the words that are more than a form."""
        return [
            place
            for place, token in enumerate(self.side.tokens)
            if token.role not in IDLE
        ]

    @cached_property
    def firsts(self) -> str:
        """The initials of those."""
        return "".join(first_of(self.side.keys[place]) for place in self.said)

    @cached_property
    def acronyms(self) -> list[tuple[str, tuple[int, ...]]]:
        """Words that may be the initials of listed ones, as letters, with their places."""
        return [
            (initials_of_word(token.text, token.script), (place,))
            for place, token in enumerate(self.side.tokens)
            if is_acronym(token)
        ]

    def cut_as(self, keys: tuple[str, ...]) -> list[int]:
        """Units that are these two or three readings in one piece.

        The same as to look for the readings among the ``cuts`` of each unit, of which
        there are many.
        """
        pairs, triples, spelled = self._cut_readings
        found = set(spelled.get(keys, ()))
        if len(keys) == 2:
            for key in _written_together(*keys):
                found.update(pairs.get(key, ()))
        elif triples:
            first, second, third = keys
            for rest in _written_together(second, third):
                for key in _written_together(first, rest):
                    found.update(triples.get(key, ()))
        return sorted(found)

    @cached_property
    def _cut_readings(
        self,
    ) -> tuple[_UnitsByReading, _UnitsByReading, dict[tuple[str, ...], list[int]]]:
        """Units by the readings that are cut in two, and in three, and by other ways."""
        pairs, triples = defaultdict(list), defaultdict(list)
        ways = defaultdict(list)
        for place, unit in enumerate(self.units):
            keys = readings_to_cut(unit)
            for key in keys:
                pairs[key].append(place)
                if unit.script in UNSPACED:
                    triples[key].append(place)
            for way in spelled(unit) if keys else ():
                ways[way].append(place)
        return pairs, triples, ways

    def credits_with(self, listed: Side) -> Credits:
        """How far each unit agrees with each listed word: every pair is looked at.

        The slow twin of what a ``WordFinder`` tells for the words of an index.
        """
        found: dict[int, list[tuple[int, float, str]]] = {}
        for token, word in zip(listed.tokens, listed.words, strict=True):
            rows = []
            for place, unit in enumerate(self.units):
                value, how = token_credit(
                    unit.text,
                    unit.script,
                    token.text,
                    token.script,
                    joined=len(unit.positions) > 1,
                )
                if value:
                    rows.append((place, value, how))
            found[word] = rows
        return found


def _written_together(first: str, rest: str) -> Iterator[str]:
    """The readings that are cut into these two, see ``units.cuts``."""
    if len(first) >= SHORTEST_HALF and len(rest) >= SHORTEST_HALF:
        yield first + rest
        if first[-1] == rest[0] and len(rest) > SHORTEST_HALF:
            yield first + rest[1:]
