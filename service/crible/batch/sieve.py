"""From rows to verdicts: each different subject is screened once, on several processes.

A subject that comes again takes the verdict of the first time, which is remembered for
the last fifty thousand different subjects; beyond that it is screened again, with
the same verdict. So memory stays bounded at any length of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crible.batch import digests
from crible.batch.crew import Crew
from crible.batch.noting import Noting
from crible.batch.traces import DIGEST, Traces
from crible.model import Problem, Subject
from crible.usecases.verdicts import CLEAR, Terms, Verdict, closed, crashed, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from crible.batch.ledger import Ledger
    from crible.batch.rows import Row
    from crible.batch.suspicion import Suspicion
    from crible.matching import Screener
    from crible.usecases.listings import Listings

# Rows of a chunk, and characters in their cells, at most.
CHUNK = 250
_CHARACTERS = 1_000_000
# A hit that was missed by so little is noted for the next night: when words weigh
# something else then, it may be one. Two names in 5,000 come so near.
_MARGIN = 0.05
# Different subjects that are remembered at least; at most twice as many.
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Since:
    """An earlier batch to go on from, and which of its subjects to ask again."""

    ledger: Ledger
    suspicion: Suspicion
    # For each subject of the ledger, whether no change can concern it.
    untouched: NDArray[np.bool_] | None = None

    def stay(self, digests: Sequence[bytes]) -> tuple[list[bool], list[bool]]:
        """For each of some subjects, whether it was clear, and whether it stays so."""
        asked = np.frombuffer(b"".join(digests), dtype=DIGEST)
        places = self.ledger.places(asked)
        clear = places >= 0
        if self.untouched is None:
            return clear.tolist(), [False] * len(digests)
        return clear.tolist(), (clear & self.untouched[places]).tolist()


class _Slot:
    """The place of a verdict that is awaited, and the digest of its subject."""

    __slots__ = ("digest", "verdict")

    def __init__(self, digest: bytes = b"") -> None:
        self.digest = digest
        self.verdict: Verdict = CLEAR


# A subject to judge, in its fields, whether the earlier batch had found nothing of it,
# and its digest. Sending a process the subject itself takes three times as long.
_Asked = tuple[tuple[Any, ...], bool, bytes]
_fields = attrgetter(*Subject.__slots__)


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


class _Judged(NamedTuple):
    """What a chunk came to.

    None stands for clear, which is most of them and quick to send.
    """

    verdicts: list[Verdict | None]
    carried: int
    noted: Traces | None


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
        noting: whether to note for a later night what is asked of the index.

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
        noting: bool = False,
    ) -> None:
        self._noting = Noting(screener) if noting else None
        self._screener = self._noting or screener
        self._noted: list[Traces] = []
        self._listings = listings
        self._terms = terms
        self._workers = workers
        self._chunk = chunk
        self._known: dict[bytes, _Slot] = {}
        self._older: dict[bytes, _Slot] = {}
        self._since = since
        self._unhit = closed(terms, CLEAR)
        self.screened = 0
        self.carried = 0

    def each(self, rows: Iterable[Row]) -> Iterator[list[Sifted]]:
        """Rows with the verdicts on their parties, in order, some at a time."""
        crew: Crew[list[_Asked], _Judged] = Crew(self._judge, self._workers)
        for chunk, judged in crew.each(self._chunks(rows)):
            self.carried += judged.carried
            self.screened += len(judged.verdicts) - judged.carried
            if judged.noted is not None:
                self._noted.append(judged.noted)
            for slot, found in zip(chunk.fresh, judged.verdicts, strict=True):
                slot.verdict = found or CLEAR
            yield [
                Sifted(row, (slots[0].verdict,), (slots[0].digest,))
                if len(slots) == 1
                else Sifted(
                    row,
                    tuple([slot.verdict for slot in slots]),
                    tuple([slot.digest for slot in slots]),
                )
                for row, slots in chunk.rows
            ]

    def noted(self) -> Traces | None:
        """What was noted of the subjects since the last time."""
        noted, self._noted = self._noted, []
        return Traces.together(noted) if noted else None

    def _judge(self, asked: list[_Asked]) -> _Judged:
        """The verdicts on the subjects of a chunk."""
        found: list[Verdict | None] = []
        noted: list[bytes] = []
        carried = 0
        for fields, known, digest in asked:
            subject = Subject(*fields)
            try:
                if known and not self._is_suspicious(subject):
                    carried += 1
                    item = self._unhit
                else:
                    item = verdict(
                        self._screener,
                        self._listings,
                        self._terms,
                        subject,
                        margin=_MARGIN,
                    )
            except Exception as error:  # noqa: BLE001 - the others are screened all the same
                # One name must not cost a night; the row says that it was not screened.
                item = crashed(error)
            if item is CLEAR and self._note(subject):
                noted.append(digest)
            found.append(None if item is CLEAR else item)
        return _Judged(found, carried, self._taken(noted))

    def _note(self, subject: Subject) -> bool:
        """Note a subject that was found clear, and whether that could be done."""
        return self._noting is not None and self._noting.note(subject)

    def _taken(self, noted: list[bytes]) -> Traces | None:
        if self._noting is None or not noted:
            return None
        return self._noting.taken(noted)

    def _is_suspicious(self, subject: Subject) -> bool:
        return self._since is None or self._since.suspicion.falls_on(subject)

    def _chunks(self, rows: Iterable[Row]) -> Iterator[tuple[_Chunk, list[_Asked]]]:
        chunk = _Chunk([], [])
        fresh: list[tuple[Any, ...]] = []
        characters = 0
        for row in rows:
            slots = []
            for party in row.parties:
                slot, is_fresh = self._slot(party.subject)
                slots.append(slot)
                if is_fresh:
                    chunk.fresh.append(slot)
                    fresh.append(_fields(party.subject))
            chunk.rows.append((row, slots))
            characters += sum(map(len, row.record.cells))
            if len(chunk.rows) >= self._chunk or characters >= _CHARACTERS:
                yield chunk, self._asked(chunk, fresh)
                chunk, fresh = _Chunk([], []), []
                characters = 0
        if chunk.rows:
            yield chunk, self._asked(chunk, fresh)

    def _asked(self, chunk: _Chunk, fresh: list[tuple[Any, ...]]) -> list[_Asked]:
        """The subjects of a chunk, each with whether it was clear before."""
        digests_of = [slot.digest for slot in chunk.fresh]
        if self._since is None:
            return [
                (fields, False, digest)
                for fields, digest in zip(fresh, digests_of, strict=True)
            ]
        clear, stays = self._since.stay(digests_of)
        asked, left = [], []
        for slot, fields, was_clear, is_untouched in zip(
            chunk.fresh, fresh, clear, stays, strict=True
        ):
            if is_untouched:
                slot.verdict = self._unhit
                self.carried += 1
            else:
                left.append(slot)
                asked.append((fields, was_clear, slot.digest))
        chunk.fresh = left
        return asked

    def _slot(self, subject: Subject | Problem) -> tuple[_Slot, bool]:
        if isinstance(subject, Problem):
            slot = _Slot()
            slot.verdict = Verdict("error", problem=subject)
            return slot, False
        key = digests.of_subject(subject)
        known = self._known.get(key) or self._older.get(key)
        if known is not None:
            return known, False
        if len(self._known) >= _REMEMBERED:
            # Two halves, of which the older one is let go as a whole: to let go of the
            # oldest alone, a dictionary walks over the gaps that the last ones left.
            self._known, self._older = {}, self._known
        slot = self._known[key] = _Slot(key)
        return slot, True
