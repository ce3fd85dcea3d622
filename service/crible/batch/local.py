"""The run of one file on this machine: read, screen, record, write, prove.

All rows are screened against one snapshot, taken at the start. Every row of the input
comes out with exactly one outcome; that is counted at the end and a difference is an
error. A row that cannot be read is an outcome ``error``, and the rest goes on.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from crible.batch import closing, secondnight, standing
from crible.batch.opening import open_file
from crible.batch.progress import Progress
from crible.batch.rows import Row, Rows
from crible.batch.sieve import CHUNK, Sieve
from crible.batch.steps import Steps, output_of
from crible.batch.workplace import Workplace
from crible.errors import InputRefused, UsageError
from crible.usecases import batches
from crible.usecases.live import State
from crible.usecases.screening import Call, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from crible.batch.files import CounterpartyFile
    from crible.batch.finished import Finished
    from crible.batch.job import Job
    from crible.batch.secondnight import Base
    from crible.batch.standing import Standing
    from crible.usecases.live import Loaded
    from crible.usecases.services import Services
    from crible.usecases.verdicts import Terms

# Rows of a step: what is done a second time after a kill, at most.
STEP = 5_000


def run(
    services: Services,
    job: Job,
    *,
    opened: Callable[[CounterpartyFile], None] = lambda _file: None,
    resumed: Callable[[int, datetime], None] = lambda _rows, _since: None,
    progress: Callable[[Progress], None] = lambda _progress: None,
    step: int = STEP,
) -> Finished:
    """Screen a file.

    Args:
        services: the collaborators.
        job: what to do.
        opened: called once the file's encoding and columns are decided.
        resumed: called with the rows done and the first start when an earlier run
            is gone on with.
        progress: called as rows are done.
        step: rows after which everything is on disk.

    Raises:
        FileRefused: the source cannot be read, or the target not written.
        UsageError: source and target are one file, the target is there already, or
            there is nothing to go on with.
        ListsUnavailable: nothing to screen against.
        Interrupted: the disk is full, the database or a worker process was lost.
    """
    job.check_target()
    with open_file(job.source, job.reading) as source:
        opened(source)
        return _Run(services, job, source, step).whole(resumed, progress)


class _Run:
    """One run, from the open source to the manifest."""

    def __init__(
        self, services: Services, job: Job, source: CounterpartyFile, step: int
    ) -> None:
        self._services = services
        self._job = job
        self._source = source
        self._step = step
        self._output = output_of(job, source)
        self._rows = Rows(source.columns, source.headings)
        self._taken = 0
        self._blanks = 0

    def whole(
        self,
        resumed: Callable[[int, datetime], None],
        progress: Callable[[Progress], None],
    ) -> Finished:
        """Do it all."""
        present = self._services.live.of(self._job.state)
        terms = prepare(self._services, self._call())[1]
        begun_before = Workplace.exists(self._job.target)
        if not begun_before:
            self._job.check_free()
        with Workplace(self._job.target) as place:
            try:
                return self._at(place, present, terms, resumed, progress)
            except UsageError:
                # What another question left there is not ours to throw away.
                if not begun_before:
                    place.clear()
                raise
            except InputRefused:
                place.clear()
                raise

    def _at(
        self,
        place: Workplace,
        present: Loaded,
        terms: Terms,
        resumed: Callable[[int, datetime], None],
        progress: Callable[[Progress], None],
    ) -> Finished:
        job = self._job
        question = standing.question_of(self._services, job, self._source)
        earlier = standing.found(
            self._services, job, place, question, present.snapshot.id
        )
        if earlier is not None:
            now, sizes = earlier
            now.interruptions += 1
            terms = dataclasses.replace(terms, stale=now.stale)
            self._pin(State(snapshot=now.snapshot))
            place.go_on(sizes)
            resumed(now.tally.rows, now.started)
        elif job.resume:
            raise UsageError(
                "There is no run of this very file, with these options, to go on with.",
                where=str(job.target),
                hint="Leave out --resume to begin one.",
            )
        else:
            job.check_free()
            self._pin(job.state)
            now = standing.begun(self._services, question, present.snapshot.id)
            now.stale = terms.stale
            self._begin(place, now)
        base, note = self._base(terms, now.batch)
        with batches.resumable():
            if not now.ended:
                self._screen(place, now, terms, base, progress)
            return closing.close(
                self._services,
                job,
                self._source,
                place,
                now,
                self._output,
                terms,
                base=base,
                notes=self._notes(now, note),
            )

    def _base(self, terms: Terms, own: str) -> tuple[Base | None, str]:
        """The earlier batch to go on from, and what is to be said of it."""
        services, job = self._services, self._job
        if not job.since:
            return None, ""
        ledger = secondnight.found(services, job, own)
        if ledger is None:
            return (
                None,
                f"No earlier batch of {job.source.name} is there to go on from.",
            )
        return secondnight.base_of(
            services,
            ledger,
            services.live.current(),
            terms,
            workers=job.workers,
        )

    def _call(self, batch: str = "") -> Call:
        return Call(
            actor=self._job.actor,
            channel="batch",
            lists=self._job.lists,
            threshold=self._job.threshold,
            batch=batch,
            state=self._job.state,
        )

    def _begin(self, place: Workplace, now: Standing) -> None:
        with batches.resumable():
            batches.begin(
                self._services,
                now.batch,
                started=now.started,
                actor=self._job.actor,
                input_name=self._job.source.name,
                input_sha256=self._source.sha256,
                snapshot=now.snapshot,
            )
            place.start(self._output.head())
            place.save(now.as_dict())

    def _pin(self, state: State) -> None:
        live = self._services.live
        self._services = dataclasses.replace(self._services, live=live.pinned(state))

    def _screen(
        self,
        place: Workplace,
        now: Standing,
        terms: Terms,
        base: Base | None,
        progress: Callable[[Progress], None],
    ) -> None:
        loaded = self._services.live.current()
        sieve = Sieve(
            loaded.screener,
            loaded.listings,
            terms,
            workers=self._job.workers,
            chunk=min(CHUNK, self._step),
            since=base.since if base else None,
            noting=True,
        )
        steps = Steps(
            self._services,
            self._job,
            place,
            now,
            self._output,
            len(self._source.headings),
            self._call(now.batch),
            terms,
        )
        skipped, done = now.tally.rows, now.records
        screened, carried = now.screened, now.carried
        self._taken = skipped
        for rows in sieve.each(self._readable(done)):
            steps.take(rows)
            now.screened = screened + sieve.screened
            now.carried = carried + sieve.carried
            if steps.waiting >= self._step:
                steps.settle(sieve.noted())
            progress(
                Progress(
                    now.tally.rows + steps.waiting,
                    steps.hits,
                    steps.failed,
                    self._source.share,
                    skipped,
                )
            )
        steps.settle(sieve.noted())
        self._source.check_unchanged()
        now.tally.blank += self._blanks
        now.tally.outcomes(self._taken)
        now.ended = True
        place.save(now.as_dict())

    def _readable(self, done: int) -> Iterator[Row]:
        """The rows behind the records that an earlier run has done."""
        for number, record in enumerate(self._source):
            if number < done:
                continue
            if record.blank:
                self._blanks += 1
                continue
            self._taken += 1
            blanks, self._blanks = self._blanks, 0
            yield self._rows.read(record, number=number, blanks=blanks)

    def _notes(self, now: Standing, base: str) -> tuple[str, ...]:
        """What a person must know, drawn when all rows are done."""
        return (
            *self._source.columns.notes,
            *([base] if base else []),
            *(
                f"{count} cells of the {role} column were not understood; "
                "those rows were screened without it."
                for role, count in now.tally.ignored.items()
            ),
        )
