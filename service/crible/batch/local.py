"""The run of one file on this machine: read, screen in chunks, write, prove.

All rows are screened against one snapshot, taken at the start. Every row of the input
comes out with exactly one outcome; that is counted at the end and a difference is an
error. A row that cannot be read is an outcome ``error``, and the rest goes on.
"""

from __future__ import annotations

import dataclasses
import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crible.batch import manifest as manifests
from crible.batch import results
from crible.batch.dialects import SINGLE
from crible.batch.files import CounterpartyFile, Reading
from crible.batch.manifest import Manifest
from crible.batch.rows import Row, Rows
from crible.errors import CribleError, FileRefused, UsageError
from crible.store import BatchRow
from crible.usecases.screening import Call, screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from crible.model import EntrySummary, Hit, Screening
    from crible.usecases.services import Services

_CHUNK_ROWS = 500
# A chunk ends early when its cells add up to this, so that memory stays bounded.
_CHUNK_CHARACTERS = 4_000_000
_FIRST_ERRORS = 5
_TOP_HITS = 10

OUTCOMES = ("match", "review", "clear", "error")


@dataclass(frozen=True, slots=True)
class Job:
    """What to do.

    Attributes:
        source: the counterparty file.
        target: the result file.
        reading: how to read the source.
        actor: who asks.
        lists: list keys to look at; empty means all loaded.
        threshold: alert line; None means the profile's own.
        hits_only: leave clear rows out of the result; errors always stay in.
        overwrite: whether an existing result may be replaced.
    """

    source: Path
    target: Path
    reading: Reading
    actor: str
    lists: tuple[str, ...] = ()
    threshold: float | None = None
    hits_only: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the run is: rows done, and bytes of the input taken so far."""

    rows: int
    position: int
    size: int


@dataclass(frozen=True, slots=True)
class TopHit:
    """One of the best hits of a run, for a summary."""

    line: int
    name: str
    hit: Hit
    entry: EntrySummary | None


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run did; ``errors`` are the first few rows that could not be screened."""

    manifest: Manifest
    manifest_path: Path
    notes: tuple[str, ...]
    errors: tuple[str, ...]
    top: tuple[TopHit, ...]


@dataclass(slots=True)
class _Tally:
    """What is counted while rows go by."""

    counts: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    blank: int = 0
    errors: list[str] = field(default_factory=list)
    top: list[tuple[float, int, TopHit]] = field(default_factory=list)

    def add(
        self, row: Row, screening: Screening, entries: Iterable[EntrySummary | None]
    ) -> None:
        self.counts[screening.outcome] += 1
        if screening.problem and len(self.errors) < _FIRST_ERRORS:
            self.errors.append(f"line {row.record.line}: {screening.problem.detail}")
        for hit, entry in zip(screening.hits[:1], entries, strict=False):
            found = TopHit(row.record.line, screening.subject.name, hit, entry)
            item = (hit.score, -row.record.line, found)
            if len(self.top) < _TOP_HITS:
                heapq.heappush(self.top, item)
            else:
                heapq.heappushpop(self.top, item)


def run(
    services: Services,
    job: Job,
    *,
    progress: Callable[[Progress], None] = lambda _progress: None,
    opened: Callable[[CounterpartyFile], None] = lambda _file: None,
) -> Finished:
    """Screen a file.

    Args:
        services: the collaborators.
        job: what to do.
        progress: called after each chunk.
        opened: called once the file's encoding and columns are decided.

    Raises:
        FileRefused: the source cannot be read, or the target not written.
        UsageError: source and target are one file, or the target is there already.
        ListsUnavailable: nothing to screen against.
    """
    _check_target(job)
    services = dataclasses.replace(services, live=services.live.pinned())
    loaded = services.live.current()
    tally = _Tally()
    with CounterpartyFile(job.source, job.reading) as source:
        opened(source)
        rows = Rows(source.columns)
        started = services.clock()
        batch = services.new_id()
        call = Call(
            actor=job.actor,
            channel="batch",
            lists=job.lists,
            threshold=job.threshold,
            batch=batch,
        )
        services.store.open_batch(
            BatchRow(
                id=batch,
                started=started,
                actor=job.actor,
                input_name=job.source.name,
                input_sha256=source.sha256,
                snapshot=loaded.snapshot.id,
                profile=services.profile.id,
            )
        )
        with results.ResultFile(
            job.target,
            source.headings,
            delimiter="," if source.delimiter == SINGLE else source.delimiter,
            marked=source.encoding.marked,
        ) as result:
            size = min(_CHUNK_ROWS, services.limits.subjects)
            for chunk in _chunks(_sound_rows(source, rows, tally), size):
                _screen_chunk(services, chunk, call, job, result, tally)
                progress(Progress(tally.rows, source.position, source.size))
            source.check_unchanged()
            _check_sum(tally)
            digest = result.keep()
        finished = services.clock()
        counts = {outcome: tally.counts[outcome] for outcome in OUTCOMES}
        services.store.close_batch(
            batch, finished=finished, counts=counts, output_name=job.target.name
        )
        threshold = job.threshold
        manifest = Manifest(
            batch=batch,
            source=source,
            output=job.target.name,
            output_sha256=digest,
            written=result.rows,
            counts=counts,
            rows=tally.rows,
            blank=tally.blank,
            ignored=dict(rows.ignored),
            snapshot=loaded.snapshot.id,
            versions=loaded.snapshot.versions,
            profile=services.profile.id,
            threshold=services.profile.threshold if threshold is None else threshold,
            lists=job.lists,
            hits_only=job.hits_only,
            operator=job.actor,
            started=started,
            finished=finished,
        )
        path = manifests.path_beside(job.target)
        manifests.write(manifest, path)
    top = tuple(item[2] for item in sorted(tally.top, key=lambda it: it[:2])[::-1])
    return Finished(manifest, path, _notes(source, rows), tuple(tally.errors), top)


def _sound_rows(source: CounterpartyFile, rows: Rows, tally: _Tally) -> Iterator[Row]:
    for record in source:
        if record.blank:
            tally.blank += 1
            continue
        tally.rows += 1
        yield rows.read(record)


def _chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    characters = 0
    for row in rows:
        chunk.append(row)
        characters += sum(map(len, row.record.cells))
        if len(chunk) >= size or characters >= _CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _screen_chunk(
    services: Services,
    chunk: list[Row],
    call: Call,
    job: Job,
    result: results.ResultFile,
    tally: _Tally,
) -> None:
    answer = screen(services, [row.subject for row in chunk], call)
    for row, screening in zip(chunk, answer.screenings, strict=True):
        best = screening.hits[0].entry_id if screening.hits else ""
        tally.add(row, screening, (answer.entries.get(best),))
        if job.hits_only and screening.outcome == "clear" and not screening.hits:
            continue
        result.add(row, results.found(row, screening, answer.entries))


def _check_target(job: Job) -> None:
    target = job.target
    where = str(target)
    if target.suffix.lower() in {".xlsx", ".xls", ".ods", ".parquet"}:
        raise FileRefused(
            f"Results cannot be written as {target.suffix.lower()} yet.",
            where=where,
            hint="Name the result .csv.",
        )
    if target.is_dir():
        raise FileRefused("It is a folder.", where=where, hint="Name a file in it.")
    if not target.parent.is_dir():
        raise FileRefused("The folder of the result is not there.", where=where)
    if target.exists() and job.source.exists() and target.samefile(job.source):
        raise UsageError(
            "The result would overwrite the input.",
            where=where,
            hint="Give another name with -o.",
        )
    there = [
        path.name for path in (target, manifests.path_beside(target)) if path.exists()
    ]
    if there and not job.overwrite:
        raise UsageError(
            f"Already there: {', '.join(there)}.",
            where=where,
            hint="Say --overwrite to replace it, or give another name with -o.",
        )


def _check_sum(tally: _Tally) -> None:
    if sum(tally.counts.values()) != tally.rows:
        raise CribleError(
            f"{tally.rows} rows went in and {sum(tally.counts.values())} came out; "
            "the result was thrown away.",
            hint="This is a fault in crible; please report it.",
        )


def _notes(source: CounterpartyFile, rows: Rows) -> tuple[str, ...]:
    return source.columns.notes + tuple(
        f"{count} cells of the {role} column were not understood; those rows were "
        f"screened without it."
        for role, count in rows.ignored.items()
    )
