"""The run of one file on this machine: read, screen in chunks, write, prove.

All rows are screened against one snapshot, taken at the start. Every row of the input
comes out with exactly one outcome; that is counted at the end and a difference is an
error. A row that cannot be read is an outcome ``error``, and the rest goes on.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.batch import manifest as manifests
from crible.batch import results
from crible.batch.dialects import SINGLE
from crible.batch.files import CounterpartyFile
from crible.batch.manifest import Manifest
from crible.batch.rows import Row, Rows
from crible.batch.tally import Tally, TopHit
from crible.store import BatchRow
from crible.usecases.screening import Call, screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from crible.batch.job import Job
    from crible.model import Snapshot
    from crible.usecases.services import Services

_CHUNK_ROWS = 500
# A chunk ends early when its cells add up to this, so that memory stays bounded.
_CHUNK_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the run is: rows done, and bytes of the input taken so far."""

    rows: int
    position: int
    size: int


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run did.

    ``errors`` are the first few rows that could not be screened; ``unanswered`` of all
    those could be read, and a list was too old to call them clear.
    """

    manifest: Manifest
    manifest_path: Path
    notes: tuple[str, ...]
    errors: tuple[str, ...]
    unanswered: int
    top: tuple[TopHit, ...]


def run(
    services: Services,
    job: Job,
    *,
    opened: Callable[[CounterpartyFile], None] = lambda _file: None,
    progress: Callable[[Progress], None] = lambda _progress: None,
) -> Finished:
    """Screen a file.

    Args:
        services: the collaborators.
        job: what to do.
        opened: called once the file's encoding and columns are decided.
        progress: called after each chunk.

    Raises:
        FileRefused: the source cannot be read, or the target not written.
        UsageError: source and target are one file, or the target is there already.
        ListsUnavailable: nothing to screen against.
    """
    job.check_target()
    with CounterpartyFile(job.source, job.reading) as source:
        opened(source)
        return _Run(services, job, source).whole(progress)


class _Run:
    """One run, from the open source to the manifest."""

    def __init__(self, services: Services, job: Job, source: CounterpartyFile) -> None:
        self._services = dataclasses.replace(
            services, live=services.live.pinned(job.state)
        )
        self._job = job
        self._source = source
        self._rows = Rows(source.columns)
        self._tally = Tally()
        self._call = Call(
            actor=job.actor,
            channel="batch",
            lists=job.lists,
            threshold=job.threshold,
            batch=services.new_id(),
            state=job.state,
        )

    def whole(self, progress: Callable[[Progress], None]) -> Finished:
        """Do it all."""
        started = self._services.clock()
        snapshot = self._services.live.current().snapshot
        self._open_batch(started, snapshot)
        source, tally = self._source, self._tally
        with results.ResultFile(
            self._job.target,
            source.headings,
            delimiter="," if source.delimiter == SINGLE else source.delimiter,
            marked=source.encoding.marked,
        ) as result:
            size = min(_CHUNK_ROWS, self._services.limits.subjects)
            for chunk in _chunks(self._readable(), size):
                self._screen(chunk, result)
                progress(Progress(tally.rows, source.position, source.size))
            source.check_unchanged()
            counts = tally.outcomes()
            digest = result.keep()
        finished = self._services.clock()
        self._services.store.close_batch(
            self._call.batch,
            finished=finished,
            counts=counts,
            output_name=self._job.target.name,
        )
        manifest = self._manifest(
            snapshot,
            output_sha256=digest,
            written=result.rows,
            counts=counts,
            started=started,
            finished=finished,
        )
        path = manifests.path_beside(self._job.target)
        manifests.write(manifest, path)
        return Finished(
            manifest=manifest,
            manifest_path=path,
            notes=self._notes(),
            errors=tuple(tally.errors),
            unanswered=tally.unanswered,
            top=tally.top(),
        )

    def _open_batch(self, started: datetime, snapshot: Snapshot) -> None:
        self._services.store.open_batch(
            BatchRow(
                id=self._call.batch,
                started=started,
                actor=self._job.actor,
                input_name=self._job.source.name,
                input_sha256=self._source.sha256,
                snapshot=snapshot.id,
                profile=self._services.profile.id,
            )
        )

    def _readable(self) -> Iterator[Row]:
        for record in self._source:
            if record.blank:
                self._tally.blank += 1
                continue
            self._tally.rows += 1
            yield self._rows.read(record)

    def _screen(self, chunk: list[Row], result: results.ResultFile) -> None:
        subjects = [row.subject for row in chunk]
        answer = screen(self._services, subjects, self._call)
        for row, screening in zip(chunk, answer.screenings, strict=True):
            self._tally.add(row, screening, answer.entries)
            quiet = screening.outcome == "clear" and not screening.hits
            if not (quiet and self._job.hits_only):
                result.add(row, results.found(row, screening, answer.entries))

    def _manifest(
        self,
        snapshot: Snapshot,
        *,
        output_sha256: str,
        written: int,
        counts: dict[str, int],
        started: datetime,
        finished: datetime,
    ) -> Manifest:
        line = self._job.threshold
        return Manifest(
            batch=self._call.batch,
            source=self._source,
            output=self._job.target.name,
            output_sha256=output_sha256,
            written=written,
            counts=counts,
            rows=self._tally.rows,
            blank=self._tally.blank,
            ignored=dict(self._rows.ignored),
            snapshot=snapshot.id,
            versions=snapshot.versions,
            profile=self._services.profile.id,
            threshold=self._services.profile.threshold if line is None else line,
            lists=self._job.lists,
            hits_only=self._job.hits_only,
            operator=self._job.actor,
            started=started,
            finished=finished,
        )

    def _notes(self) -> tuple[str, ...]:
        return self._source.columns.notes + tuple(
            f"{count} cells of the {role} column were not understood; "
            "those rows were screened without it."
            for role, count in self._rows.ignored.items()
        )


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
