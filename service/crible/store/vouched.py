"""Alerts and decisions as an auditor reads them: by their hashes, and how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from crible.store import decisions as made
from crible.store import raising
from crible.store.review_rows import state_after
from crible.store.schema_review import alerts, decisions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Row
    from sqlalchemy.engine import Connection

_PAGE = 500
_STANDING = (
    *(alerts.c.id, alerts.c.state, alerts.c.replaced, alerts.c.lapsed),
    *(alerts.c.decision, alerts.c.verdict, alerts.c.decided, alerts.c.decider),
    alerts.c.expires,
)


class Vouched:
    """What the trail vouches for beside screenings and lists, as it is stored now."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def alerts(self, ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The hash of some alerts, and what it covers; missing ones are left out."""
        for start in range(0, len(ids), _PAGE):
            query = select(alerts).where(alerts.c.id.in_(ids[start : start + _PAGE]))
            for row in self._connection.execute(query).mappings():
                yield raising.digest_of(row), raising.facts_of(row)

    def decisions(self, ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The hash of some decisions, and what it covers; missing ones left out."""
        for start in range(0, len(ids), _PAGE):
            some = ids[start : start + _PAGE]
            query = select(decisions).where(decisions.c.id.in_(some))
            for row in self._connection.execute(query).mappings():
                yield made.digest_of(row), made.hashed_of(row)

    def decision_ids(self) -> Iterator[str]:
        """The id of every decision."""
        return iter(self._connection.scalars(select(decisions.c.id)))

    def misplaced(self) -> Iterator[str]:
        """Alerts that do not stand as their decisions and later alerts say."""
        last: dict[str, Row[Any]] = {}
        query = select(decisions).order_by(decisions.c.alert, decisions.c.number)
        for row in self._connection.execute(query):
            last[row.alert] = row
        for row in self._connection.execute(select(*_STANDING)):
            if not _stands_so(row, last.get(row.id)):
                yield row.id
        yield from self._replaced_by_nothing()

    def _replaced_by_nothing(self) -> Iterator[str]:
        other = alerts.alias()
        same = and_(
            other.c.id == alerts.c.replaced,
            other.c.pair == alerts.c.pair,
            other.c.said == alerts.c.said,
        )
        lost = (
            select(alerts.c.id)
            .outerjoin(other, same)
            .where(alerts.c.replaced.is_not(None), other.c.id.is_(None))
        )
        yield from self._connection.scalars(lost)
        # Two that stand in each other's place would both be out of sight.
        unseen = (
            select(func.min(alerts.c.id))
            .group_by(alerts.c.pair, alerts.c.said)
            .having(func.count() == func.count(alerts.c.replaced))
        )
        yield from self._connection.scalars(unseen)


def _stands_so(row: Row[Any], last: Row[Any] | None) -> bool:
    said = (row.decision, row.verdict, row.decided, row.decider, row.expires)
    if last is None:
        meant: tuple[Any, ...] = (None,) * 5
    else:
        meant = (last.id, last.verdict, last.at, last.actor, last.expires)
    if said != meant:
        return False
    if row.replaced is not None:
        return bool(row.state == "replaced")
    state = state_after(row.verdict, row.lapsed)
    # A decision that holds until a moment is noted as lapsed some time after it.
    lapses = state == "decided" and row.expires is not None
    return row.state == state or (lapses and row.state == "lapsed")
