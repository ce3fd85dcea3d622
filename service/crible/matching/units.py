"""The subject as units to look up: each token, and neighbours written together.

A *unit* covers one or more tokens of the subject: ``gazprom bank`` is looked up as two
words and as ``gazprombank``. The reverse, a subject's word that the list writes as two,
is found by cutting its skeleton (see ``cuts``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.text.skeleton import readings
from crible.text.syllables import cut_name, is_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crible.text.tokens import Parsed, Token

# A joined unit longer than this is no word of any list.
_LONGEST = 28
APART = frozenset({"legal", "stop", "number"})
# Skeletons shorter than this are not cut.
_SHORTEST_CUT = 5
# Readings of a word that are cut.
_READ = 4
# Scripts that write a person's names in one piece.
UNSPACED = frozenset({"Hang", "Hani", "Jpan", "Kana", "Hira", "Thai"})
# Both halves of a cut word need this many letters of skeleton.
SHORTEST_HALF = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """``positions`` are the subject's tokens that ``text`` stands for."""

    text: str
    script: str
    positions: tuple[int, ...]
    concept: str = ""
    role: str = "distinctive"
    number: int | None = None


def units(parsed: Parsed) -> tuple[Unit, ...]:
    """All units of a name: its tokens first, then joined pairs and triples."""
    tokens = parsed.tokens
    found = [unit_of(token, place) for place, token in enumerate(tokens)]
    for width in (2, 3):
        for start in range(len(tokens) - width + 1):
            run = tokens[start : start + width]
            text = joined_text(run)
            if text and not any(token.role in APART for token in run):
                positions = tuple(range(start, start + width))
                found.append(Unit(text, run[0].script, positions, role="joined"))
    return tuple(found)


def unit_of(token: Token, place: int) -> Unit:
    """A word by itself."""
    return Unit(
        token.text, token.script, (place,), token.concept, token.role, token.number
    )


def joined_text(run: Sequence[Token]) -> str:
    """Neighbours of one script written together; empty when that is no word any more."""
    script = run[0].script
    for token in run:
        if token.script != script:
            return ""
    text = "".join([token.text for token in run])
    return text if len(text) <= _LONGEST else ""


def readings_to_cut(unit: Unit) -> list[str]:
    """The readings of a word that are cut; none for a joined unit."""
    if len(unit.positions) > 1 or unit.role in APART:
        return []
    return [
        reading.key
        for reading in readings(unit.text, unit.script)[:_READ]
        if reading.key[0] not in "=#" and _SHORTEST_CUT <= len(reading.key) <= _LONGEST
    ]


def spelled(unit: Unit) -> list[tuple[str, ...]]:
    """Ways to cut a name that are no cuts of its readings: each part has its own."""
    keys = readings_to_cut(unit)
    found = [way for key in keys for way in _servant(key)]
    if keys and unit.script == "Hang" and is_name(unit.text):
        found += [
            tuple(readings(part, "Latn")[0].key for part in way)
            for way in cut_name(unit.text)
        ]
    return found


# Abdulrahman, Abderrahmane: the servant of one of the names of God.
_SERVANT = re.compile("abd[aeiou]l?([^aeiou].{2,}?[^e])e?")
_SERVANTS = (
    ("abdul",),
    ("abdel",),
    ("abdal",),
    ("abd", "al"),
    ("abd", "el"),
    ("abd", "ul"),
)
_OF_GOD = re.compile("(.{3,})[uoa]lah")


def _servant(key: str) -> Iterator[tuple[str, ...]]:
    """Abdulraqib as Abdul Raqib, Abd al-Raqib, عبد الرقيب; Najibullah as نجيب الله."""
    found = _SERVANT.fullmatch(key)
    if found:
        name = found[1]
        yield from ((*first, name) for first in _SERVANTS)
        yield "abd", "al" + name
    found = _OF_GOD.fullmatch(key)
    if found:
        yield found[1], "alah"
    elif key == "abdulah":
        yield "abd", "alah"


def _halves(key: str) -> Iterator[tuple[str, str]]:
    for place in range(SHORTEST_HALF, len(key) - SHORTEST_HALF + 1):
        yield key[:place], key[place:]
        # A skeleton has no doubled letters: galina + anatolievna share their a.
        yield key[:place], key[place - 1 :]


def cuts(unit: Unit) -> tuple[tuple[str, ...], ...]:
    """The ways to cut a word's skeletons in two, or in three where names are unspaced.

    None for a joined unit.
    """
    found: list[tuple[str, ...]] = spelled(unit)
    for key in readings_to_cut(unit):
        for first, rest in _halves(key):
            found.append((first, rest))
            if unit.script in UNSPACED and len(rest) >= 2 * SHORTEST_HALF:
                found.extend((first, *pair) for pair in _halves(rest))
    return tuple(dict.fromkeys(found))
