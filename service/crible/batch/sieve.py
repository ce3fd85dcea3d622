"""From rows to verdicts: each different subject is screened once, on several processes.

A subject that comes again takes the verdict of the first time, which is remembered for
the last hundred thousand different subjects; beyond that it is screened again, with
the same verdict. So memory stays bounded at any length of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from crible.batch import digests
from crible.batch.crew import Crew
from crible.model import Problem, Subject
from crible.usecases.verdicts import CLEAR, Terms, Verdict, closed, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.batch.ledger import Ledger
    from crible.batch.rows import Row
    from crible.batch.suspicion import Suspicion
    from crible.matching import Screener
    from crible.usecases.listings import Listings

# Rows of a chunk, and characters in their cells, at most.
CHUNK = 250
_CHARACTERS = 1_000_000
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Since:
    """An earlier batch to go on from, and which of its subjects to ask again."""

    ledger: Ledger
    suspicion: Suspicion


class _Slot:
    """The place of a verdict that is awaited, and the digest of its subject."""

    __slots__ = ("digest", "verdict")

    def __init__(self, digest: bytes = b"") -> None:
        self.digest = digest
        self.verdict: Verdict = CLEAR


# A subject to judge, and whether the earlier batch had found nothing of it.
_Asked = tuple[Subject | Problem, bool]


class Sifted(NamedTuple):
    """A row with the verdicts on its parties, and the digests of their subjects.

    A digest is empty where the row could not be read.
    """

    row: Row
    verdicts: tuple[Verdict, ...]
    digests: tuple[bytes, ...]


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
        since: an earlier batch whose clear subjects stay clear unless a change of the
            lists may concern them.

    Attributes:
        screened: subjects that were screened so far.
        carried: subjects that stayed clear without being screened.
    """

    def __init__(
        self,
        screener: Screener,
        listings: Listings,
        terms: Terms,
        *,
        workers: int = 1,
        chunk: int = CHUNK,
        since: Since | None = None,
    ) -> None:
        self._screener = screener
        self._listings = listings
        self._terms = terms
        self._workers = workers
        self._chunk = chunk
        self._known: dict[bytes, _Slot] = {}
        self._since = since
        self._unhit = closed(terms, CLEAR)
        self.screened = 0
        self.carried = 0

    def each(self, rows: Iterable[Row]) -> Iterator[list[Sifted]]:
        """Rows with the verdicts on their parties, in order, some at a time."""
        crew: Crew[list[_Asked], tuple[list[Verdict | None], int]] = Crew(
            self._judge, self._workers
        )
        for chunk, (verdicts, carried) in crew.each(self._chunks(rows)):
            self.carried += carried
            self.screened += len(verdicts) - carried
            for slot, found in zip(chunk.fresh, verdicts, strict=True):
                slot.verdict = found or CLEAR
            yield [
                Sifted(
                    row,
                    tuple([slot.verdict for slot in slots]),
                    tuple([slot.digest for slot in slots]),
                )
                for row, slots in chunk.rows
            ]

    def _judge(self, asked: list[_Asked]) -> tuple[list[Verdict | None], int]:
        """The verdicts, and how many were carried over.

        None stands for clear, which is most of them and quick to send.
        """
        found: list[Verdict | None] = []
        carried = 0
        for subject, known in asked:
            if known and not self._is_suspicious(subject):
                carried += 1
                item = self._unhit
            else:
                item = verdict(self._screener, self._listings, self._terms, subject)
            found.append(None if item is CLEAR else item)
        return found, carried

    def _is_suspicious(self, subject: Subject | Problem) -> bool:
        return (
            self._since is None
            or isinstance(subject, Problem)
            or self._since.suspicion.falls_on(subject)
        )

    def _chunks(self, rows: Iterable[Row]) -> Iterator[tuple[_Chunk, list[_Asked]]]:
        chunk, fresh = _Chunk([], []), []
        characters = 0
        ledger = self._since.ledger if self._since else None
        for row in rows:
            slots = []
            for party in row.parties:
                slot, is_fresh = self._slot(party.subject)
                slots.append(slot)
                if is_fresh:
                    chunk.fresh.append(slot)
                    known = ledger is not None and ledger.was_clear(slot.digest)
                    fresh.append((party.subject, known))
            chunk.rows.append((row, slots))
            characters += sum(map(len, row.record.cells))
            if len(chunk.rows) >= self._chunk or characters >= _CHARACTERS:
                yield chunk, fresh
                chunk, fresh = _Chunk([], []), []
                characters = 0
        if chunk.rows:
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
        slot = self._known[key] = _Slot(key)
        return slot, True
