"""The highest judgement that names can reach, before their words are aligned.

Candidates are left out by it, so it must never be below the judgement itself; the tests
hold it against a full scan.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crible.matching.judgement import FEATURES

if TYPE_CHECKING:
    from collections.abc import Sequence


class Reach(NamedTuple):
    """The most that listed names can have in common with a subject.

    Every field is one number, or an array with one for each name.

    Attributes:
        ours: share of the subject explained at most.
        theirs: share of the listed name explained at most.
        letters: letters that agree, by weight, at most.
        bits: what the words that may be met say.
        initials: weight that initials may meet.
        our_telling: telling weight of the subject that is missing at least.
        our_common: common weight of the subject that is missing at least.
        their_telling: telling weight of the listed name that is missing at least.
        their_common: common weight of the listed name that is missing at least.
        lone: 1 if one word of the listed name tells, 0 if that is not known.
    """

    ours: Any
    theirs: Any
    letters: Any
    bits: Any
    initials: Any
    our_telling: Any
    our_common: Any
    their_telling: Any
    their_common: Any
    lone: Any


# Features of which nothing is known before the words are aligned, with their most.
_UNKNOWN = (
    ("loose", 1.0),
    ("several words", 1.0),
    ("nothing telling left over", 1.0),
    ("word exchanged", 1.0),
    ("bare in another script", 1.0),
)
_MISSING = (
    ("subject telling missing", "our_telling", 2.0),
    ("subject common missing", "our_common", 1.0),
    ("listed telling missing", "their_telling", 2.0),
    ("listed common missing", "their_common", 1.0),
    ("one word listed", "lone", 1.0),
)


class Ceiling:
    """One curve of the judgement, as far up as it may go."""

    def __init__(self, coefficients: Sequence[float]) -> None:
        """``coefficients`` are those of ``judgement.FEATURES``, the constant first."""
        of = dict(zip(("constant", *FEATURES), coefficients, strict=True))
        self._of = of
        self._highest = of["constant"] + sum(
            max(0.0, of[name]) * most for name, most in _UNKNOWN
        )
        # What is missing for certain can only weigh against a name; what may be
        # missing beyond that counts when it could weigh for it.
        self._highest += sum(
            of[name] * most for name, _, most in _MISSING if of[name] > 0
        )
        self._against = [
            (of[name], field, most) for name, field, most in _MISSING if of[name] < 0
        ]

    def coefficients(self) -> list[float]:
        """What the ceiling is made of, in the order of ``curve`` in kernel/names.c."""
        of = self._of
        against = {field: coefficient for coefficient, field, _ in self._against}
        return [
            self._highest,
            max(0.0, of["initials"]),
            *[against.get(field, 0.0) for _, field, _ in _MISSING],
            of["listed explained"],
            of["subject explained"],
            of["bits"],
            of["complete"],
            of["matched letters"],
        ]

    def of_one(self, reach: Reach) -> float:
        """The ceiling of one name, or of all that can do no better."""
        of = self._of
        highest = self._highest + max(0.0, of["initials"]) * min(reach.initials, 1.0)
        for coefficient, field, most in self._against:
            highest += coefficient * min(getattr(reach, field), most)
        return float(
            highest
            + of["listed explained"] * reach.theirs
            + of["subject explained"] * reach.ours
            + of["bits"] * min(reach.bits, 40.0) / 10.0
            + of["complete"] * max(0.0, (reach.ours * reach.theirs - 0.7) / 0.3)
            + of["matched letters"] * math.sqrt(min(reach.letters, 25.0))
        )

    def of_each(self, reach: Reach) -> Any:
        """The ceilings of many names: the same in arrays."""
        of = self._of
        highest = np.minimum(reach.initials, 1.0) * max(0.0, of["initials"])
        highest += self._highest
        for coefficient, field, most in self._against:
            highest += coefficient * np.minimum(getattr(reach, field), most)
        highest += of["listed explained"] * reach.theirs
        highest += of["subject explained"] * reach.ours
        highest += (of["bits"] / 10.0) * np.minimum(reach.bits, 40.0)
        complete = np.maximum(0.0, reach.ours * reach.theirs - 0.7)
        highest += (of["complete"] / 0.3) * complete
        highest += of["matched letters"] * np.sqrt(np.minimum(reach.letters, 25.0))
        return highest
