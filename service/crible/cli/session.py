"""What a command works with: settings and services, opened and closed around it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from crible.cli import exits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.model import ListState
    from crible.settings import Settings
    from crible.store import ListRow, Store
    from crible.usecases.live import State
    from crible.usecases.services import Services


class Session(NamedTuple):
    """Settings and the services composed from them."""

    settings: Settings
    services: Services


@contextmanager
def opened() -> Iterator[Session]:
    """Settings and services; the database is closed at the end."""
    from crible import bootstrap
    from crible import settings as settings_module

    settings = settings_module.load()
    services = bootstrap.start(settings, build_workers=len(os.sched_getaffinity(0)))
    try:
        yield Session(settings, services)
    finally:
        services.store.close()


@contextmanager
def opened_store() -> Iterator[tuple[Settings, Store]]:
    """Settings and the store alone, at whatever revision it is."""
    from crible import bootstrap
    from crible import settings as settings_module

    settings = settings_module.load()
    store = bootstrap.open_store(settings)
    try:
        yield settings, store
    finally:
        store.close()


def warn_of_state(services: Services, keys: tuple[str, ...], state: State) -> int:
    """Say which of the lists in use are not what they should be, or which are old.

    Returns:
        as ``warn_of_lists``; for an earlier state, 0.
    """
    from crible.usecases.live import PRESENT

    if state == PRESENT:
        return warn_of_lists(services, keys)
    found = services.live.of(state).snapshot
    versions = ", ".join(f"{key} {version}" for key, version in found.versions)
    exits.say(f"As of {state}: snapshot {found.id} ({versions}).")
    return exits.OK


def warn_of_lists(services: Services, keys: tuple[str, ...]) -> int:
    """Say which of the lists in use are not what they should be.

    Returns:
        the exit code 4 when one is stale, so that a script cannot take "no hit" for
        "clear"; 0 otherwise. A failed import leaves the last good version in force
        and is said, no more.
    """
    from crible.usecases import freshness

    code = exits.OK
    now = services.clock()
    for row in services.store.list_rows():
        if row.version is None or (keys and row.info.key not in keys):
            continue
        state = freshness.state(row, now)
        if state == "stale":
            code = exits.LISTS
        if state != "good":
            exits.say(f"Warning: the list {_described(row, state)}.")
    return code


def _described(row: ListRow, state: ListState) -> str:
    key = row.info.key
    if row.disabled:
        return (
            f"{key} is disabled and was not looked at: {row.disabled.actor} on "
            f"{row.disabled.at.date()}: {row.disabled.reason}"
        )
    if state == "stale":
        fetched = row.version.fetched.date() if row.version else "never"
        return (
            f"{key} is stale: fetched {fetched}, good for {row.info.fresh_days} "
            f"days. Renew it: crible lists sync {key}"
        )
    when = row.failed_at.date() if row.failed_at else ""
    return f"{key} could not be renewed on {when}; its last good version is in force"
