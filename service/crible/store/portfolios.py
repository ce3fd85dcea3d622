"""Portfolios and the alerts that they raised, each alert once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from crible.errors import UnknownThing
from crible.model import Subject
from crible.store.database import insert_new, replace_row
from crible.store.encoding import restored, stored
from crible.store.rows import PortfolioAlert, PortfolioRow
from crible.store.schema import screenings
from crible.store.schema_portfolios import portfolio_alerts, portfolios
from crible.store.screenings import screening_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Row

    from crible.model import Screening
    from crible.store.database import Database

_PAGE = 2_000
# Ids asked for at a time; SQLite takes some 32,000 parameters.
_IDS = 5_000


class Portfolios:
    """Each method is one transaction, apart from the pages of ``subjects``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, row: PortfolioRow) -> None:
        """Store a portfolio, over what was there under its name."""
        with self._database.writing() as connection:
            replace_row(
                connection,
                portfolios,
                {
                    "name": row.name,
                    "source": row.source,
                    "screened": row.screened,
                    "snapshot": row.snapshot,
                    "at": row.at,
                    "actor": row.actor,
                    "threshold": row.threshold,
                    "lists": stored(row.lists),
                },
            )

    def all(self) -> tuple[PortfolioRow, ...]:
        """Every portfolio, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(portfolios).order_by(portfolios.c.name))
            return tuple(map(_portfolio, rows))

    def find(self, name: str) -> PortfolioRow:
        """A portfolio by its name.

        Raises:
            UnknownThing: there is none.
        """
        query = select(portfolios).where(portfolios.c.name == name)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownThing(
                "There is no portfolio of this name.",
                hint="Store one: crible batch IN -o OUT --portfolio NAME.",
            )
        return _portfolio(row)

    def subjects(self, batch: str) -> Iterator[Subject]:
        """The subjects of a batch that could be read, in the order of their records."""
        for rows in self._pages(batch):
            for row in rows:
                subject = restored(Subject, row.subject)
                if subject.name:
                    yield subject

    def acts_with_hits(self, batch: str) -> Iterator[tuple[Screening, ...]]:
        """The screenings of a batch that have hits, some at a time."""
        for rows in self._pages(batch, hits=True):
            yield tuple(map(screening_of, rows))

    def _pages(self, batch: str, *, hits: bool = False) -> Iterator[Sequence[Row[Any]]]:
        """The screenings of a batch in the order of their records, a page at a time."""
        place = screenings.c
        at, last = None, ""
        while True:
            query = select(screenings).where(place.batch == batch)
            if hits:
                query = query.where(place.hits != stored(()))
            if at is not None:
                later = and_(place.at == at, place.id > last)
                query = query.where(or_(place.at > at, later))
            query = query.order_by(place.at, place.id).limit(_PAGE)
            with self._database.reading() as connection:
                rows = connection.execute(query).all()
            yield rows
            if len(rows) < _PAGE:
                return
            at, last = rows[-1].at, rows[-1].id

    def raise_alerts(
        self, found: Sequence[PortfolioAlert]
    ) -> tuple[PortfolioAlert, ...]:
        """Store those alerts that are new, and return them."""
        if not found:
            return ()
        by_id = {alert.id: alert for alert in found}
        with self._database.writing() as connection:
            known: set[str] = set()
            ids = sorted(by_id)
            for start in range(0, len(ids), _IDS):
                query = select(portfolio_alerts.c.id).where(
                    portfolio_alerts.c.id.in_(ids[start : start + _IDS])
                )
                known.update(connection.execute(query).scalars())
            new = [alert for alert in by_id.values() if alert.id not in known]
            insert_new(
                connection,
                portfolio_alerts,
                [
                    {
                        "id": alert.id,
                        "at": alert.at,
                        "portfolio": alert.portfolio,
                        "subject": stored(alert.subject),
                        "entry": alert.entry,
                        "revision": alert.revision,
                        "score": alert.score,
                        "band": alert.band,
                        "matched": alert.matched,
                        "screening": alert.screening,
                    }
                    for alert in new
                ],
            )
        return tuple(new)

    def alerts(
        self, *, portfolio: str | None = None, limit: int = 100
    ) -> tuple[PortfolioAlert, ...]:
        """The newest alerts, newest first; those of one portfolio when named."""
        query = (
            select(portfolio_alerts)
            .order_by(portfolio_alerts.c.at.desc(), portfolio_alerts.c.id.desc())
            .limit(limit)
        )
        if portfolio is not None:
            query = query.where(portfolio_alerts.c.portfolio == portfolio)
        with self._database.reading() as connection:
            return tuple(map(_alert, connection.execute(query)))


def _portfolio(row: Row[Any]) -> PortfolioRow:
    return PortfolioRow(
        name=row.name,
        source=row.source,
        screened=row.screened,
        snapshot=row.snapshot,
        at=row.at,
        actor=row.actor,
        threshold=row.threshold,
        lists=restored(tuple[str, ...], row.lists),
    )


def _alert(row: Row[Any]) -> PortfolioAlert:
    return PortfolioAlert(
        id=row.id,
        at=row.at,
        portfolio=row.portfolio,
        subject=restored(Subject, row.subject),
        entry=row.entry,
        revision=row.revision,
        score=row.score,
        band=row.band,
        matched=row.matched,
        screening=row.screening,
    )
