"""Which lists are in use: switched off and on by people, never by a failure.

Every switch is a row of its own; the last one before a moment says what held then. A
list without any is in use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from crible.store import audit
from crible.store.rows import AuditEvent, Switch
from crible.store.schema import list_switches

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Select
    from sqlalchemy.engine import Connection


def turn(connection: Connection, switch: Switch, version: int) -> None:
    """Switch a list, and tell the audit trail.

    Args:
        connection: a transaction for writing.
        switch: what to do, who does it and why.
        version: number of the list's version that this takes out of use or back.
    """
    connection.execute(
        insert(list_switches).values(
            list_key=switch.key,
            at=switch.at,
            enabled=switch.enabled,
            actor=switch.actor,
            reason=switch.reason,
        )
    )
    event = AuditEvent(
        at=switch.at,
        actor=switch.actor,
        action="list-enabled" if switch.enabled else "list-disabled",
        thing=switch.key,
        body={"number": version, "reason": switch.reason},
    )
    audit.append(connection, [event])


def off(moment: datetime | None = None) -> Select[Any]:
    """Query for the last switch of each list that is off.

    Args:
        moment: as it was then; now when None.
    """
    last = select(func.max(list_switches.c.id)).group_by(list_switches.c.list_key)
    if moment is not None:
        last = last.where(list_switches.c.at <= moment)
    return select(list_switches).where(
        list_switches.c.id.in_(last), list_switches.c.enabled.is_(False)
    )


def disabled(
    connection: Connection, moment: datetime | None = None
) -> dict[str, Switch]:
    """The lists that are off, each with the switch that turned it off."""
    return {row.list_key: _switch(row) for row in connection.execute(off(moment))}


def history(connection: Connection, key: str) -> tuple[Switch, ...]:
    """Every switch of a list, newest first."""
    query = select(list_switches).where(list_switches.c.list_key == key)
    rows = connection.execute(query.order_by(list_switches.c.id.desc()))
    return tuple(map(_switch, rows))


def _switch(row: Row[Any]) -> Switch:
    return Switch(row.list_key, row.at, row.enabled, row.actor, row.reason)
