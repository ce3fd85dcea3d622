"""Webhooks, and the messages that wait for them.

A message is stored in the transaction of what it tells, so none is lost and none tells
of something that never was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import func, insert, select, update

from crible.errors import UnknownThing
from crible.store.schema_jobs import deliveries, hooks
from crible.store.statements import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Row
    from sqlalchemy.engine import Connection

    from crible.store.database import Database

Event = Literal["batch.finished", "alert.new"]


@dataclass(frozen=True, slots=True)
class HookRow:
    """Somebody who is told.

    Attributes:
        id: unique and ordered by time.
        url: where messages are sent.
        secret: with which they are signed.
        events: what is told.
        created: when.
        creator: by whom.
        ended: since when nothing is sent any more.
    """

    id: str
    url: str
    secret: str
    events: tuple[str, ...]
    created: datetime
    creator: str
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message to one webhook.

    Attributes:
        id: the same at each attempt, so that a receiver knows a repetition.
        hook: whose.
        event: what it tells.
        body: the message as JSON has it.
        state: waiting, delivered or given-up.
        created: when it happened.
        due: when it is tried next.
        attempts: how often it was tried.
        status: HTTP status of the last answer.
        failure: what went wrong last.
        delivered: when it arrived.
    """

    id: str
    hook: str
    event: str
    body: Mapping[str, Any]
    state: Literal["waiting", "delivered", "given-up"]
    created: datetime
    due: datetime
    attempts: int = 0
    status: int | None = None
    failure: str = ""
    delivered: datetime | None = None


class Hooks:
    """The webhooks of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: HookRow) -> None:
        """Store a new webhook."""
        with self._database.writing() as connection:
            connection.execute(
                insert(hooks).values(
                    id=row.id,
                    url=row.url,
                    secret=row.secret,
                    events=json.dumps(list(row.events)),
                    created=row.created,
                    creator=row.creator,
                )
            )

    def all(self) -> tuple[HookRow, ...]:
        """Every webhook, ended ones too, in the order of their making."""
        with self._database.reading() as connection:
            rows = connection.execute(select(hooks).order_by(hooks.c.id)).all()
        return tuple(map(_hook, rows))

    def find(self, hook_id: str) -> HookRow:
        """A webhook by its id.

        Raises:
            UnknownThing: there is none.
        """
        query = select(hooks).where(hooks.c.id == hook_id)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownThing(f"There is no webhook {hook_id!r}.")
        return _hook(row)

    def end(self, hook_id: str, *, at: datetime) -> None:
        """Send nothing more to a webhook, not even what waits.

        Raises:
            UnknownThing: there is none, or it ended before.
        """
        with self._database.writing() as connection:
            ended = connection.execute(
                update(hooks)
                .where(hooks.c.id == hook_id, hooks.c.ended.is_(None))
                .values(ended=at)
            )
            if ended.rowcount != 1:
                raise UnknownThing(f"There is no webhook {hook_id!r} in use.")
            connection.execute(
                update(deliveries)
                .where(deliveries.c.hook == hook_id, deliveries.c.state == "waiting")
                .values(state="given-up", failure="The webhook ended.")
            )

    def tell(
        self,
        event: Event,
        body: Mapping[str, Any],
        *,
        at: datetime,
        new_id: Callable[[], str],
    ) -> int:
        """Have everybody told who asked for it; says how many that are."""
        with self._database.writing() as connection:
            return tell(connection, event, body, at=at, new_id=new_id)

    def waiting(self) -> int:
        """How many messages wait."""
        query = select(func.count()).where(deliveries.c.state == "waiting")
        with self._database.reading() as connection:
            return int(connection.scalar(query) or 0)

    def deliveries(self, hook_id: str, *, limit: int = 100) -> tuple[DeliveryRow, ...]:
        """The messages to a webhook, newest first."""
        query = (
            select(deliveries)
            .where(deliveries.c.hook == hook_id)
            .order_by(deliveries.c.created.desc(), deliveries.c.id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(map(_delivery, connection.execute(query).all()))

    def claim(self, *, now: datetime, until: datetime) -> DeliveryRow | None:
        """Take a message that is due, so that nobody else sends it before ``until``."""
        with self._database.writing() as connection:
            found = connection.execute(
                select(deliveries)
                .where(deliveries.c.state == "waiting", deliveries.c.due <= now)
                .order_by(deliveries.c.due, deliveries.c.id)
                .limit(1)
            ).first()
            if found is None:
                return None
            taken = connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.id == found.id,
                    deliveries.c.state == "waiting",
                    deliveries.c.due <= now,
                    deliveries.c.attempts == found.attempts,
                )
                .values(due=until, attempts=found.attempts + 1)
            )
            if taken.rowcount != 1:
                return None
            again = select(deliveries).where(deliveries.c.id == found.id)
            return _delivery(connection.execute(again).one())

    def settle(
        self,
        delivery_id: str,
        *,
        at: datetime,
        again: datetime | None,
        status: int | None,
        failure: str,
    ) -> None:
        """Say what became of an attempt.

        Args:
            delivery_id: which.
            at: when.
            again: when to try again after a failure; None gives it up.
            status: of the answer, if there was one.
            failure: what went wrong; empty when it arrived.
        """
        values: dict[str, Any] = {"status": status, "failure": failure}
        if not failure:
            values.update(state="delivered", delivered=at)
        elif again is None:
            values.update(state="given-up")
        else:
            values.update(due=again)
        with self._database.writing() as connection:
            connection.execute(
                update(deliveries)
                .where(deliveries.c.id == delivery_id, deliveries.c.state == "waiting")
                .values(values)
            )


def tell(
    connection: Connection,
    event: Event,
    body: Mapping[str, Any],
    *,
    at: datetime,
    new_id: Callable[[], str],
) -> int:
    """Store a message for each webhook that asked for an event."""
    # Asked with every new alert, as a rule for nothing.
    known = ask(connection, "SELECT id, events FROM hooks WHERE ended IS NULL")
    wanted = [hook for hook, events in known if event in json.loads(events)]
    for hook in wanted:
        connection.execute(
            insert(deliveries).values(
                id=new_id(),
                hook=hook,
                event=event,
                body=json.dumps(dict(body)),
                state="waiting",
                created=at,
                due=at,
            )
        )
    return len(wanted)


def _hook(row: Row[Any]) -> HookRow:
    return HookRow(
        id=row.id,
        url=row.url,
        secret=row.secret,
        events=tuple(json.loads(row.events)),
        created=row.created,
        creator=row.creator,
        ended=row.ended,
    )


def _delivery(row: Row[Any]) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        hook=row.hook,
        event=row.event,
        body=json.loads(row.body),
        state=row.state,
        created=row.created,
        due=row.due,
        attempts=row.attempts,
        status=row.status,
        failure=row.failure,
        delivered=row.delivered,
    )
