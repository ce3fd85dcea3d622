"""Words in their roles, with all keys by which the engine looks for them."""

from __future__ import annotations

import re
from array import array
from hashlib import blake2b
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crible.batch import traces
from crible.matching import keys
from crible.matching.alignment import initials_of_word, is_acronym
from crible.matching.rarity import prior
from crible.matching.side import IDLE, first_of, stands_beside
from crible.matching.storage import key_of
from crible.matching.units import UNSPACED
from crible.text.scripts import ABJADS
from crible.text.skeleton import readings

if TYPE_CHECKING:
    from crible.matching import Profile
    from crible.matching.asked import Asked
    from crible.matching.index import Index
    from crible.matching.units import Unit
    from crible.text.tokens import Token

# Kinds that are remembered; then it begins anew.
_KEPT = 1 << 14
# Readings of a word that are noted: all that the finder looks at with an edit or cut.
READ = 4
# Consonants of a word that are a key of it, see ``keys.exact_keys``: two, and the mark.
LEAST_CONSONANTS = 2


class Kind(NamedTuple):
    """A kind of ``Traces``: its hash, the columns of one number, and its lists."""

    hash: int
    numbers: bytes
    text: bytes
    exact: bytes
    reads: bytes


class Kinds:
    """The kinds that were met lately: most words come again.

    Args:
        index: which the engine asks.
        profile: its parameters.
    """

    def __init__(self, index: Index, profile: Profile) -> None:
        self._index = index
        self._profile = profile
        self._known: dict[Any, Kind] = {}
        self._initials: dict[tuple[str, str], str] = {}

    def of_word(self, asked: Asked, place: int) -> Kind:
        """The kind of a word of a question."""
        token = asked.side.tokens[place]
        # All but its places in the name.
        identity: tuple[Any, ...] = token[:1] + token[3:]
        kind = self._known.get(identity)
        return kind or self._kind(identity, asked, place)

    def of_run(self, unit: Unit) -> Kind:
        """The kind of words written together."""
        identity = unit.text, unit.script
        kind = self._known.get(identity)
        return kind or self._keep(identity, unit, (0, 0, 0, 0.0, 0.0, 0))

    def _kind(self, identity: Any, asked: Asked, place: int) -> Kind:
        """Note a word that was not met lately."""
        side, unit = asked.side, asked.units[place]
        token = side.tokens[place]
        distinctive = token.role == "distinctive"
        flags = 0
        if token.role in IDLE:
            flags |= traces.IDLE
        if stands_beside(token):
            flags |= traces.SILENT
        if distinctive and prior(token.text, token.script) <= self._profile.rare:
            flags |= traces.RARE
        if len(token.text) == 1:
            flags |= traces.SINGLE
        if distinctive and self._index.entries_with(token.text, token.script):
            flags |= traces.LISTED
        if may_be_spelled(unit):
            flags |= traces.SPELLED
        acronym = 0
        if is_acronym(token):
            acronym = key_of("%" + self._letters_of(token))
        numbers = (
            acronym,
            ord(first_of(side.keys[place])),
            side.sizes[place],
            side.weights[place],
            side.bits[place],
            flags,
        )
        return self._keep(identity, unit, numbers, low=token.low)

    def _letters_of(self, token: Token) -> str:
        """``initials_of_word``, letter by letter from what is known of each."""
        found = ""
        for char in token.text:
            letter = self._initials.get((char, token.script))
            if letter is None:
                letter = initials_of_word(char, token.script)
                self._initials[char, token.script] = letter
            found += letter
        return found

    def _keep(
        self,
        identity: Any,
        unit: Unit,
        numbers: tuple[int, int, int, float, float, int],
        *,
        low: bool = False,
    ) -> Kind:
        """Note a word, or words written together, with all keys it is looked up by."""
        word, script = unit.text, unit.script
        joined = len(unit.positions) > 1
        heard = keys.read_of(word, script, joined=joined)
        read = [reading.key for reading in heard]
        exact = list(read)
        plain = next((key for key in read if key[0] not in "=#"), "")
        skeleton = skeleton_key(plain)
        sound = 0
        if script in ABJADS or plain is not read[0]:
            exact.append(skeleton)
        elif len(skeleton) > LEAST_CONSONANTS:
            sound = key_of(skeleton)
        exact += keys.spoken_keys(heard, word, script, joined=joined)[len(read) :]
        # Signs of Han and consonants alone are found by their keys; no letter tells.
        edits = [key for key in read[:READ] if key[0] not in "=#"]
        *rest, flags = numbers
        if not all(map(str.isascii, edits)):
            flags |= traces.ODD
            edits = []
        if script in UNSPACED:
            flags |= traces.UNSPACED
        text = "\t".join(
            (
                script,
                unit.role,
                unit.concept,
                "1" if low else "",
                "" if unit.number is None else str(unit.number),
                word,
            )
        ).encode("utf-8", "surrogatepass")
        kind = Kind(
            int.from_bytes(blake2b(text, digest_size=8).digest()),
            _PACKED(len(read[0]), sound, key_of(f"!{script}{word}"), *rest, flags),
            text,
            array("I", map(key_of, exact)).tobytes(),
            "\n".join(edits).encode(),
        )
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[identity] = kind
        return kind


# The columns of kinds that hold one number each, as ``struct`` packs them.
NUMBERS = np.dtype(
    [
        ("plain_size", "<u2"),
        ("sound", "<u4"),
        ("own", "<u4"),
        ("acronym", "<u4"),
        ("first", "<u4"),
        ("size", "<u2"),
        ("weight", "<f8"),
        ("bits", "<f8"),
        ("flags", "<u2"),
    ]
)
_PACKED = Struct("<HIIIIHddH").pack
# With the mark in front of them.
_SOUNDLESS = str.maketrans("ZCcg", "jSsk", "aeiouyvw")
_DOUBLE = re.compile(r"(.)\1+")


def skeleton_key(key: str) -> str:
    """The key of the consonants of a reading; what ``skeleton.consonants`` says."""
    return "#" + _DOUBLE.sub(r"\1", key.translate(_SOUNDLESS).rstrip("h"))


def may_be_spelled(unit: Unit) -> bool:
    """Whether ``units.spelled`` may say something of a word; quick, and often wrongly yes."""
    if unit.script == "Hang":
        return True
    return any(
        "abd" in reading.key or "lah" in reading.key
        for reading in readings(unit.text, unit.script)[:READ]
    )
