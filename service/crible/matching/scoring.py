"""From an alignment to a score with its reasons, in one computation.

The score starts from what the links explain of both names, by weight, and then takes
steps, each a function in ``STEPS`` with one signature. Every step that moves the score
leaves a contribution with exactly that movement, so the contributions add up to the
score and the explanation cannot differ from the decision.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from crible.matching import evidence, judgement
from crible.matching.rarity import prior
from crible.matching.reasons import link_reason
from crible.matching.slips import SPACED, slips
from crible.text import lexicon
from crible.text.abbreviations import is_abbreviation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crible.matching.alignment import Link
    from crible.matching.case import Case
    from crible.matching.profile import Profile
    from crible.model import Band

# A link below this does not count as having met the rarest word.
_MET = 0.6


def score(case: Case) -> float:
    """Fill in the score and the contributions of a case; returns the score."""
    for step in STEPS:
        step(case)
    return case.score


def band(value: float, profile: Profile) -> Band:
    """``strong``, ``review`` at or above the alert line, else ``weak``."""
    if value >= profile.strong:
        return "strong"
    return "review" if value >= profile.threshold else "weak"


def _words(case: Case) -> None:
    """Each pair of words adds its share of both names, by weight and agreement."""
    ours = sum(case.subject_weights) or 1.0
    free = _cut_off(case)
    theirs = sum(w for i, w in enumerate(case.listed_weights) if i not in free) or 1.0
    for link in case.alignment.links:
        share = 0.5 * sum(case.subject_weights[i] for i in link.subject) / ours
        share += 0.5 * sum(case.listed_weights[i] for i in link.listed) / theirs
        case.move(
            "word",
            case.score + share * link.value,
            link_reason(case, link),
            case.said(link.subject),
            case.said(link.listed, listed=True),
        )


def _cut_off(case: Case) -> set[int]:
    """Listed words after the last one met, when the subject was cut off."""
    if not case.truncated or not case.alignment.links:
        return set()
    last = max(max(link.listed) for link in case.alignment.links)
    met = case.linked()[1]
    return {i for i in range(last + 1, len(case.listed_weights)) if i not in met}


def _judge(case: Case) -> None:
    """What an analyst would make of this agreement: see ``judgement``."""
    found = judgement.features(
        case.subject.tokens,
        case.listed.tokens,
        case.subject_weights,
        case.listed_weights,
        case.alignment.links,
        _cut_off(case),
    )
    case.move(
        "evidence",
        judgement.probability(
            found,
            case.profile.judgement_person
            if case.listed_kind == "person"
            else case.profile.judgement,
        ),
        judgement.sentence(found),
    )


def _person_parts(case: Case) -> None:
    """A person is met by two parts of the name, not by one."""
    if case.listed_kind != "person":
        return
    parts = [
        token
        for token in case.listed.tokens
        if token.role in {"distinctive", "patronymic"}
    ]
    met = [
        link
        for link in case.alignment.links
        if link.value >= _MET
        and link.how != "initial"
        and case.listed.tokens[link.listed[0]].role == "distinctive"
    ]
    parts_met = sum(max(len(link.listed), len(link.subject)) for link in met)
    initials = sum(link.how == "initial" for link in case.alignment.links)
    if len(parts) > 1 and parts_met + initials < 2:
        case.cap(
            "person",
            case.profile.one_part,
            "Only one part of a person's name agrees.",
        )


def _sexes(case: Case) -> None:
    """A woman of the family is another person: Ivanov Aleksandr, Ivanova Aleksandra."""
    if case.listed_kind != "person":
        return
    ends = []
    for link in case.alignment.links:
        ours, theirs = case.said(link.subject), case.said(link.listed, listed=True)
        if ours != theirs and ours.rstrip("aа") == theirs.rstrip("aа"):
            ends.append(len(ours) > len(theirs))
    if len(ends) > 1 and len(set(ends)) == 1:
        case.cap(
            "contradiction",
            case.profile.contradiction,
            "One is a woman's name, the other a man's.",
        )


def _slips(case: Case) -> None:
    """A listed name with a letter or two wrong is still that name."""
    if case.score >= case.profile.exact:
        return
    edits = slips(case.subject, case.listed, case.listed_weights)
    if edits == SPACED:
        case.lift("spaced", case.profile.exact, "Blanks apart this is the listed name.")
    elif edits == 1:
        case.lift(
            "slip", case.profile.slip, "But for one letter this is the listed name."
        )
    elif edits:
        case.lift(
            "slip",
            case.profile.two_slips,
            "But for two letters this is the listed name.",
        )


_IDLE = frozenset({"legal", "stop"})

# Letters of telling words that a cut-off name must show.
_SHOWN = 6


def _cut_short(case: Case) -> None:
    """A name that a field cut off is the beginning of the listed one."""
    given = case.subject.text.casefold().rstrip()
    if not case.truncated or not case.listed.text.casefold().startswith(given):
        return
    shown = sum(
        min(token.end, len(given)) - token.start
        for token in case.listed.tokens
        if token.start < len(given) and token.role in {"distinctive", "patronymic"}
    )
    if shown >= _SHOWN:
        case.lift(
            "cut-off", case.profile.cut_off, "The listed name begins just like this."
        )


def _contradictions(case: Case) -> None:
    """Numbers, places and lines of business that differ make a sibling, not a match."""
    ours, theirs = case.linked()
    for role, word in (
        ("number", "numbers"),
        ("place", "places"),
        ("line", "lines of business"),
    ):
        left = [i for i, t in enumerate(case.subject.tokens) if t.role == role]
        right = [i for i, t in enumerate(case.listed.tokens) if t.role == role]
        if not left or not right:
            continue
        loose_left = [i for i in left if i not in ours]
        loose_right = [i for i in right if i not in theirs]
        met = len(left) > len(loose_left) or len(right) > len(loose_right)
        if role == "place":
            loose_right = [
                i
                for i in loose_right
                if loose_left
                and all(
                    lexicon.places_conflict(
                        case.subject.tokens[j].concept, case.listed.tokens[i].concept
                    )
                    for j in loose_left
                )
            ]
        if loose_left and loose_right and not (met and role != "number"):
            case.cap(
                "contradiction",
                case.profile.contradiction,
                f"The {word} differ.",
                case.said(loose_left),
                case.said(loose_right, listed=True),
            )


def _exact(case: Case) -> None:
    """A name that is the listed one but for spelling rules always reaches the line."""
    if case.subject.text.casefold() == case.listed.text.casefold():
        case.lift(
            "exact", case.profile.identical, "This is the listed name, to the letter."
        )
    if case.score < case.profile.exact and case.is_listed_name():
        case.move(
            "exact",
            case.profile.exact,
            "Apart from spelling rules and legal form this is the listed name.",
        )


def _is_rare(case: Case, place: int) -> bool:
    token = case.listed.tokens[place]
    return prior(token.text, token.script) <= case.profile.rare


# "Company" and the like stand beside every legal form.
_ANY_FORM = frozenset({"company", "other", "holding", "branch"})


# A link from which on a brand counts as met, and the least letters of one.
_TIGHT = 0.93
_BRAND_LETTERS = 5


def _brand(case: Case) -> None:
    """A subject that is nothing but the rare word of a listed company: Koupol.

    What the listed name has beyond it may be forms, generic words, places and
    abbreviations; a second telling word would make it another name.
    """
    if case.score >= case.profile.brand or case.listed_kind in {"person", "vessel"}:
        return
    ours, theirs = case.linked()
    telling = [i for i, w in enumerate(case.listed_weights) if w > 0.3]
    # By the world's names, not the list's: a listed group repeats its own brand.
    met = [i for i in telling if i in theirs and _is_rare(case, i)]
    rest = [i for i in telling if i not in theirs]
    silent = {"legal", "stop"}
    one_script = _one_script(case, case.alignment.links)
    if (
        len(met) == 1
        and judgement.size(case.listed.tokens[met[0]]) >= _BRAND_LETTERS
        and all(is_abbreviation(case.listed.tokens[i].text) for i in rest)
        and all(link.value >= _TIGHT for link in case.alignment.links)
        and all(
            i in ours or t.role in silent or (t.low and one_script)
            for i, t in enumerate(case.subject.tokens)
        )
    ):
        case.move(
            "brand",
            case.profile.brand,
            "The subject is the one word that identifies the listed name.",
            case.said(sorted(ours)),
            case.said(met, listed=True),
        )


def _one_script(case: Case, links: Sequence[Link]) -> bool:
    """Whether all words that agree are written in one script on both sides."""
    return all(
        case.subject.tokens[link.subject[0]].script
        == case.listed.tokens[link.listed[0]].script
        for link in links
    )


# What must agree, in bits, before only common words may be left over, by the role of
# those: a trade makes another company sooner than a place or "technology" does.
_LEFT_OVER = {"generic": 15.0, "place": 15.0, "line": 20.0}
_LEFT_OVER_LOW = 12.0
# So many common words tell as much as a rare one.
_ENOUGH_WORDS = 3
# As many common words may be left over.
_MOST_LEFT = 2


def _common_left_over(case: Case) -> None:
    """All that tells agrees, and only common words are left over, on one side.

    "Almaz-Antey Telecom" for Almaz-Antey, "Wuhan Global Sensor" for the company of that
    name with Technology behind it.
    """
    if case.score >= case.profile.left_over or case.listed_kind in {"person", "vessel"}:
        return
    ours, theirs = case.linked()
    left = [t for i, t in enumerate(case.subject.tokens) if i not in ours]
    lacking = [t for i, t in enumerate(case.listed.tokens) if i not in theirs]
    left = [t for t in left if t.role not in _IDLE]
    lacking = [t for t in lacking if t.role not in _IDLE]
    over = left or lacking
    if not over or (left and lacking) or len(over) > _MOST_LEFT:
        return
    links = [
        link
        for link in case.alignment.links
        if case.listed.tokens[link.listed[0]].role not in _IDLE
    ]
    tells = len(links) >= _ENOUGH_WORDS or any(
        case.listed_weights[place] > judgement.TELLING
        for link in links
        for place in link.listed
    )
    if (
        not tells
        or any(link.value < _TIGHT for link in links)
        or not _one_script(case, links)
    ):
        return
    bits = judgement.bits_met(
        case.subject.tokens,
        case.listed.tokens,
        case.subject_weights,
        case.listed_weights,
        links,
    )
    if all(
        bits >= (_LEFT_OVER_LOW if token.low else _LEFT_OVER.get(token.role, math.inf))
        for token in over
    ):
        case.lift(
            "left-over",
            case.profile.left_over,
            "All that tells agrees; only common words are left over.",
        )


def _legal_forms(case: Case) -> None:
    """Differing classes of legal form say a little against."""
    ours = set(case.subject.legal) - _ANY_FORM
    theirs = set(case.listed.legal) - _ANY_FORM
    if ours and theirs and ours.isdisjoint(theirs):
        case.move(
            "legal-form",
            case.score - case.profile.legal_conflict,
            "The legal forms are of different classes.",
            ", ".join(sorted(ours)),
            ", ".join(sorted(theirs)),
        )


_BODIES = frozenset({"company", "organization", "other"})


def _kinds(case: Case) -> None:
    """A person is no company, a vessel no person."""
    ours, theirs = case.subject_kind, case.listed_kind
    if not ours or not theirs or ours == theirs or {ours, theirs} <= _BODIES:
        return
    if "other" in {ours, theirs}:
        return
    case.move(
        "kind",
        case.score - case.profile.kind_conflict,
        "They are different kinds of subject.",
        ours,
        theirs,
    )


def _countries(case: Case) -> None:
    """A shared country supports; known and different ones weigh against."""
    ours, theirs = set(case.subject_countries), set(case.listed_countries)
    if not ours or not theirs:
        return
    if ours & theirs:
        case.move(
            "country",
            case.score + case.profile.country_agrees * (1.0 - case.score) * 5,
            "The countries agree.",
            ", ".join(sorted(ours)),
            ", ".join(sorted(theirs)),
        )
    else:
        case.move(
            "country",
            case.score - case.profile.country_conflict,
            "The countries differ.",
            ", ".join(sorted(ours)),
            ", ".join(sorted(theirs)),
        )


_SUPPORTING = frozenset({"country", "birth-date", "registration-date"})


def _weak_alias(case: Case) -> None:
    """A weak alias or an acronym confirms; alone it only alerts when exact."""
    if case.quality != "weak" and case.type != "acronym":
        return
    supported = any(
        item.feature in _SUPPORTING and item.weight > 0 for item in case.contributions
    )
    exact = case.subject.text.casefold() == case.listed.text.casefold() or any(
        item.feature == "exact" for item in case.contributions
    )
    ours, theirs = case.linked()
    complete = len(ours) >= len(case.subject.tokens) - len(case.subject.legal) and len(
        theirs
    ) == len(case.listed.tokens)
    tight = all(link.value >= 0.95 for link in case.alignment.links)
    if exact or supported or (complete and tight):
        case.cap(
            "weak-alias",
            case.profile.strong - 0.01,
            "The publisher calls this alias weak: a person should look.",
            entry=case.listed.text,
        )
        return
    case.cap(
        "weak-alias",
        case.profile.weak_alias,
        "The publisher calls this alias weak, and nothing else supports it.",
        entry=case.listed.text,
    )


def _spelling(case: Case) -> None:
    """Of names that all agree, the one written alike comes first."""
    if case.score < case.profile.strong:
        return
    if case.subject.text == case.listed.text:
        return
    folded = case.subject.text.casefold() == case.listed.text.casefold()
    case.move(
        "spelling",
        case.score - (0.002 if folded else 0.01),
        "The same words, written differently."
        if not folded
        else "Only the case differs.",
    )


STEPS: tuple[Callable[[Case], None], ...] = (
    _words,
    _judge,
    _person_parts,
    _slips,
    _cut_short,
    _sexes,
    _contradictions,
    _exact,
    _brand,
    _common_left_over,
    _legal_forms,
    _spelling,
    _kinds,
    _countries,
    evidence.birth,
    evidence.founded,
    _weak_alias,
    evidence.numbers,
)
