"""Portfolios: names for the subjects of a batch, which are screened again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from crible.errors import UnknownThing
from crible.model import Subject
from crible.store.database import replace_row
from crible.store.encoding import restored, stored
from crible.store.rows import PortfolioRow
from crible.store.schema import screenings
from crible.store.schema_portfolios import portfolios

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Row

    from crible.store.database import Database

_PAGE = 2_000


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

    def _pages(self, batch: str) -> Iterator[Sequence[Row[Any]]]:
        """The screenings of a batch in the order of their records, a page at a time."""
        place = screenings.c
        at, last = None, ""
        while True:
            query = select(screenings).where(place.batch == batch)
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
