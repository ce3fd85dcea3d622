"""A screener that remembers what it asked of its index, for the next night.

What is noted are the engine's own questions, taken where it asks them: no second reading
of a name could drift away from the first. Most words come again and are noted once.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from crible.batch import traces
from crible.batch.kinds import NUMBERS, Kind, Kinds, skeleton_key
from crible.batch.spelling import signatures_of
from crible.batch.traces import WIDTH_BITS, Traces
from crible.matching import Screener, evidence, keys
from crible.matching.candidates import _wholes
from crible.matching.slips import rows
from crible.matching.storage import key_of
from crible.text.scripts import ABJADS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.units import Unit
    from crible.model import Hit, Subject
    from crible.text.tokens import Parsed

# Words of a name at most: beyond it a subject leaves no trace.
_MOST_TOKENS = 56


class Noting(Screener):
    """Screens as another does, and notes what it asks.

    Args:
        screener: whose index and profile are taken.
    """

    def __init__(self, screener: Screener) -> None:
        super().__init__(screener.index, screener.profile)
        self._asked: list[tuple[Asked, bool | None]] = []
        self._persons: bool | None = None
        self._kinds = Kinds(screener.index, screener.profile)
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
        self._asked = []
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
        self._persons = persons
        return super().parsed_hits(parsed, subject, line, lists, persons=persons)

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
        if any(len(asked.side.tokens) > _MOST_TOKENS for asked, _ in self._asked):
            return False
        self._waiting.append((subject, self._asked))
        return True

    def taken(self, digests: Sequence[bytes]) -> Traces:
        """What was noted since the last time.

        Args:
            digests: of the subjects that were.
        """
        # Together: what this needs would be driven out of the caches by each screening.
        for subject, questions in self._waiting:
            self._enter(subject, questions)
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
        self._waiting: list[tuple[Subject, list[tuple[Asked, bool | None]]]] = []
        self._columns = {name: array(code) for name, code in _ARRAYS.items()}
        self._texts: list[str] = []
        self._letters: list[str] = []
        self._met: dict[int, Kind] = {}

    def _enter(
        self, subject: Subject, questions: list[tuple[Asked, bool | None]]
    ) -> None:
        """Put down a subject in the columns."""
        columns = self._columns
        if subject.identifiers:
            found = [key_of(key) for key in evidence.keys(subject.identifiers)]
            columns["number"].extend(found)
            columns["numbers"].append(len(found))
        else:
            columns["numbers"].append(0)
        columns["questions"].append(len(questions))
        dated = subject.birth_date or subject.registration_date
        reach: Any = evidence.reach(subject, self.profile) if dated else 0.0
        abroad = traces.ABROAD if subject.countries else 0
        for asked, persons in questions:
            columns["reach"].append(reach)
            how = 0
            if persons is not None:
                how = traces.PERSONS if persons else traces.OTHERS
            if asked.truncated:
                how |= traces.CUT
            columns["how"].append(how | abroad)
            wholes = _wholes(asked)
            columns["wholes"].append(len(wholes))
            columns["whole"].extend(wholes)
            texts = list(rows(asked.parsed))
            columns["slips"].append(len(texts))
            self._texts += texts
            self._note(asked)

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
    text = unit.text
    read = keys.read_of(text, script, joined=True)
    said = keys.spoken_keys(read, text, script, joined=True)
    key = said[0]
    return key if len(said) == 1 and key.isascii() and key[0] not in "=#" else ""
