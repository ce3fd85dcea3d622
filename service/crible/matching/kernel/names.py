"""Names that may reach the line beside a subject, chosen by the compiled library."""

from __future__ import annotations

import ctypes
import struct
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crible.matching.alignment import (
    ACRONYM,
    ACRONYM_LETTERS,
    CONCEPT,
    CUT,
    INITIAL,
    PREFIX,
    initials_of_word,
    is_acronym,
)
from crible.matching.index import TWICE, is_light
from crible.matching.kernel.library import Room, Sparse, address, needed
from crible.matching.prospects import (
    ALIKE,
    INITIAL_BITS,
    LEAST_BITS,
    LIGHT_BITS,
    NEARLY_ALL,
    TIGHT,
)
from crible.matching.rarity import prior
from crible.matching.side import TELLING, stands_beside
from crible.matching.storage import key_of
from crible.matching.units import APART, joined_text, unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.cards import Card
    from crible.matching.ceiling import Ceiling
    from crible.matching.found import Found
    from crible.matching.index import Index
    from crible.matching.kernel.words import KernelWords
    from crible.matching.profile import Profile
    from crible.matching.retrieval import Retrieval, Way
    from crible.text.tokens import Token

# Limits of kernel.h; a longer name takes the way in Python.
MOST_TOKENS = 56
_MOST_PIECES = 3
_MOST_WAYS = 256
# Words met by the units of one subject.
_MOST_ROWS = 1 << 15
# Sums in another order may differ in the last place.
_SLACK = 1e-9
# The words of a subject, see names.c.
_IDLE, _SILENT, _RARE, _STOP, _ASSUMED, _SINGLE, _SPEAKS, _ACRONYM = (
    1,
    2,
    4,
    8,
    16,
    32,
    64,
    128,
)


class _Numbers(ctypes.Structure):
    """``numbers`` of names.c."""

    _fields_ = [
        *[
            (name, ctypes.c_double)
            for name in (
                *("telling", "concept", "cut", "initial", "acronym", "initial_bits"),
                *("light_bits", "nearly_all", "tight", "alike", "least_bits"),
                *("weight_initial", "slack", "prefix"),
            )
        ],
        *[
            (name, ctypes.c_uint32)
            for name in ("acronym_shortest", "acronym_longest", "twice")
        ],
    ]


class _Question(ctypes.Structure):
    """``question`` of names.c."""

    _fields_ = [
        *[
            (name, ctypes.c_char_p)
            for name in ("cards", "units", "spans", "firsts", "wholes", "last")
        ],
        *[
            (name, ctypes.c_uint64)
            for name in (
                *("tokens", "unit_count", "firsts_size", "whole_count"),
                "last_size",
            )
        ],
        ("bar", ctypes.c_double),
        ("persons", ctypes.c_int32),
        ("filed", ctypes.c_uint32),
    ]


# ``card``, ``unit_card`` and ``way`` of names.c, as bytes.
_CARD = struct.Struct("=3d4I")
_UNIT = struct.Struct("=IiQQQQQ")
_WAY = struct.Struct("=8Q4I")
# ``query`` of names.c: the library lays out there what it is asked.
_QUERY_BYTES = 1 << 14


class Row(NamedTuple):
    """What the library is told of a word.

    Attributes:
        card: of the word, as bytes.
        unit: of the word as something to look up, as bytes.
        joins: whether it may be written together with its neighbours.
        held: what the bytes point to.
    """

    card: bytes
    unit: bytes
    joins: bool
    held: object


class Near(NamedTuple):
    """Names that may reach the line.

    Attributes:
        names: their places, in order.
        best: the most that each may reach.
        filed: whether there are names under a key of the whole name.
    """

    names: NDArray[np.uint32]
    best: NDArray[np.float64]
    filed: bool


class _NameRoom(ctypes.Structure):
    """``name_room`` of names.c."""

    _fields_ = [
        ("names", Sparse),
        *[(name, ctypes.c_void_p) for name in ("taken", "rows", "heads")],
        *[(name, ctypes.c_uint64) for name in ("most_rows", "heads_mask", "row_count")],
    ]


class KernelNames:
    """The twin of ``Retrieval.names`` and ``Bound``."""

    def __init__(
        self,
        index: Index,
        profile: Profile,
        words: KernelWords,
        retrieval: Retrieval,
        curves: Sequence[Ceiling],
    ) -> None:
        """Set up the room for questions and answers.

        Args:
            index: what is looked into.
            profile: the parameters.
            words: of the same index.
            retrieval: tells what words are met, and how they may be cut.
            curves: of persons, and of all others.

        Raises:
            RuntimeError: there is no compiled library.
        """
        found = needed()
        self._call = found.crible_names
        self._index = index
        self._profile = profile
        self._retrieval = retrieval
        self._room = Room()
        self._keep = words
        self._question = _Question()
        self._numbers = _Numbers(
            *(TELLING, CONCEPT, CUT, INITIAL, ACRONYM, INITIAL_BITS, LIGHT_BITS),
            *(NEARLY_ALL, TIGHT - 1e-6, ALIKE - 1e-6, LEAST_BITS),
            *(profile.weight_initial, _SLACK, PREFIX),
            *(min(ACRONYM_LETTERS), max(ACRONYM_LETTERS), TWICE),
        )
        self._curves = np.array([curve.coefficients() for curve in curves])
        count = index.name_count
        heads = 1 << 11
        self._work = _NameRoom(
            self._room.sparse(count),
            self._room.make(3 * count, np.float64),
            self._room.make(3 * _MOST_ROWS, np.float64),
            self._room.make(heads),
            *(_MOST_ROWS, heads - 1, 0),
        )
        self._names = np.zeros(max(1, count), dtype=np.uint32)
        self._best = np.zeros(max(1, count))
        self._nobody = self._names[:0], self._best[:0]
        self._addresses = (
            words.arrays,
            ctypes.addressof(self._numbers),
            address(self._curves),
            ctypes.addressof(self._question),
            self._room.make(_QUERY_BYTES, np.uint8),
            ctypes.addressof(self._work),
            self._room.make(_MOST_WAYS * _WAY.size, np.uint8),
            address(self._names),
            address(self._best),
        )
        self._meanings: dict[str, tuple[int, int]] = {}

    def near(
        self, asked: Asked, wholes: Sequence[int], bar: float, persons: bool | None
    ) -> Near | None:
        """Names that may reach the bar, in order, with the most that each may reach.

        Args:
            asked: the subject's name, with its cards.
            wholes: hashes of the keys of the name as a whole.
            bar: what they have to reach, as a logit.
            persons: keep to persons, or to names of others.

        Returns:
            None for a name that only Python can look up.
        """
        tokens, cards = asked.side.tokens, asked.cards
        if not 0 < len(tokens) <= MOST_TOKENS:
            return None
        rows = [
            card.row or self._row(token, card)
            for token, card in zip(tokens, cards, strict=True)
        ]
        units, spans, held = self._units(tokens, rows)
        firsts = "".join([card.first for card in cards if card.said]).encode(
            "utf-8", "surrogatepass"
        )
        question = self._question
        question.cards = b"".join([row.card for row in rows])
        question.units = b"".join(units)
        question.spans = spans
        question.firsts = firsts
        question.wholes = struct.pack(f"={len(wholes)}I", *wholes)
        last = (tokens[-1].text if asked.truncated else "").encode(
            "utf-8", "surrogatepass"
        )
        question.last = last
        question.last_size = len(last)
        question.tokens = len(tokens)
        question.unit_count = len(units)
        question.firsts_size = len(firsts)
        question.whole_count = len(wholes)
        question.bar = bar
        question.persons = -1 if persons is None else persons
        count = self._call(*self._addresses)
        del held
        if count < 0:
            return None
        filed = bool(question.filed)
        if not count:
            return Near(*self._nobody, filed)
        names, best = self._names[:count], self._best[:count]
        order = names.argsort()
        return Near(names[order], best[order], filed)

    def _units(
        self, tokens: Sequence[Token], rows: Sequence[Row]
    ) -> tuple[list[bytes], bytes, list[Found]]:
        """What is looked up, where it stands, and what must not go meanwhile.

        These are the units of ``units``: words, and neighbours written together.
        """
        found = [row.unit for row in rows]
        count = len(tokens)
        spans = bytearray(_SPANS[: 2 * count])
        held: list[Found] = []
        for width in (2, 3):
            for start in range(count - width + 1):
                if not all(map(_JOINS, rows[start : start + width])):
                    continue
                joined = joined_text(tokens[start : start + width])
                if joined:
                    met = self._retrieval.met_joined(joined, tokens[start].script)
                    held.append(met)
                    found.append(_UNIT.pack(0, -1, *met.addresses[:2], met.count, 0, 0))
                    spans += bytes((start, width))
        return found, bytes(spans), held

    def _row(self, token: Token, card: Card) -> Row:
        """What the library is told of a word, now kept with its card."""
        idle, single = not card.said, len(token.text) == 1
        rare = (
            card.weight > TELLING
            and token.role == "distinctive"
            and prior(token.text, token.script) <= self._profile.rare
        )
        flags = (
            _IDLE * idle
            | _SILENT * stands_beside(token)
            | _RARE * rare
            | _STOP * (token.role == "stop")
            | _ASSUMED * (single or is_light(token, card.weight, self._profile))
            | _SINGLE * single
            | _SPEAKS * (token.number is None and not idle)
        )
        acronym = 0
        if is_acronym(token):
            flags |= _ACRONYM
            acronym = key_of("%" + initials_of_word(token.text, token.script))
        unit = unit_of(token, 0)
        met, ways = self._retrieval.met(unit), self._retrieval.ways(unit)
        cut = np.frombuffer(b"".join(map(_way, ways)), dtype=np.uint8)
        code = number = 0
        if token.concept:
            code, number = self._meaning(token.concept)
        card.row = row = Row(
            _CARD.pack(
                *(card.weight, card.bits, card.size, ord(card.first)),
                *(acronym, flags, 0),
            ),
            _UNIT.pack(
                0 if token.role == "legal" else code,
                number if token.concept else -1,
                *(*met.addresses[:2], met.count),
                *(address(cut) if ways else 0, len(ways)),
            ),
            token.role not in APART,
            (met, ways, cut),
        )
        return row

    def _meaning(self, concept: str) -> tuple[int, int]:
        """The hash of a meaning and its number in the index; the answers are kept."""
        known = self._meanings.get(concept)
        if known is None:
            code = self._index.concept_code(concept)
            known = key_of("@" + concept), -1 if code is None else code
            self._meanings[concept] = known
        return known


_JOINS = attrgetter("joins")
# Where single words stand, of the longest name.
_SPANS = bytes(number for place in range(MOST_TOKENS) for number in (place, 1))


def _way(way: Way) -> bytes:
    """A way to cut a word, as bytes."""
    none = [0] * (_MOST_PIECES - len(way.pieces))
    return _WAY.pack(
        *[address(words) for words in way.pieces],
        *none,
        *map(len, way.pieces),
        *none,
        *(address(way.names), len(way.names)),
        *(0, len(way.pieces), way.light, 0),
    )
