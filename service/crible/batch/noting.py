"""A screener that remembers what it asked of its index, for the next night.

What is noted are the engine's own questions, taken where it asks them: no second reading
of a name could drift away from the first. Most words come again and are noted once.
"""

from __future__ import annotations

from array import array
from copy import copy
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from crible.batch import traces
from crible.batch.kinds import NUMBERS, Kind, Kinds, skeleton_key
from crible.batch.spelling import signatures_of
from crible.batch.traces import WIDTH_BITS, Traces
from crible.matching import Screener, evidence, keys
from crible.matching.kernel.library import library
from crible.matching.kernel.slips import KernelSlips
from crible.matching.slips import SlipFinder
from crible.matching.storage import key_of
from crible.text.scripts import ABJADS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.storage import Groups
    from crible.matching.units import Unit
    from crible.model import Hit, Subject
    from crible.text.tokens import Parsed

# Words of a name at most: beyond it a subject leaves no trace.
_MOST_TOKENS = 56


class _Heard:
    """The keys of whole names that an index is asked for, as the engine asks."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self.keys: list[int] = []

    def get(self, keys: list[int]) -> list[NDArray[np.uint32]]:
        """As the groups do."""
        self.keys = keys
        return self._groups.get(keys)


class _Spelled:
    """The letters by which slips of the pen are looked for, as the engine does."""

    def __init__(self, kernel: KernelSlips | None) -> None:
        self._kernel = kernel
        self.texts: list[str] = []

    def rows(self, text: str, first: int, last: int, bits: int) -> list[int] | None:
        """As the compiled library does; None where there is none."""
        self.texts.append(text)
        return self._kernel.rows(text, first, last, bits) if self._kernel else None


class Noting(Screener):
    """Screens as another does, and notes what it asks.

    Args:
        screener: whose index and profile are taken.
    """

    def __init__(self, screener: Screener) -> None:
        index = copy(screener.index)
        self._heard = _Heard(index.whole)
        index.whole = self._heard  # type: ignore[assignment]  # for what it is asked
        super().__init__(index, screener.profile)
        compiled = KernelSlips(index) if library() else None
        self._slipped = _Spelled(compiled)
        self._candidates.slips = SlipFinder(index.arrays, self._slipped)  # type: ignore[arg-type]
        self._asked: list[tuple[Asked, bool | None]] = []
        self._wholes: list[list[int]] = []
        self._slips: list[list[str]] = []
        self._persons: bool | None = None
        self._kinds = Kinds(index, screener.profile)
        self._begin()

    def screen_subject(
        self,
        subject: Subject,
        *,
        threshold: float | None = None,
        limit: int = 10,
        lists: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """As every screener; what is asked is remembered until the next subject."""
        self._asked, self._wholes, self._slips = [], [], []
        return super().screen_subject(
            subject, threshold=threshold, limit=limit, lists=lists
        )

    def parsed_hits(
        self,
        parsed: Parsed,
        subject: Subject,
        line: float,
        lists: frozenset[str] | None,
        *,
        persons: bool | None = None,
    ) -> Iterator[tuple[int, Hit]]:
        """As every screener."""
        if not parsed.tokens:
            return
        self._persons = persons
        self._slipped.texts = []
        yield from super().parsed_hits(parsed, subject, line, lists, persons=persons)
        self._wholes.append(self._heard.keys)
        self._slips.append(self._slipped.texts)

    def asked(self, parsed: Parsed) -> Asked:
        """As every screener; and remember it."""
        found = super().asked(parsed)
        self._asked.append((found, self._persons))
        return found

    def note(self, subject: Subject) -> bool:
        """Note the subject that was screened last, and not hit.

        Returns:
            whether that can be done; very long names leave no trace.
        """
        whole = len(self._asked) == len(self._wholes)
        if not whole or any(
            len(asked.side.tokens) > _MOST_TOKENS for asked, _ in self._asked
        ):
            return False
        columns = self._columns
        if subject.identifiers:
            found = [key_of(key) for key in evidence.keys(subject.identifiers)]
            columns["number"].extend(found)
            columns["numbers"].append(len(found))
        else:
            columns["numbers"].append(0)
        columns["questions"].append(len(self._asked))
        dated = subject.birth_date or subject.registration_date
        reach: Any = evidence.reach(subject, self.profile) if dated else 0.0
        abroad = traces.ABROAD if subject.countries else 0
        for (asked, persons), keys_of_whole, texts in zip(
            self._asked, self._wholes, self._slips, strict=True
        ):
            columns["reach"].append(reach)
            how = 0
            if persons is not None:
                how = traces.PERSONS if persons else traces.OTHERS
            if asked.truncated:
                how |= traces.CUT
            columns["how"].append(how | abroad)
            columns["wholes"].append(len(keys_of_whole))
            columns["whole"].extend(keys_of_whole)
            columns["slips"].append(len(texts))
            self._texts += texts
            self._note(asked)
        return True

    def taken(self, digests: Sequence[bytes]) -> Traces:
        """What was noted since the last time.

        Args:
            digests: of the subjects that were.
        """
        columns: dict[str, Any] = dict(self._columns)
        columns["slip_size"], columns["slip"] = signatures(
            [text.replace(" ", "") for text in self._texts]
        )
        columns["letters_of"] = [len(text) for text in self._letters]
        columns["letters"] = np.frombuffer("".join(self._letters).encode("ascii"), "u1")
        columns["subject"] = np.frombuffer(b"".join(digests), traces.DIGEST)
        hashes = sorted(self._met)
        kinds = [self._met[one] for one in hashes]
        numbers = np.frombuffer(b"".join([kind.numbers for kind in kinds]), NUMBERS)
        for name in NUMBERS.names or ():
            columns[name] = numbers[name]
        columns["kind_hash"] = np.array(hashes, dtype=np.uint64)
        for count, name, place in (
            ("text_of", "text", 2),
            ("exacts", "exact", 3),
            ("reads_of", "reads", 4),
        ):
            lists: list[Any] = [kind[place] for kind in kinds]
            dtype = traces.DTYPES[name]
            columns[count] = np.array([len(one) for one in lists]) // dtype.itemsize
            columns[name] = np.frombuffer(b"".join(lists), dtype)
        self._begin()
        return Traces.of(columns)

    def _begin(self) -> None:
        self._columns = {name: array(code) for name, code in _ARRAYS.items()}
        self._texts: list[str] = []
        self._letters: list[str] = []
        self._met: dict[int, Kind] = {}

    def _note(self, asked: Asked) -> None:
        """Note the words of a question."""
        columns, met, word = self._columns, self._met, self._kinds.of_word
        tokens = asked.side.tokens
        columns["tokens"].append(len(tokens))
        add = columns["kind"].append
        for place in range(len(tokens)):
            kind = word(asked, place)
            met[kind.hash] = kind
            add(kind.hash)
        joined = odd = 0
        for unit in asked.units[len(tokens) :]:
            span = unit.positions[0] << WIDTH_BITS | len(unit.positions)
            read = _plainly(unit)
            if read:
                joined += 1
                columns["span"].append(span)
                columns["consonants"].append(crc32(skeleton_key(read).encode()))
                self._letters.append(read)
                continue
            odd += 1
            kind = self._kinds.of_run(unit)
            met[kind.hash] = kind
            columns["odd_span"].append(span)
            columns["odd_kind"].append(kind.hash)
        columns["joined"].append(joined)
        columns["odd"].append(odd)


# Columns that are written number by number.
_ARRAYS = {
    name: {"u1": "B", "u2": "H", "u4": "I", "u8": "Q", "f4": "f"}[dtype.str[1:]]
    for name, dtype in traces.DTYPES.items()
    if name
    in {
        *("questions", "numbers", "number", "how", "reach", "tokens", "kind", "joined"),
        *("span", "consonants", "odd", "odd_span", "odd_kind", "wholes", "whole"),
        "slips",
    }
}


def signatures(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Length and ``slips.signature`` of each of some texts."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    letters = np.frombuffer(
        "".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32
    )
    return sizes, signatures_of(letters, sizes)


def _plainly(unit: Unit) -> str:
    """How neighbours written together read, where that is all they are looked up by."""
    script = unit.script
    if script in ABJADS:
        return ""
    said = keys.spoken_keys(unit.text, script, joined=True)
    key = said[0]
    return key if len(said) == 1 and key.isascii() and key[0] not in "=#" else ""
