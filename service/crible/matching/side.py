"""One of the two names that are held against each other, with what its words weigh.

Everything that scoring asks of a word again and again is worked out once: its plain
reading, how many letters that has, and how much the word says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crible.text.abbreviations import is_abbreviation
from crible.text.skeleton import readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crible.text.tokens import Parsed, Token

# Above this weight a word tells names apart; up to it many names share it.
TELLING = 0.3
# Words that are neither named nor missed: forms, and of, and.
IDLE = frozenset({"legal", "stop"})


class Part(NamedTuple):
    """One word of a name.

    Attributes:
        token: the word and its role.
        weight: beside a rare word's 1.
        key: its plain reading.
        size: letters of its reading.
        bits: what it says, see ``bits_of``.
        word: its place among the words of an index, or in its name.
    """

    token: Token
    weight: float
    key: str
    size: int
    bits: float
    word: int


class Side(NamedTuple):
    """The words of a name as columns; see ``Part``."""

    tokens: tuple[Token, ...] = ()
    weights: tuple[float, ...] = ()
    keys: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    bits: tuple[float, ...] = ()
    words: tuple[int, ...] = ()


def part_of(token: Token, weight: float, key: str, word: int) -> Part:
    """A word with what its reading makes of it."""
    size = letters_of(key)
    return Part(token, weight, key, size, bits_of(token, weight, size), word)


def side_of_parts(parts: Iterable[Part]) -> Side:
    """The columns of a run of words."""
    return Side(*zip(*parts, strict=True))


def side_of(parsed: Parsed, weights: Sequence[float]) -> Side:
    """A parsed name with the weights of its words, which are numbered in turn."""
    return side_of_parts(
        part_of(token, weight, key_of_word(token.text, token.script), place)
        for place, (token, weight) in enumerate(
            zip(parsed.tokens, weights, strict=True)
        )
    )


# Letters of an abbreviation that may stand beside a brand: two are many things.
_SHORTEST_BESIDE = 3


def stands_beside(token: Token) -> bool:
    """Whether a word may stand beside the one that identifies a name: TSK Vektor."""
    return (
        token.role in IDLE
        or token.low
        or (len(token.text) >= _SHORTEST_BESIDE and is_abbreviation(token.text))
    )


def key_of_word(word: str, script: str) -> str:
    """The plain reading of a word."""
    return readings(word, script)[0].key


def first_of(key: str) -> str:
    """The first letter of a reading, a Han character as it is."""
    return key[1] if key[0] in "=#" and len(key) > 1 else key[0]


def letters_of(key: str) -> int:
    """Letters of a reading; a Han character counts as three."""
    return 3 * (len(key) - 1) if key[0] == "=" else len(key)


# What a word of a role says, in bits: the negative binary logarithm of the share of
# company names that hold such a word, by order of magnitude (text/tables/frequency.tsv).
_ROLE_BITS = {
    "legal": 1.0, "stop": 1.0, "generic": 8.0, "line": 6.0, "place": 7.0, "number": 4.0,
    "initial": 3.0, "particle": 3.0, "title": 3.0, "patronymic": 7.0,
}  # fmt: skip
_LOW_BITS = 4.0


def bits_of(token: Token, weight: float, size: int) -> float:
    """How much a word narrows down: several generic words together tell, too.

    Args:
        token: the word; its role decides, and whether it says next to nothing.
        weight: of a distinctive word, by how rare it is.
        size: letters of its reading.
    """
    if token.role == "distinctive":
        # Up to two and a half bits a letter: a short word is met by chance.
        return (7.0 + 11.0 * weight) * min(1.4, size / 7.0)
    return _LOW_BITS if token.low else _ROLE_BITS.get(token.role, 3.0)
