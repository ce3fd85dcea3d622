"""Who is told when a batch has ended or an alert is new: entered, shown, ended."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING, Any, get_args

from crible.errors import UsageError
from crible.jobs import target
from crible.jobs.post import PREFIX
from crible.store import HookRow
from crible.store.hooks import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.jobs.target import Resolve
    from crible.store import DeliveryRow
    from crible.usecases.services import Services

EVENTS: tuple[Event, ...] = get_args(Event)
_SECRET_BYTES = 32


def add(
    services: Services,
    url: str,
    events: Sequence[str],
    *,
    actor: str,
    allowed: Sequence[str] = (),
    resolve: Resolve = target.resolve,
) -> HookRow:
    """Tell somebody from now on.

    Args:
        services: the collaborators.
        url: where messages are sent.
        events: what is told.
        actor: who enters it.
        allowed: private networks that it may lead to.
        resolve: host and port to addresses.

    Returns:
        the webhook; its secret is shown now and never again.

    Raises:
        ForbiddenTarget: nothing is sent to such an address.
        UsageError: no event, or one that there is not.
    """
    if not events or not set(EVENTS).issuperset(events):
        raise UsageError(
            "Name events that there are.", hint=f"There are: {', '.join(EVENTS)}."
        )
    target.judge(url, allowed, resolve=resolve)
    secret = PREFIX + base64.b64encode(os.urandom(_SECRET_BYTES)).decode()
    row = HookRow(
        id=services.new_id(),
        url=url,
        secret=secret,
        events=tuple(dict.fromkeys(events)),
        created=services.clock(),
        creator=actor,
    )
    services.store.hooks.add(row)
    return row


def hook_json(row: HookRow, *, secret: bool = False) -> dict[str, Any]:
    """A webhook; with its secret only right after it was made."""
    shape: dict[str, Any] = {
        "id": row.id,
        "url": row.url,
        "events": list(row.events),
        "created": row.created.isoformat(),
        "creator": row.creator,
        "ended": row.ended.isoformat() if row.ended else None,
    }
    if secret:
        shape["secret"] = row.secret
    return shape


def delivery_json(row: DeliveryRow) -> dict[str, Any]:
    """A message and what became of it, without what it says."""
    return {
        "id": row.id,
        "event": row.event,
        "state": row.state,
        "created": row.created.isoformat(),
        "attempts": row.attempts,
        "due": row.due.isoformat() if row.state == "waiting" else None,
        "status": row.status,
        "failure": row.failure or None,
        "delivered": row.delivered.isoformat() if row.delivered else None,
    }
