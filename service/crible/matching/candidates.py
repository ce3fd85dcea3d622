"""From a subject's name to the listed names worth scoring.

Names are taken in by the words that they share with the subject (``retrieval``); what
each can reach at most is summed up from its words (``bound``), and names whose bound
stays below the line are left out without a loss: the tests hold this against a full scan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crible.matching import judgement
from crible.matching.bound import Bound
from crible.matching.cards import Cards
from crible.matching.ceiling import Ceiling
from crible.matching.filing import looked_for
from crible.matching.finder import WordFinder
from crible.matching.index import cut_key, whole_of
from crible.matching.kernel.library import library
from crible.matching.kernel.names import KernelNames
from crible.matching.kernel.slips import KernelSlips
from crible.matching.kernel.words import KernelWords
from crible.matching.retrieval import Retrieval
from crible.matching.side import IDLE
from crible.matching.slips import SlipFinder, spaced_key
from crible.matching.storage import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crible.matching.alignment import Credits
    from crible.matching.asked import Asked
    from crible.matching.found import Found
    from crible.matching.index import Index
    from crible.matching.profile import Profile

# Room above the bound, on the scale of a score: what a country may add.
_COUNTRY = 0.1
_ROUNDING = 0.01
_PLACES = 9


class Chosen(NamedTuple):
    """Names worth scoring.

    Attributes:
        names: their places, the most promising first.
        slips: those among them that may be the subject but for a slip of the pen.
        credits: for each word of the index how far units of the subject agree with it.
    """

    names: list[int]
    slips: frozenset[int]
    credits: Credits


NOBODY = Chosen([], frozenset(), {})


class Candidates:
    """Selects names; keeps what it read of the index, so one object serves one thread."""

    def __init__(
        self, index: Index, profile: Profile, *, compiled: bool = True
    ) -> None:
        """Select names of an index.

        Args:
            index: the index.
            profile: the parameters.
            compiled: whether to use the compiled library, where there is one.
        """
        self._index = index
        self._companies = Ceiling(profile.judgement)
        self._persons = Ceiling(profile.judgement_person)
        words = KernelWords(index) if compiled and library() else None
        self.slips = SlipFinder(index.arrays, KernelSlips(index) if words else None)
        self.finder = WordFinder(index, words)
        self.retrieval = Retrieval(index, profile, self.finder)
        self.cards = Cards(index, profile)
        self._kernel = words and KernelNames(
            index, profile, words, self.retrieval, (self._persons, self._companies)
        )

    def select(
        self,
        asked: Asked,
        line: float,
        *,
        countries: bool = False,
        reach: float = 0.0,
        persons: bool | None = None,
    ) -> Chosen:
        """Names whose score may reach ``line``.

        Args:
            asked: the subject's name.
            line: alert line 0..1.
            countries: whether an agreeing country may add to the score.
            reach: share of what is missing to 1 that dates may add.
            persons: keep to names of persons, or to those that are none.
        """
        # Undone here what steps after the judgement may add.
        lowest = 1.0 - (1.0 - line) / (1.0 - reach)
        lowest -= _COUNTRY if countries else _ROUNDING
        bar = judgement.logit(max(lowest, 0.001)) - _ROUNDING
        wholes = keys_of_whole(asked)
        kernel = self._kernel
        known = kernel.near(asked, wholes, bar, persons) if kernel else None
        slips = self.slips.find(asked.parsed)
        if known:
            names, best, filed = known
        else:
            (names, best), filed = self._near(asked, bar, persons), True
        whole = self._filed(wholes) if filed else []
        if not (len(names) or whole or slips):
            return NOBODY
        # What differs beyond is the order in which things were added up.
        order = (-best.round(_PLACES)).argsort(kind="stable")
        found = names[order].tolist()
        # Names met whole come first: only so many are scored.
        rest = slips.difference(found, whole)
        met = frozenset(whole)
        return Chosen(
            whole + [place for place in found if place not in met] + sorted(rest),
            frozenset(slips),
            Credited([self.retrieval.met(unit) for unit in asked.units]),
        )

    def _near(
        self, asked: Asked, bar: float, persons: bool | None
    ) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        """Names that may reach the bar and how far: the twin of ``KernelNames.near``."""
        curves = {
            True: (self._persons,),
            False: (self._companies,),
            None: (self._companies, self._persons),
        }[persons]
        retrieved = self.retrieval.names(asked, curves, bar)
        names = retrieved.names
        kinds = self._index.are_persons(names)
        if persons is not None and len(names):
            names, kinds = names[kinds == persons], kinds[kinds == persons]
        if not len(names):
            return names, np.zeros(0)
        founds = [self.retrieval.met(unit) for unit in asked.units]
        bound = Bound(self._index, asked, names)
        bound.meet(founds, [self.retrieval.ways(unit) for unit in asked.units])
        bound.spell(retrieved)
        most = bound.reach()
        if persons is None:
            best = np.where(
                kinds, self._persons.of_each(most), self._companies.of_each(most)
            )
        else:
            best = curves[0].of_each(most)
        near = np.flatnonzero((best >= bar) | bound.may_be_lifted(most))
        return names[near], best[near]

    def _filed(self, wholes: list[int]) -> list[int]:
        """Names under these keys."""
        groups = self._index.whole.get(wholes)
        return list(
            dict.fromkeys(place for group in groups for place in group.tolist())
        )


def keys_of_whole(asked: Asked) -> list[int]:
    """Hashes of the keys under which a name is filed that reads the same in one piece.

    Args:
        asked: the subject's name.
    """
    side = asked.side
    said = [
        key
        for token, key in zip(side.tokens, side.keys, strict=True)
        if token.role not in IDLE
    ]
    found = [whole_of(said)]
    cut = cut_key(asked.parsed.text) if asked.truncated else None
    found += [key for key in (cut, spaced_key(asked.parsed)) if key]
    found += looked_for(asked.parsed)
    return [key_of(key) for key in found]


class Credited:
    """For a word of the index the units that it resembles, how far and how."""

    def __init__(self, founds: Sequence[Found]) -> None:
        """``founds`` are the words that resemble each unit."""
        self._founds = founds
        self._known: dict[int, list[tuple[int, float, str]]] = {}

    def get(
        self, word: int, default: Sequence[tuple[int, float, str]], /
    ) -> Sequence[tuple[int, float, str]]:
        """(unit, value, how) rows of a word; ``default`` when no unit resembles it."""
        rows = self._known.get(word)
        if rows is None:
            rows = self._known[word] = [
                (unit, met.value, met.how)
                for unit, found in enumerate(self._founds)
                if (met := found.by_word.get(word))
            ]
        return rows or default
