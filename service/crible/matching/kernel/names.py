"""Names that may reach the line beside a subject, chosen by the compiled library."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.matching.alignment import ACRONYM, ACRONYM_LETTERS, CONCEPT, CUT, INITIAL
from crible.matching.index import TWICE, initials_keys, is_light
from crible.matching.kept import Kept
from crible.matching.kernel.library import Room, Sparse, needed
from crible.matching.prospects import (
    ALIKE,
    INITIAL_BITS,
    LEAST_BITS,
    LIGHT_BITS,
    NEARLY_ALL,
    TIGHT,
)
from crible.matching.rarity import prior
from crible.matching.side import IDLE, TELLING, first_of, stands_beside
from crible.matching.storage import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.ceiling import Ceiling
    from crible.matching.found import Found
    from crible.matching.index import Index
    from crible.matching.kernel.words import KernelWords
    from crible.matching.profile import Profile
    from crible.matching.retrieval import Way
    from crible.text.tokens import Token

# Limits of kernel.h; a longer name takes the way in Python.
MOST_TOKENS = 56
_MOST_UNITS = 3 * MOST_TOKENS
_MOST_PIECES = 3
_MOST_WAYS = 256
_MOST_HASHES = 512
# Words met by the units of one subject.
_MOST_ROWS = 1 << 15
# Words of which is kept what is told of them.
_KEPT = 1 << 13
# Sums in another order may differ in the last place.
_SLACK = 1e-9
# The words of a subject, see names.c.
_IDLE, _SILENT, _RARE, _STOP, _ASSUMED, _SINGLE, _SPEAKS = 1, 2, 4, 8, 16, 32, 64


class _Numbers(ctypes.Structure):
    """``numbers`` of names.c."""

    _fields_ = [
        *[
            (name, ctypes.c_double)
            for name in (
                *("telling", "concept", "cut", "initial", "acronym", "initial_bits"),
                *("light_bits", "nearly_all", "tight", "alike", "least_bits"),
                *("weight_initial", "slack"),
            )
        ],
        *[
            (name, ctypes.c_uint32)
            for name in ("acronym_shortest", "acronym_longest", "twice")
        ],
    ]


class _Way(ctypes.Structure):
    """``way`` of names.c."""

    _fields_ = [
        ("piece", ctypes.c_void_p * _MOST_PIECES),
        ("sizes", ctypes.c_uint64 * _MOST_PIECES),
        ("names", ctypes.c_void_p),
        ("count", ctypes.c_uint64),
        *[(name, ctypes.c_uint32) for name in ("unit", "width", "light", "unused")],
    ]


class _Query(ctypes.Structure):
    """``query`` of names.c."""

    _fields_ = [
        *[
            (name, ctypes.c_uint64)
            for name in ("tokens", "units", "ways", "acronyms", "spelled")
        ],
        ("bar", ctypes.c_double),
        ("persons", ctypes.c_int32),
        ("unused", ctypes.c_int32),
        *[(name, ctypes.c_double * MOST_TOKENS) for name in ("weight", "bits", "size")],
        ("first", ctypes.c_uint32 * MOST_TOKENS),
        ("flags", ctypes.c_uint8 * MOST_TOKENS),
        *[
            (name, ctypes.c_uint32 * _MOST_UNITS)
            for name in ("start", "width", "meaning")
        ],
        ("concept", ctypes.c_int32 * _MOST_UNITS),
        *[
            (name, ctypes.c_uint64 * _MOST_UNITS)
            for name in ("words", "credits", "found")
        ],
        *[
            (name, ctypes.c_uint32 * _MOST_UNITS)
            for name in ("acronym_hash", "acronym_place")
        ],
    ]


class _NameRoom(ctypes.Structure):
    """``name_room`` of names.c."""

    _fields_ = [
        ("names", Sparse),
        *[(name, ctypes.c_void_p) for name in ("taken", "rows", "heads")],
        *[(name, ctypes.c_uint64) for name in ("most_rows", "heads_mask", "row_count")],
    ]


_COLUMNS: dict[str, str] = {
    **dict.fromkeys(("weight", "bits", "size"), "f8"),
    **dict.fromkeys(("first", "start", "width", "meaning"), "u4"),
    **dict.fromkeys(("acronym_hash", "acronym_place"), "u4"),
    "flags": "u1",
    "concept": "i4",
    **dict.fromkeys(("words", "credits", "found"), "u8"),
}


class KernelNames:
    """The twin of ``Retrieval.names`` and ``Bound``."""

    def __init__(
        self,
        index: Index,
        profile: Profile,
        words: KernelWords,
        curves: Sequence[Ceiling],
    ) -> None:
        """Set up the room for questions and answers.

        Args:
            index: what is looked into.
            profile: the parameters.
            words: of the same index.
            curves: of persons, and of all others.

        Raises:
            RuntimeError: there is no compiled library.
        """
        found = needed()
        self._call = found.crible_names
        self._index = index
        self._profile = profile
        self._room = Room()
        self._keep = words
        self._query = _Query()
        self._columns = {
            name: np.frombuffer(
                memoryview(self._query),
                dtype=dtype,
                count=getattr(_Query, name).size // np.dtype(dtype).itemsize,
                offset=getattr(_Query, name).offset,
            )
            for name, dtype in _COLUMNS.items()
        }
        self._numbers = _Numbers(
            *(TELLING, CONCEPT, CUT, INITIAL, ACRONYM, INITIAL_BITS, LIGHT_BITS),
            *(NEARLY_ALL, TIGHT - 1e-6, ALIKE - 1e-6, LEAST_BITS),
            *(profile.weight_initial, _SLACK),
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
        self._ways = (_Way * _MOST_WAYS)()
        self._hashes = np.zeros(_MOST_HASHES, dtype=np.uint32)
        self._names = np.zeros(max(1, count), dtype=np.uint32)
        self._best = np.zeros(max(1, count))
        self._addresses = (
            words.arrays,
            ctypes.addressof(self._numbers),
            self._curves.ctypes.data,
            ctypes.addressof(self._query),
            ctypes.addressof(self._work),
            ctypes.addressof(self._ways),
            self._hashes.ctypes.data,
            self._names.ctypes.data,
            self._best.ctypes.data,
        )
        self._flags: Kept[Any, tuple[int, int]] = Kept(_KEPT)
        self._meanings: dict[str, tuple[int, int]] = {}

    def near(
        self,
        asked: Asked,
        found: Sequence[Found],
        ways: Sequence[Sequence[Way]],
        bar: float,
        persons: bool | None,
    ) -> tuple[NDArray[np.uint32], NDArray[np.float64]] | None:
        """Names that may reach the bar, in order, with the most that each may reach.

        Args:
            asked: the subject's name.
            found: for each unit the words that resemble it.
            ways: for each unit the ways to cut it.
            bar: what they have to reach, as a logit.
            persons: keep to persons, or to names of others.

        Returns:
            None for a name that only Python can look up.
        """
        tokens = len(asked.side.tokens)
        if asked.truncated or tokens > MOST_TOKENS:
            return None
        hashes = [key_of(key[1:]) for key in initials_keys(asked.parsed)]
        cut = [(unit, way) for unit, some in enumerate(ways) for way in some]
        if len(hashes) > _MOST_HASHES or len(cut) > _MOST_WAYS:
            return None
        query = self._query
        query.tokens = tokens
        query.units = len(asked.units)
        query.ways = len(cut)
        query.spelled = len(hashes)
        query.bar = bar
        query.persons = -1 if persons is None else int(persons)
        self._hashes[: len(hashes)] = hashes
        self._enter_tokens(asked)
        self._enter_units(asked, found)
        for place, (unit, way) in enumerate(cut):
            self._enter_way(self._ways[place], unit, way)
        acronyms = asked.acronyms if tokens > 1 else []
        query.acronyms = len(acronyms)
        for place, (letters, (position,)) in enumerate(acronyms):
            self._columns["acronym_hash"][place] = key_of("%" + letters)
            self._columns["acronym_place"][place] = position
        count = self._call(*self._addresses)
        if count < 0:
            return None
        names, best = self._names[:count], self._best[:count]
        order = np.argsort(names)
        return names[order], best[order]

    def _enter_tokens(self, asked: Asked) -> None:
        side = asked.side
        columns, count = self._columns, len(side.tokens)
        columns["weight"][:count] = side.weights
        columns["bits"][:count] = side.bits
        columns["size"][:count] = side.sizes
        told = [
            self._told(token, key, weight)
            for token, key, weight in zip(
                side.tokens, side.keys, side.weights, strict=True
            )
        ]
        columns["first"][:count] = [first for first, _ in told]
        columns["flags"][:count] = [flags for _, flags in told]

    def _told(self, token: Token, key: str, weight: float) -> tuple[int, int]:
        """The first letter of a word and what names.c is told of it; kept."""
        asked = (token.text, token.role, token.script, token.low, weight, token.number)
        found = self._flags.get(asked)
        if found is None:
            idle, single = token.role in IDLE, len(token.text) == 1
            rare = (
                weight > TELLING
                and token.role == "distinctive"
                and prior(token.text, token.script) <= self._profile.rare
            )
            found = self._flags[asked] = (
                ord(first_of(key)),
                _IDLE * idle
                | _SILENT * stands_beside(token)
                | _RARE * rare
                | _STOP * (token.role == "stop")
                | _ASSUMED * (single or is_light(token, weight, self._profile))
                | _SINGLE * single
                | _SPEAKS * (token.number is None and not idle),
            )
        return found

    def _enter_units(self, asked: Asked, found: Sequence[Found]) -> None:
        columns, count = self._columns, len(asked.units)
        columns["start"][:count] = [unit.positions[0] for unit in asked.units]
        columns["width"][:count] = [len(unit.positions) for unit in asked.units]
        columns["meaning"][:count] = 0
        columns["concept"][:count] = -1
        for place, unit in enumerate(asked.units):
            if unit.concept:
                code, number = self._meaning(unit.concept)
                columns["concept"][place] = number
                if unit.role != "legal":
                    columns["meaning"][place] = code
        columns["words"][:count] = [one.addresses[0] for one in found]
        columns["credits"][:count] = [one.addresses[1] for one in found]
        columns["found"][:count] = [one.count for one in found]

    def _meaning(self, concept: str) -> tuple[int, int]:
        """The hash of a meaning and its number in the index; the answers are kept."""
        known = self._meanings.get(concept)
        if known is None:
            code = self._index.concept_code(concept)
            known = key_of("@" + concept), -1 if code is None else code
            self._meanings[concept] = known
        return known

    @staticmethod
    def _enter_way(into: Any, unit: int, way: Way) -> None:
        for place, words in enumerate(way.pieces):
            into.piece[place] = words.ctypes.data
            into.sizes[place] = len(words)
        into.names = way.names.ctypes.data
        into.count = len(way.names)
        into.unit, into.width, into.light = unit, len(way.pieces), way.light
