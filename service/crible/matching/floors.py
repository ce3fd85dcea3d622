"""Floors: what is the listed name by a rule, whatever the curve makes of its words.

Each is a step of ``scoring`` that lifts a case to a number of the profile: an exact name,
one with a slip of the pen, one that a field cut off, the one word that identifies a
company, a name with no more than common words added or left out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from unidecode import unidecode

from crible.matching import judgement
from crible.matching.rarity import prior
from crible.matching.side import IDLE, TELLING, stands_beside
from crible.matching.slips import SPACED, may_run_together, slips
from crible.text.abbreviations import is_abbreviation
from crible.text.tokens import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.matching.alignment import Link
    from crible.matching.case import Case


def slip(case: Case) -> None:
    """A listed name with a letter or two wrong is still that name."""
    if case.score >= case.profile.exact or case.is_firm_for_person:
        return
    if not case.may_slip and not may_run_together(case.subject, case.listed):
        return
    edits = slips(case.subject, case.listed, case.theirs.weights)
    if edits == SPACED:
        case.lift(
            "spaced",
            case.profile.exact,
            "Blanks and order apart this is the listed name.",
        )
    elif edits and _parted_elsewhere(case, edits):
        return
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


def _parted_elsewhere(case: Case, edits: int) -> bool:
    """Whether the names are near only as letters in a row: Alma Santé, Almas Antei."""
    ours, theirs = (
        [unidecode(token.text) for token in side.tokens if token.role not in IDLE]
        for side in (case.subject, case.listed)
    )
    if len(ours) != len(theirs) or len(ours) == 1:
        return False
    return sum(min(OSA.distance(a, b) for b in theirs) for a in ours) > edits


# Letters of telling words that a cut-off name must show.
_SHOWN = 6


def cut_short(case: Case) -> None:
    """A name that a field cut off is the beginning of the listed one."""
    if not case.truncated:
        return
    given = case.subject.text.casefold().rstrip()
    if not case.listed.text.casefold().startswith(given):
        return
    # An index keeps the words of a name and not where they stand in it.
    listed = parse(case.listed.text, person=case.listed_kind == "person")
    shown = sum(
        min(token.end, len(given)) - token.start
        for token in listed.tokens
        if token.start < len(given) and token.role in {"distinctive", "patronymic"}
    )
    if shown >= _SHOWN:
        case.lift(
            "cut-off", case.profile.cut_off, "The listed name begins just like this."
        )


def exact(case: Case) -> None:
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


# A link from which on a brand counts as met, and the least letters of one.
_TIGHT = 0.93
_BRAND_LETTERS = 5


def brand(case: Case) -> None:
    """A subject that is nothing but the rare word of a listed company: Koupol.

    What either name has beyond it may be forms, abbreviations and words that say next to
    nothing, and the listed one generic words and places; a second telling word would
    make it another name.
    """
    if case.score >= case.profile.brand or case.listed_kind in {"person", "vessel"}:
        return
    if any(link.value < _TIGHT for link in case.alignment.links):
        return
    ours, theirs = case.linked()
    telling = [i for i, w in enumerate(case.theirs.weights) if w > TELLING]
    # By the world's names, not the list's: a listed group repeats its own brand. A form of
    # the subject that a list has for a name names nobody.
    named = {
        place
        for link in case.alignment.links
        if any(case.subject.tokens[i].role not in IDLE for i in link.subject)
        for place in link.listed
    }
    met = [i for i in telling if i in named and _is_rare(case, i)]
    rest = [i for i in telling if i not in theirs]
    one_script = _one_script(case, case.alignment.links)
    if (
        len(met) == 1
        and case.theirs.sizes[met[0]] >= _BRAND_LETTERS
        and all(is_abbreviation(case.listed.tokens[i].text) for i in rest)
        and all(
            i in ours or t.role in IDLE or (one_script and stands_beside(t))
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


# What a group calls itself: concern, corporation, group, holding.
_GROUPS = frozenset({"corporation_word", "group", "holding"})


def double_brand(case: Case) -> None:
    """Two words with a hyphen between them name a group, whatever follows them.

    "Almaz-Antey Telecom" belongs to the Aerospace Defence Concern Almaz-Antey, though
    trade and rest differ. One of the words must be rare.
    """
    if case.score >= case.profile.left_over or case.listed_kind in {"person", "vessel"}:
        return
    if "-" not in case.listed.text:
        return
    ours, theirs = case.linked()
    if _GROUPS.isdisjoint(token.concept for token in case.listed.tokens):
        return
    met = [i for i in sorted(theirs) if case.theirs.weights[i] > TELLING]
    said = [i for i, t in enumerate(case.subject.tokens) if t.role not in IDLE]
    left = [t for i, t in enumerate(case.subject.tokens) if i not in ours]
    if (
        len(met) == _PAIR
        and met[1] == met[0] + 1
        and ours.issuperset(said[:_PAIR])
        and any(_is_rare(case, place) for place in met)
        and all(link.value >= _TIGHT for link in case.alignment.links)
        and _one_script(case, case.alignment.links)
        and all(w <= TELLING or i in ours for i, w in enumerate(case.ours.weights))
        and all(w <= TELLING or i in theirs for i, w in enumerate(case.theirs.weights))
        and sum(token.role not in IDLE for token in left) <= _MOST_LEFT
        and "-".join(case.listed.tokens[i].text for i in met)
        in case.listed.text.casefold()
    ):
        case.lift(
            "double-brand",
            case.profile.left_over,
            "Both words of the name of a group agree.",
        )


# Words of such a name.
_PAIR = 2

# What must agree, in bits, before only common words may be left over, by the role of
# those: a trade makes another company sooner than a place or "technology" does.
_LEFT_OVER = {"generic": 15.0, "place": 15.0, "line": 20.0}
_LEFT_OVER_LOW = 12.0
# So many common words tell as much as a rare one.
_ENOUGH_WORDS = 3
# As many common words may be left over.
_MOST_LEFT = 2


def common_left_over(case: Case) -> None:
    """All that tells agrees, and only common words are left over, on one side.

    "Almaz-Antey Telecom" for Almaz-Antey, "Wuhan Global Sensor" for the company of that
    name with Technology behind it.
    """
    if case.score >= case.profile.left_over or case.listed_kind in {"person", "vessel"}:
        return
    ours, theirs = case.linked()
    left = [t for i, t in enumerate(case.subject.tokens) if i not in ours]
    lacking = [t for i, t in enumerate(case.listed.tokens) if i not in theirs]
    left = [t for t in left if t.role not in IDLE]
    lacking = [t for t in lacking if t.role not in IDLE]
    over = left or lacking
    if not over or (left and lacking) or len(over) > _MOST_LEFT:
        return
    links = [
        link
        for link in case.alignment.links
        if case.listed.tokens[link.listed[0]].role not in IDLE
    ]
    tells = len(links) >= _ENOUGH_WORDS or any(
        case.theirs.weights[place] > TELLING for link in links for place in link.listed
    )
    if (
        not tells
        or any(link.value < _TIGHT for link in links)
        or not _one_script(case, links)
    ):
        return
    bits = judgement.bits_met(case.ours, case.theirs, links)
    if all(
        bits >= (_LEFT_OVER_LOW if token.low else _LEFT_OVER.get(token.role, math.inf))
        for token in over
    ):
        case.lift(
            "left-over",
            case.profile.left_over,
            "All that tells agrees; only common words are left over.",
        )
