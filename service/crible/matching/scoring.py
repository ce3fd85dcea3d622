"""From an alignment to a score with its reasons, in one computation.

The score starts from what the links explain of both names, by weight, and then takes
steps, each a function in ``STEPS`` with one signature. Every step that moves the score
leaves a contribution with exactly that movement, so the contributions add up to the
score and the explanation cannot differ from the decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.matching import (
    contradictions,
    evidence,
    floors,
    judgement,
    transliteration,
)

if TYPE_CHECKING:
    from collections.abc import Callable

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
    our_weights, their_weights = case.ours.weights, case.theirs.weights
    ours = sum(our_weights) or 1.0
    free = _cut_off(case)
    theirs = sum(w for i, w in enumerate(their_weights) if i not in free) or 1.0
    for link in case.alignment.links:
        share = 0.5 * sum([our_weights[i] for i in link.subject]) / ours
        share += 0.5 * sum([their_weights[i] for i in link.listed]) / theirs
        case.add(link, share * link.value)


def _cut_off(case: Case) -> set[int]:
    """Listed words after the last one met, when the subject was cut off."""
    if not case.truncated or not case.alignment.links:
        return set()
    last = max(max(link.listed) for link in case.alignment.links)
    met = case.linked()[1]
    return {i for i in range(last + 1, len(case.theirs.weights)) if i not in met}


def _judge(case: Case) -> None:
    """What an analyst would make of this agreement: see ``judgement``."""
    found = judgement.features(
        case.ours, case.theirs, case.alignment.links, _cut_off(case)
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
        and any(case.listed.tokens[i].role == "distinctive" for i in link.listed)
    ]
    parts_met = sum(max(len(link.listed), len(link.subject)) for link in met)
    initials = sum(link.how == "initial" for link in case.alignment.links)
    if (len(parts) > 1 or case.is_firm_for_person) and parts_met + initials < 2:
        case.cap(
            "person",
            case.profile.one_part,
            "Only one part of a person's name agrees.",
        )


_SUPPORTING = frozenset({"country", "birth-date", "registration-date"})


def _weak_alias(case: Case) -> None:
    """A weak alias or an acronym confirms; alone it only alerts when exact."""
    if case.quality != "weak" and case.type != "acronym":
        return
    supported = any(
        item.feature in _SUPPORTING and item.weight > 0 for item in case.moves
    )
    exact = case.subject.text.casefold() == case.listed.text.casefold() or any(
        item.feature == "exact" for item in case.moves
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
    floors.slip,
    floors.cut_short,
    contradictions.sexes,
    contradictions.words_differ,
    floors.exact,
    transliteration.transliterated,
    transliteration.korean,
    floors.brand,
    floors.common_left_over,
    floors.double_brand,
    contradictions.legal_forms,
    _spelling,
    contradictions.kinds,
    contradictions.countries,
    evidence.birth,
    evidence.founded,
    _weak_alias,
    evidence.numbers,
)
