"""How likely an analyst would confirm an agreement of words: a fitted curve.

The words of two names explain so much of each; whether that is a match depends on how
much was said at all. One short word in common is chance, two rare ones are not. The
features below measure that; their coefficients were fitted by logistic regression
(``bench/tune.py``) on the tuning half of altered listed names and innocent companies,
every class and every source weighing the same, and are part of the profile.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from crible.matching.side import TELLING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.matching.alignment import Link
    from crible.matching.side import Side
    from crible.text.tokens import Token

FEATURES = (
    "listed explained",
    "subject explained",
    "listed telling missing",
    "listed common missing",
    "subject telling missing",
    "subject common missing",
    "matched letters",
    "bits",
    "loose",
    "initials",
    "several words",
    "one word listed",
    "complete",
    "word exchanged",
    "bare in another script",
    "nothing telling left over",
)
# Up to this a word says next to nothing: a form, group, company.
_SAID = 0.1
# Agreement from which on two words count as the same.
_TIGHT = 0.9


def features(
    subject: Side, listed: Side, links: Sequence[Link], free: set[int]
) -> tuple[float, ...]:
    """The values of ``FEATURES`` for one alignment.

    Args:
        subject: the subject's name.
        listed: the listed name.
        links: between their words.
        free: listed words that a cut-off subject could not show.
    """
    our_weights, their_weights = subject.weights, listed.weights
    total_ours = sum(our_weights) or 1.0
    total_theirs = sum(w for i, w in enumerate(their_weights) if i not in free) or 1.0
    ours = theirs = letters = loose = tight = initials = bits = 0.0
    met_ours: set[int] = set()
    met_theirs: set[int] = set(free)
    for value, left_places, right_places, how in links:
        left = sum([our_weights[i] for i in left_places])
        right = sum([their_weights[i] for i in right_places])
        both = min(left, right)
        ours += left * value
        theirs += right * value
        met_ours.update(left_places)
        met_theirs.update(right_places)
        bits += value * min(
            sum([subject.bits[i] for i in left_places]),
            sum([listed.bits[i] for i in right_places]),
        )
        if how in {"acronym", "initial"}:
            initials += both
            continue
        common = min(
            sum([subject.sizes[i] for i in left_places]),
            sum([listed.sizes[i] for i in right_places]),
        )
        letters += both * common * value
        loose += both * (1.0 - value)
        tight += both > TELLING and value >= _TIGHT
    missing_ours = [w for i, w in enumerate(our_weights) if i not in met_ours]
    missing_theirs = [w for i, w in enumerate(their_weights) if i not in met_theirs]
    return (
        theirs / total_theirs,
        ours / total_ours,
        min(sum([w for w in missing_theirs if w > TELLING]), 2.0),
        min(sum([w for w in missing_theirs if w <= TELLING]), 1.0),
        min(sum([w for w in missing_ours if w > TELLING]), 2.0),
        min(sum([w for w in missing_ours if w <= TELLING]), 1.0),
        math.sqrt(min(letters, 25.0)),
        min(bits, 40.0) / 10.0,
        min(loose, 1.0),
        min(initials, 1.0),
        float(tight > 1),
        float(sum([w > TELLING for w in their_weights]) == 1),
        _complete(ours / total_ours, theirs / total_theirs),
        float(_exchanged(subject.tokens, listed.tokens, links, met_ours, met_theirs)),
        float(_bare(subject, listed, links)),
        float(
            tight > 0
            and max(missing_ours, default=0.0) <= TELLING
            and max(missing_theirs, default=0.0) <= TELLING
        ),
    )


_IDLE = frozenset({"legal", "stop", "particle", "title", "initial"})


def _exchanged(
    subject: Sequence[Token],
    listed: Sequence[Token],
    links: Sequence[Link],
    met_ours: set[int],
    met_theirs: set[int],
) -> bool:
    """Whether one says another word where the other name has its own.

    "Lima Arms Plant" for "Tula Arms Plant": the words before or after agree, and what
    stands in their midst does not. A word left out or added is no such thing.
    """
    ours = [i for i, token in enumerate(subject) if token.role not in _IDLE]
    theirs = [i for i, token in enumerate(listed) if token.role not in _IDLE]
    met = {(i, j) for link in links for i in link.subject for j in link.listed}
    met |= {(-1, -1), (len(subject), len(listed))}
    for at, i in enumerate(ours):
        if i in met_ours or subject[i].low:
            continue
        before = ours[at - 1] if at else -1
        after = ours[at + 1] if at + 1 < len(ours) else len(subject)
        for there, j in enumerate(theirs):
            if j in met_theirs or listed[j].low:
                continue
            previous = theirs[there - 1] if there else -1
            following = theirs[there + 1] if there + 1 < len(theirs) else len(listed)
            if (before, previous) in met or (after, following) in met:
                return True
    return False


def _bare(subject: Side, listed: Side, links: Sequence[Link]) -> bool:
    """Whether one word in two scripts is all that agrees.

    Навигатор and NAVIGATOR are one word of many languages and a hundred companies.
    """
    said = [
        link
        for link in links
        if max([listed.weights[i] for i in link.listed]) > _SAID
        and max([subject.weights[i] for i in link.subject]) > _SAID
    ]
    return (
        len(said) == 1
        and len(said[0].listed) == 1
        and subject.tokens[said[0].subject[0]].script
        != listed.tokens[said[0].listed[0]].script
    )


def _complete(ours: float, theirs: float) -> float:
    """How near both names are to explained in full: 0 up to 70 %, 1 at 100 %."""
    return max(0.0, (ours * theirs - 0.7) / 0.3)


def bits_met(subject: Side, listed: Side, links: Sequence[Link]) -> float:
    """What the words that agree say, in bits; arguments as for ``features``."""
    return sum(
        link.value
        * min(
            sum(subject.bits[i] for i in link.subject),
            sum(listed.bits[i] for i in link.listed),
        )
        for link in links
    )


def probability(values: Sequence[float], coefficients: Sequence[float]) -> float:
    """The curve: logistic of the weighted sum, the constant first."""
    total = coefficients[0] + sum(
        coefficient * value
        for coefficient, value in zip(coefficients[1:], values, strict=True)
    )
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def logit(value: float) -> float:
    """The inverse of the curve."""
    return math.log(value / (1.0 - value)) if value < 1.0 else 30.0


def sentence(values: Sequence[float]) -> str:
    """What decided, in words."""
    named = dict(zip(FEATURES, values, strict=True))
    if named["listed telling missing"] > 0.5 and named["listed explained"] < 0.7:
        return "A word that identifies the listed name is not in the subject."
    if named["matched letters"] < 1.5:
        return "What agrees is short or frequent, which many names share."
    if named["loose"] > 0.15:
        return "Words that identify the names are spelled differently."
    if named["subject explained"] < 0.7:
        return "The subject has telling words that the listed name lacks."
    return "How telling the words that agree are, and how much is left over."
