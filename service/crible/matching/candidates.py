"""From a subject's words to the listed names worth scoring.

For each unit the words of the index that earn credit are found; their names collect
that credit. The sum bounds the score from above, so names whose bound stays below the
line are left out without a loss (the tests hold this against a full scan).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from crible.matching import judgement
from crible.matching.ceiling import Reach, ceiling
from crible.matching.index import (
    CUT_LENGTHS,
    cut_key,
    initials_keys,
    whole_key,
)
from crible.matching.postings import Posting, Postings, first_letters, within
from crible.matching.slack import Slack, Weighed, slack_of, weigh
from crible.matching.storage import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from crible.matching.index import Index
    from crible.matching.profile import Profile
    from crible.matching.units import Unit
    from crible.text.tokens import Parsed

# Room above the bound, on the scale of a score: what a country may add.
_COUNTRY = 0.1
_ROUNDING = 0.01
# A bound that no line excludes.
_CERTAIN = 30.0
# From these shares of both names on the floors of the score may apply.
_NEARLY_ALL = 0.94
_ALL_BUT_FORMS = 0.9
# The same for names with common words left over: agreement of 0.93 and 12 bits there.
_TIGHTLY = 0.92
_LEAST_BITS = 11.9
# What is summed up for each name while a subject is looked for.
_SUMS = (
    "unit", "ours", "theirs", "whole", "bits", "letters", "telling", "common",
    "initials",
)  # fmt: skip
# Acronyms are met in names of so many words; they may stand for all of a listed one.
_LEAST_WITH_ACRONYM = 2
_WHOLE_NAME = 20.0


class Candidates:
    """Selects names; holds scratch space, so one object serves one thread."""

    def __init__(self, index: Index, profile: Profile) -> None:
        self._index = index
        self._profile = profile
        self.postings = Postings(index, profile)
        self._sums = {
            name: np.zeros(index.name_count, dtype=np.float32) for name in _SUMS
        }

    def select(
        self,
        parsed: Parsed,
        units: Sequence[Unit],
        subject_weights: Sequence[float],
        line: float,
        *,
        truncated: bool = False,
        countries: bool = False,
        reach: float = 0.0,
        persons: bool | None = None,
    ) -> list[int]:
        """Names whose score may reach ``line``, best bound first.

        Args:
            parsed: the subject's name.
            units: of it.
            subject_weights: per token.
            line: alert line 0..1.
            truncated: whether the name was cut off at its end.
            countries: whether an agreeing country may add to the score.
            reach: share of what is missing to 1 that dates may add.
            persons: keep to names of persons, or to those that are none.
        """
        # Undone here what steps after the judgement may add.
        lowest = 1.0 - (1.0 - line) / (1.0 - reach)
        lowest -= _COUNTRY if countries else _ROUNDING
        bar = judgement.logit(max(lowest, 0.001)) - _ROUNDING
        curves = {
            True: (self._profile.judgement_person,),
            False: (self._profile.judgement,),
            None: (self._profile.judgement, self._profile.judgement_person),
        }[persons]
        subject = weigh(self._profile, parsed, subject_weights)
        postings = [
            (unit, self.postings.get(unit)) for unit in units if unit.role != "stop"
        ]
        slack = slack_of(
            self._profile, parsed, subject_weights, postings, truncated=truncated
        )
        names = self._meet(
            parsed, postings, subject_weights, subject, slack, curves, bar
        )
        found: list[int] = []
        if len(names):
            bound = self._bound(names, subject, slack, curves)
            near = bound >= bar
            if persons is not None:
                near &= self._index.are_persons(names) == persons
            chosen, first = np.unique(names[near], return_index=True)
            order = np.argsort(-bound[near][first], kind="stable")
            found = chosen[order].tolist()
        sure = self._sure(parsed)
        for of, ours, theirs, bits in self._acronyms(parsed, units, subject_weights):
            more = slack._replace(
                ours=slack.ours + ours,
                theirs=slack.theirs + theirs,
                bits=slack.bits + bits,
                initials=1.0,
            )
            near = self._bound(of, subject, more, curves) >= bar
            if persons is not None:
                near &= self._index.are_persons(of) == persons
            sure.update(of[near].tolist())
        if len(names):
            for sums in self._sums.values():
                sums[names] = 0.0
        # Names met whole come first: only so many are scored.
        whole = self._whole(parsed)
        met = {*whole, *found}
        return (
            whole
            + [place for place in found if place not in whole]
            + sorted(sure.difference(met))
        )

    def _meet(
        self,
        parsed: Parsed,
        postings: Sequence[tuple[Unit, Posting]],
        weights: Sequence[float],
        subject: Weighed,
        slack: Slack,
        curves: Sequence[Sequence[float]],
        bar: float,
    ) -> NDArray[np.uint32]:
        """Sum up what each name has in common with the subject; names may repeat.

        The heaviest units come first. As soon as a name that none of them met cannot
        reach the bar by all the others together, these count for met names alone.
        """
        heavy = [
            (sum(weights[place] for place in unit.positions), unit, posting)
            for unit, posting in postings
        ]
        heavy.sort(key=lambda item: -item[0])
        met: list[NDArray[np.uint32]] = []
        left = set(range(len(weights)))
        closed = False
        sums = self._sums
        for weight, unit, posting in heavy:
            if not closed and met:
                closed = not self._may_start(
                    parsed, weights, left, subject, slack, curves, bar
                )
            if len(unit.positions) == 1:
                left.discard(unit.positions[0])
            rows = within(posting, sums["ours"]) if closed else posting
            names = rows.names
            if not len(names):
                continue
            said = judgement.bits_of(
                [parsed.tokens[place] for place in unit.positions],
                [weights[place] for place in unit.positions],
            )
            size = sum(judgement.size(parsed.tokens[at]) for at in unit.positions)
            sums["unit"][names] = rows.credit
            sums["ours"][names] += sums["unit"][names] * weight
            for place in unit.positions:
                kind = "telling" if weights[place] > judgement.TELLING else "common"
                sums[kind][names] += weights[place]
            # The best of the words met counts, and nothing of another unit is lost.
            for name, values in (
                ("theirs", rows.weight),
                ("bits", np.minimum(rows.bits, said)),
                ("letters", np.minimum(rows.spelled, rows.credit * weight) * size),
            ):
                sums["unit"][names] = 0.0
                np.maximum.at(sums["unit"], names, values)
                sums[name][names] += sums["unit"][names]
            sums["unit"][names] = 0.0
            np.add.at(sums["whole"], names, rows.whole)
            if rows.letters is not None:
                sums["initials"][rows.letters] += self._profile.weight_initial
            met.append(names)
        return np.concatenate(met) if met else np.zeros(0, dtype=np.uint32)

    def _may_start(
        self,
        parsed: Parsed,
        weights: Sequence[float],
        left: set[int],
        subject: Weighed,
        slack: Slack,
        curves: Sequence[Sequence[float]],
        bar: float,
    ) -> bool:
        """Whether a name met by no unit so far may reach the bar by those left."""
        if slack.truncated:
            return True
        least = judgement.TELLING
        ours = sum(weights[place] for place in left) + slack.ours
        telling = sum(weights[place] for place in left if weights[place] > least)
        common = sum(weights[place] for place in left if weights[place] <= least)
        share = min(1.0, ours / subject.total)
        if share + subject.spare / subject.total > _ALL_BUT_FORMS:
            return True
        most = Reach(
            share,
            1.0,
            slack.letters
            + sum(
                weights[place] * judgement.size(parsed.tokens[place]) for place in left
            ),
            judgement.bits_of(
                [parsed.tokens[place] for place in left],
                [weights[place] for place in left],
            )
            + slack.bits,
            slack.initials + self._profile.weight_initial * len(left),
            max(0.0, subject.telling - telling - slack.ours),
            max(0.0, subject.common - common - slack.ours),
            0.0,
        )
        if most.our_telling <= _ROUNDING and most.bits >= _LEAST_BITS:
            # A listed name may be explained in full, with common words left over here.
            return True
        return any(ceiling(most, curve) >= bar for curve in curves)

    def _bound(
        self,
        names: NDArray[np.uint32],
        subject: Weighed,
        slack: Slack,
        curves: Sequence[Sequence[float]],
    ) -> NDArray[np.float32]:
        """What the judgement of each name can be at most, as a logit."""
        index, sums = self._index, self._sums
        ours_met = sums["ours"][names] + slack.ours
        ours = np.minimum(1.0, ours_met / subject.total)
        if slack.truncated:
            theirs = np.ones_like(ours)
            missing: Any = 0.0
        else:
            theirs_met = sums["theirs"][names] + index.name_light[names] + slack.theirs
            theirs = np.minimum(
                1.0, theirs_met / np.maximum(index.name_weights[names], 1e-6)
            )
            missing = np.maximum(
                0.0, index.name_telling[names] - sums["whole"][names] - slack.theirs
            )
        reach = Reach(
            ours,
            theirs,
            sums["letters"][names] + slack.letters,
            np.minimum(subject.bits, sums["bits"][names] + slack.bits),
            slack.initials + sums["initials"][names],
            np.maximum(0.0, subject.telling - sums["telling"][names] - slack.ours),
            np.maximum(0.0, subject.common - sums["common"][names] - slack.ours),
            missing,
        )
        best = np.maximum.reduce([ceiling(reach, curve) for curve in curves])
        # A name met whole may be lifted to the floor of exact names, and one whose
        # rare word is all of the subject to the floor of brands.
        sure = ours_met - slack.resembling
        whole = (sure > _NEARLY_ALL * subject.total) & (theirs > _NEARLY_ALL)
        if subject.brand:
            whole |= (sure + subject.spare > _ALL_BUT_FORMS * subject.total) & (
                sums["telling"][names] >= subject.brand - _ROUNDING
            )
        # One with no more than common words left over, on one side, to that of those.
        whole |= (
            ((ours > _TIGHTLY) | (theirs > _TIGHTLY))
            & (reach.bits >= _LEAST_BITS)
            & (reach.our_telling <= _ROUNDING)
            & (reach.their_telling <= _ROUNDING)
        )
        found: NDArray[np.float32] = np.where(whole, _CERTAIN, best)
        return found

    def _whole(self, parsed: Parsed) -> list[int]:
        """Names that read the same when written in one piece."""
        wanted = [key_of(whole_key(parsed))]
        cut = cut_key(parsed.text) if len(parsed.text) in CUT_LENGTHS else None
        if cut:
            wanted.append(key_of(cut))
        return [
            place for group in self._index.whole.get(wanted) for place in group.tolist()
        ]

    def _sure(self, parsed: Parsed) -> set[int]:
        """Names met as a whole or but for a slip: always worth scoring."""
        return set(self._whole(parsed)) | self._index.slips.find(parsed)

    def _acronyms(
        self, parsed: Parsed, units: Sequence[Unit], weights: Sequence[float]
    ) -> Iterator[tuple[NDArray[np.uint32], float, float, float]]:
        """Names met through initials: (names, ours, theirs, bits) that this may add."""
        index = self._index
        if len(parsed.tokens) < _LEAST_WITH_ACRONYM:
            return
        for unit in units:
            if (
                len(unit.positions) == 1
                and unit.role == "distinctive"
                and 3 <= len(unit.text) <= 7
            ):
                place = unit.positions[0]
                said = judgement.bits_of([parsed.tokens[place]], [weights[place]])
                key = "%" + "".join(first_letters(unit))
                for names in index.initials.get([key_of(key)]):
                    yield names, weights[place], _WHOLE_NAME, said
        for key in initials_keys(parsed):
            for group in index.exact.get([key_of(key[1:])]):
                for place in group.tolist():
                    said = float(index.word_bits[place])
                    for names in index.postings.get([place]):
                        yield (
                            names,
                            sum(weights),
                            float(index.word_weights[place]),
                            said,
                        )
