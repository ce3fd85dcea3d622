"""Words that resemble a word, found by the compiled library."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crible.matching import keys
from crible.matching.alignment import CONCEPT
from crible.matching.found import Columns, Found
from crible.matching.kernel.arrays import arrays_of
from crible.matching.kernel.library import Room, Sparse, address, needed
from crible.matching.similarity import ONE_SIGN, PINYIN, SAME_SOUND, SHORTEST_HAN
from crible.text.scripts import ABJADS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crible.matching.index import Index

# Room for the ways to cut a word, in numbers: a word has few, with few names.
_MOST_NUMBERS = 1 << 16
_PER_WAY = 10
# Rows of words found that are kept together.
_ROOM = 1 << 14


class _WordRoom(ctypes.Structure):
    """``word_room`` of words.c."""

    _fields_ = [
        *[
            (name, Sparse)
            for name in ("words", "full", "meaning", "other", "near", "names")
        ],
        *[(name, ctypes.c_void_p) for name in ("value", "how", "times", "pairs")],
    ]


class _Word(ctypes.Structure):
    """``word`` of words.c."""

    _fields_ = [
        *[
            (name, ctypes.c_char_p)
            for name in ("text", "plain", "wanted", "edits", "signs")
        ],
        *[
            (name, ctypes.c_int32)
            for name in (
                *("length", "plain_length", "signs_length"),
                *("script", "joined", "many_signs"),
            )
        ],
        *[
            (name, ctypes.c_double)
            for name in ("same_sound", "concept", "pinyin", "one_sign")
        ],
    ]


class Resembling(NamedTuple):
    """What the library says of a word.

    Attributes:
        found: words of the index that resemble it.
        in_full: words that share a reading and need a second one to be judged.
        unvowelled: words without vowels that may share its consonants.
        meaning: words that mean the same; they are in ``found``, too, unless one of the
            above is left.
    """

    found: Found
    in_full: list[int]
    unvowelled: list[int]
    meaning: list[int]


class Cut(NamedTuple):
    """A way to cut a word: the words that each piece may be, and the names with all.

    ``light`` says that names need not be filed under any.
    """

    pieces: tuple[NDArray[np.uint32], ...]
    names: NDArray[np.uint32]
    light: bool


class KernelWords:
    """The twin of ``WordFinder._found`` for words in an alphabet with vowels."""

    def __init__(self, index: Index) -> None:
        """Set up the room for answers.

        Raises:
            RuntimeError: there is no compiled library.
        """
        found = needed()
        self._library = found
        self._room = Room()
        self._arrays = arrays_of(index, self._room)
        self.arrays = ctypes.addressof(self._arrays)
        words, edits = len(index.words), len(index.edit_keys)
        both = max(words, edits)
        self._work = _WordRoom(
            *[self._room.sparse(words) for _ in range(3)],
            self._room.sparse(both),
            self._room.sparse(edits),
            self._room.sparse(index.name_count),
            self._room.make(words, np.float64),
            self._room.make(words, np.uint8),
            self._room.make(both),
            self._room.make(2 * words, np.float64),
        )
        self._asked = _Word(
            same_sound=SAME_SOUND, concept=CONCEPT, pinyin=PINYIN, one_sign=ONE_SIGN
        )
        self._columns = Columns(_ROOM)
        self._numbers = np.zeros(_MOST_NUMBERS, dtype=np.uint32)
        self._lists = {
            name: (ctypes.c_uint32 * words).from_address(getattr(self._work, name).list)
            for name in ("full", "meaning", "other")
        }
        self._addresses = (
            self.arrays,
            ctypes.addressof(self._work),
            ctypes.addressof(self._asked),
        )
        self._to_cut = (self.arrays, ctypes.addressof(self._work))
        self._cuts_at = address(self._numbers)
        self._scripts = {
            script: code for code, script in enumerate(index.meta["scripts"])
        }

    def resembling(
        self, word: str, script: str, *, joined: bool = False
    ) -> Resembling | None:
        """The words that resemble one, None for one that only Python can read.

        Args:
            word: one word in lower case.
            script: its ISO 15924 code.
            joined: whether it is several words written together.
        """
        read = keys.read_of(word, script, joined=joined)
        plain, signs = read[0].key, ""
        if plain[0] == "=" and len(read) > 1:
            plain, signs = read[1].key, plain
        edits = keys.edited_keys(read)
        wanted = "\n".join(keys.spoken_keys(read, word, script, joined=joined))
        if (
            script in ABJADS
            or "\0" in wanted
            or plain[0] in "=#"
            or not plain.isascii()
            or not all(map(str.isascii, edits))
        ):
            return None
        asked, work = self._asked, self._work
        asked.text = text = _bytes(word)
        asked.length = len(text)
        asked.plain = plain.encode()
        asked.plain_length = len(plain)
        asked.wanted = _bytes(wanted)
        asked.edits = "\n".join(edits).encode()
        asked.signs = signs_text = _bytes(signs) if signs else None
        asked.signs_length = len(signs_text) if signs_text else 0
        asked.many_signs = len(signs) > SHORTEST_HAN
        asked.script = self._scripts.get(script, -1)
        asked.joined = joined
        found = self._found()
        full, other = work.full.size, work.other.size
        if not full and not other:
            return Resembling(found, [], [], [])
        return Resembling(
            found,
            self._lists["full"][:full],
            self._lists["other"][:other],
            self._lists["meaning"][: work.meaning.size],
        )

    def _found(self) -> Found:
        """What the library says of the word that is set out."""
        columns = self._columns
        while True:
            room = columns.most - columns.used
            at = columns.addresses(columns.used)
            count = self._library.crible_words(*self._addresses, *at, room)
            if count <= room:
                found = Found(columns, columns.used, count, at)
                columns.used += count
                return found
            columns = self._columns = Columns(max(_ROOM, count))

    def cuts(
        self, readings: list[str], shortest: int, *, unspaced: bool
    ) -> list[Cut] | None:
        """The ways to cut readings in pieces that some name may hold.

        Args:
            readings: of one word; None is the answer when one is not of ASCII letters,
                or when there are very many ways.
            shortest: letters of a piece at least.
            unspaced: whether to cut in three, too.
        """
        text = "\n".join(readings)
        if not text.isascii() or "\0" in text:
            return None
        size = self._library.crible_ways(
            *self._to_cut,
            text.encode(),
            shortest,
            unspaced,
            self._cuts_at,
            _MOST_NUMBERS,
        )
        if size > _MOST_NUMBERS:
            return None
        if not size:
            return []
        told = self._numbers[:size].copy()
        found: dict[tuple[str, ...], Cut] = {}
        at = 0
        while at < size:
            head = told[at : at + _PER_WAY].tolist()
            number, end, start, second_end, third_start, *sizes, light, names = head
            at += _PER_WAY
            key, pieces = readings[number], []
            for words in sizes:
                if words:
                    pieces.append(told[at : at + words])
                at += words
            ends = (key[:end], key[start:second_end], key[third_start:])
            found.setdefault(
                ends[: len(pieces)],
                Cut(tuple(pieces), told[at : at + names], bool(light)),
            )
            at += names
        return list(found.values())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
