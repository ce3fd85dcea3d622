"""Which words of the subject stand for which words of a listed name.

Order-free: every link between a unit of the subject and one or two tokens of the
listed name competes by what it would explain, and the best ones that do not overlap
are taken. The result is the single source of both the score and its explanation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from crible.text import lexicon
from crible.text.skeleton import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crible.matching.units import Unit
    from crible.text.tokens import Token

# The same concept in two languages (завод, plant); the same place in two spellings.
CONCEPT = 0.95
# An initial for a word that begins with it.
INITIAL = 0.7
# Letters that are the initials of words on the other side.
ACRONYM = 0.75
# One word written as two, letter for letter.
CUT = 0.95
# Cuts are tried unless the whole word already agrees so well.
CUT_UNLESS = 0.9
# A word cut off by a field of 35 characters.
PREFIX = 0.85


class Link(NamedTuple):
    """``value`` 0..1 of agreement between subject and listed tokens; ``how`` it agrees."""

    value: float
    subject: tuple[int, ...]
    listed: tuple[int, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """The links chosen; positions that no link covers are what is missing."""

    links: tuple[Link, ...]


def align(
    units: Sequence[Unit],
    listed: Sequence[Token],
    subject_weights: Sequence[float],
    listed_weights: Sequence[float],
    credit: Callable[[Unit, Token], tuple[float, str]],
    *,
    cuts: Callable[[Unit], Sequence[tuple[str, ...]]],
    truncated: bool = False,
) -> Alignment:
    """Choose the links between a subject and one listed name.

    Args:
        units: of the subject, single tokens first.
        listed: tokens of the listed name.
        subject_weights: one per token of the subject.
        listed_weights: one per token of the listed name.
        credit: agreement of a unit and a listed token, (0, "") for none.
        cuts: the ways to cut a unit's word in two.
        truncated: whether the subject was cut off at its end.
    """
    links: list[Link] = []
    for unit in units:
        strongest = 0.0
        for place, token in enumerate(listed):
            value, how = _agree(unit, token, credit)
            if value:
                links.append(Link(value, unit.positions, (place,), how))
                strongest = max(strongest, value)
        if strongest < CUT_UNLESS:
            links.extend(_cut_links(unit, listed, cuts))
    links.extend(_acronyms(units, listed))
    if truncated and units:
        links.extend(_prefix(units, listed))

    def worth(link: Link) -> tuple[float, int, tuple[int, ...], tuple[int, ...]]:
        share = sum(listed_weights[place] for place in link.listed)
        share += sum(subject_weights[place] for place in link.subject)
        # Of equal worth, links that keep the order come first: first to first.
        drift = abs(link.subject[0] - link.listed[0])
        return (-link.value * share, drift, link.subject, link.listed)

    chosen: list[Link] = []
    used_subject: set[int] = set()
    used_listed: set[int] = set()
    for link in sorted(links, key=worth):
        if used_subject.isdisjoint(link.subject) and used_listed.isdisjoint(
            link.listed
        ):
            used_subject.update(link.subject)
            used_listed.update(link.listed)
            chosen.append(link)
    return Alignment(tuple(sorted(chosen, key=lambda link: link.listed)))


def _agree(
    unit: Unit, token: Token, credit: Callable[[Unit, Token], tuple[float, str]]
) -> tuple[float, str]:
    if unit.number is not None or token.number is not None:
        ours, theirs = _counts(unit), _counts(token)
        same = ours is not None and ours == theirs
        return (
            (1.0 if unit.text == token.text else 0.95, "number") if same else (0.0, "")
        )
    value, how = credit(unit, token)
    if value < CONCEPT and unit.concept and unit.concept == token.concept:
        return CONCEPT, "concept"
    if not value and len(unit.positions) == 1:
        short, long = sorted((unit.text, token.text), key=len)
        if (
            len(short) == 1
            and len(long) > 1
            and token.role not in {"legal", "stop"}
            and unit.role not in {"legal", "stop"}
            and _first(unit.text, unit.script) == _first(token.text, token.script)
        ):
            return INITIAL, "initial"
    return value, how


def _counts(word: Unit | Token) -> int | None:
    """The number that a word is, or that a single letter is beside a number."""
    return lexicon.ROMAN_LETTERS.get(word.text) if word.number is None else word.number


def _first(word: str, script: str) -> str:
    key = readings(word, script)[0].key
    return key[1] if key[0] in "=#" and len(key) > 1 else key[0]


def _cut_links(
    unit: Unit,
    listed: Sequence[Token],
    cuts: Callable[[Unit], Sequence[tuple[str, ...]]],
) -> list[Link]:
    """Links to two or three neighbours that spell the unit together."""
    if len(listed) < 2:
        return []
    ways = set(cuts(unit))
    if not ways:
        return []
    keys = [readings(token.text, token.script)[0].key for token in listed]
    return [
        Link(CUT, unit.positions, tuple(range(place, place + width)), "cut")
        for width in (2, 3)
        for place in range(len(listed) - width + 1)
        if tuple(keys[place : place + width]) in ways
    ]


def _acronyms(units: Sequence[Unit], listed: Sequence[Token]) -> list[Link]:
    """A short word of one side that is the initials of neighbours on the other."""
    found: list[Link] = []
    singles = [unit for unit in units if len(unit.positions) == 1]
    ours = [
        (unit.positions[0], _first(unit.text, unit.script))
        for unit in singles
        if unit.role not in {"stop", "legal"}
    ]
    theirs = [
        (place, _first(token.text, token.script))
        for place, token in enumerate(listed)
        if token.role not in {"stop", "legal"}
    ]
    for unit in singles:
        if unit.role == "distinctive" and 3 <= len(unit.text) <= 7:
            found.extend(
                Link(ACRONYM, unit.positions, places, "acronym")
                for places in _initials(unit.text, unit.script, theirs)
            )
    for place, token in enumerate(listed):
        if token.role == "distinctive" and 3 <= len(token.text) <= 7:
            found.extend(
                Link(ACRONYM, places, (place,), "acronym")
                for places in _initials(token.text, token.script, ours)
            )
    return found


def _initials(
    word: str, script: str, firsts: list[tuple[int, str]]
) -> list[tuple[int, ...]]:
    letters = [_first(char, script) for char in word]
    size = len(letters)
    return [
        tuple(place for place, _ in firsts[start : start + size])
        for start in range(len(firsts) - size + 1)
        if [first for _, first in firsts[start : start + size]] == letters
    ]


def _prefix(units: Sequence[Unit], listed: Sequence[Token]) -> list[Link]:
    """The last word of a cut-off subject as the beginning of a listed word."""
    last = max(
        (unit for unit in units if len(unit.positions) == 1),
        key=lambda unit: unit.positions,
    )
    return [
        Link(PREFIX, last.positions, (place,), "prefix")
        for place, token in enumerate(listed)
        if len(token.text) > len(last.text) >= 1
        and token.script == last.script
        and token.text.startswith(last.text)
    ]
