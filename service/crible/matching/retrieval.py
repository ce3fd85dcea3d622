"""Which listed names may have enough in common with a subject to be looked at at all.

The heaviest units of the subject are looked up first. As soon as a name that none of
them met cannot reach the line by all the others together, no more names are taken in.
"""

from __future__ import annotations

import math
from functools import reduce
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crible.matching.alignment import ACRONYM_LETTERS, CONCEPT, CUT
from crible.matching.index import initials_keys, is_light
from crible.matching.kept import Kept
from crible.matching.prospects import Prospects
from crible.matching.storage import differs, key_of
from crible.matching.units import (
    APART,
    SHORTEST_HALF,
    UNSPACED,
    cuts,
    readings_to_cut,
    spelled,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.ceiling import Ceiling
    from crible.matching.finder import WordFinder
    from crible.matching.found import Found
    from crible.matching.index import Index
    from crible.matching.profile import Profile
    from crible.matching.units import Unit

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


class Opened(NamedTuple):
    """Names that hold a word like words of the subject at these places, and how far."""

    positions: tuple[int, ...]
    credit: float
    names: NDArray[np.uint32]


class Retrieval:
    """Takes in names; what it read of the index is kept."""

    def __init__(self, index: Index, profile: Profile, finder: WordFinder) -> None:
        self._index = index
        self._profile = profile
        self._finder = finder
        self._ways: Kept[tuple[str, str], list[Way]] = Kept(_KEPT)

    def met(self, unit: Unit) -> Found:
        """The words of the index that resemble a unit."""
        return self._finder.met(unit.text, unit.script, joined=len(unit.positions) > 1)

    def met_joined(self, text: str, script: str) -> Found:
        """The same for neighbours written together."""
        return self._finder.met(text, script, joined=True)

    def names(self, asked: Asked, curves: Sequence[Ceiling], bar: float) -> Retrieved:
        """The names that may reach the bar under one of the curves."""
        weights, tokens = asked.side.weights, asked.side.tokens
        prospects = Prospects(asked, self._profile, curves, bar)
        opened: list[Opened] = []
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
                len(left) == len(weights) or prospects.any_unseen(left, assumed)
            ):
                place = heaviest.pop()
                left.discard(place)
                if tokens[place].role != "stop" and self._open(
                    asked.units[place], opened
                ):
                    assumed.add(place)
            # Words written together are met as one; those of words that are left count
            # as met already.
            before = len(assumed)
            for unit in [one for one in together if not left.issuperset(one.positions)]:
                together.remove(unit)
                if self._open(unit, opened):
                    assumed.update(unit.positions)
            if len(assumed) == before:
                break
        by_letters = self._by_letters(asked)
        spelled = self._spelled(asked)
        sure = [names for _, names in by_letters]
        sure += self._index.postings.get(spelled.tolist())
        if len(weights) - len(left) > 1 and prospects.any_unseen(
            left, assumed, initials=len(weights)
        ):
            sure.append(self._index.with_initials(asked.by_first))
        sure += _promising(opened, prospects, left, assumed, len(weights))
        return Retrieved(_distinct(sure), by_letters, spelled)

    def ways(self, unit: Unit) -> list[Way]:
        """The ways to cut a unit that some name may hold."""
        if len(unit.positions) > 1 or unit.role in APART:
            return []
        known = self._ways.get((unit.text, unit.script))
        if known is None:
            known = self._ways[unit.text, unit.script] = self._cut(unit)
        return known

    def _open(self, unit: Unit, opened: list[Opened]) -> bool:
        """Take in what is filed under a word like a unit.

        Returns:
            whether other names may hold one.
        """
        index = self._index
        found = [(met.word, met.credit) for met in self.met(unit).rows]
        if unit.concept and unit.role != "legal":
            # A word may get its meaning from its neighbours: design bureau.
            for group in index.exact.get([key_of("@" + unit.concept)]):
                found += [(word, CONCEPT) for word in group.tolist()]
        words = [word for word, _ in found]
        for (_, credit), names in zip(found, index.postings.get(words), strict=True):
            if len(names):
                opened.append(Opened(unit.positions, credit, names))
        light = bool(words) and bool(index.word_light[words].any())
        for way in self.ways(unit):
            opened.append(Opened(unit.positions, CUT, way.names))
            light |= way.light
        return light

    def _cut(self, unit: Unit) -> list[Way]:
        index, kernel = self._index, self._finder.kernel
        if kernel and not spelled(unit):
            known = kernel.cuts(
                readings_to_cut(unit), SHORTEST_HALF, unspaced=unit.script in UNSPACED
            )
            if known is not None:
                return [Way(*cut) for cut in known]
        found = []
        for way in self._existing(cuts(unit)):
            # A half that is a light word somewhere is not filed under those names.
            solid = [half for half in way if not index.word_light[half].any()]
            held = [
                np.concatenate([_NONE, *index.postings.get(half.tolist())])
                for half in solid or way
            ]
            names = reduce(np.intersect1d, held) if solid else _distinct(held)
            if len(names):
                found.append(Way(way, names, not solid))
        return found

    def _existing(
        self, ways: tuple[tuple[str, ...], ...]
    ) -> list[tuple[NDArray[np.uint32], ...]]:
        """Of some ways to cut a word those whose halves are the plain reading of words."""
        index = self._index
        halves = list(dict.fromkeys(chain.from_iterable(ways)))
        groups = dict(
            zip(
                halves, index.exact.each([key_of(half) for half in halves]), strict=True
            )
        )
        known: dict[str, NDArray[np.uint32]] = {}
        found = []
        for way in ways:
            # Hashes first: few beginnings are words, and fewer ends beside them.
            if any(groups[half] is None for half in way):
                continue
            for half in way:
                if half not in known:
                    known[half] = self._reading_so(half, groups[half])
            pieces = tuple(known[half] for half in way)
            if all(map(len, pieces)):
                found.append(pieces)
        return found

    def _reading_so(
        self, key: str, words: NDArray[np.uint32] | None
    ) -> NDArray[np.uint32]:
        """Those of some words whose plain reading is a key."""
        if words is None:
            return _NONE
        keys = self._index.word_keys
        places = [word for word in words.tolist() if keys[word] == key]
        return np.array(places, dtype=np.uint32)

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


# From so many names on a quick look at each is cheaper than a long one.
_MANY = 1024
# Steps of agreement that are told apart, and places of words in a number of 64 bits.
_STEPS = 20
_STEP_BITS = 5
_MOST_PLACES = 56


def _promising(
    opened: Sequence[Opened],
    prospects: Prospects,
    left: set[int],
    assumed: set[int],
    places: int,
) -> list[NDArray[np.uint32]]:
    """Of the names taken in those that may reach the bar by the words met in them."""
    taken = sum([len(group.names) for group in opened])
    if taken < _MANY or places > _MOST_PLACES:
        return [group.names for group in opened]
    names = np.concatenate([group.names for group in opened])
    # Which words were met, and how far if it was by one word of the index alone.
    codes = np.repeat(
        np.array(
            [
                sum([1 << place + _STEP_BITS for place in group.positions])
                | math.ceil(group.credit * _STEPS)
                for group in opened
            ],
            dtype=np.uint64,
        ),
        [len(group.names) for group in opened],
    )
    order = names.argsort(kind="stable")
    names, codes = names[order], codes[order]
    first = np.flatnonzero(differs(names))
    names, met = names[first], np.bitwise_or.reduceat(codes, first)
    several = np.diff(first, append=len(codes)) > 1
    step = np.uint64((1 << _STEP_BITS) - 1)
    met[several] = (met[several] & ~step) | np.uint64(_STEPS)
    cases, of = np.unique(met, return_inverse=True)
    bits = (
        cases[:, None] >> np.arange(_STEP_BITS, _STEP_BITS + places, dtype=np.uint64)
    ) & np.uint64(1)
    credit = (cases & step).astype(float) / _STEPS
    kept = prospects.may_reach(bits * credit[:, None], left, assumed)
    return [names[kept[of]]]


def _distinct(groups: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """All numbers of the groups once, in ascending order."""
    if not groups:
        return _NONE
    joined = np.concatenate(groups) if len(groups) > 1 else groups[0].copy()
    joined.sort()
    return joined[differs(joined)]
