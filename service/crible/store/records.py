"""Screenings as one reads several of them: by id, and page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from crible.store.schema import screenings
from crible.store.screenings import screening_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crible.model import Screening
    from crible.store.database import Database

_PAGE = 500


class Records:
    """The screenings of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def some(self, ids: Sequence[str]) -> dict[str, Screening]:
        """Screenings by id; those that are not there are left out."""
        found: dict[str, Screening] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), _PAGE):
                query = select(screenings).where(
                    screenings.c.id.in_(ids[start : start + _PAGE])
                )
                for row in connection.execute(query):
                    found[row.id] = screening_of(row)
        return found

    def page(
        self,
        *,
        limit: int,
        before: tuple[datetime, str] | None = None,
        outcome: str = "",
        actor: str = "",
        since: datetime | None = None,
    ) -> tuple[Screening, ...]:
        """Screenings, newest first.

        Args:
            limit: how many at most.
            before: time and id of the last one that is known already.
            outcome: these alone, when given.
            actor: those of this caller alone, when given.
            since: those from then on alone, when given.
        """
        query = select(screenings).order_by(
            screenings.c.at.desc(), screenings.c.id.desc()
        )
        if before is not None:
            at, last = before
            query = query.where(
                or_(
                    screenings.c.at < at,
                    and_(screenings.c.at == at, screenings.c.id < last),
                )
            )
        if outcome:
            query = query.where(screenings.c.outcome == outcome)
        if actor:
            query = query.where(screenings.c.actor == actor)
        if since is not None:
            query = query.where(screenings.c.at >= since)
        with self._database.reading() as connection:
            return tuple(
                screening_of(row) for row in connection.execute(query.limit(limit))
            )
