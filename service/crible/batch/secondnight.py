"""The second night: what an earlier batch allows to leave out, and what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from crible.batch import ledger as ledgers
from crible.batch import tracefile, traces
from crible.batch.concerned import Concern
from crible.batch.crew import Crew
from crible.batch.ledger import KnownHit, Ledger
from crible.batch.results import csv_line, writable
from crible.batch.sieve import Since
from crible.batch.suspicion import Suspicion
from crible.errors import UnknownThing
from crible.usecases import delta
from crible.usecases.live import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from crible.batch.job import Job
    from crible.batch.traces import Traces
    from crible.matching.index import Index
    from crible.usecases.live import Loaded
    from crible.usecases.services import Services
    from crible.usecases.verdicts import Terms

_BATCHES = 500
# From this share of all entries on that changed, asking first takes longer than it saves.
_MOST = 0.2
# Subjects of which is told at once, on one process, whether a change may concern them.
_PART = 1 << 13
_DAMAGED = "What was noted of its names is damaged; all were read again."
CHANGES = (
    "change", "line", "reference", "name", "entry", "score", "score_before", "band",
    "band_before",
)  # fmt: skip


def folder_of(services: Services) -> Path:
    """Where ledgers lie."""
    return services.folder / "batches"


def meta_of(
    batch: str, snapshot: str, terms: Terms, base: Base | None = None
) -> dict[str, Any]:
    """By which lists and terms a batch came to be.

    ``weighed`` are the lists by which words were weighed when whoever is clear was last
    screened: what moves a little each night moves much in a year.
    """
    went_on = base is not None and base.since is not None
    return {
        "batch": batch,
        "snapshot": snapshot,
        "weighed": base.ledger.meta["weighed"] if base and went_on else snapshot,
        "profile": terms.profile,
        "threshold": terms.threshold,
        "lists": list(terms.lists),
        "name_length": terms.name_length,
    }


@dataclass(frozen=True, slots=True)
class Base:
    """The earlier batch, and what the lists did since.

    ``since`` is None where the batch is only compared with, because too much changed.
    """

    ledger: Ledger
    changes: delta.Delta
    since: Since | None


def base_of(
    services: Services,
    ledger: Ledger,
    loaded: Loaded,
    terms: Terms,
    *,
    workers: int = 1,
) -> tuple[Base, str]:
    """What an earlier batch allows to leave out, or a note why nothing.

    Args:
        services: the collaborators.
        ledger: of the earlier batch.
        loaded: the lists as they are now.
        terms: what holds for every subject.
        workers: processes to use.
    """
    wanted = meta_of("", "", terms)
    differing = [
        key
        for key in wanted
        if key not in {"batch", "snapshot", "weighed"}
        and ledger.meta.get(key) != wanted[key]
    ]
    changes = delta.between(
        services, ledger.meta["snapshot"], loaded.snapshot.id, terms.lists
    )
    if differing:
        note = f"Since that batch other things changed: {', '.join(differing)}."
        return Base(ledger, changes, None), f"{note} Every row was screened."
    index = loaded.screener.index
    asked = len(changes.added) + len(changes.changed)
    if asked > _MOST * index.entry_count:
        note = f"{asked:,} entries are new or changed; every row was screened."
        return Base(ledger, changes, None), note
    before = index
    if ledger.meta["weighed"] != loaded.snapshot.id:
        state = State(snapshot=ledger.meta["weighed"])
        before = services.live.of(state).screener.index
    suspicion = Suspicion(
        index,
        (*changes.added, *changes.changed),
        before,
        terms.threshold,
        loaded.screener.profile,
    )
    if suspicion.entries > _MOST * index.entry_count:
        note = (
            f"{suspicion.entries:,} entries hold words that weigh something else now; "
            "every row was screened."
        )
        return Base(ledger, changes, None), note
    untouched, note = _untouched(folder_of(services), ledger, suspicion, index, workers)
    return Base(ledger, changes, Since(ledger, suspicion, untouched)), note


def _untouched(
    folder: Path, ledger: Ledger, suspicion: Suspicion, index: Index, workers: int
) -> tuple[NDArray[np.bool_] | None, str]:
    """For each subject of a ledger, whether no change can concern it; and a note."""
    concern = Concern(suspicion.screener, index, suspicion.line, suspicion.moved)

    def falls_on(part: Traces) -> NDArray[np.bool_] | None:
        try:
            return concern.falls_on(part)
        except (ValueError, KeyError):
            return None

    crew: Crew[Traces, NDArray[np.bool_] | None] = Crew(falls_on, workers)
    found = np.zeros(len(ledger.subjects), dtype=bool)
    known = False
    try:
        for subjects, falls in crew.each(_parts(folder, ledger)):
            known = True
            if falls is None:
                return None, _DAMAGED
            places = ledger.places(subjects)
            found[places[~falls & (places >= 0)]] = True
    except (ValueError, KeyError):
        return None, _DAMAGED
    if not known and ledger.subjects["clear"].any():
        return None, (
            "Nothing is noted of its names by this very version; all were read again."
        )
    return found, ""


def _parts(folder: Path, ledger: Ledger) -> Iterator[tuple[NDArray[Any], Traces]]:
    """What was noted of some subjects at a time, with their digests."""
    for segment in tracefile.read(folder, ledger.meta["batch"]):
        part_of = np.arange(len(segment)) // _PART
        for number in range(int(part_of[-1]) + 1 if len(part_of) else 0):
            part = segment.some(part_of == number)
            yield part.subject, part


def keep_traces(
    folder: Path, ledger: Ledger, stage: BinaryIO, base: Base | None
) -> None:
    """Keep for the next night what was noted, and what of earlier notes still holds.

    Args:
        folder: where ledgers lie.
        ledger: of the batch that ends.
        stage: what was noted in it.
        base: the batch that it went on from.
    """
    batch = ledger.meta["batch"]

    def fresh() -> Iterator[Traces]:
        stage.seek(0)
        return traces.read(stage)

    def all_of_them() -> Iterator[Traces]:
        if base is not None and base.since is not None:
            taken = [np.empty(0, np.uint64)]
            taken += [segment.subject["first"].astype(np.uint64) for segment in fresh()]
            earlier = tracefile.read(folder, base.ledger.meta["batch"])
            yield from tracefile.left(earlier, ledger, np.concatenate(taken))
        yield from fresh()

    try:
        tracefile.write(folder, batch, all_of_them())
    except ValueError:
        # Without traces the next night reads every name again.
        tracefile.path_of(folder, batch).unlink(missing_ok=True)


def found(services: Services, job: Job, own: str) -> Ledger | None:
    """The ledger of the batch that a job goes on from; None when there is none yet.

    Args:
        services: the collaborators.
        job: what is asked for.
        own: id of its own batch, which may have been ended by a run that was killed
            before it had put away what it worked with.

    Raises:
        UnknownThing: a batch was named that is not there.
    """
    folder = folder_of(services)
    if job.since != "last":
        services.store.batches.find(job.since)
        return ledgers.read(folder, job.since)
    for row in services.store.batches.newest(limit=_BATCHES):
        if row.finished is None or row.input_name != job.source.name or row.id == own:
            continue
        try:
            return ledgers.read(folder, row.id)
        except UnknownThing:
            continue
    return None


def hits_in(lines: bytes) -> Iterator[KnownHit]:
    """The hits as ``told`` wrote them."""
    for line in lines.splitlines():
        yield KnownHit(**json.loads(line))


def told(hit: KnownHit) -> bytes:
    """A hit as a line."""
    fields = {name: getattr(hit, name) for name in KnownHit.__slots__}
    return json.dumps(fields).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Change:
    """A hit that is new, gone or another than before."""

    what: str
    before: KnownHit | None
    after: KnownHit | None


def changes_of(before: Iterable[KnownHit], after: Iterable[KnownHit]) -> list[Change]:
    """Hits held against those of the earlier batch, by subject and entry."""
    old = {(hit.subject, hit.entry): hit for hit in before}
    new = {(hit.subject, hit.entry): hit for hit in after}
    found = [Change("new", None, new[key]) for key in new if key not in old]
    found += [Change("gone", old[key], None) for key in old if key not in new]
    found += [
        Change("changed", old[key], new[key])
        for key in new
        if key in old and _differs(old[key], new[key])
    ]
    return found


def _differs(before: KnownHit, after: KnownHit) -> bool:
    return replace(before, line=0, reference="") != replace(after, line=0, reference="")


def write_changes(path: Path, changes: Iterable[Change]) -> None:
    """Write the changes as CSV."""
    lines = [csv_line(CHANGES)]
    for change in changes:
        hit = change.after or change.before
        if hit is None:
            continue
        then, now = change.before, change.after
        cells = [
            change.what,
            str(now.line) if now else "",
            hit.reference,
            hit.name,
            hit.entry,
            f"{now.score:.4f}" if now else "",
            f"{then.score:.4f}" if then else "",
            now.band if now else "",
            then.band if then else "",
        ]
        lines.append(csv_line(map(writable, cells)))
    part = path.with_name(f".{path.name}.part")
    part.write_text("".join(lines), encoding="utf-8")
    part.replace(path)


def path_beside(output: Path) -> Path:
    """Where the changes to a result lie."""
    return output.with_name(f"{output.name}.changes.csv")
