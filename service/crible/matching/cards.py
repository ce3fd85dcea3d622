"""What a word of a subject is beside an index: worked out once, and kept.

A night file writes Trading, Bank and Shenzhen again and again. What such a word weighs,
how it reads and which words of the index resemble it does not depend on its neighbours,
only on the part that it has in its name; a *card* holds all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.matching.index import weight_of
from crible.matching.kept import Kept
from crible.matching.side import IDLE, Side, bits_of, first_of, key_of_word, letters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crible.matching.index import Index
    from crible.matching.profile import Profile
    from crible.text.tokens import Token

# Words of which a card is kept.
_KEPT = 1 << 14


@dataclass(slots=True)
class Card:
    """A word in one part.

    Attributes:
        weight: beside a rare word's 1.
        key: its plain reading.
        size: letters of that.
        bits: what it says, see ``side.bits_of``.
        first: the first letter of its reading.
        said: whether it is more than a form.
        row: what the compiled library is told of it; set by ``KernelNames`` once
            somebody asks.
    """

    weight: float
    key: str
    size: int
    bits: float
    first: str
    said: bool
    row: Any = None


class Cards:
    """The cards of one index."""

    def __init__(self, index: Index, profile: Profile) -> None:
        """Make cards by the counts of an index and the weights of a profile."""
        self._index = index
        self._profile = profile
        self._kept: Kept[tuple[object, ...], Card] = Kept(_KEPT)

    def of(self, tokens: Iterable[Token]) -> tuple[Card, ...]:
        """The card of each word of a name."""
        kept = self._kept
        found = []
        for token in tokens:
            text, _, _, *part = token
            asked = (text, *part)
            card = kept.get(asked)
            if card is None:
                card = kept[asked] = self._made(token)
            found.append(card)
        return tuple(found)

    def _made(self, token: Token) -> Card:
        weight = weight_of(token, self._index, self._profile)
        key = key_of_word(token.text, token.script)
        size = letters_of(key)
        bits = bits_of(token, weight, size)
        return Card(weight, key, size, bits, first_of(key), token.role not in IDLE)


def side_of_cards(tokens: Sequence[Token], cards: Sequence[Card]) -> Side:
    """The words of a name as columns, numbered in turn: the same as ``side_of``."""
    return Side(
        tuple(tokens),
        tuple([card.weight for card in cards]),
        tuple([card.key for card in cards]),
        tuple([card.size for card in cards]),
        tuple([card.bits for card in cards]),
        tuple(range(len(cards))),
    )
