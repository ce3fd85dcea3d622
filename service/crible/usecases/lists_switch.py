"""Take a list out of use, and back into it.

The index that answers afterwards is made first, so that running services only have to
map it. Nothing is removed: an earlier day is answered with the lists that were in use
on it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from crible.errors import ListsUnavailable, UsageError
from crible.store import Switch

if TYPE_CHECKING:
    from crible.usecases.services import Services

# What a person needs to say why, and no more than a row of the audit trail should hold.
_LONGEST_REASON = 1000


def switch(
    services: Services, key: str, *, enabled: bool, actor: str, reason: str
) -> Switch:
    """Take a list out of use or back into it.

    Args:
        services: the collaborators.
        key: a list that is loaded.
        enabled: whether it is to be in use.
        actor: who says so.
        reason: why; recorded and told to whoever asks.

    Raises:
        UnknownThing: there is no such list, or it was never loaded.
        UsageError: there is no reason, or nothing to change.
    """
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise UsageError(
            f"A reason of 1 to {_LONGEST_REASON} characters must be given.",
            hint="It is recorded, and shown wherever the list is.",
        )
    at = services.clock()
    version = services.store.version_at(key, at)
    before = services.store.switches(key)
    if (before[0].enabled if before else True) == enabled:
        state = "in use" if enabled else "disabled"
        raise UsageError(f"The list {key!r} is {state} already.")
    snapshot = services.store.prospect_of_switch(version, enabled=enabled)
    if snapshot is not None:
        services.live.prepare(snapshot)
    done = Switch(key, at, enabled, actor, reason)
    services.store.turn(done)
    with suppress(ListsUnavailable):  # it was the last one
        services.live.refresh()
    return done
