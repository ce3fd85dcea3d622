"""Portfolios: subjects with a name, screened again when a list changes.

What a rescreening finds is raised as an alert once: it is known by portfolio, subject,
entry and the entry's revision, so that a hit that merely stays raises nothing, and one
whose entry was changed does.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from crible.store import PortfolioAlert, PortfolioRow
from crible.usecases import records
from crible.usecases.answers import subject_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crible.model import Hit, Screening, Subject
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


class Alerts:
    """Raises the hits of screenings as alerts of a portfolio, each once.

    Args:
        services: the collaborators.
        portfolio: its name; it is stored already.
        snapshot: the list versions that were looked at.
    """

    def __init__(self, services: Services, portfolio: str, snapshot: str) -> None:
        self._services = services
        self._portfolio = portfolio
        self._versions = {
            version.key: version for version in records.snapshot(services, snapshot)
        }
        self._digests: dict[str, dict[str, str]] = {}

    def raised(self, acts: Iterable[Screening]) -> tuple[PortfolioAlert, ...]:
        """The hits of these screenings that were not known, now stored."""
        found = [self._alert(act, hit) for act in acts for hit in act.hits]
        return self._services.store.portfolios.raise_alerts(found)

    def _alert(self, act: Screening, hit: Hit) -> PortfolioAlert:
        revision = self._revision(hit.entry_id)
        told = json.dumps(
            [
                self._portfolio,
                subject_json(act.subject),
                hit.entry_id,
                revision,
            ],
            sort_keys=True,
        )
        return PortfolioAlert(
            id=hashlib.sha256(told.encode()).hexdigest()[:32],
            at=act.at,
            portfolio=self._portfolio,
            subject=act.subject,
            entry=hit.entry_id,
            revision=revision,
            score=hit.score,
            band=hit.band,
            matched=hit.matched.name,
            screening=act.id,
        )

    def _revision(self, entry_id: str) -> str:
        key = entry_id.partition(":")[0]
        digests = self._digests.get(key)
        if digests is None:
            digests = self._digests[key] = self._services.store.contents.digests(
                self._versions[key]
            )
        return digests.get(entry_id, "")


def subjects(services: Services, row: PortfolioRow) -> Iterable[Subject]:
    """The subjects of a portfolio, in the order in which they were stored."""
    return services.store.portfolios.subjects(row.source)


def alert_json(alert: PortfolioAlert) -> dict[str, Any]:
    """An alert as JSON has it."""
    return {
        "id": alert.id,
        "at": alert.at.isoformat(),
        "portfolio": alert.portfolio,
        "subject": subject_json(alert.subject),
        "entry": alert.entry,
        "score": alert.score,
        "band": alert.band,
        "matched": alert.matched,
        "screening": alert.screening,
    }


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
