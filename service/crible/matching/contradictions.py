"""Contradictions: what the subject says and the listed entry denies.

Each is a step of ``scoring``: a number, a place, a line of business or a sex that differs
caps the score; a legal form, a kind or a country that differs takes a little off it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.text import lexicon

if TYPE_CHECKING:
    from crible.matching.case import Case


def words_differ(case: Case) -> None:
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


def sexes(case: Case) -> None:
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


# "Company" and the like stand beside every legal form.
_ANY_FORM = frozenset({"company", "other", "holding", "branch"})


def legal_forms(case: Case) -> None:
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


def kinds(case: Case) -> None:
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


def countries(case: Case) -> None:
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
