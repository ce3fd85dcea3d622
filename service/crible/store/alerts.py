"""Alerts as one reads them: by id, page by page, and counted.

How an alert stands is stored with it, but for one thing: a decision that holds until a
moment lapses by itself, and is told as such from that moment on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import and_, func, or_, select, update

from crible.errors import UnknownThing
from crible.model import Subject
from crible.store import raising
from crible.store.encoding import restored
from crible.store.review_rows import WAITING, Alert, Case, Decided, Standing
from crible.store.schema_review import alerts
from crible.store.screenings import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from crible.store.database import Database
    from crible.store.review_rows import State

_PAGE = 500
Order = Literal["newest", "score"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which alerts; what is empty or None does not narrow.

    Attributes:
        states: those that stand so.
        list: those of this list.
        band: those of this band.
        portfolio: those raised for this portfolio.
        batch: those raised in this batch.
        reference: those of this counterparty.
        entry: those of this entry.
        pair: those of this counterparty and entry.
        since: those raised from then on.
    """

    states: tuple[State, ...] = ()
    list: str = ""
    band: str = ""
    portfolio: str = ""
    batch: str = ""
    reference: str = ""
    entry: str = ""
    pair: str = ""
    since: datetime | None = None


EVERY = Wanted()


class Alerts:
    """Each method is one transaction; each is told the time, by which decisions lapse."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def raise_all(self, found: Sequence[Alert]) -> tuple[str, ...]:
        """Store those that are new, of screenings stored before; returns their ids.

        The trail does not vouch for them: it does where they come with their records.
        """
        with self._database.writing() as connection, refusals(connection):
            known = raising.met(connection, {alert.id for alert in found})
            fresh = {alert.id: alert for alert in found if alert.id not in known}
            new = raising.raise_new(connection, fresh)
        return tuple(row["id"] for row in new)

    def find(self, alert_id: str, now: datetime) -> Case:
        """An alert by its id.

        Raises:
            UnknownThing: there is none.
        """
        found = self.some([alert_id], now)
        if not found:
            raise UnknownThing("There is no alert of this id.")
        return found[alert_id]

    def some(self, ids: Sequence[str], now: datetime) -> dict[str, Case]:
        """Alerts by id; those that are not there are left out."""
        found: dict[str, Case] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), _PAGE):
                some = ids[start : start + _PAGE]
                query = select(alerts).where(alerts.c.id.in_(some))
                for row in connection.execute(query):
                    found[row.id] = case_of(row, now)
        return found

    def page(
        self,
        now: datetime,
        wanted: Wanted = EVERY,
        *,
        order: Order = "newest",
        after: tuple[datetime | float, str] | None = None,
        limit: int = 100,
    ) -> tuple[Case, ...]:
        """Alerts in an order, the newest or those of the highest score first.

        Args:
            now: the time.
            wanted: which.
            order: by time or by score.
            after: time or score, and id, of the last one that is known already.
            limit: how many at most.
        """
        column: Any = alerts.c.at if order == "newest" else alerts.c.score
        conditions = _conditions(wanted)
        if after is not None:
            value, last = after
            same = and_(column == value, alerts.c.id < last)
            conditions.append(or_(column < value, same))
        found: list[Row[Any]] = []
        with self._database.reading() as connection:
            # Each state by itself: an index has it in order, that of several at once
            # would be sorted whole.
            for way in _ways(wanted.states, now):
                query = select(alerts).where(*way, *conditions)
                query = query.order_by(column.desc(), alerts.c.id.desc())
                found += connection.execute(query.limit(limit))
        found.sort(key=lambda row: (getattr(row, column.name), row.id), reverse=True)
        return tuple(case_of(row, now) for row in found[:limit])

    def counts(self, now: datetime) -> dict[State, int]:
        """How many stand how."""
        by_state = select(alerts.c.state, func.count().label("n")).group_by(
            alerts.c.state
        )
        over = select(func.count()).where(_over(now))
        with self._database.reading() as connection:
            found: dict[State, int] = {
                row.state: row.n for row in connection.execute(by_state)
            }
            lapsed = connection.scalar(over) or 0
        if lapsed:
            found["decided"] -= lapsed
            found["lapsed"] = found.get("lapsed", 0) + lapsed
        return found

    def oldest_waiting(self) -> datetime | None:
        """When the alert was raised that waits longest; None when none waits."""
        ages = [
            select(func.min(alerts.c.at)).where(alerts.c.state == state)
            for state in WAITING
        ]
        with self._database.reading() as connection:
            found = [connection.scalar(query) for query in ages]
        return min((moment for moment in found if moment is not None), default=None)

    def waiting_since(self, before: datetime) -> int:
        """How many wait for a person that were raised before a moment."""
        query = select(func.count()).where(
            alerts.c.state.in_(WAITING), alerts.c.at < before
        )
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    def lapse(self, now: datetime, *, limit: int = 500) -> int:
        """Have decisions lapse whose time is over, and tell webhooks; says how many."""
        with self._database.writing() as connection:
            raising.hold(connection)
            query = select(alerts).where(_over(now)).order_by(alerts.c.id)
            rows = connection.execute(query.limit(limit)).mappings().all()
            if rows:
                connection.execute(
                    update(alerts)
                    .where(alerts.c.id.in_([row["id"] for row in rows]), _over(now))
                    .values(state="lapsed")
                )
                raising.tell_of(
                    connection,
                    [{**row, "state": "lapsed", "cause": "expired"} for row in rows],
                    now,
                )
        return len(rows)


def case_of(found: Row[Any], now: datetime) -> Case:
    """An alert and how it stands, from its row."""
    decision = None
    if found.decision is not None:
        decision = Decided(
            found.decision, found.verdict, found.decided, found.decider, found.expires
        )
    state: State = found.state
    if state == "decided" and found.expires is not None and found.expires <= now:
        state = "lapsed"
    return Case(
        Alert(
            id=found.id,
            at=found.at,
            pair=found.pair,
            said=found.said,
            revision=found.revision,
            subject=restored(Subject, found.subject),
            entry=found.entry,
            score=found.score,
            band=found.band,
            matched=found.matched,
            screening=found.screening,
            batch=found.batch,
            portfolio=found.portfolio,
            cause=found.cause,
            follows=found.follows,
            lapsed=found.lapsed,
        ),
        Standing(found.id, state, decision, found.replaced),
    )


def _over(now: datetime) -> ColumnElement[bool]:
    """Condition that a decision's time is over; those without an end have no time."""
    return and_(alerts.c.state == "decided", alerts.c.expires <= now)


def _holds(now: datetime) -> ColumnElement[bool]:
    settled = alerts.c.state == "decided"
    return and_(settled, or_(alerts.c.expires.is_(None), alerts.c.expires > now))


def _ways(
    states: Sequence[State], now: datetime
) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """Conditions that exclude each other and together let pass who stands so."""
    if not states:
        yield ()
    for state in dict.fromkeys(states):
        yield (_holds(now) if state == "decided" else alerts.c.state == state,)
        if state == "lapsed":
            yield (_over(now),)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (alerts.c.list, wanted.list),
        (alerts.c.band, wanted.band),
        (alerts.c.portfolio, wanted.portfolio),
        (alerts.c.batch, wanted.batch),
        (alerts.c.reference, wanted.reference),
        (alerts.c.entry, wanted.entry),
        (alerts.c.pair, wanted.pair),
    ):
        if value:
            found.append(column == value)
    if wanted.since is not None:
        found.append(alerts.c.at >= wanted.since)
    return found
