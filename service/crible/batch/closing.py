"""The end of a run: the result gets its name, is proved, and the batch is closed.

All of it can be done a second time, should the run be killed between.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crible.batch import ledger as ledgers
from crible.batch import manifest as manifests
from crible.batch import secondnight
from crible.batch.finished import Finished
from crible.batch.manifest import Manifest
from crible.usecases import batches, portfolios

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from crible.batch.files import CounterpartyFile
    from crible.batch.job import Job
    from crible.batch.outputs import Output
    from crible.batch.secondnight import Base
    from crible.batch.standing import Standing
    from crible.batch.workplace import Workplace
    from crible.usecases.services import Services
    from crible.usecases.verdicts import Terms


def close(
    services: Services,
    job: Job,
    source: CounterpartyFile,
    place: Workplace,
    standing: Standing,
    output: Output,
    terms: Terms,
    *,
    base: Base | None,
    notes: tuple[str, ...],
) -> Finished:
    """End a run whose rows are all done.

    Args:
        services: the collaborators.
        job: what was asked.
        source: the input.
        place: where the result came to be; removed at the end.
        standing: what was counted.
        output: the format of the result.
        terms: what the screenings were found by.
        base: the earlier batch that the run went on from.
        notes: what a person must know of it.
    """
    tally = standing.tally
    counts = tally.outcomes(tally.rows)
    made = place.folder / f"result{job.target.suffix.lower()}"
    digest = place.publish(made if output.finish(place.stage, made) else None)
    finished = batches.finish(
        services, standing.batch, counts=counts, output_name=job.target.name
    )
    delta, changes = _compared(services, job, place, standing, terms, base)
    if job.portfolio:
        _keep_portfolio(services, job, standing)
    manifest = _manifest(
        services, job, source, standing, digest, counts, finished, delta
    )
    path = manifests.path_beside(job.target)
    manifests.write(manifest, path)
    place.clear()
    return Finished(
        manifest=manifest,
        manifest_path=path,
        notes=notes,
        errors=tuple(tally.errors),
        unanswered=tally.unanswered,
        top=tally.top(),
        changes=changes,
    )


def _keep_portfolio(services: Services, job: Job, standing: Standing) -> None:
    """Keep the subjects; their hits were raised with their records."""
    portfolios.save(
        services,
        job.portfolio,
        source=standing.batch,
        screened=standing.batch,
        snapshot=standing.snapshot,
        actor=job.actor,
        lists=job.lists,
        threshold=job.threshold,
    )


def _compared(
    services: Services,
    job: Job,
    place: Workplace,
    standing: Standing,
    terms: Terms,
    base: Base | None,
) -> tuple[dict[str, Any] | None, Path | None]:
    """Keep what the next night needs, and tell what became of the last one."""
    folder = secondnight.folder_of(services)
    ledgers.write_sorted(
        folder,
        standing.batch,
        secondnight.meta_of(standing.batch, standing.snapshot, terms, base),
        ledgers.sorted_from(place.path("subjects")),
        secondnight.hits_in(place.read("hits")),
    )
    ledger = ledgers.read(folder, standing.batch)
    with place.path("traces").open("rb") as stage:
        secondnight.keep_traces(folder, ledger, stage, base)
    if base is None:
        return None, None
    changes = secondnight.changes_of(base.ledger.hits, ledger.hits)
    path = secondnight.path_beside(job.target)
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
        "screened": standing.screened,
        "carried_over": standing.carried,
    }, path


def _manifest(
    services: Services,
    job: Job,
    source: CounterpartyFile,
    standing: Standing,
    digest: str,
    counts: dict[str, int],
    finished: datetime,
    delta: dict[str, Any] | None,
) -> Manifest:
    snapshot = services.live.current().snapshot
    line = job.threshold
    return Manifest(
        batch=standing.batch,
        source=source,
        output=job.target.name,
        output_sha256=digest,
        written=standing.written,
        counts=counts,
        rows=standing.tally.rows,
        blank=standing.tally.blank,
        ignored=dict(standing.tally.ignored),
        snapshot=snapshot.id,
        versions=snapshot.versions,
        profile=services.profile.id,
        threshold=services.profile.threshold if line is None else line,
        lists=job.lists,
        hits_only=job.hits_only,
        all_hits=job.all_hits,
        parties=standing.parties,
        interruptions=standing.interruptions,
        delta=delta,
        operator=job.actor,
        started=standing.started,
        finished=finished,
    )
