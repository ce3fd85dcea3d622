"""Decisions: inserted with a row of the audit trail, and never changed.

Who decides says which decision they saw last; where another came meanwhile, nothing is
stored. The alert is locked for that long, and the numbers of its decisions are unique.
"""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, or_, select, update

from crible.errors import OutOfDate, UnknownThing
from crible.model import Subject
from crible.store import audit, recorder
from crible.store.database import insert_once
from crible.store.encoding import restored, stored
from crible.store.review_rows import Decision, state_after
from crible.store.rows import AuditEvent
from crible.store.schema_access import requests
from crible.store.schema_review import alerts, decisions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.engine import Connection

    from crible.store.database import Database
    from crible.store.review_rows import Word
    from crible.store.rows import Done, Once


class Decisions:
    """Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        alert_id: str,
        *,
        identity: str,
        at: datetime,
        actor: str,
        verdict: Word,
        reason: str,
        note: str,
        expires: datetime | None,
        after: str | None,
        once: Once | None = None,
    ) -> Decision | Done:
        """Store a decision about an alert; on return it is on disk.

        Args:
            alert_id: of the alert.
            identity: the decision's own id.
            at: when.
            actor: who decides.
            verdict: in a word.
            reason: code of the reason.
            note: the reason in words.
            expires: from when on it no longer holds, or None.
            after: the last decision that was seen; None for none.
            once: what makes the call the same call again.

        Returns:
            the decision; or what came of the same call when it was made before.

        Raises:
            UnknownThing: there is no such alert.
            OutOfDate: somebody decided meanwhile, or another alert stands in its place.
        """
        with self._database.writing() as connection:
            if once is not None and (done := _again(connection, once, identity, at)):
                return done
            query = select(alerts).where(alerts.c.id == alert_id).with_for_update()
            alert = connection.execute(query).first()
            if alert is None:
                raise UnknownThing("There is no alert of this id.")
            _refuse_outdated(alert, after)
            number = (
                1
                + connection.execute(
                    select(func.count()).where(decisions.c.alert == alert_id)
                ).scalar_one()
            )
            made = Decision(
                id=identity,
                at=at,
                actor=actor,
                alert=alert_id,
                number=number,
                verdict=verdict,
                reason=reason,
                note=note,
                subject=restored(Subject, alert.subject),
                entry=alert.entry,
                revision=alert.revision,
                screening=alert.screening,
                expires=expires,
            )
            row = _row(made)
            connection.execute(insert(decisions).values(row))
            connection.execute(
                update(alerts)
                .where(alerts.c.id == alert_id)
                .values(
                    state=state_after(verdict),
                    decision=identity,
                    verdict=verdict,
                    decided=at,
                    decider=actor,
                    expires=expires,
                )
            )
            audit.append(connection, [_event(made, digest_of(row))])
            return made

    def find(self, decision_id: str) -> Decision:
        """A decision by its id.

        Raises:
            UnknownThing: there is none.
        """
        query = select(decisions).where(decisions.c.id == decision_id)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownThing("There is no decision of this id.")
        return _decision(row)

    def of_alert(self, alert_id: str) -> tuple[Decision, ...]:
        """The decisions about an alert, the first first."""
        query = select(decisions).where(decisions.c.alert == alert_id)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(decisions.c.number))
            return tuple(map(_decision, found))

    def page(
        self,
        *,
        limit: int,
        before: tuple[datetime, str] | None = None,
        verdict: str = "",
        actor: str = "",
        alert: str = "",
        reference: str = "",
        entry: str = "",
        since: datetime | None = None,
    ) -> tuple[Decision, ...]:
        """Decisions, newest first.

        Args:
            limit: how many at most.
            before: time and id of the last one that is known already.
            verdict: these alone, when given.
            actor: those of this person alone, when given.
            alert: those about this alert alone, when given.
            reference: those about this counterparty alone, when given.
            entry: those about this entry alone, when given.
            since: those from then on alone, when given.
        """
        query = select(decisions).order_by(decisions.c.at.desc(), decisions.c.id.desc())
        if before is not None:
            at, last = before
            same = and_(decisions.c.at == at, decisions.c.id < last)
            query = query.where(or_(decisions.c.at < at, same))
        for column, value in (
            (decisions.c.verdict, verdict),
            (decisions.c.actor, actor),
            (decisions.c.alert, alert),
            (decisions.c.entry, entry),
        ):
            if value:
                query = query.where(column == value)
        if reference:
            own = select(alerts.c.id).where(alerts.c.reference == reference)
            query = query.where(decisions.c.alert.in_(own))
        if since is not None:
            query = query.where(decisions.c.at >= since)
        with self._database.reading() as connection:
            found = connection.execute(query.limit(limit))
            return tuple(map(_decision, found))


def hashed_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """What the hash of a decision covers, which is all of it, as JSON has it."""
    found = {column.name: row[column.name] for column in decisions.columns}
    for name in ("at", "expires"):
        if found[name] is not None:
            found[name] = found[name].astimezone(UTC).isoformat()
    return found


def digest_of(row: Mapping[Any, Any]) -> str:
    """SHA-256 of a decision as canonical JSON."""
    text = json.dumps(hashed_of(row), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def _again(
    connection: Connection, once: Once, identity: str, at: datetime
) -> Done | None:
    """What came of the same call before; remembers it when there is nothing."""
    first = insert_once(
        connection,
        requests,
        {
            "caller": once.caller,
            "key": once.key,
            "operation": once.operation,
            "fingerprint": once.fingerprint,
            "things": json.dumps([identity]),
            "at": at,
        },
    )
    return None if first else recorder.find(connection, once)


def _refuse_outdated(alert: Row[Any], after: str | None) -> None:
    if alert.replaced is not None:
        raise OutOfDate(
            "A later alert of the same counterparty and entry stands in its place.",
            hint=f"Look at the alert {alert.replaced}, and decide that one.",
        )
    if alert.decision != after:
        raise OutOfDate(
            "Somebody has decided meanwhile."
            if alert.decision
            else "This decision is not one of the alert.",
            hint=f"Look at the decision {alert.decision}; to correct it, name it as "
            "the one yours comes after."
            if alert.decision
            else "Nobody has decided yet: name no decision that yours comes after.",
            where="after",
        )


def _event(made: Decision, digest: str) -> AuditEvent:
    body = {
        "decision": made.id,
        "digest": digest,
        "number": made.number,
        "verdict": made.verdict,
        "reason": made.reason,
        "entry": made.entry,
    }
    return AuditEvent(made.at, made.actor, "decided", made.alert, body)


def _row(made: Decision) -> dict[str, Any]:
    return {
        "id": made.id,
        "at": made.at,
        "actor": made.actor,
        "alert": made.alert,
        "number": made.number,
        "verdict": made.verdict,
        "reason": made.reason,
        "note": made.note,
        "expires": made.expires,
        "subject": stored(made.subject),
        "entry": made.entry,
        "revision": made.revision,
        "screening": made.screening,
    }


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        id=row.id,
        at=row.at,
        actor=row.actor,
        alert=row.alert,
        number=row.number,
        verdict=row.verdict,
        reason=row.reason,
        note=row.note,
        subject=restored(Subject, row.subject),
        entry=row.entry,
        revision=row.revision,
        screening=row.screening,
        expires=row.expires,
    )
