"""Which words of the subject stand for which words of a listed name.

Order-free: every link between a unit of the subject and one or two tokens of the
listed name competes by what it would explain, and the best ones that do not overlap
are taken. The result is the single source of both the score and its explanation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from unidecode import unidecode

from crible.matching.side import IDLE, first_of
from crible.text import lexicon
from crible.text.romanise import pinyin
from crible.text.skeleton import readings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crible.matching.asked import Asked
    from crible.matching.side import Side
    from crible.matching.units import Unit
    from crible.text.tokens import Token

    Agreement = tuple[int, float, str]


class Credits(Protocol):
    """For a word the units that it resembles, how far, and how."""

    def get(self, word: int, default: Sequence[Agreement], /) -> Sequence[Agreement]:
        """(unit, value, how) rows of a word; ``default`` when no unit resembles it."""


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


def align(asked: Asked, listed: Side, credits_of: Credits) -> Alignment:
    """Choose the links between a subject and one listed name.

    Args:
        asked: the subject's name.
        listed: the listed name.
        credits_of: for each word of the index that resembles a unit of the subject,
            the units that it resembles, with how far and how.
    """
    links = _without_lone_initial(_word_links(asked, listed, credits_of), asked, listed)
    links += _acronyms(asked, listed)
    if asked.truncated:
        links += _prefix(asked, listed)
    our_weights, their_weights = asked.side.weights, listed.weights

    def worth(link: Link) -> tuple[float, int, tuple[int, ...], tuple[int, ...]]:
        value, ours, theirs, _ = link
        share = sum([their_weights[place] for place in theirs])
        share += sum([our_weights[place] for place in ours])
        # Of equal worth, links that keep the order come first: first to first.
        return (-value * share, abs(ours[0] - theirs[0]), ours, theirs)

    if len(links) > 1:
        links.sort(key=worth)
    chosen: list[Link] = []
    used_subject: set[int] = set()
    used_listed: set[int] = set()
    for link in links:
        if used_subject.isdisjoint(link.subject) and used_listed.isdisjoint(
            link.listed
        ):
            used_subject.update(link.subject)
            used_listed.update(link.listed)
            chosen.append(link)
    chosen = [
        _with_phrase(link, asked, listed, used_subject, used_listed) for link in chosen
    ]
    chosen.sort(key=_listed_places)
    return Alignment(tuple(chosen))


def _without_lone_initial(links: list[Link], asked: Asked, listed: Side) -> list[Link]:
    """Two initials in two scripts are V.A. and В.А.; one, as in М-Инвест, says nothing."""
    lone = [
        link
        for link in links
        if len(link.listed) == len(link.subject) == 1
        and len(listed.tokens[link.listed[0]].text) == 1
        and len(asked.side.tokens[link.subject[0]].text) == 1
        and listed.tokens[link.listed[0]].script
        != asked.side.tokens[link.subject[0]].script
    ]
    if not lone or len({link.listed for link in lone}) > 1:
        return links
    return [link for link in links if link not in lone]


# Roles of words that a phrase may stand for.
_TRADES = frozenset({"generic", "line"})


def _with_phrase(
    link: Link, asked: Asked, listed: Side, ours: set[int], theirs: set[int]
) -> Link:
    """A link with the rest of the phrase that its words belong to.

    Of "design bureau" and КБ, which mean the same, one word is linked; the other one is
    not missing.
    """
    if len(link.subject) > 1 or len(link.listed) > 1:
        return link
    token, tokens = listed.tokens[link.listed[0]], asked.side.tokens
    concept = token.concept
    if (
        not concept
        or token.role not in _TRADES
        or tokens[link.subject[0]].concept != concept
    ):
        return link
    return link._replace(
        subject=_phrase(tokens, link.subject[0], concept, ours),
        listed=_phrase(listed.tokens, link.listed[0], concept, theirs),
    )


def _phrase(
    tokens: Sequence[Token], place: int, concept: str, used: set[int]
) -> tuple[int, ...]:
    """The place with its neighbours of this concept that are not used yet."""
    first = last = place
    while first > 0 and _may_join(tokens, first - 1, concept, used):
        first -= 1
    while last + 1 < len(tokens) and _may_join(tokens, last + 1, concept, used):
        last += 1
    found = tuple(range(first, last + 1))
    used.update(found)
    return found


def _may_join(
    tokens: Sequence[Token], place: int, concept: str, used: set[int]
) -> bool:
    return place not in used and tokens[place].concept == concept


def _listed_places(link: Link) -> tuple[int, ...]:
    return link.listed


def _word_links(asked: Asked, listed: Side, credits_of: Credits) -> list[Link]:
    """Links of a unit with one listed word, and with two or three that spell it."""
    links: list[Link] = []
    units = asked.units
    strongest = [0.0] * len(units)
    for place in range(len(listed.tokens)):
        alone: dict[int, float] = {}
        for unit, value, how in _agreeing(asked, listed, place, credits_of):
            positions = units[unit].positions
            if len(positions) == 1:
                alone[positions[0]] = value
            elif any(alone.get(part, 0.0) >= value for part in positions):
                # The rest of it is vowels that an abjad does not write.
                continue
            links.append(Link(value, positions, (place,), how))
            strongest[unit] = max(strongest[unit], value)
    if len(listed.tokens) > 1:
        keys = listed.keys
        for width in (2, 3):
            for place in range(len(keys) - width + 1):
                for unit in asked.cut_as(keys[place : place + width]):
                    if strongest[unit] < CUT_UNLESS:
                        run = tuple(range(place, place + width))
                        if not _may_spell(units[unit], listed, run):
                            continue
                        links.append(Link(CUT, units[unit].positions, run, "cut"))
    return links


def _may_spell(unit: Unit, listed: Side, run: Sequence[int]) -> bool:
    """Whether Latin words are a Han word to the letter: YOU Quan is not Yu Quan.

    A skeleton writes both alike, as French has ou for u.
    """
    if unit.script != "Hani":
        return True
    tokens = [listed.tokens[place] for place in run]
    return any(token.script != "Latn" for token in tokens) or (
        "".join(unidecode(token.text) for token in tokens) == pinyin(unit.text)
    )


Agreeing = tuple[int, float, str]


def _agreeing(  # noqa: C901, PLR0912 - the ways to agree, in the order in which they count
    asked: Asked, listed: Side, place: int, credits_of: Credits
) -> Iterator[Agreeing]:
    """The units that one listed word may stand for, with how far and how."""
    units, token = asked.units, listed.tokens[place]
    if token.number is not None:
        yield from _counting(asked, token, token.number)
        return
    letter = lexicon.ROMAN_LETTERS.get(token.text)
    if letter is not None and asked.numbered:
        # A single letter beside a number may count.
        for found in _counting(asked, token, letter):
            if units[found[0]].number is not None:
                yield found
    met = set()
    for unit, value, how in credits_of.get(listed.words[place], ()):
        if units[unit].number is not None:
            continue
        meaning = units[unit].concept
        if how == "edited" and token.concept and meaning not in {"", token.concept}:
            # A letter apart, and another trade: bakery, battery.
            continue
        met.add(unit)
        if value < CONCEPT and token.concept and meaning == token.concept:
            yield unit, CONCEPT, "concept"
        else:
            yield unit, value, how
    if token.concept:
        for unit in asked.by_concept.get(token.concept, ()):
            if unit not in met and units[unit].number is None:
                met.add(unit)
                yield unit, CONCEPT, "concept"
    for unit in _abbreviated(asked, token, listed.keys[place]):
        if unit not in met:
            yield unit, INITIAL, "initial"


def _abbreviated(asked: Asked, token: Token, key: str) -> Sequence[int]:
    """The words of which a single letter is the first, on either side."""
    if token.role in IDLE:
        return ()
    by_first = asked.by_first if len(token.text) == 1 else asked.singles
    return by_first.get(first_of(key), ()) if by_first else ()


def _counting(asked: Asked, token: Token, count: int) -> Iterator[Agreeing]:
    """The units that are the same number as a listed word."""
    for unit, ours in asked.counts:
        if ours == count:
            same = asked.units[unit].text == token.text
            yield unit, 1.0 if same else CONCEPT, "number"


# Letters of an acronym.
ACRONYM_LETTERS = range(3, 8)


def is_acronym(token: Token | Unit) -> bool:
    """Whether a word may be the initials of others."""
    return token.role == "distinctive" and len(token.text) in ACRONYM_LETTERS


def initials_of_word(word: str, script: str) -> str:
    """The letters of an acronym as initials are compared."""
    return "".join(first_of(readings(char, script)[0].key) for char in word)


def _acronyms(asked: Asked, listed: Side) -> list[Link]:
    """A short word of one side that is the initials of neighbours on the other."""
    found: list[Link] = []
    if asked.acronyms and len(listed.tokens) >= ACRONYM_LETTERS.start:
        places = [i for i, t in enumerate(listed.tokens) if t.role not in IDLE]
        firsts = "".join([first_of(listed.keys[place]) for place in places])
        for letters, positions in asked.acronyms:
            found.extend(
                Link(ACRONYM, positions, run, "acronym")
                for run in _runs(letters, firsts, places)
            )
    firsts = asked.firsts
    if len(firsts) >= ACRONYM_LETTERS.start:
        for place, token in enumerate(listed.tokens):
            if (
                is_acronym(token)
                and len(token.text) <= len(firsts)
                and first_of(listed.keys[place]) in firsts
            ):
                letters = initials_of_word(token.text, token.script)
                found.extend(
                    Link(ACRONYM, run, (place,), "acronym")
                    for run in _runs(letters, firsts, asked.said)
                )
    return found


def _runs(
    letters: str, firsts: str, places: Sequence[int]
) -> Iterator[tuple[int, ...]]:
    """The neighbours whose first letters are these."""
    start = firsts.find(letters)
    while start >= 0:
        yield tuple(places[start : start + len(letters)])
        start = firsts.find(letters, start + 1)


def _prefix(asked: Asked, listed: Side) -> list[Link]:
    """The last word of a cut-off subject as the beginning of a listed word."""
    last = asked.units[len(asked.side.tokens) - 1]
    return [
        Link(PREFIX, last.positions, (place,), "prefix")
        for place, token in enumerate(listed.tokens)
        if len(token.text) > len(last.text) >= 1
        and token.script == last.script
        and token.text.startswith(last.text)
    ]
