"""Which listed names may have enough in common with a subject to be looked at at all.

The heaviest units of the subject are looked up first. As soon as a name that none of
them met cannot reach the line by all the others together, no more names are taken in.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crible.matching.alignment import ACRONYM_LETTERS, INITIAL
from crible.matching.ceiling import Reach
from crible.matching.index import initials_keys, is_light
from crible.matching.rarity import prior
from crible.matching.side import TELLING
from crible.matching.storage import key_of
from crible.matching.units import cuts
from crible.text.abbreviations import is_abbreviation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.ceiling import Ceiling
    from crible.matching.finder import Met, WordFinder
    from crible.matching.index import Index
    from crible.matching.profile import Profile
    from crible.matching.units import Unit

# A light word says at most so much, and an initial, see ``side.bits_of``.
_LIGHT_BITS = 4.0
_INITIAL_BITS = 3.0
# From this share of the subject on names may be lifted to a floor of the score.
_NEARLY_ALL = 0.9
# Agreement in bits from which only common words may be left over, see ``floors``.
LEAST_BITS = 11.9
# Units whose ways of being cut are kept.
_KEPT = 1 << 12
_NONE: NDArray[np.uint32] = np.zeros(0, dtype=np.uint32)


class Way(NamedTuple):
    """A way to cut a unit in pieces that are words of the index.

    Attributes:
        pieces: for each piece the words that read so.
        names: names that hold all pieces that names are filed under.
        light: whether there are names that hold a piece without being filed under it.
    """

    pieces: tuple[NDArray[np.uint32], ...]
    names: NDArray[np.uint32]
    light: bool


class Retrieved(NamedTuple):
    """What may be met.

    Attributes:
        names: places of names, in order.
        by_letters: names that a unit may be the initials of, with its place.
        spelled: words that are the initials of words of the subject.
    """

    names: NDArray[np.uint32]
    by_letters: list[tuple[int, NDArray[np.uint32]]]
    spelled: NDArray[np.uint32]


class Retrieval:
    """Takes in names; what it read of the index is kept."""

    def __init__(self, index: Index, profile: Profile, finder: WordFinder) -> None:
        self._index = index
        self._profile = profile
        self._finder = finder
        self._ways: dict[tuple[str, str], list[Way]] = {}

    def met(self, unit: Unit) -> tuple[Met, ...]:
        """The words of the index that resemble a unit."""
        return self._finder.met(unit.text, unit.script, joined=len(unit.positions) > 1)

    def names(self, asked: Asked, curves: Sequence[Ceiling], bar: float) -> Retrieved:
        """The names that may reach the bar under one of the curves."""
        weights, tokens = asked.side.weights, asked.side.tokens
        opened: list[NDArray[np.uint32]] = []
        left = set(range(len(weights)))
        assumed = {
            place
            for place, token in enumerate(tokens)
            if is_light(token, weights[place], self._profile) or len(token.text) == 1
        }
        heaviest = sorted(left, key=lambda place: (weights[place], -place))
        together = list(asked.units[len(weights) :])
        while True:
            while heaviest and (
                len(left) == len(weights)
                or self._may_start(asked, left, assumed - left, curves, bar)
            ):
                place = heaviest.pop()
                left.discard(place)
                if tokens[place].role != "stop":
                    found, light = self._open(asked.units[place])
                    opened += found
                    if light:
                        assumed.add(place)
            # Words written together are met as one; those of words that are left count
            # as met already.
            before = len(assumed)
            for unit in [one for one in together if not left.issuperset(one.positions)]:
                together.remove(unit)
                found, light = self._open(unit)
                opened += found
                if light:
                    assumed.update(unit.positions)
            if len(assumed) == before:
                break
        by_letters = self._by_letters(asked)
        spelled = self._spelled(asked)
        opened += [names for _, names in by_letters]
        if len(weights) - len(left) > 1 and self._may_start(
            asked, left, assumed - left, curves, bar, initials=len(weights)
        ):
            opened.append(self._index.with_initials(asked.by_first))
        opened += self._index.postings.get(spelled.tolist())
        return Retrieved(_distinct(opened), by_letters, spelled)

    def ways(self, unit: Unit) -> list[Way]:
        """The ways to cut a unit that some name may hold."""
        if len(unit.positions) > 1:
            return []
        known = self._ways.get((unit.text, unit.script))
        if known is None:
            if len(self._ways) >= _KEPT:
                self._ways.clear()
            known = self._ways[unit.text, unit.script] = self._cut(unit)
        return known

    def _open(self, unit: Unit) -> tuple[list[NDArray[np.uint32]], bool]:
        """Names that are filed under a word like a unit; whether others may hold one."""
        index = self._index
        words = [met.word for met in self.met(unit)]
        if unit.concept and unit.role != "legal":
            # A word may get its meaning from its neighbours: design bureau.
            for group in index.exact.get([key_of("@" + unit.concept)]):
                words += group.tolist()
        ways = self.ways(unit)
        light = any(way.light for way in ways) or bool(index.word_light[words].any())
        return index.postings.get(words) + [way.names for way in ways], light

    def _may_start(
        self,
        asked: Asked,
        left: set[int],
        assumed: set[int],
        curves: Sequence[Ceiling],
        bar: float,
        *,
        initials: int = 1,
    ) -> bool:
        """Whether a name may reach the bar by words of the subject not looked up yet.

        Args:
            asked: the subject's name.
            left: places of words that are still to be looked up.
            assumed: places of words that a name may hold without being filed there.
            curves: of the judgement.
            bar: as a logit.
            initials: single letters of a name that may stand for other words; names
                with several are taken in beside this.
        """
        side, profile = asked.side, self._profile
        if asked.truncated:
            # The last word may be the beginning of any.
            left = left | {len(side.tokens) - 1}
            assumed = assumed - left
        places = left | assumed
        others = sorted(
            (
                weight
                for place, weight in enumerate(side.weights)
                if place not in places
            ),
            reverse=True,
        )
        by_initials = others[:initials]
        total = sum(side.weights) or 1.0
        ours = sum([side.weights[place] for place in places]) + INITIAL * sum(
            by_initials
        )
        bits = sum([side.bits[place] for place in left])
        bits += sum([min(side.bits[place], _LIGHT_BITS) for place in assumed])
        bits += INITIAL * _INITIAL_BITS * len(by_initials)
        tells = any(weight > TELLING for weight in others)
        if ours > _NEARLY_ALL * total or (not tells and bits >= LEAST_BITS):
            return True
        if self._may_be_brand(asked, left, places):
            return True
        letters = sum([side.weights[place] * side.sizes[place] for place in left])
        letters += profile.weight_low * sum([side.sizes[place] for place in assumed])
        singles = sum(len(side.tokens[place].text) == 1 for place in places)
        beyond = others[initials:]
        reach = Reach(
            ours / total,
            1.0,
            letters,
            bits,
            profile.weight_initial * (len(by_initials) + singles),
            sum(weight for weight in beyond if weight > TELLING),
            sum(weight for weight in beyond if weight <= TELLING),
            0.0,
            0.0,
            0.0,
        )
        return any(curve.of_one(reach) >= bar for curve in curves)

    def _may_be_brand(self, asked: Asked, left: set[int], places: set[int]) -> bool:
        """Whether a rare word may be left that is all of the subject: see ``floors``."""
        tokens, weights = asked.side.tokens, asked.side.weights
        return all(
            place in places
            or token.role == "stop"
            or token.low
            or is_abbreviation(token.text)
            for place, token in enumerate(tokens)
        ) and any(
            weights[place] > TELLING
            and tokens[place].role == "distinctive"
            and prior(tokens[place].text, tokens[place].script) <= self._profile.rare
            for place in left
        )

    def _cut(self, unit: Unit) -> list[Way]:
        index = self._index
        ways = cuts(unit)
        # Few beginnings are words, so ends are looked up for these alone.
        known: dict[str, NDArray[np.uint32]] = {}
        self._know(known, {way[0] for way in ways})
        ways = tuple(way for way in ways if way[0] in known)
        self._know(known, {half for way in ways for half in way[1:]})
        found = []
        for way in ways:
            if not all(half in known for half in way):
                continue
            # A half that is a light word somewhere is not filed under those names.
            solid = [half for half in way if not index.word_light[known[half]].any()]
            held = [
                np.concatenate([_NONE, *index.postings.get(known[half].tolist())])
                for half in solid or way
            ]
            names = reduce(np.intersect1d, held) if solid else _distinct(held)
            if len(names):
                pieces = tuple(known[half] for half in way)
                found.append(Way(pieces, names, not solid))
        return found

    def _know(self, known: dict[str, NDArray[np.uint32]], halves: set[str]) -> None:
        """Look up which of these are the plain reading of words."""
        index = self._index
        wanted = sorted(halves.difference(known))
        for half, group in zip(
            wanted, index.exact.each([key_of(half) for half in wanted]), strict=True
        ):
            if group is not None:
                places = [p for p in group.tolist() if index.word_keys[p] == half]
                if places:
                    known[half] = np.array(places, dtype=np.uint32)

    def _by_letters(self, asked: Asked) -> list[tuple[int, NDArray[np.uint32]]]:
        """Names that a word of the subject may be the initials of."""
        if len(asked.side.tokens) < 2:
            return []
        return [
            (place, names)
            for letters, (place,) in asked.acronyms
            for names in self._index.initials.get([key_of("%" + letters)])
        ]

    def _spelled(self, asked: Asked) -> NDArray[np.uint32]:
        """Words that are the initials of neighbours in the subject."""
        keys = [key_of(key[1:]) for key in initials_keys(asked.parsed)]
        words = [
            word
            for group in self._index.exact.get(keys)
            for word in group.tolist()
            if len(self._index.words[word]) in ACRONYM_LETTERS
        ]
        return np.array(sorted(set(words)), dtype=np.uint32)


def _distinct(groups: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """All numbers of the groups once, in ascending order."""
    if not groups:
        return _NONE
    joined = np.concatenate(groups) if len(groups) > 1 else groups[0].copy()
    joined.sort()
    kept = np.ones(len(joined), dtype=np.bool_)
    np.not_equal(joined[1:], joined[:-1], out=kept[1:])
    return joined[kept]
