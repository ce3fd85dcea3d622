"""Import lists and say what is loaded.

A list is imported whole or not at all: all of it is parsed first, then published in
one transaction, then the index is rebuilt. A refusal is recorded beside the last
good version, which stays in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crible import importers
from crible.errors import CribleError, ListRefused, ListsUnavailable, UnknownThing
from crible.model import Entry, ListInfo, ListState, ListVersion, Reject
from crible.usecases.freshness import state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from crible.model import Snapshot
    from crible.store import ListRow
    from crible.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; ``new`` is False when the content was already the newest.

    ``notes`` are the importer's remarks on the file, such as a table that is missing.
    """

    version: ListVersion
    new: bool
    rejects: tuple[Reject, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListReport:
    """One list as ``crible lists show`` prints it; ``state`` is judged now."""

    info: ListInfo
    version: ListVersion | None
    state: ListState
    failed_at: datetime | None
    failed_reason: str


def import_list(
    services: Services,
    key: str,
    paths: Sequence[Path],
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    progress: Callable[[int], None] = lambda _count: None,
) -> Imported:
    """Import files from disk into list ``key`` and publish the result.

    Args:
        services: the collaborators.
        key: a list of the catalogue.
        paths: the official files; for ``press`` empty, as its seeds ship with crible.
        format: name of a format when the list's own does not apply.
        progress: called with the number of entries read so far.

    Raises:
        UnknownThing: no such list, or no such format.
        ListRefused: the files cannot be read as that list; recorded as a failure.
    """
    info = importers.info(key)
    now = services.clock()
    services.store.save_list(info)
    source = ", ".join(path.name for path in paths)
    try:
        parsed = importers.read(paths, info, format=format)
        source = parsed.source
        entries: list[Entry] = []
        rejects: list[Reject] = []
        for item in parsed.items:
            if isinstance(item, Entry):
                entries.append(item)
                if len(entries) % 500 == 0:
                    progress(len(entries))
            else:
                rejects.append(item)
        progress(len(entries))
        if not entries:
            raise ListRefused(
                "The file holds not one entry.",
                where=source,
                hint="An empty list would call everybody clear.",
            )
        version, new = services.store.publish(
            key,
            entries,
            published=parsed.published,
            fetched=now,
            rejects=rejects,
            source=source,
        )
    except UnknownThing:
        raise
    except CribleError as error:
        services.store.record_failure(key, at=now, reason=str(error), source=source)
        raise
    services.live.refresh()
    return Imported(version, new, tuple(rejects), parsed.notes)


def newest_entries(
    services: Services, keys: Sequence[str] = ()
) -> tuple[Snapshot, tuple[Entry, ...]]:
    """The present snapshot and its entries, of some lists alone when named.

    Raises:
        ListsUnavailable: no list is loaded, or one that is named is not.
    """
    snapshot = services.store.current_snapshot()
    loaded = {key for key, _ in snapshot.versions} if snapshot else set()
    missing = sorted(set(keys) - loaded)
    if snapshot is None or missing:
        which = ", ".join(missing)
        raise ListsUnavailable(
            f"Not loaded: {which}." if missing else "No list is loaded.",
            hint="See what is loaded: crible lists show",
        )
    wanted = set(keys) or loaded
    return snapshot, tuple(
        entry
        for entry in services.store.snapshot_entries(snapshot.id)
        if entry.list in wanted
    )


def show(services: Services) -> tuple[ListReport, ...]:
    """Every list of the catalogue and of the store, with its state as of now."""
    stored = {row.info.key: row for row in services.store.list_rows()}
    now = services.clock()
    reports = []
    for key, info in sorted({**_infos(stored), **importers.catalogue()}.items()):
        row = stored.get(key)
        version = row.version if row else None
        reports.append(
            ListReport(
                info,
                version,
                state(row, now),
                row.failed_at if row else None,
                row.failed_reason if row else "",
            )
        )
    return tuple(reports)


def report_json(report: ListReport) -> dict[str, Any]:
    """One list as ``crible lists show --format json`` prints it."""
    version = report.version
    return {
        "key": report.info.key,
        "version": version.version if version else None,
        "entries": version.entries if version else 0,
        "names": version.names if version else 0,
        "published": (
            version.published.isoformat() if version and version.published else None
        ),
        "fetched": version.fetched.isoformat() if version else None,
        "status": report.state,
        "rejects": version.rejects if version else 0,
        "title": report.info.title,
        "failed": report.failed_at.isoformat() if report.failed_at else None,
        "failure": report.failed_reason or None,
    }


def _infos(stored: dict[str, ListRow]) -> dict[str, ListInfo]:
    return {key: row.info for key, row in stored.items()}
