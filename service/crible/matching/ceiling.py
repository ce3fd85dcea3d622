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
    """The most that the names of an index can have in common with a subject.

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
    """

    ours: Any
    theirs: Any
    letters: Any
    bits: Any
    initials: Any
    our_telling: Any
    our_common: Any
    their_telling: Any


# Features of which nothing is known before the words are aligned, with their most.
_UNKNOWN = (
    ("listed common missing", 1.0),
    ("loose", 1.0),
    ("several words", 1.0),
    ("one word listed", 1.0),
    ("nothing telling left over", 1.0),
    ("word exchanged", 1.0),
    ("bare in another script", 1.0),
)
_MISSING = (
    ("subject telling missing", "our_telling", 2.0),
    ("subject common missing", "our_common", 1.0),
    ("listed telling missing", "their_telling", 2.0),
)


def ceiling(reach: Reach, coefficients: Sequence[float]) -> Any:
    """The highest weighted sum that names can reach, for one or for many at once."""
    of = dict(zip(("constant", *FEATURES), coefficients, strict=True))
    single = isinstance(reach.ours, float)
    least, most = (min, max) if single else (np.minimum, np.maximum)
    root = math.sqrt if single else np.sqrt
    highest = of["constant"] + sum(max(0.0, of[name]) * top for name, top in _UNKNOWN)
    highest = highest + max(0.0, of["initials"]) * least(reach.initials, 1.0)
    for name, field, top in _MISSING:
        # What is missing for certain can only weigh against a name; what may be
        # missing beyond that counts when it could weigh for it.
        if of[name] < 0:
            highest = highest + of[name] * least(getattr(reach, field), top)
        else:
            highest += of[name] * top
    product = reach.ours * reach.theirs
    letters = least(reach.letters, 25.0)
    return (
        highest
        + of["listed explained"] * reach.theirs
        + of["subject explained"] * reach.ours
        + of["bits"] * least(reach.bits, 40.0) / 10.0
        + of["complete"] * most(0.0, (product - 0.7) / 0.3)
        + of["matched letters"] * root(letters)
    )
