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

from crible.text.skeleton import readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.matching.alignment import Link
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
# Above this weight a word tells names apart; up to it many names share it.
TELLING = 0.3
# Up to this it says next to nothing: a form, group, company.
_SAID = 0.1
# Agreement from which on two words count as the same.
_TIGHT = 0.9


def features(
    subject: Sequence[Token],
    listed: Sequence[Token],
    subject_weights: Sequence[float],
    listed_weights: Sequence[float],
    links: Sequence[Link],
    free: set[int],
) -> tuple[float, ...]:
    """The values of ``FEATURES`` for one alignment.

    Args:
        subject: tokens of the subject.
        listed: tokens of the listed name.
        subject_weights: per token.
        listed_weights: per token.
        links: between them.
        free: listed tokens that a cut-off subject could not show.
    """
    total_ours = sum(subject_weights) or 1.0
    total_theirs = sum(w for i, w in enumerate(listed_weights) if i not in free) or 1.0
    ours = theirs = letters = loose = tight = initials = 0.0
    met_ours: set[int] = set()
    met_theirs: set[int] = set(free)
    for link in links:
        left = sum(subject_weights[i] for i in link.subject)
        right = sum(listed_weights[i] for i in link.listed)
        both = min(left, right)
        ours += left * link.value
        theirs += right * link.value
        met_ours.update(link.subject)
        met_theirs.update(link.listed)
        if link.how in {"acronym", "initial"}:
            initials += both
            continue
        common = min(
            sum(size(subject[i]) for i in link.subject),
            sum(size(listed[i]) for i in link.listed),
        )
        letters += both * common * link.value
        loose += both * (1.0 - link.value)
        tight += both > TELLING and link.value >= _TIGHT
    bits = bits_met(subject, listed, subject_weights, listed_weights, links)
    missing_ours = [w for i, w in enumerate(subject_weights) if i not in met_ours]
    missing_theirs = [w for i, w in enumerate(listed_weights) if i not in met_theirs]
    return (
        theirs / total_theirs,
        ours / total_ours,
        min(sum(w for w in missing_theirs if w > TELLING), 2.0),
        min(sum(w for w in missing_theirs if w <= TELLING), 1.0),
        min(sum(w for w in missing_ours if w > TELLING), 2.0),
        min(sum(w for w in missing_ours if w <= TELLING), 1.0),
        math.sqrt(min(letters, 25.0)),
        min(bits, 40.0) / 10.0,
        min(loose, 1.0),
        min(initials, 1.0),
        float(tight > 1),
        float(sum(w > TELLING for w in listed_weights) == 1),
        _complete(ours / total_ours, theirs / total_theirs),
        float(_exchanged(subject, listed, links, met_ours, met_theirs)),
        float(_bare(subject, listed, subject_weights, listed_weights, links)),
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


def _bare(
    subject: Sequence[Token],
    listed: Sequence[Token],
    subject_weights: Sequence[float],
    listed_weights: Sequence[float],
    links: Sequence[Link],
) -> bool:
    """Whether one word in two scripts is all that agrees.

    Навигатор and NAVIGATOR are one word of many languages and a hundred companies.
    """
    said = [
        link
        for link in links
        if max(listed_weights[i] for i in link.listed) > _SAID
        and max(subject_weights[i] for i in link.subject) > _SAID
    ]
    return (
        len(said) == 1
        and len(said[0].listed) == 1
        and subject[said[0].subject[0]].script != listed[said[0].listed[0]].script
    )


def _complete(ours: float, theirs: float) -> float:
    """How near both names are to explained in full: 0 up to 70 %, 1 at 100 %."""
    return max(0.0, (ours * theirs - 0.7) / 0.3)


def bits_of(tokens: Sequence[Token], weights: Sequence[float]) -> float:
    """What all words of a name say together, in bits."""
    return sum(map(_bits, tokens, weights))


def bits_met(
    subject: Sequence[Token],
    listed: Sequence[Token],
    subject_weights: Sequence[float],
    listed_weights: Sequence[float],
    links: Sequence[Link],
) -> float:
    """What the words that agree say, in bits; arguments as for ``features``."""
    return sum(
        link.value
        * min(
            sum(_bits(subject[i], subject_weights[i]) for i in link.subject),
            sum(_bits(listed[i], listed_weights[i]) for i in link.listed),
        )
        for link in links
    )


def size(token: Token) -> int:
    """Letters of a token's skeleton; a Han character counts as three."""
    key = readings(token.text, token.script)[0].key
    return 3 * (len(key) - 1) if key[0] == "=" else len(key)


def probability(values: Sequence[float], coefficients: Sequence[float]) -> float:
    """The curve: logistic of the weighted sum, the constant first."""
    total = coefficients[0] + sum(
        coefficient * value
        for coefficient, value in zip(coefficients[1:], values, strict=True)
    )
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


# What a word of a role says, in bits: the negative binary logarithm of the share of
# company names that hold such a word, by order of magnitude (text/tables/frequency.tsv).
_ROLE_BITS = {
    "legal": 1.0, "stop": 1.0, "generic": 8.0, "line": 6.0, "place": 7.0, "number": 4.0,
    "initial": 3.0, "particle": 3.0, "title": 3.0, "patronymic": 7.0,
}  # fmt: skip
_LOW_BITS = 4.0


def _bits(token: Token, weight: float) -> float:
    """How much a word narrows down: several generic words together tell, too."""
    if token.role == "distinctive":
        # Up to two and a half bits a letter: a short word is met by chance.
        return (7.0 + 11.0 * weight) * min(1.4, size(token) / 7.0)
    return _LOW_BITS if token.low else _ROLE_BITS.get(token.role, 3.0)


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
