"""Evidence beside the name: numbers and dates, as steps of the score.

A number that agrees makes a hit under any name; one that differs makes it less likely
that an equal name is the same subject. Dates raise or lower. An exact listed name is
never lost to any of this: it stays at the alert line, for a person to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from crible.text import dates, identifiers

if TYPE_CHECKING:
    from crible.matching.case import Case
    from crible.matching.profile import Profile
    from crible.model import Identifier, Subject

Grade = Literal["sure", "unsure", "support"]

# What importers call the dates that a subject's two dates are held against.
BIRTH = frozenset({"birth"})
FOUNDED = frozenset({"established", "registered", "founded", "incorporated"})
# A country in common is worth two digits of a national number, a foreign one costs two.
_COUNTRY_DIGITS = 2
# A national number so long is no coincidence in any country.
_SURE_DIGITS = identifiers.LONG + _COUNTRY_DIGITS
_LOWER: dict[Grade, Grade] = {"sure": "unsure", "unsure": "support"}


def numbers(case: Case) -> None:
    """Identifiers agree or contradict."""
    if not case.subject_identifiers or not case.listed_identifiers:
        return
    agreed = _agreed(case)
    differing = _differing(case)
    if agreed is None:
        if differing is not None:
            _contradict(case, *differing)
        return
    grade, ours, theirs = agreed
    remarks = ["The entry carries this identifier."]
    if False in {_valid(ours), _valid(theirs)}:
        remarks.append("Its check digit or length is wrong, so it counts for less.")
        grade = _LOWER.get(grade, grade)
    elif grade != "sure":
        remarks.append("Other subjects may have the same number.")
    if differing is not None:
        remarks.append(f"But the {differing[0].scheme} differs.")
        grade = _LOWER.get(grade, grade)
    case.move(
        "identifier",
        _lifted(case.score, grade, case.profile),
        " ".join(remarks),
        _text(ours),
        _text(theirs),
    )


def birth(case: Case) -> None:
    """Dates of birth agree or contradict."""
    if not case.subject_birth_date:
        return
    profile = case.profile
    _date(
        case,
        "birth-date",
        case.subject_birth_date,
        BIRTH,
        {
            "day": profile.birth_day,
            "swapped": profile.birth_month,
            "month": profile.birth_month,
            "year": profile.birth_year,
            "near": profile.birth_near,
        },
        profile.birth_conflict,
        profile.other_subject if case.listed_kind in {"person", None} else 1.0,
    )


def founded(case: Case) -> None:
    """Dates of registration or foundation agree or contradict."""
    if not case.subject_registration_date:
        return
    profile = case.profile
    _date(
        case,
        "registration-date",
        case.subject_registration_date,
        FOUNDED,
        {
            "day": profile.founded_day,
            "swapped": profile.founded_year,
            "month": profile.founded_year,
            "year": profile.founded_year,
        },
        profile.founded_conflict,
        1.0,
    )


def keys(found: tuple[Identifier, ...]) -> list[str]:
    """Under what identifiers are filed in the index and looked up."""
    return [
        key
        for item in found
        for key in identifiers.keys(item.scheme, item.value, item.country)
    ]


def reach(subject: Subject, profile: Profile) -> float:
    """The share of what is missing to 1 that a subject's dates may add at most."""
    kept = 1.0
    if subject.birth_date:
        kept *= 1.0 - profile.birth_day
    if subject.registration_date:
        kept *= 1.0 - profile.founded_day
    return 1.0 - kept


_SENTENCES: dict[str, str] = {
    "day": "The {} is the same day.",
    "swapped": "The {} is the same with day and month swapped.",
    "month": "The {} is in the same month.",
    "year": "The {} is in the same year.",
    "near": "The {} is about the same.",
}


def _date(
    case: Case,
    feature: str,
    said: str,
    these: frozenset[str],
    gains: dict[str, float],
    deduction: float,
    cap: float,
) -> None:
    listed = [value for what, value in case.listed_dates if what in these]
    theirs = tuple(span for value in listed for span in dates.parse(value))
    ours = dates.parse(said)
    if not ours or not theirs:
        return
    how = dates.agreement(ours, theirs)
    what = feature.replace("-", " ")
    shown = ", ".join(listed)
    if how in gains:
        case.move(
            feature,
            case.score + gains[how] * (1.0 - case.score),
            _SENTENCES[how].format(what),
            said,
            shown,
        )
    elif how == "differs":
        _against(
            case,
            feature,
            deduction,
            cap,
            f"The {what} differs by more than {dates.APART} years.",
            said,
            shown,
        )


def _against(
    case: Case,
    feature: str,
    deduction: float,
    cap: float,
    reason: str,
    ours: str,
    theirs: str,
) -> None:
    """Take a deduction; an exact listed name falls to review and no further."""
    profile = case.profile
    to = min(case.score - deduction, cap)
    if case.is_listed_name():
        to = min(max(to, profile.threshold), profile.strong - 0.01, case.score)
    case.move(feature, to, reason, ours, theirs)


def _lifted(score: float, grade: Grade, profile: Profile) -> float:
    if grade == "support":
        return score + profile.identifier_supports * (1.0 - score)
    floor = profile.strong if grade == "sure" else profile.exact
    share = profile.identifier_sure if grade == "sure" else profile.identifier_unsure
    base = max(floor, score)
    return base + share * (1.0 - base)


def _agreed(case: Case) -> tuple[Grade, Identifier, Identifier] | None:
    """The pair of numbers that agrees best."""
    order: tuple[Grade, ...] = ("support", "unsure", "sure")
    best: tuple[Grade, Identifier, Identifier] | None = None
    for ours in case.subject_identifiers:
        filed = set(keys((ours,)))
        for theirs in case.listed_identifiers:
            if filed.isdisjoint(keys((theirs,))):
                continue
            grade = _grade(case, ours, theirs)
            if grade and (best is None or order.index(grade) > order.index(best[0])):
                best = grade, ours, theirs
    return best


def _grade(case: Case, ours: Identifier, theirs: Identifier) -> Grade | None:
    """How much it says that two numbers are equal; None when they are of two countries."""
    left = identifiers.normalise(ours.scheme, ours.value, ours.country)
    right = identifiers.normalise(theirs.scheme, theirs.value, theirs.country)
    if left.country and right.country and left.country != right.country:
        return None
    if identifiers.is_worldwide(left.scheme) or identifiers.is_worldwide(right.scheme):
        return "sure"
    digits = min(len(left.value), len(right.value))
    home = right.country or left.country
    if left.country and right.country:
        digits += _COUNTRY_DIGITS
    elif home and case.subject_countries:
        near = home in case.subject_countries
        digits += _COUNTRY_DIGITS if near else -_COUNTRY_DIGITS
    if digits >= _SURE_DIGITS:
        return "sure"
    return "unsure" if digits >= identifiers.LONG else "support"


def _differing(case: Case) -> tuple[Identifier, Identifier] | None:
    """Two valid numbers of a scheme that a subject has once, of which none agrees."""
    for ours in case.subject_identifiers:
        left = identifiers.normalise(ours.scheme, ours.value, ours.country)
        if not left.valid or not identifiers.is_single(left.scheme):
            continue
        rivals = []
        for theirs in case.listed_identifiers:
            right = identifiers.normalise(theirs.scheme, theirs.value, theirs.country)
            if right.scheme == left.scheme and right.valid:
                rivals.append((right.value, theirs))
        if rivals and all(value != left.value for value, _ in rivals):
            return ours, rivals[0][1]
    return None


def _contradict(case: Case, ours: Identifier, theirs: Identifier) -> None:
    scheme = identifiers.scheme_of(ours.scheme)
    profile = case.profile
    if scheme != "imo":
        _against(
            case,
            "identifier",
            profile.identifier_conflict,
            1.0,
            f"Both have a valid {scheme}, and they differ.",
            _text(ours),
            _text(theirs),
        )
        return
    # Many ships share a name, and the number stays with the hull; but a sanctioned ship
    # may sail under a scrapped one's number. So an equal name stays for a person to see.
    _against(
        case,
        "identifier",
        profile.identifier_conflict,
        profile.other_subject,
        "Both have a valid IMO number, and they differ: another ship.",
        _text(ours),
        _text(theirs),
    )


def _valid(item: Identifier) -> bool | None:
    return identifiers.normalise(item.scheme, item.value, item.country).valid


def _text(item: Identifier) -> str:
    return f"{item.scheme} {item.value}"
