"""Removes screenings whose time is over; the trail keeps their hashes.

Whole acts are removed, in the order of the trail, and the trail says how far: so a
screening that is gone is either covered by that, or missing. What an alert stands on
stays for as long as the alert: one that waits stays, one that was settled before that
time goes, with its decisions.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from crible.store.rows import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from crible.usecases.services import Services

# Acts of one transaction: while it lasts, nobody else records.
_ACTS = 200


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was removed, and what had to stay.

    Attributes:
        screenings: that were removed.
        through: up to which row of the trail.
        alerts: settled ones that were removed.
        waiting: alerts as old that wait for a person still, and stay.
    """

    screenings: int
    through: int
    alerts: int = 0
    waiting: int = 0


def erase(
    services: Services,
    before: datetime,
    *,
    actor: str,
    progress: Callable[[int], None] = lambda _screenings: None,
) -> Erased:
    """Remove the screenings recorded before a moment.

    Args:
        services: the collaborators.
        before: acts up to this moment go.
        actor: who asks for it.
        progress: called with the screenings removed, now and then.
    """
    # What is removed is removed once: the events of this very run stay out of it.
    before = min(before, services.clock())
    last = services.store.trail.newest("erased")
    through = int(json.loads(last.body)["through"]) if last else 0
    count = 0
    while True:
        progress(count)
        ids: list[str] = []
        reached = through
        with services.store.trail.view() as view:
            for acts, row in enumerate(view.rows(through + 1)):
                if row.at >= before or acts >= _ACTS:
                    break
                reached = row.seq
                if row.action == "screened":
                    ids += json.loads(row.body)["screenings"]
        if reached == through:
            break
        through = reached
        if not ids:
            continue
        event = AuditEvent(
            at=services.clock(),
            actor=actor,
            action="erased",
            thing="",
            body={
                "before": before.isoformat(),
                "through": through,
                "screenings": len(ids),
            },
        )
        count += services.store.trail.erase(ids, event)
    alerts = 0
    while True:
        gone, screenings = services.store.trail.erase_settled(
            before, through=through, at=services.clock(), actor=actor
        )
        if not gone:
            waiting = services.store.alerts.waiting_since(before)
            return Erased(count, through, alerts, waiting)
        alerts, count = alerts + gone, count + screenings
        progress(count)


def forget_requests(services: Services, days: int) -> int:
    """Forget Idempotency-Keys older than so many days."""
    before = services.clock() - timedelta(days=days)
    return services.store.trail.forget_requests(before)
