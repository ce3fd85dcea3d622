"""A screener that remembers what it asked of its index, for the next night.

What is noted are the engine's own questions, overheard where it asks them: no second
reading of a name could drift away from the first. Most words come again and are noted
once.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.batch import traces
from crible.batch.kinds import NUMBERS, Kind, Kinds
from crible.batch.spelling import signatures_of
from crible.batch.traces import WIDTH_BITS, Traces
from crible.matching import Screener, evidence
from crible.matching.candidates import keys_of_whole
from crible.matching.kernel.library import library
from crible.matching.kernel.slips import KernelSlips
from crible.matching.slips import SlipFinder, rows
from crible.matching.storage import key_of
from crible.matching.units import APART, joined_text
from crible.text import lexicon
from crible.text.skeleton import _plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.index import Index
    from crible.model import Hit, Subject
    from crible.text.tokens import Parsed, Token

# Words of a name at most: beyond it a subject leaves no trace.
_MOST_TOKENS = 56


class _Names:
    """What chooses names, with the keys of whole names that it is given."""

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self.heard: list[tuple[Asked, Sequence[int]]] = []

    def near(
        self, asked: Asked, wholes: Sequence[int], bar: float, persons: bool | None
    ) -> Any:
        """As it does."""
        self.heard.append((asked, wholes))
        return self._kernel.near(asked, wholes, bar, persons)


class _Letters:
    """What finds rows of letters, with the texts that it is asked for."""

    def __init__(self, kernel: KernelSlips | None) -> None:
        self._kernel = kernel
        self.texts: list[str] = []

    def rows(self, text: str, first: int, last: int, bits: int) -> list[int] | None:
        """As it does; None where nothing is compiled."""
        self.texts.append(text)
        return self._kernel.rows(text, first, last, bits) if self._kernel else None


class _Slips(SlipFinder):
    """What finds slips of the pen, with the texts by which it does."""

    def __init__(self, index: Index) -> None:
        self._texts_of = _Letters(KernelSlips(index) if library() else None)
        super().__init__(index.arrays, self._texts_of)  # type: ignore[arg-type]
        self.heard: list[tuple[Parsed, list[str]]] = []

    def find(self, parsed: Parsed) -> set[int]:
        """As every finder does."""
        texts: list[str] = []
        self._texts_of.texts = texts
        found = super().find(parsed)
        self.heard.append((parsed, texts))
        return found


class Noting(Screener):
    """Screens as another does, and notes what it asks.

    Args:
        screener: whose index and profile are taken.
    """

    def __init__(self, screener: Screener) -> None:
        super().__init__(screener.index, screener.profile)
        candidates = self._candidates
        self._slips = _Slips(screener.index)
        candidates.slips = self._slips
        self._names = _Names(candidates._kernel)  # noqa: SLF001 - to overhear it
        if candidates._kernel is not None:  # noqa: SLF001 - as said
            candidates._kernel = self._names  # type: ignore[assignment]  # noqa: SLF001
        self._asked: list[tuple[Asked, bool | None]] = []
        self._persons: bool | None = None
        self._kinds = Kinds(screener.index)
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
        self._names.heard = []
        self._slips.heard = []
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
        for asked, _ in self._asked:
            if len(asked.side.tokens) > _MOST_TOKENS:
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
        wholes_of = {id(asked): wholes for asked, wholes in self._names.heard}
        texts_of = {id(parsed): texts for parsed, texts in self._slips.heard}
        for asked, persons in self._asked:
            how = abroad
            if persons is not None:
                how |= traces.PERSONS if persons else traces.OTHERS
            if asked.truncated:
                how |= traces.CUT
            columns["how"].append(how)
            columns["reach"].append(reach)
            wholes = wholes_of.get(id(asked))
            if wholes is None:
                wholes = keys_of_whole(asked)
            columns["wholes"].append(len(wholes))
            columns["whole"].extend(wholes)
            texts = texts_of.get(id(asked.parsed))
            if texts is None:
                texts = list(rows(asked.parsed))
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
        letters = _read(self._together)
        columns["letters_of"] = [len(text) for text in letters]
        columns["letters"] = np.frombuffer("".join(letters).encode("ascii"), "u1")
        columns["subject"] = np.frombuffer(b"".join(digests), traces.DIGEST)
        hashes = sorted(self._met)
        kinds = [self._met[one] for one in hashes]
        numbers = np.frombuffer(b"".join([kind.numbers for kind in kinds]), NUMBERS)
        for name in NUMBERS.names or ():
            columns[name] = numbers[name]
        columns["kind_hash"] = np.array(hashes, dtype=np.uint64)
        columns["text_of"] = [len(kind.text) for kind in kinds]
        columns["text"] = np.frombuffer(b"".join([kind.text for kind in kinds]), "u1")
        columns["reads_of"] = [len(kind.reads) for kind in kinds]
        columns["reads"] = np.frombuffer(b"".join([kind.reads for kind in kinds]), "u1")
        self._begin()
        return Traces.of(columns)

    def _begin(self) -> None:
        self._columns = {name: array(code) for name, code in _ARRAYS.items()}
        self._texts: list[str] = []
        self._together: list[str] = []
        self._met: dict[int, Kind] = {}

    def _note(self, asked: Asked) -> None:
        """Note the words of a question, and those written together."""
        columns, met, word = self._columns, self._met, self._kinds.of_word
        tokens = asked.side.tokens
        columns["tokens"].append(len(tokens))
        add = columns["kind"].append
        for place in range(len(tokens)):
            kind = word(asked, place)
            met[kind[0]] = kind
            add(kind[0])
        joined = odd = 0
        for start, width, text in runs_of(tokens):
            span = start << WIDTH_BITS | width
            script = tokens[start].script
            if is_plain(text, script):
                joined += 1
                columns["span"].append(span)
                self._together.append(text)
                continue
            odd += 1
            kind = self._kinds.of_run(text, script)
            met[kind[0]] = kind
            columns["odd_span"].append(span)
            columns["odd_kind"].append(kind[0])
        columns["joined"].append(joined)
        columns["odd"].append(odd)


# Columns that are written number by number.
_ARRAYS = {
    name: {"u1": "B", "u2": "H", "u4": "I", "u8": "Q", "f4": "f"}[dtype.str[1:]]
    for name, dtype in traces.DTYPES.items()
    if name
    in {
        *("questions", "numbers", "number", "how", "reach", "tokens", "kind", "joined"),
        *("span", "odd", "odd_span", "odd_kind", "wholes", "whole", "slips"),
    }
}


def signatures(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Length and ``slips.signature`` of each of some texts."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    letters = np.frombuffer(
        "".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32
    )
    return sizes, signatures_of(letters, sizes)


def runs_of(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Neighbours written together, as ``units`` has them: where, how many, the text."""
    apart = [token[4] in APART for token in tokens]
    for start in range(len(tokens) - 1):
        if apart[start] or apart[start + 1]:
            continue
        text = joined_text(tokens[start : start + 2])
        if not text:
            continue
        yield start, 2, text
        if start + 2 < len(tokens) and not apart[start + 2]:
            text = joined_text(tokens[start : start + 3])
            if text:
                yield start, 3, text


def is_plain(text: str, script: str) -> bool:
    """Whether neighbours written together are looked up by one reading alone."""
    return (
        script == "Latn"
        and text.isascii()
        and text.isalnum()
        and lexicon.written(text, script) is None
        and lexicon.number(text) is None
    )


def _read(texts: list[str]) -> list[str]:
    """How each of these reads; all in one go, since a line is as good as a word.

    What this says of each ``keys.read_of`` says, too.
    """
    return _plain("\n".join(texts).lower()).split("\n") if texts else []
