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
from crible.matching.ceiling import Ceiling
from crible.matching.finder import WordFinder
from crible.matching.index import cut_key, whole_key
from crible.matching.retrieval import Retrieval
from crible.matching.slips import spaced_key
from crible.matching.storage import key_of

if TYPE_CHECKING:
    from crible.matching.alignment import Credits
    from crible.matching.asked import Asked
    from crible.matching.finder import Met
    from crible.matching.index import Index
    from crible.matching.profile import Profile

# Room above the bound, on the scale of a score: what a country may add.
_COUNTRY = 0.1
_ROUNDING = 0.01


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


class Candidates:
    """Selects names; keeps what it read of the index, so one object serves one thread."""

    def __init__(self, index: Index, profile: Profile) -> None:
        self._index = index
        self.finder = WordFinder(index)
        self._retrieval = Retrieval(index, profile, self.finder)
        self._companies = Ceiling(profile.judgement)
        self._persons = Ceiling(profile.judgement_person)

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
        curves = {
            True: (self._persons,),
            False: (self._companies,),
            None: (self._companies, self._persons),
        }[persons]
        whole = self._whole(asked)
        slips = self._index.slips.find(asked.parsed)
        retrieved = self._retrieval.names(asked, curves, bar)
        names = retrieved.names
        kinds = self._index.are_persons(names)
        if persons is not None and len(names):
            names, kinds = names[kinds == persons], kinds[kinds == persons]
        found: list[int] = []
        mets: list[tuple[Met, ...]] = []
        if len(names) or whole or slips:
            mets = [self._retrieval.met(unit) for unit in asked.units]
        if len(names):
            bound = Bound(self._index, asked, names)
            bound.meet(mets, [self._retrieval.ways(unit) for unit in asked.units])
            bound.spell(retrieved)
            most = bound.reach()
            if persons is None:
                best = np.where(
                    kinds, self._persons.of_each(most), self._companies.of_each(most)
                )
            else:
                best = curves[0].of_each(most)
            near = np.flatnonzero((best >= bar) | bound.may_be_lifted(most))
            order = np.argsort(-best[near], kind="stable")
            found = names[near[order]].tolist()
        # Names met whole come first: only so many are scored.
        rest = slips.difference(found, whole)
        known = frozenset(whole)
        return Chosen(
            whole + [place for place in found if place not in known] + sorted(rest),
            frozenset(slips),
            _credits(mets),
        )

    def _whole(self, asked: Asked) -> list[int]:
        """Names that read the same when written in one piece."""
        wanted = [key_of(whole_key(asked.parsed))]
        cut = cut_key(asked.parsed.text) if asked.truncated else None
        wanted += [key_of(key) for key in (cut, spaced_key(asked.parsed)) if key]
        groups = self._index.whole.get(wanted)
        return list(
            dict.fromkeys(place for group in groups for place in group.tolist())
        )


def _credits(mets: list[tuple[Met, ...]]) -> Credits:
    """For each word of the index the units that it resembles, how far and how."""
    found: dict[int, list[tuple[int, float, str]]] = {}
    for unit, rows in enumerate(mets):
        for word, _, value, how in rows:
            if value:
                found.setdefault(word, []).append((unit, value, how))
    return found
