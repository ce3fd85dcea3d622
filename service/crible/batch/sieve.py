"""From rows to verdicts: each different subject is screened once, on several processes.

A subject that comes again takes the verdict of the first time, which is remembered for
the last hundred thousand different subjects; beyond that it is screened again, with
the same verdict. So memory stays bounded at any length of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.batch import digests
from crible.batch.crew import Crew
from crible.model import Problem, Subject
from crible.usecases.verdicts import CLEAR, Terms, Verdict, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.batch.rows import Row
    from crible.matching import Screener
    from crible.usecases.listings import Listings

# Rows of a chunk, and characters in their cells, at most.
CHUNK = 250
_CHARACTERS = 1_000_000
_REMEMBERED = 100_000


class _Slot:
    """The place of a verdict that is awaited."""

    __slots__ = ("verdict",)

    def __init__(self) -> None:
        self.verdict: Verdict = CLEAR


@dataclass(slots=True)
class _Chunk:
    rows: list[tuple[Row, list[_Slot]]]
    fresh: list[_Slot]


class Sieve:
    """Screens rows in order.

    Args:
        screener: over the index to look in.
        listings: of the same index.
        terms: what holds for every subject.
        workers: processes to use.
        chunk: rows that go to a process at a time.
    """

    def __init__(
        self,
        screener: Screener,
        listings: Listings,
        terms: Terms,
        *,
        workers: int = 1,
        chunk: int = CHUNK,
    ) -> None:
        self._screener = screener
        self._listings = listings
        self._terms = terms
        self._workers = workers
        self._chunk = chunk
        self._known: dict[bytes, _Slot] = {}
        self.screened = 0

    def each(
        self, rows: Iterable[Row]
    ) -> Iterator[list[tuple[Row, tuple[Verdict, ...]]]]:
        """Rows with the verdicts on their parties, in order, some at a time."""
        crew: Crew[list[Subject | Problem], list[Verdict | None]] = Crew(
            self._judge, self._workers
        )
        for chunk, verdicts in crew.each(self._chunks(rows)):
            for slot, found in zip(chunk.fresh, verdicts, strict=True):
                slot.verdict = found or CLEAR
            yield [
                (row, tuple(slot.verdict for slot in slots))
                for row, slots in chunk.rows
            ]

    def _judge(self, subjects: list[Subject | Problem]) -> list[Verdict | None]:
        """The verdicts; None for clear, which is most of them and quick to send."""
        found = (
            verdict(self._screener, self._listings, self._terms, subject)
            for subject in subjects
        )
        return [None if item is CLEAR else item for item in found]

    def _chunks(
        self, rows: Iterable[Row]
    ) -> Iterator[tuple[_Chunk, list[Subject | Problem]]]:
        chunk, fresh = _Chunk([], []), []
        characters = 0
        for row in rows:
            slots = []
            for party in row.parties:
                slot, is_fresh = self._slot(party.subject)
                slots.append(slot)
                if is_fresh:
                    chunk.fresh.append(slot)
                    fresh.append(party.subject)
            chunk.rows.append((row, slots))
            characters += sum(map(len, row.record.cells))
            if len(chunk.rows) >= self._chunk or characters >= _CHARACTERS:
                self.screened += len(fresh)
                yield chunk, fresh
                chunk, fresh = _Chunk([], []), []
                characters = 0
        if chunk.rows:
            self.screened += len(fresh)
            yield chunk, fresh

    def _slot(self, subject: Subject | Problem) -> tuple[_Slot, bool]:
        if isinstance(subject, Problem):
            slot = _Slot()
            slot.verdict = Verdict("error", problem=subject)
            return slot, False
        key = digests.of_subject(subject)
        known = self._known.get(key)
        if known is not None:
            return known, False
        if len(self._known) >= _REMEMBERED:
            del self._known[next(iter(self._known))]
        slot = self._known[key] = _Slot()
        return slot, True
