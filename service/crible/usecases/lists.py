"""Say what is loaded, how old it is, and what went wrong last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crible import importers
from crible.errors import ListsUnavailable, UnknownThing
from crible.usecases.freshness import state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crible.model import Entry, ListInfo, ListState, ListVersion, Snapshot
    from crible.store import ListRow
    from crible.store.rows import Switch
    from crible.usecases.services import Services


# Hex digits of a version's id that may stand for it.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class ListReport:
    """One list as ``crible lists show`` prints it; ``state`` and ``age`` are of now.

    ``age`` counts from when the content was last confirmed; ``failed_at`` is None once
    a later attempt went well, ``last_failed_at`` stays.
    """

    info: ListInfo
    version: ListVersion | None
    state: ListState
    failed_at: datetime | None
    failed_reason: str
    checked_at: datetime | None = None
    age: timedelta | None = None
    last_failed_at: datetime | None = None
    last_failed_reason: str = ""
    accepted: str = ""
    selftest: str = ""
    disabled: Switch | None = None


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
            f"Not loaded or disabled: {which}." if missing else "No list is loaded.",
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
    known = {**_infos(stored), **importers.catalogue()}
    return tuple(
        _report(info, stored.get(key), now) for key, info in sorted(known.items())
    )


def versions(services: Services, keys: Sequence[str] = ()) -> tuple[ListVersion, ...]:
    """Every version of these lists, or of all, newest first within a list.

    Raises:
        UnknownThing: a list that is named was never saved.
    """
    wanted = keys or [row.info.key for row in services.store.list_rows()]
    return tuple(version for key in wanted for version in services.store.versions(key))


def switches(services: Services, keys: Sequence[str] = ()) -> tuple[Switch, ...]:
    """Who took these lists, or any, out of use or back, newest first within a list.

    Raises:
        UnknownThing: a list that is named was never saved.
    """
    wanted = keys or [row.info.key for row in services.store.list_rows()]
    return tuple(item for key in wanted for item in services.store.switches(key))


def find_version(services: Services, key: str, text: str) -> ListVersion:
    """The version of a list that a person means.

    Args:
        services: the collaborators.
        key: the list.
        text: a version's id or the beginning of one, its number, ``newest``,
            ``previous``, or a day, for the version in force at its end (UTC).

    Raises:
        UnknownThing: there is no such list or version, or more than one fits.
    """
    from crible.usecases.moments import day_end  # noqa: PLC0415 - rarely needed

    found = services.store.versions(key)
    names = {"newest": 0, "previous": 1}
    if text in names:
        if len(found) > names[text]:
            return found[names[text]]
        raise UnknownThing(f"The list {key!r} has {len(found)} versions.")
    moment = day_end(text)
    if moment is not None:
        return services.store.version_at(key, moment)
    for version in found:
        if text in {version.version, str(version.number), f"#{version.number}"}:
            return version
    fitting = {item.version: item for item in found if item.version.startswith(text)}
    if len(fitting) == 1 and len(text) >= _SHORTEST:
        return fitting.popitem()[1]
    what = "more than one version" if len(fitting) > 1 and text else "no version"
    raise UnknownThing(
        f"The list {key!r} has {what} {text!r}.",
        hint=f"See: crible lists show {key} --versions",
    )


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
        "checked": report.checked_at.isoformat() if report.checked_at else None,
        "age_days": (
            round(report.age / timedelta(days=1), 2) if report.age is not None else None
        ),
        "fresh_days": report.info.fresh_days,
        "last_failed": (
            report.last_failed_at.isoformat() if report.last_failed_at else None
        ),
        "last_failure": report.last_failed_reason or None,
        "accepted": report.accepted or None,
        "selftest": json.loads(report.selftest) if report.selftest else None,
        "disabled": switch_json(report.disabled) if report.disabled else None,
    }


def switch_json(switch: Switch) -> dict[str, Any]:
    """Who took a list out of use or back into it, as JSON has it."""
    return {
        "at": switch.at.isoformat(),
        "actor": switch.actor,
        "reason": switch.reason,
    }


def _report(info: ListInfo, row: ListRow | None, now: datetime) -> ListReport:
    if row is None:
        return ListReport(info, None, "missing", None, "")
    confirmed = row.checked_at or (row.version.fetched if row.version else None)
    return ListReport(
        info=info,
        version=row.version,
        state=state(row, now),
        failed_at=row.failed_at,
        failed_reason=row.failed_reason,
        checked_at=confirmed,
        age=now - confirmed if confirmed else None,
        last_failed_at=row.last_failed_at,
        last_failed_reason=row.last_failed_reason,
        accepted=row.accepted,
        selftest=row.selftest,
        disabled=row.disabled,
    )


def _infos(stored: dict[str, ListRow]) -> dict[str, ListInfo]:
    return {key: row.info for key, row in stored.items()}
