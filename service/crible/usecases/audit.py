"""What the audit trail is told from outside a transaction, and what it is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crible.store.rows import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crible.store.rows import AuditRow
    from crible.usecases.services import Services


def note_settings(services: Services, found: Mapping[str, Any], actor: str) -> bool:
    """Remember the settings of a service that starts, if they are not the last ones.

    Returns:
        whether they are new.
    """
    body = json.loads(json.dumps({**found, "profile": services.profile.id}))
    last = services.store.trail.newest("settings")
    if last is not None and json.loads(last.body) == body:
        return False
    event = AuditEvent(services.clock(), actor, "settings", "", body)
    services.store.trail.append(event)
    return True


def row_json(row: AuditRow) -> dict[str, Any]:
    """A row as it is exported: what is hashed, and the hash."""
    return {
        "action": row.action,
        "actor": row.actor,
        "at": row.at.isoformat(),
        "body": json.loads(row.body),
        "hash": row.hash,
        "previous": row.previous,
        "seq": row.seq,
        "thing": row.thing,
    }


def export(
    services: Services, *, since: int = 1, records: bool = False
) -> Iterator[dict[str, Any]]:
    """The trail as JSON objects: a head, each row, and the checkpoints.

    Args:
        services: the collaborators.
        since: number of the first row.
        records: with the screenings, alerts and decisions that rows vouch for; these
            hold screened names.
    """
    with services.store.trail.view() as view:
        head = view.head()
        yield {
            "format": "crible-audit-1",
            "at": services.clock().isoformat(),
            "seq": head.seq,
            "hash": head.hash,
        }
        for row in view.rows(since):
            found = row_json(row)
            yield {"row": found}
            if records:
                ids = tuple(found["body"].get("screenings", ()))
                for record in view.records(ids):
                    yield {"screening": record}
                for _, facts in view.vouched.alerts(_named(found, "screened")):
                    yield {"alert": facts}
                for _, facts in view.vouched.decisions(_named(found, "decided")):
                    yield {"decision": facts}
        for item in view.checkpoints():
            yield {
                "checkpoint": {
                    "seq": item.seq,
                    "hash": item.hash,
                    "at": item.at.isoformat(),
                    "key": item.key,
                    "signature": item.signature,
                }
            }


def _named(row: Mapping[str, Any], action: str) -> list[str]:
    """The alerts or decisions that a row of an action vouches for."""
    if row["action"] != action:
        return []
    body = row["body"]
    return [*body.get("alerts", ())] if action == "screened" else [body["decision"]]
