"""Words in their roles, as they are noted: with all that reading them has told."""

from __future__ import annotations

from hashlib import blake2b
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crible.batch import traces
from crible.matching import keys

if TYPE_CHECKING:
    from crible.matching.asked import Asked
    from crible.matching.index import Index
    from crible.text.tokens import Token

# Kinds that are remembered; then it begins anew.
_KEPT = 1 << 14
JOINED = "joined"
# The columns of kinds that hold one number each, as ``struct`` packs them.
NUMBERS = np.dtype(
    [("size", "<u2"), ("weight", "<f8"), ("bits", "<f8"), ("flags", "<u1")]
)
_PACKED = Struct("<HddB").pack


class Kind(NamedTuple):
    """A kind of ``Traces``: its hash, the columns of one number, and its texts."""

    hash: int
    numbers: bytes
    text: bytes
    reads: bytes


class Kinds:
    """The kinds that were met lately: most words come again.

    Args:
        index: which the engine asks.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[Any, Kind] = {}

    def of_word(self, asked: Asked, place: int) -> Kind:
        """The kind of a word of a question."""
        token = asked.side.tokens[place]
        # All but its places in the name.
        identity: tuple[Any, ...] = token[:1] + token[3:]
        kind = self._known.get(identity)
        if kind is None:
            side = asked.side
            listed = token.role == "distinctive" and self._index.entries_with(
                token.text, token.script
            )
            kind = self._kept(
                identity,
                _said(token),
                _PACKED(
                    side.sizes[place],
                    side.weights[place],
                    side.bits[place],
                    traces.LISTED if listed else 0,
                ),
                token.text,
                token.script,
                joined=False,
            )
        return kind

    def of_run(self, word: str, script: str) -> Kind:
        """The kind of words written together."""
        identity = word, script
        kind = self._known.get(identity)
        if kind is None:
            said = f"{script}\t{JOINED}\t\t\t\t{word}"
            numbers = _PACKED(0, 0.0, 0.0, 0)
            kind = self._kept(identity, said, numbers, word, script, joined=True)
        return kind

    def _kept(
        self,
        identity: Any,
        said: str,
        numbers: bytes,
        word: str,
        script: str,
        *,
        joined: bool,
    ) -> Kind:
        text = said.encode("utf-8", "surrogatepass")
        read = keys.read_of(word, script, joined=joined)
        lines = "\n".join(keys.spoken_keys(read, word, script, joined=joined))
        kind = Kind(
            int.from_bytes(blake2b(text, digest_size=8).digest()),
            numbers,
            text,
            lines.encode("utf-8", "surrogatepass"),
        )
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[identity] = kind
        return kind


def _said(token: Token) -> str:
    """A word and its part in a name; ``vocabulary.texts_of`` takes it apart."""
    number = "" if token.number is None else token.number
    low = "1" if token.low else ""
    head = f"{token.script}\t{token.role}\t{token.concept}\t{low}\t{number}"
    return f"{head}\t{token.text}"
