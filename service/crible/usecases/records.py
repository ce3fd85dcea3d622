"""Read back what was stored: entries, snapshots, screenings, and their JSON shapes.

The shapes of fresh answers are in ``answers``; a stored screening is printed by the
same functions, with who asked and when added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crible.errors import CribleError
from crible.usecases.answers import (
    designation_json,
    hits_of,
    scan_json,
    screening_json,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.model import (
        Entry,
        EntrySummary,
        ListVersion,
        Screening,
        Snapshot,
    )
    from crible.usecases.services import Services


def entry(
    services: Services, entry_id: str, snapshot_id: str | None = None
) -> tuple[Entry, Snapshot]:
    """An entry as of a snapshot, the newest by default.

    Raises:
        UnknownThing: no such entry in it, or no such snapshot.
    """
    if snapshot_id is None:
        state = services.live.current().snapshot
    else:
        state = services.store.snapshot(snapshot_id)
    return services.store.contents.one(entry_id, snapshot_id=state.id), state


def snapshot(services: Services, snapshot_id: str) -> tuple[ListVersion, ...]:
    """The list versions that a snapshot is made of.

    Raises:
        UnknownThing: no such snapshot.
    """
    found = []
    for key, version_id in services.store.snapshot(snapshot_id).versions:
        for version in services.store.versions(key):
            if version.version == version_id:
                found.append(version)
                break
        else:
            raise CribleError(f"The store has lost version {version_id} of {key}.")
    return tuple(found)


def screening(
    services: Services, screening_id: str
) -> tuple[Screening, dict[str, EntrySummary]]:
    """A recorded screening, and what to show of its entries as of its snapshot.

    Raises:
        UnknownThing: no such screening.
    """
    found = services.store.screening(screening_id)
    wanted = {
        entry_id
        for hit in hits_of(found)
        for entry_id in (hit.entry_id, *(listing.entry_id for listing in hit.also))
    }
    if not wanted:
        return found, {}
    return found, services.store.contents.summaries(wanted, found.snapshot)


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry with everything its list says of it."""
    return {
        "id": entry.id,
        "list": entry.list,
        "caption": entry.caption,
        "kind": entry.kind,
        "status": entry.status,
        "names": [
            {
                "text": name.text,
                "type": name.type,
                "quality": name.quality,
                "script": name.script,
                "language": name.language,
                "origin": name.origin,
                "source": name.source,
            }
            for name in entry.names
        ],
        "designations": [designation_json(item) for item in entry.designations],
        "identifiers": [
            {"scheme": item.scheme, "value": item.value, "country": item.country}
            for item in entry.identifiers
        ],
        "relations": [
            {
                "type": item.type,
                "target": item.target,
                "percent": item.percent,
                "source": item.source,
            }
            for item in entry.relations
        ],
        "countries": list(entry.countries),
        "addresses": [
            {"text": item.text, "city": item.city, "country": item.country}
            for item in entry.addresses
        ],
        "dates": [{"what": what, "value": value} for what, value in entry.dates],
        "remarks": entry.remarks,
    }


def version_json(version: ListVersion) -> dict[str, Any]:
    """One dated state of a list, with the hash that proves it."""
    return {
        "key": version.key,
        "version": version.version,
        "sha256": version.sha256,
        "number": version.number,
        "entries": version.entries,
        "names": version.names,
        "rejects": version.rejects,
        "published": version.published.isoformat() if version.published else None,
        "fetched": version.fetched.isoformat(),
        "source": version.source,
    }


def known_json(screening: Screening) -> dict[str, Any]:
    """A screening in a list of them: no name, but the caller's own reference."""
    return {
        "screening": screening.id,
        "at": screening.at.isoformat(),
        "actor": screening.actor,
        "channel": screening.channel,
        "operation": screening.operation,
        "outcome": screening.outcome,
        "snapshot": screening.snapshot,
        "profile": screening.profile,
        "reference": screening.subject.reference,
        "hits": len(screening.hits),
        "batch": screening.batch or None,
    }


def record_json(
    screening: Screening, entries: Mapping[str, EntrySummary]
) -> dict[str, Any]:
    """A stored screening: the answer as it was given, and who asked, when and how.

    For a scan the text is repeated, as the caller may no longer have it.
    """
    if screening.operation == "scan":
        shape = {"text": screening.subject.name, **scan_json(screening, entries)}
    else:
        shape = screening_json(screening, entries)
    return {
        **shape,
        "operation": screening.operation,
        "at": screening.at.isoformat(),
        "actor": screening.actor,
        "channel": screening.channel,
        "threshold": screening.threshold,
        "lists": list(screening.lists),
        "limit": screening.limit or None,
        "batch": screening.batch or None,
    }
