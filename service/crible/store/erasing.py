"""What retention removes of review: alerts that are settled, with their decisions.

An alert that waits stays for as long as it waits, and its screening with it. The event
names everything that is removed, as it is not removed in the order of the trail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, or_, select

from crible.store import audit, raising
from crible.store.rows import AuditEvent
from crible.store.schema import screenings
from crible.store.schema_review import alerts, decisions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

_SOME = 400


def settled(
    connection: Connection,
    *,
    before: datetime,
    through: int,
    at: datetime,
    actor: str,
    idle: Sequence[ColumnElement[bool]],
) -> tuple[int, int]:
    """Remove some alerts that were settled before a moment.

    Args:
        connection: in a transaction.
        before: what was raised and decided before goes.
        through: how far the trail is done, for the event.
        at: the time.
        actor: who asks.
        idle: when a screening may go, apart from its age.

    Returns:
        how many alerts and how many screenings were removed; none when none is left.
    """
    raising.hold(connection)
    other = alerts.alias()
    stood_for = exists().where(
        other.c.pair == alerts.c.pair, other.c.replaced == alerts.c.id
    )
    undecided = and_(alerts.c.state == "replaced", alerts.c.decision.is_(None))
    decided = and_(
        alerts.c.state.in_(["decided", "replaced"]),
        alerts.c.decided < before,
        or_(alerts.c.expires.is_(None), alerts.c.expires < before),
    )
    query = (
        select(alerts.c.id, alerts.c.screening)
        .where(alerts.c.at < before, or_(undecided, decided), ~stood_for)
        .order_by(alerts.c.at, alerts.c.id)
        .limit(_SOME)
    )
    gone = connection.execute(query).all()
    if not gone:
        return 0, 0
    ids = [row.id for row in gone]
    said = select(decisions.c.id).where(decisions.c.alert.in_(ids))
    decided_ids = list(connection.scalars(said.order_by(decisions.c.id)))
    connection.execute(delete(decisions).where(decisions.c.alert.in_(ids)))
    connection.execute(delete(alerts).where(alerts.c.id.in_(ids)))
    acts = sorted({row.screening for row in gone})
    old = select(screenings.c.id).where(
        screenings.c.id.in_(acts), screenings.c.at < before, *idle
    )
    left = sorted(connection.scalars(old))
    connection.execute(delete(screenings).where(screenings.c.id.in_(left)))
    body = {
        "before": before.isoformat(),
        "through": through,
        "screenings": len(left),
        "alerts": sorted(ids),
        "decisions": decided_ids,
        "with_alerts": left,
    }
    audit.append(connection, [AuditEvent(at, actor, "erased", "", body)])
    return len(ids), len(left)
