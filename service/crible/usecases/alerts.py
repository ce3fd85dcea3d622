"""Alerts: which hits wait for a person, and how they stand.

A hit of a screened subject waits when it reaches the alert line, against the lists as
they are, asked by a system or a file: whoever asks at a terminal, through an agent or
in a spreadsheet sees the hit there and then. A running text has no counterparty, and a
question about an earlier day nobody to stop. Which doors raise is a setting.

Nothing here changes a screening: hits and outcome are what they are, whatever anybody
decided about the same pair before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crible.store.review_rows import Alert, Standing
from crible.usecases import counterparties
from crible.usecases.answers import standing_json, subject_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crible.model import Hit, Screening
    from crible.store.recorder import Recorded
    from crible.store.review_rows import Case
    from crible.usecases.services import Origin, Services

    Beside = Mapping[tuple[str, str], Standing]
    """How hits stand, by screening and entry."""


def of_acts(
    services: Services,
    acts: Iterable[Screening],
    origin: Origin | None,
    *,
    portfolio: str = "",
) -> tuple[Alert, ...]:
    """The hits of screenings that wait for a person, whether they are new or not.

    Args:
        services: the collaborators.
        acts: screenings of one snapshot.
        origin: the door they came by; None for one that never raises.
        portfolio: that they are screened for; its own threshold is its alert line.
    """
    if origin not in services.alerts:
        return ()
    line = 0.0 if portfolio else services.profile.threshold
    waiting = [
        (act, [hit for hit in act.hits if hit.score >= line])
        for act in acts
        if act.hits and not act.as_of and act.operation == "screen"
    ]
    wanted = {hit.entry_id for _, hits in waiting for hit in hits}
    if not wanted:
        return ()
    snapshot = waiting[0][0].snapshot
    entries = services.store.contents.summaries(wanted, snapshot)
    revisions = {key: entry.revision for key, entry in entries.items()}
    return tuple(
        alert
        for act, hits in waiting
        for alert in _of_act(act, hits, revisions, portfolio)
    )


def beside(
    services: Services, found: Sequence[Alert], recorded: Recorded | None = None
) -> Beside:
    """How the hits of an answer stand.

    Args:
        services: the collaborators.
        found: what ``of_acts`` gave.
        recorded: what recording them came to; None for an answer that is given again.
    """
    if not found:
        return {}
    known = recorded.met if recorded else {}
    asked = [
        alert.id
        for alert in found
        if alert.id not in known or known[alert.id].decision is not None
    ]
    # Most hits wait, and that was told with the record.
    cases = services.store.alerts.some(asked, services.clock()) if asked else {}
    told: dict[tuple[str, str], Standing] = {}
    for alert in found:
        if alert.id in cases:
            standing = cases[alert.id].standing
        elif alert.id in known:
            standing = Standing(alert.id, known[alert.id].state)
        else:
            # Of an answer given again, that raised nothing at its time.
            continue
        told[alert.screening, alert.entry] = standing
    return told


def case_json(case: Case) -> dict[str, Any]:
    """An alert as JSON has it."""
    alert, standing = case.alert, case.standing
    lapsed = case.lapsed
    return {
        "id": alert.id,
        "at": alert.at.isoformat(),
        "state": standing.state,
        "reference": alert.subject.reference or None,
        "subject": subject_json(alert.subject),
        "entry": alert.entry,
        "list": alert.entry.partition(":")[0],
        "score": alert.score,
        "band": alert.band,
        "matched": alert.matched,
        "screening": alert.screening,
        "batch": alert.batch or None,
        "portfolio": alert.portfolio or None,
        "cause": alert.cause,
        "follows": alert.follows,
        "replaced_by": standing.replaced,
        "lapsed": {"decision": lapsed[0], "why": lapsed[1]} if lapsed else None,
        "decision": standing_json(standing)["decision"],
    }


def _of_act(
    act: Screening, hits: Sequence[Hit], revisions: Mapping[str, str], portfolio: str
) -> Iterable[Alert]:
    said = counterparties.said(act.subject)
    for hit in hits:
        revision = revisions.get(hit.entry_id, "")
        pair = counterparties.pair(act.subject, said, hit.entry_id)
        yield Alert(
            id=counterparties.alert_id(pair, said, revision),
            at=act.at,
            pair=pair,
            said=said,
            revision=revision,
            subject=act.subject,
            entry=hit.entry_id,
            score=hit.score,
            band=hit.band,
            matched=hit.matched.name,
            screening=act.id,
            batch=act.batch,
            portfolio=portfolio,
        )
