"""The steps of a run: rows that were answered wait, and are put on disk together.

At the end of a step its screenings are in the database, its rows in the stage, and
then the standing says so: whatever happens between, the same command goes on behind
the last step, to the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.batch import digests, results, secondnight
from crible.batch import ledger as ledgers
from crible.batch.answered import Answered
from crible.batch.dialects import SINGLE
from crible.batch.ledger import KnownHit
from crible.batch.outputs import output_for
from crible.usecases import batches
from crible.usecases.screening import act
from crible.usecases.verdicts import CLEAR

if TYPE_CHECKING:
    from crible.batch.files import CounterpartyFile
    from crible.batch.job import Job
    from crible.batch.outputs import Output
    from crible.batch.sieve import Sifted
    from crible.batch.standing import Standing
    from crible.batch.workplace import Workplace
    from crible.model import Screening
    from crible.usecases.screening import Call
    from crible.usecases.services import Services
    from crible.usecases.verdicts import Terms


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
        waiting: rows that are answered and not yet on disk.
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
        self._answered: list[tuple[Answered, tuple[bytes, ...]]] = []

    @property
    def waiting(self) -> int:
        """How many rows wait to be put on disk."""
        return len(self._answered)

    def take(self, sifted: Sifted) -> None:
        """Make the records of a row, to be stored with the step."""
        row, verdicts, keys = sifted
        standing = self._standing
        ids = []
        for party, verdict in zip(row.parties, verdicts, strict=True):
            identity = digests.screening_id(standing.batch, standing.parties)
            standing.parties += 1
            ids.append(identity)
            self._acts.append(
                act(
                    self._services,
                    self._call,
                    self._terms,
                    standing.snapshot,
                    party.subject,
                    verdict,
                    identity=identity,
                )
            )
        self._answered.append((Answered.of(row, verdicts, tuple(ids)), keys))

    def settle(self) -> None:
        """End a step: have it in the database, in the stage, and say so."""
        standing, place = self._standing, self._place
        batches.record(self._services, self._acts)
        entries = batches.summaries(
            self._services,
            (
                found.hit.entry_id
                for answered, _ in self._answered
                for found in answered.hits()
            ),
            standing.snapshot,
        )
        for answered, keys in self._answered:
            standing.tally.add(answered, entries)
            _note(place, answered, keys)
            if self._job.hits_only and answered.quiet:
                continue
            for cells in results.rows_of(
                answered,
                entries,
                batch=standing.batch,
                width=self._width,
                all_hits=self._job.all_hits,
            ):
                place.write("rows", self._output.row(cells))
                standing.written += 1
        if self._answered:
            standing.records = self._answered[-1][0].row.number + 1
        self._acts, self._answered = [], []
        place.save(standing.as_dict())


def output_of(job: Job, source: CounterpartyFile) -> Output:
    """The format of the result of a job."""
    return output_for(
        job.target,
        results.headings(source.headings),
        delimiter="," if source.delimiter == SINGLE else source.delimiter,
        marked=bool(source.encoding and source.encoding.marked),
    )


def _note(place: Workplace, answered: Answered, keys: tuple[bytes, ...]) -> None:
    """Note for the next night whom the row names and what was found."""
    for key, verdict in zip(keys, answered.verdicts, strict=True):
        if key:
            place.write("subjects", ledgers.record(key, clear=verdict is CLEAR))
    if answered.quiet:
        return
    for party, verdict, key in zip(
        answered.row.parties, answered.verdicts, keys, strict=True
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
