"""The run of one file on this machine: read, screen, record, write, prove.

All rows are screened against one snapshot, taken at the start. Every row of the input
comes out with exactly one outcome; that is counted at the end and a difference is an
error. A row that cannot be read is an outcome ``error``, and the rest goes on.

The run goes in steps. At the end of each, its screenings are in the database, its rows
on disk in the stage, and then the progress says so: whatever happens between, the same
command goes on behind the last step, to the same bytes.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crible._version import __version__
from crible.batch import digests, results, secondnight
from crible.batch import ledger as ledgers
from crible.batch import manifest as manifests
from crible.batch.answered import Answered
from crible.batch.dialects import SINGLE
from crible.batch.ledger import KnownHit
from crible.batch.manifest import Manifest
from crible.batch.opening import open_file
from crible.batch.outputs import output_for
from crible.batch.rows import Row, Rows
from crible.batch.sieve import CHUNK, Sieve
from crible.batch.tally import Tally, TopHit
from crible.batch.workplace import Workplace
from crible.errors import InputRefused, UsageError
from crible.usecases import batches, portfolios
from crible.usecases.live import State
from crible.usecases.screening import Call, act, prepare
from crible.usecases.verdicts import CLEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crible.batch.files import CounterpartyFile
    from crible.batch.job import Job
    from crible.batch.secondnight import Base
    from crible.batch.sieve import Sifted
    from crible.model import Screening
    from crible.usecases.live import Loaded
    from crible.usecases.services import Services
    from crible.usecases.verdicts import Terms

# Rows of a step: what is done a second time after a kill, at most.
STEP = 2_000
# A run that was stopped is not gone on with after that time when the lists have
# changed since: yesterday's night job must not be finished against yesterday's lists.
_OLD = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the run is.

    ``share`` is how much of the input was read, 0..1, or None; ``skipped`` rows were
    done by an earlier run.
    """

    rows: int
    hits: int
    errors: int
    share: float | None
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run did.

    ``errors`` are the first few rows that could not be screened; ``unanswered`` of all
    those could be read, and a list was too old to call them clear. ``changes`` is the
    file of new, gone and changed hits, when the run went on from an earlier batch.
    """

    manifest: Manifest
    manifest_path: Path
    notes: tuple[str, ...]
    errors: tuple[str, ...]
    unanswered: int
    top: tuple[TopHit, ...]
    changes: Path | None = None


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
        self._rows = Rows(source.columns, source.headings)
        self._tally = Tally()
        self._output = output_for(
            job.target,
            results.headings(source.headings),
            delimiter="," if source.delimiter == SINGLE else source.delimiter,
            marked=bool(source.encoding and source.encoding.marked),
        )
        self._records = 0
        self._taken = 0
        self._blanks = 0
        self._parties = 0
        self._written = 0
        self._skipped = 0
        self._interruptions = 0
        self._batch = ""
        self._said: dict[str, Any] = {}
        self._acts: list[Screening] = []
        self._waiting: list[tuple[Answered, tuple[bytes, ...]]] = []
        self._base: Base | None = None
        self._base_note = ""
        self._carried = 0
        self._screened = 0

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
        question = self._question()
        said = self._fitting(place, question, present)
        if said is None and self._job.resume:
            raise UsageError(
                "There is no run of this very file, with these options, to go on with.",
                where=str(self._job.target),
                hint="Leave out --resume to begin one.",
            )
        if said is None:
            self._job.check_free()
            self._begin(place, question, present, terms)
        else:
            terms = dataclasses.replace(terms, stale=tuple(said["stale"]))
            self._go_on(place, said)
            resumed(self._tally.rows, self._started)
        if self._job.since:
            self._find_base(terms)
        with batches.resumable():
            if said is None or not said["ended"]:
                self._screen(place, terms, progress)
            return self._end(place, terms)

    def _find_base(self, terms: Terms) -> None:
        services, job = self._services, self._job
        ledger = secondnight.found(services, job)
        if ledger is None:
            self._base_note = (
                f"No earlier batch of {job.source.name} is there to go on from."
            )
            return
        self._base, self._base_note = secondnight.base_of(
            services, ledger, services.live.current(), terms
        )

    def _call(self) -> Call:
        return Call(
            actor=self._job.actor,
            channel="batch",
            lists=self._job.lists,
            threshold=self._job.threshold,
            batch=self._batch,
            state=self._job.state,
        )

    def _question(self) -> dict[str, Any]:
        """Everything that decides the result, apart from the lists of the day."""
        job, source = self._job, self._source
        return {
            "input": source.sha256,
            "format": source.format,
            "columns": [str(column) for column in source.columns.used],
            "indexes": [column.index for column in source.columns.used],
            "encoding": source.encoding.name if source.encoding else "",
            "delimiter": source.delimiter,
            "header": job.reading.header,
            "output": job.target.suffix.lower(),
            "lists": list(job.lists),
            "threshold": job.threshold,
            "state": str(job.state),
            "hits_only": job.hits_only,
            "all_hits": job.all_hits,
            "profile": self._services.profile.id,
            "name_length": self._services.limits.name_length,
            "engine": __version__,
        }

    def _fitting(
        self, place: Workplace, question: dict[str, Any], present: Loaded
    ) -> dict[str, Any] | None:
        """The progress of a run to go on with; None when there is none."""
        if self._job.resume is False:
            return None
        said = place.progress()
        if said is None or said["question"] != digests.of_question(question):
            return None
        if not batches.holds(self._services, said["batch"], said["parties"]):
            return None
        age = self._services.clock() - datetime.fromisoformat(said["started"])
        outdated = said["snapshot"] != present.snapshot.id and age > _OLD
        return None if outdated and not self._job.resume else said

    def _begin(
        self,
        place: Workplace,
        question: dict[str, Any],
        present: Loaded,
        terms: Terms,
    ) -> None:
        asked = digests.of_question(question)
        self._pin(present.snapshot.id, present)
        self._started = self._services.clock()
        ordinal = 0
        full = digests.of_question({**question, "snapshot": present.snapshot.id})
        while batches.is_known(self._services, digests.batch_id(full, ordinal)):
            ordinal += 1
        self._batch = digests.batch_id(full, ordinal)
        self._said = {
            "question": asked,
            "batch": self._batch,
            "snapshot": present.snapshot.id,
            "started": self._started.isoformat(),
            "stale": list(terms.stale),
        }
        with batches.resumable():
            batches.begin(
                self._services,
                self._batch,
                started=self._started,
                actor=self._job.actor,
                input_name=self._job.source.name,
                input_sha256=self._source.sha256,
                snapshot=present.snapshot.id,
            )
            place.start(self._output.head())
            self._save(place)

    def _go_on(self, place: Workplace, said: dict[str, Any]) -> None:
        self._said = {
            key: said[key]
            for key in ("question", "batch", "snapshot", "started", "stale")
        }
        self._batch = said["batch"]
        self._started = datetime.fromisoformat(said["started"])
        self._pin(said["snapshot"], None)
        self._tally = Tally.restored(said["tally"])
        self._records = said["records"]
        self._taken = self._skipped = self._tally.rows
        self._parties = said["parties"]
        self._written = said["written"]
        self._interruptions = said["interruptions"] + 1
        self._screened, self._carried = said["screened"], said["carried"]
        place.go_on(said["bytes"])

    def _pin(self, snapshot: str, loaded: Loaded | None) -> None:
        live = self._services.live
        state = self._job.state if loaded else State(snapshot=snapshot)
        self._services = dataclasses.replace(self._services, live=live.pinned(state))

    def _screen(
        self, place: Workplace, terms: Terms, progress: Callable[[Progress], None]
    ) -> None:
        loaded = self._services.live.current()
        call = self._call()
        sieve = Sieve(
            loaded.screener,
            loaded.listings,
            terms,
            workers=self._job.workers,
            chunk=min(CHUNK, self._step),
            since=self._base.since if self._base else None,
        )
        screened, carried = self._screened, self._carried
        for rows in sieve.each(self._readable()):
            for sifted in rows:
                self._answer(sifted, call, terms, loaded.snapshot.id)
            self._screened = screened + sieve.screened
            self._carried = carried + sieve.carried
            if len(self._waiting) >= self._step:
                self._settle(place)
            progress(
                Progress(
                    self._tally.rows + len(self._waiting),
                    self._tally.hits,
                    self._tally.failed,
                    self._source.share,
                    self._skipped,
                )
            )
        self._settle(place)
        self._source.check_unchanged()
        self._tally.blank += self._blanks
        self._tally.outcomes(self._taken)
        self._save(place, ended=True)

    def _readable(self) -> Iterator[Row]:
        """The rows that no earlier run has done."""
        done = self._records
        for number, record in enumerate(self._source):
            if number < done:
                continue
            if record.blank:
                self._blanks += 1
                continue
            self._taken += 1
            blanks, self._blanks = self._blanks, 0
            yield self._rows.read(record, number=number, blanks=blanks)

    def _answer(self, sifted: Sifted, call: Call, terms: Terms, snapshot: str) -> None:
        """Make the records of a row, to be stored with the step."""
        row, verdicts, keys = sifted
        ids = []
        for party, verdict in zip(row.parties, verdicts, strict=True):
            identity = digests.screening_id(self._batch, self._parties)
            self._parties += 1
            ids.append(identity)
            self._acts.append(
                act(
                    self._services,
                    call,
                    terms,
                    snapshot,
                    party.subject,
                    verdict,
                    identity=identity,
                )
            )
        self._waiting.append((Answered.of(row, verdicts, tuple(ids)), keys))

    def _settle(self, place: Workplace) -> None:
        """End a step: have it in the database, in the stage, and say so."""
        batches.record(self._services, self._acts)
        entries = batches.summaries(
            self._services,
            (
                found.hit.entry_id
                for answered, _ in self._waiting
                for found in answered.hits()
            ),
            self._said["snapshot"],
        )
        width = len(self._source.headings)
        for answered, keys in self._waiting:
            self._tally.add(answered, entries)
            _note(place, answered, keys)
            if self._job.hits_only and answered.quiet:
                continue
            for cells in results.rows_of(
                answered,
                entries,
                batch=self._batch,
                width=width,
                all_hits=self._job.all_hits,
            ):
                place.write("rows", self._output.row(cells))
                self._written += 1
        if self._waiting:
            self._records = self._waiting[-1][0].row.number + 1
        self._acts, self._waiting = [], []
        self._save(place)

    def _save(self, place: Workplace, *, ended: bool = False) -> None:
        place.save(
            {
                **self._said,
                "records": self._records,
                "parties": self._parties,
                "written": self._written,
                "interruptions": self._interruptions,
                "screened": self._screened,
                "carried": self._carried,
                "tally": self._tally.as_dict(),
                "ended": ended,
            }
        )

    def _end(self, place: Workplace, terms: Terms) -> Finished:
        """Give the result its name, prove it, and close the batch."""
        job, tally = self._job, self._tally
        counts = tally.outcomes(tally.rows)
        made = place.folder / f"result{job.target.suffix.lower()}"
        digest = place.publish(made if self._output.finish(place.stage, made) else None)
        finished = batches.finish(
            self._services, self._batch, counts=counts, output_name=job.target.name
        )
        delta, changes = self._compared(place, terms)
        if job.portfolio:
            self._keep_portfolio()
        manifest = self._manifest(digest, counts, finished, delta)
        path = manifests.path_beside(job.target)
        manifests.write(manifest, path)
        place.clear()
        return Finished(
            manifest=manifest,
            manifest_path=path,
            notes=self._notes(),
            errors=tuple(tally.errors),
            unanswered=tally.unanswered,
            top=tally.top(),
            changes=changes,
        )

    def _keep_portfolio(self) -> None:
        """Keep the subjects; the hits of today are known alerts from now on."""
        services, job = self._services, self._job
        snapshot = self._said["snapshot"]
        portfolios.save(
            services,
            job.portfolio,
            source=self._batch,
            screened=self._batch,
            snapshot=snapshot,
            actor=job.actor,
            lists=job.lists,
            threshold=job.threshold,
        )
        alerts = portfolios.Alerts(services, job.portfolio, snapshot)
        for acts in services.store.portfolios.acts_with_hits(self._batch):
            alerts.raised(acts)

    def _compared(
        self, place: Workplace, terms: Terms
    ) -> tuple[dict[str, Any] | None, Path | None]:
        """Keep what the next night needs, and tell what became of the last one."""
        snapshot = self._said["snapshot"]
        ledger = ledgers.made(
            secondnight.meta_of(self._batch, snapshot, terms),
            place.read("subjects"),
            secondnight.hits_in(place.read("hits")),
        )
        ledgers.write(secondnight.folder_of(self._services), self._batch, ledger)
        base = self._base
        if base is None:
            return None, None
        changes = secondnight.changes_of(base.ledger.hits, ledger.hits)
        path = secondnight.path_beside(self._job.target)
        secondnight.write_changes(path, changes)
        new, same, gone = base.ledger.compared(ledger)
        return {
            "batch": base.ledger.meta["batch"],
            "snapshot": base.ledger.meta["snapshot"],
            "subjects": {"new": new, "same": same, "gone": gone},
            "entries": {
                "added": len(base.changes.added),
                "changed": len(base.changes.changed),
                "removed": len(base.changes.removed),
            },
            "hits": dict(Counter(change.what for change in changes)),
            "screened": self._screened,
            "carried_over": self._carried,
        }, path

    def _manifest(
        self,
        digest: str,
        counts: dict[str, int],
        finished: datetime,
        delta: dict[str, Any] | None,
    ) -> Manifest:
        job, services = self._job, self._services
        snapshot = services.live.current().snapshot
        line = job.threshold
        return Manifest(
            batch=self._batch,
            source=self._source,
            output=job.target.name,
            output_sha256=digest,
            written=self._written,
            counts=counts,
            rows=self._tally.rows,
            blank=self._tally.blank,
            ignored=dict(self._tally.ignored),
            snapshot=snapshot.id,
            versions=snapshot.versions,
            profile=services.profile.id,
            threshold=services.profile.threshold if line is None else line,
            lists=job.lists,
            hits_only=job.hits_only,
            all_hits=job.all_hits,
            parties=self._parties,
            interruptions=self._interruptions,
            delta=delta,
            operator=job.actor,
            started=self._started,
            finished=finished,
        )

    def _notes(self) -> tuple[str, ...]:
        base = (self._base_note,) if self._base_note else ()
        return (
            self._source.columns.notes
            + base
            + tuple(
                f"{count} cells of the {role} column were not understood; "
                "those rows were screened without it."
                for role, count in self._tally.ignored.items()
            )
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
