"""The steps of a run: rows that were answered wait, and are put on disk together.

At the end of a step its screenings are in the database, its rows in the stage, and
then the standing says so: whatever happens between, the same command goes on behind
the last step, to the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from crible.batch import digests, results, secondnight
from crible.batch import ledger as ledgers
from crible.batch.answered import Answered
from crible.batch.dialects import SINGLE
from crible.batch.ledger import KnownHit
from crible.batch.outputs import output_for
from crible.model import Subject
from crible.store import Alike
from crible.usecases import batches
from crible.usecases.screening import act
from crible.usecases.verdicts import CLEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from crible.batch.files import CounterpartyFile
    from crible.batch.job import Job
    from crible.batch.outputs import Output
    from crible.batch.rows import Row
    from crible.batch.sieve import Sifted
    from crible.batch.standing import Standing
    from crible.batch.traces import Traces
    from crible.batch.workplace import Workplace
    from crible.model import EntrySummary, Problem, Screening
    from crible.usecases.screening import Call
    from crible.usecases.services import Services
    from crible.usecases.verdicts import Terms, Verdict


_CLEAR = (CLEAR,)


class _Quiet(NamedTuple):
    """A row of which there is nothing to tell, with the id of its first record."""

    row: Row
    keys: tuple[bytes, ...]
    screening: str


class _Told(NamedTuple):
    """A row with a hit or a fault."""

    answered: Answered
    keys: tuple[bytes, ...]

    @property
    def row(self) -> Row:
        return self.answered.row


class Steps:
    """Takes answered rows and settles them, some thousand at a time.

    Args:
        services: the collaborators.
        job: what is asked.
        place: where the result comes to be.
        standing: how far the run is; kept up to date.
        output: the format of the result.
        width: columns of the input.
        call: whose act the screenings are.
        terms: what they were found by.

    Attributes:
        hits: rows with a hit, those that wait included.
        failed: rows in error, likewise.
    """

    def __init__(
        self,
        services: Services,
        job: Job,
        place: Workplace,
        standing: Standing,
        output: Output,
        width: int,
        call: Call,
        terms: Terms,
    ) -> None:
        self._services = services
        self._job = job
        self._place = place
        self._standing = standing
        self._output = output
        self._width = width
        self._call = call
        self._terms = terms
        self._acts: list[Screening] = []
        self._alike: list[Alike] = []
        self._rows: list[_Quiet | _Told] = []
        # Records that a run which was stopped may have left behind its last step.
        self._stored = batches.stored(services, standing.batch)
        self._first = standing.parties
        self.hits = standing.tally.hits
        self.failed = standing.tally.failed

    @property
    def waiting(self) -> int:
        """How many rows wait to be put on disk."""
        return len(self._rows)

    def take(self, answered: Iterable[Sifted]) -> None:
        """Make the records of rows that were answered at one moment."""
        at = self._services.clock()
        clear: list[tuple[str, Subject]] = []
        for row, verdicts, keys in answered:
            ids = self._ids(len(verdicts))
            # Most rows are clear, and make up the time of a night.
            if verdicts == _CLEAR or all(verdict is CLEAR for verdict in verdicts):
                clear += [
                    (identity, cast("Subject", party.subject))
                    for identity, party in zip(ids, row.parties, strict=True)
                ]
                self._rows.append(_Quiet(row, keys, ids[0]))
                continue
            self._acts += [
                self._act(party.subject, verdict, identity, at)
                for party, verdict, identity in zip(
                    row.parties, verdicts, ids, strict=True
                )
            ]
            told = Answered.of(row, verdicts, tuple(ids))
            self.hits += bool(told.hits())
            self.failed += told.outcome == "error"
            self._rows.append(_Told(told, keys))
        if clear:
            like = self._act(Subject(""), CLEAR, clear[0][0], at)
            self._alike.append(Alike(like, clear))

    def settle(self, noted: Traces | None = None) -> None:
        """End a step: have it in the database, in the stage, and say so.

        Args:
            noted: traces of subjects of the step.
        """
        standing = self._standing
        batches.record(
            self._services,
            self._acts,
            self._alike,
            portfolio=self._job.portfolio,
            again=self._first < self._stored,
        )
        entries = self._entries()
        lines: list[bytes] = []
        subjects: list[bytes] = []
        for item in self._rows:
            if isinstance(item, _Quiet):
                standing.tally.add_clear(item.row)
                subjects += [key + ledgers.CLEAR for key in item.keys]
                cells = self._clear_cells(item)
            else:
                standing.tally.add(item.answered, entries)
                subjects += _subjects(item)
                _note_hits(self._place, item)
                cells = self._told_cells(item.answered, entries)
            lines += map(self._output.row, cells)
        self._place.write("subjects", b"".join(subjects))
        self._place.write("rows", b"".join(lines))
        if noted is not None:
            self._place.write("traces", noted.packed())
        standing.written += len(lines)
        if self._rows:
            standing.records = self._rows[-1].row.number + 1
        self._first = standing.parties
        self._acts, self._alike, self._rows = [], [], []
        self._place.save(standing.as_dict())

    def _ids(self, count: int) -> list[str]:
        standing = self._standing
        first = standing.parties
        standing.parties += count
        return [
            digests.screening_id(standing.batch, number)
            for number in range(first, first + count)
        ]

    def _act(
        self,
        subject: Subject | Problem,
        verdict: Verdict,
        identity: str,
        at: datetime,
    ) -> Screening:
        return act(
            self._services,
            self._call,
            self._terms,
            self._standing.snapshot,
            subject,
            verdict,
            identity=identity,
            at=at,
        )

    def _entries(self) -> dict[str, EntrySummary]:
        """What the result shows of the entries that were hit."""
        hit = (
            found.hit.entry_id
            for item in self._rows
            if isinstance(item, _Told)
            for found in item.answered.hits()
        )
        return batches.summaries(self._services, hit, self._standing.snapshot)

    def _clear_cells(self, item: _Quiet) -> list[list[str]]:
        if self._job.hits_only:
            return []
        return [
            results.clear_row(
                item.row.record,
                item.screening,
                batch=self._standing.batch,
                width=self._width,
            )
        ]

    def _told_cells(
        self, answered: Answered, entries: Mapping[str, EntrySummary]
    ) -> list[list[str]]:
        if self._job.hits_only and answered.quiet:
            return []
        return results.rows_of(
            answered,
            entries,
            batch=self._standing.batch,
            width=self._width,
            all_hits=self._job.all_hits,
        )


def output_of(job: Job, source: CounterpartyFile) -> Output:
    """The format of the result of a job."""
    return output_for(
        job.target,
        results.headings(source.headings),
        delimiter="," if source.delimiter == SINGLE else source.delimiter,
        marked=bool(source.encoding and source.encoding.marked),
    )


def _subjects(item: _Told) -> list[bytes]:
    """For the next night: whom the row names, and whether they were clear."""
    return [
        ledgers.record(key, clear=verdict is CLEAR)
        for key, verdict in zip(item.keys, item.answered.verdicts, strict=True)
        if key
    ]


def _note_hits(place: Workplace, item: _Told) -> None:
    """Note for the next night what was found."""
    answered = item.answered
    for party, verdict, key in zip(
        answered.row.parties, answered.verdicts, item.keys, strict=True
    ):
        for hit in verdict.hits:
            noted = KnownHit(
                subject=key.hex(),
                entry=hit.entry_id,
                score=round(hit.score, 4),
                band=hit.band,
                name=getattr(party.subject, "name", ""),
                reference=getattr(party.subject, "reference", ""),
                line=answered.row.record.line,
            )
            place.write("hits", secondnight.told(noted))
