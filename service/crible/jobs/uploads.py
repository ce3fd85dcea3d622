"""Files that callers upload: taken, shown, cancelled, fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crible.errors import FileRefused, ListsUnavailable, NotFinished, UnknownThing
from crible.jobs.workplace import TYPES, Workplace, ending
from crible.store import JobRow
from crible.usecases import lists

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from crible.usecases.access import Caller
    from crible.usecases.services import Services

# Whoever may read what others screened may see their uploads, too.
_SEES_ALL = frozenset({"read", "review", "admin"})


def check(services: Services, name: str, options: Mapping[str, Any]) -> None:
    """Refuse what no worker could do anything with, before it is stored.

    Raises:
        FileRefused: a type of file that crible does not read.
        UnknownThing: a list that there is not.
        ListsUnavailable: a list that is not loaded, or none is.
    """
    if ending(name) not in TYPES:
        raise FileRefused(
            "A file of this type is not read.",
            where="file",
            hint=f"Its name must end in {', '.join(TYPES)}.",
        )
    wanted = set(options.get("lists", ()))
    if wanted:
        reports = {report.info.key: report for report in lists.show(services)}
        if not wanted.issubset(reports):
            raise FileRefused(
                "There is no such list.",
                where="lists",
                hint=f"Known lists: {', '.join(sorted(reports))}.",
            )
    loaded = {key for key, _ in services.live.current().snapshot.versions}
    missing = sorted(wanted - loaded)
    if missing:
        raise ListsUnavailable(f"Not loaded: {', '.join(missing)}.")


def submit(
    services: Services,
    job_id: str,
    caller: Caller,
    *,
    name: str,
    sha256: str,
    size: int,
    options: Mapping[str, Any],
) -> JobRow:
    """Queue a file that lies in its workplace already.

    Raises:
        FileRefused: it is empty.
    """
    if not size:
        raise FileRefused("The file is empty.", where="file")
    row = JobRow(
        id=job_id,
        state="queued",
        created=services.clock(),
        actor=caller.name,
        caller=caller.id,
        name=name,
        sha256=sha256,
        bytes=size,
        options=dict(options),
    )
    services.store.jobs.add(row)
    return row


def show(services: Services, job_id: str, caller: Caller) -> JobRow:
    """A job that a caller may see.

    Raises:
        UnknownThing: there is none, or it is somebody else's.
    """
    row = services.store.jobs.find(job_id)
    if row.caller != caller.id and not caller.scopes & _SEES_ALL:
        raise UnknownThing("There is no such job.")
    return row


def newest(
    services: Services, caller: Caller, *, before: str = "", limit: int = 100
) -> tuple[JobRow, ...]:
    """The jobs that a caller may see, newest first."""
    own = None if caller.scopes & _SEES_ALL else caller.id
    return services.store.jobs.newest(caller=own, before=before, limit=limit)


def cancel(services: Services, root: Path, job_id: str, caller: Caller) -> JobRow:
    """Stop a job; one that has ended stays as it is.

    Raises:
        UnknownThing: there is none, or it is somebody else's.
    """
    show(services, job_id, caller)
    row = services.store.jobs.cancel(job_id, at=services.clock())
    if row.state == "cancelled":
        # Nobody works on it, and nobody will.
        Workplace(root, row.id).remove()
    return row


def result(services: Services, root: Path, job_id: str, caller: Caller) -> Path:
    """The file with the results.

    Raises:
        UnknownThing: there is no such job, or its file was removed.
        NotFinished: it is not done.
    """
    row = show(services, job_id, caller)
    if row.state != "done":
        raise NotFinished(
            f"The job is {row.state}.",
            hint="Ask for the job: its state says whether there will be any.",
        )
    found = Workplace(root, row.id).result(row)
    if not found.exists():
        raise UnknownThing("The results were removed.")
    return found


def job_json(row: JobRow) -> dict[str, Any]:
    """A job as its caller reads it."""
    return {
        "id": row.id,
        "state": row.state,
        "file": row.name,
        "sha256": row.sha256,
        "bytes": row.bytes,
        "created": row.created.isoformat(),
        "started": row.started.isoformat() if row.started else None,
        "finished": row.finished.isoformat() if row.finished else None,
        "attempts": row.attempts,
        "progress": {
            "rows": row.rows,
            "hits": row.hits,
            "errors": row.errors,
            "share": row.share,
        },
        "batch": row.batch,
        "counts": dict(row.counts) if row.counts is not None else None,
        "problem": (
            {
                "code": row.problem.code,
                "title": row.problem.title,
                "detail": row.problem.detail,
            }
            if row.problem
            else None
        ),
    }
