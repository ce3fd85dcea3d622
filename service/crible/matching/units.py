"""The subject as units to look up: each token, and neighbours written together.

A *unit* covers one or more tokens of the subject: ``gazprom bank`` is looked up as two
words and as ``gazprombank``. The reverse, a subject's word that the list writes as two,
is found by cutting its skeleton (see ``cuts``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.text.skeleton import readings

if TYPE_CHECKING:
    from crible.text.tokens import Parsed

# A joined unit longer than this is no word of any list.
_LONGEST = 28
_APART = frozenset({"legal", "stop", "number"})
# Both halves of a cut word need this many letters of skeleton.
_SHORTEST_HALF = 2


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
    found = [
        Unit(
            token.text, token.script, (place,), token.concept, token.role, token.number
        )
        for place, token in enumerate(tokens)
    ]
    for width in (2, 3):
        for start in range(len(tokens) - width + 1):
            run = tokens[start : start + width]
            text = "".join(token.text for token in run)
            if (
                len(text) <= _LONGEST
                and not any(token.role in _APART for token in run)
                and len({token.script for token in run}) == 1
            ):
                positions = tuple(range(start, start + width))
                found.append(Unit(text, run[0].script, positions, role="joined"))
    return tuple(found)


def cuts(unit: Unit) -> tuple[tuple[str, str], ...]:
    """The ways to cut a word's plain skeleton in two; none for a joined unit."""
    if len(unit.positions) > 1 or unit.role in _APART:
        return ()
    key = readings(unit.text, unit.script)[0].key
    if key[0] in "=#" or not 5 <= len(key) <= 2 * _LONGEST:
        return ()
    return tuple(
        (key[:place], key[place:])
        for place in range(_SHORTEST_HALF, len(key) - _SHORTEST_HALF + 1)
    )
