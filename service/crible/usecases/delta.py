"""What changed in the lists from one snapshot to another, by the ids of entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.usecases import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Delta:
    """Ids of the entries that came, that are not what they were, and that went."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def between(
    services: Services, before: str, after: str, lists: Sequence[str] = ()
) -> Delta:
    """Hold two snapshots against each other.

    Args:
        services: the collaborators.
        before: id of the earlier snapshot.
        after: id of the later one.
        lists: keys of the lists that count; empty means all.

    Raises:
        UnknownThing: there is no such snapshot.
    """
    if before == after:
        return Delta()
    old = {version.key: version for version in records.snapshot(services, before)}
    new = {version.key: version for version in records.snapshot(services, after)}
    added: list[str] = []
    changed: list[str] = []
    removed: list[str] = []
    for key in sorted(old.keys() | new.keys()):
        if (lists and key not in lists) or old.get(key) == new.get(key):
            continue
        then = services.store.contents.digests(old[key]) if key in old else {}
        now = services.store.contents.digests(new[key]) if key in new else {}
        added += sorted(now.keys() - then.keys())
        removed += sorted(then.keys() - now.keys())
        changed += sorted(
            entry_id
            for entry_id in then.keys() & now.keys()
            if then[entry_id] != now[entry_id]
        )
    return Delta(tuple(added), tuple(changed), tuple(removed))
