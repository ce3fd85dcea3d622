"""Which listed names may reach the line beside many questions at once.

These are the sums of ``Prospects`` and ``Bound``, in tables with a row for each question, or
for each question and name, and a column for each word of the question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crible.batch import traces as noted
from crible.matching.alignment import INITIAL
from crible.matching.ceiling import Ceiling, Reach
from crible.matching.prospects import (
    ALIKE,
    INITIAL_BITS,
    LEAST_BITS,
    NEARLY_ALL,
    TIGHT,
)
from crible.matching.side import TELLING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crible.matching import Profile

# Sums in another order may differ in the last places.
_SLACK = 1e-6


class Sums(NamedTuple):
    """What is known of some questions, a column for each of their words.

    Beyond its last word a question has words that weigh nothing and are nobody's.
    """

    weights: NDArray[np.float64]
    bits: NDArray[np.float64]
    letters: NDArray[np.float64]
    total: NDArray[np.float64]
    spoken: NDArray[np.bool_]
    silent: NDArray[np.bool_]
    rare: NDArray[np.bool_]
    open: NDArray[np.bool_]
    cut: NDArray[np.bool_]
    single: NDArray[np.bool_]
    singles: NDArray[np.intp]
    bar: NDArray[np.float64]
    how: NDArray[np.integer]

    def of(self, questions: NDArray[np.intp]) -> Sums:
        """Those of some questions, which may repeat."""
        columns: Any = [column[questions] for column in self]
        return Sums(*columns)


class Theirs(NamedTuple):
    """Of the listed name beside each question: what is met of it, and missing."""

    share: NDArray[np.float64]
    telling: NDArray[np.float64]
    common: NDArray[np.float64]
    named: NDArray[np.float64]
    single: NDArray[np.float64]


class Line:
    """The line that names have to reach, and the curves by which they are judged."""

    def __init__(self, profile: Profile) -> None:
        self._persons = Ceiling(profile.judgement_person)
        self._companies = Ceiling(profile.judgement)
        self._initial = profile.weight_initial

    def may_reach(
        self,
        sums: Sums,
        met: NDArray[np.float64],
        initials: NDArray[np.float64] | float = 0.0,
    ) -> NDArray[np.bool_]:
        """Which of some names may reach the line: ``Prospects.may_reach`` for many.

        Args:
            sums: of the question beside each name.
            met: how far each word of it is met by the name.
            initials: weight of words that are the initials of the name.
        """
        met = np.where(sums.open, 1.0, met)
        telling = sums.weights > TELLING
        others = np.where(met > 0.0, 0.0, sums.weights)
        most = others.max(axis=1, initial=0.0)
        share = ((met * sums.weights).sum(axis=1) + INITIAL * most) / sums.total
        bits = (met * sums.bits).sum(axis=1) + INITIAL * INITIAL_BITS
        missing = (others * telling).sum(axis=1)
        common = others.sum(axis=1) - missing
        reach = Reach(
            np.minimum(1.0, share),
            1.0,
            (met * sums.letters).sum(axis=1),
            bits,
            self._initial * (1 + sums.singles) + initials,
            missing - np.where(most > TELLING, most, 0.0),
            common - np.where(most > TELLING, 0.0, most),
            0.0,
            0.0,
            0.0,
        )
        found: NDArray[np.bool_] = share > NEARLY_ALL - _SLACK
        found |= (~sums.spoken | (met > 0.0)).all(axis=1) & (
            sums.spoken & (met >= ALIKE - _SLACK)
        ).any(axis=1)
        tight = met >= TIGHT - _SLACK
        found |= (tight | sums.silent).all(axis=1) & (tight & sums.rare).any(axis=1)
        # What stands for a form of theirs may do so loosely, see ``Bound``.
        found |= ((met > 0.0) | ~telling).all(axis=1) & (bits >= LEAST_BITS - _SLACK)
        return found | self._judged(sums, reach)

    def may_reach_by_both(
        self,
        sums: Sums,
        met: NDArray[np.float64],
        theirs: Theirs,
        spelled: NDArray[np.bool_],
    ) -> NDArray[np.bool_]:
        """Which names may reach the line, by their own words too: ``Bound`` for many.

        Args:
            sums: of the question beside each name.
            met: how far each word of it is met by the name.
            theirs: what is met of the name.
            spelled: where it is met by more than an initial.
        """
        # Half a word of ours may stand for any of theirs.
        blind = sums.cut.any(axis=1)
        met = np.where(sums.cut, 1.0, np.maximum(met, INITIAL * sums.single))
        telling = sums.weights > TELLING
        missing = np.where(met > 0.0, 0.0, sums.weights)
        bits = (met * sums.bits).sum(axis=1)
        reach = Reach(
            np.minimum(1.0, (met * sums.weights).sum(axis=1) / sums.total),
            np.where(blind, 1.0, theirs.share),
            (met * sums.letters).sum(axis=1),
            bits,
            np.where(blind, 1.0, theirs.single),
            (missing * telling).sum(axis=1),
            (missing * ~telling).sum(axis=1),
            np.where(blind, 0.0, theirs.telling),
            np.where(blind, 0.0, theirs.common),
            0.0,
        )
        found = np.asarray((~sums.spoken | (met > 0.0)).all(axis=1))
        tight = met >= TIGHT - _SLACK
        found |= (tight | sums.silent).all(axis=1)
        settled = tight | spelled | sums.cut
        found |= (settled | ~telling).all(axis=1) & (bits >= LEAST_BITS - _SLACK)
        named: NDArray[np.bool_] = theirs.named <= _SLACK
        # Nothing lifts a name of which a telling word is not met at all.
        found &= blind | named
        return found | self._judged(sums, reach)

    def _judged(self, sums: Sums, reach: Reach) -> NDArray[np.bool_]:
        """Where one of the curves that a question is judged by reaches the line."""
        bar = sums.bar - _SLACK
        as_person = self._persons.of_each(reach) >= bar
        as_other = self._companies.of_each(reach) >= bar
        found: NDArray[np.bool_] = ((sums.how & noted.OTHERS) == 0) & as_person
        found |= ((sums.how & noted.PERSONS) == 0) & as_other
        return found
