"""Portfolios: subjects with a name, screened again when a list changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crible.store import PortfolioRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crible.model import Subject
    from crible.usecases.services import Services


def save(
    services: Services,
    name: str,
    *,
    source: str,
    screened: str,
    snapshot: str,
    actor: str,
    lists: Sequence[str] = (),
    threshold: float | None = None,
) -> PortfolioRow:
    """Store a portfolio, over what was there under its name.

    Args:
        services: the collaborators.
        name: of the portfolio.
        source: the batch whose subjects it holds.
        screened: the batch that last screened them.
        snapshot: the list versions that it looked at.
        actor: who asks.
        lists: keys of the lists to look at; empty means all.
        threshold: hits from this score on; None for the profile's own.
    """
    row = PortfolioRow(
        name=name,
        source=source,
        screened=screened,
        snapshot=snapshot,
        at=services.clock(),
        actor=actor,
        threshold=threshold,
        lists=tuple(lists),
    )
    services.store.portfolios.save(row)
    return row


def subjects(services: Services, row: PortfolioRow) -> Iterable[Subject]:
    """The subjects of a portfolio, in the order in which they were stored."""
    return services.store.portfolios.subjects(row.source)


def portfolio_json(row: PortfolioRow) -> dict[str, Any]:
    """A portfolio as JSON has it."""
    return {
        "name": row.name,
        "source": row.source,
        "screened": row.screened,
        "snapshot": row.snapshot,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "lists": list(row.lists),
        "threshold": row.threshold,
    }
