"""``/v1/alerts``: what waits for a person, and what that person says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request
from flask_openapi import APIBlueprint, Tag

from crible.store.alerts import Wanted
from crible.store.review_rows import WAITING
from crible.usecases import decisions, moments, repeated
from crible.usecases.alerts import case_json
from crible.web import cursors
from crible.web.access import caller, needs
from crible.web.api.ids import plain
from crible.web.api.questions import (  # noqa: TC001 - flask-openapi resolves them
    Id,
    IdempotencyHeader,
)
from crible.web.api.review_answers import (
    AlertAnswer,
    AlertDecisions,
    AlertsAnswer,
    Decision,
)
from crible.web.api.review_questions import (  # noqa: TC001 - as above
    AlertsQuery,
    DecisionRequest,
)
from crible.web.document import ERRORS, ID_ERRORS, SAME, problems_of
from crible.web.etags import conditional

if TYPE_CHECKING:
    from datetime import datetime

    from crible.store.review_rows import Case, State
    from crible.usecases.services import Services

_DECIDING = problems_of(400, 404, 405, 409, 413, 415, 421, 422, 500, 503)


def routes(services: Services) -> APIBlueprint:
    """The endpoints over ``services``."""
    api = APIBlueprint(
        "alerts", __name__, abp_tags=[Tag(name="alerts")], url_prefix="/v1"
    )

    @api.get("/alerts", operation_id="alerts", responses={200: AlertsAnswer, **ERRORS})
    @needs("read", "review")
    def page(query: AlertsQuery) -> dict[str, Any]:
        """Alerts, the newest or those of the highest score first."""
        after = _after(query) if query.cursor else None
        found = services.store.alerts.page(
            services.clock(),
            _wanted(query),
            order=query.order,
            after=after,
            limit=query.limit,
        )
        return {
            "alerts": [case_json(case) for case in found],
            "next": (
                cursors.encode(
                    query.order, _place(query, found[-1]), found[-1].alert.id
                )
                if len(found) == query.limit
                else None
            ),
        }

    @api.get(
        "/alerts/<path:id>/decisions",
        operation_id="alert_decisions",
        responses={200: AlertDecisions, **ID_ERRORS},
    )
    @needs("read", "review")
    def made(path: Id) -> dict[str, Any]:
        """The decisions about an alert, the first first."""
        alert_id = plain(path.id)
        services.store.alerts.find(alert_id, services.clock())
        found = services.store.decisions.of_alert(alert_id)
        return {"decisions": [decisions.decision_json(item) for item in found]}

    @api.post(
        "/alerts/<path:id>/decisions",
        operation_id="decide",
        responses={201: Decision, **_DECIDING},
    )
    @needs("review")
    def decide(
        path: Id, header: IdempotencyHeader, body: DecisionRequest
    ) -> tuple[dict[str, Any], int, dict[str, str]]:
        """Decide about an alert; a correction is a decision after the last one."""
        alert_id = plain(path.id)
        once = None
        if (key := header.idempotency_key) is not None:
            said = {"alert": alert_id, "decision": request.get_json()}
            once = repeated.once(caller().id, key, "decide", said)
        asked = decisions.Asked(
            verdict=body.verdict,
            reason=body.reason,
            note=body.note,
            after=body.after,
            expires=moments.until(body.expires) if body.expires else None,
        )
        made = decisions.decide(
            services, alert_id, asked, actor=caller().name, once=once
        )
        shape = decisions.decision_json(made)
        return shape, 201, {"Location": f"/v1/decisions/{made.id}"}

    @api.get(
        "/alerts/<path:id>",
        operation_id="alert",
        responses={200: AlertAnswer, **SAME, **ID_ERRORS},
    )
    @needs("read", "review")
    def shown(path: Id) -> Response:
        """An alert with its subject, hit, entry then and now, and decisions."""
        return conditional(decisions.detail_json(services, plain(path.id)))

    return api


def _wanted(query: AlertsQuery) -> Wanted:
    states: tuple[State, ...] = ()
    if query.state == "waiting":
        states = WAITING
    elif query.state is not None:
        states = (query.state,)
    return Wanted(
        states=states,
        list=query.list or "",
        band=query.band or "",
        portfolio=query.portfolio,
        batch=query.batch,
        reference=query.reference,
        entry=query.entry,
        since=query.since,
    )


def _place(query: AlertsQuery, case: Case) -> str:
    alert = case.alert
    return alert.at.isoformat() if query.order == "newest" else repr(alert.score)


def _after(query: AlertsQuery) -> tuple[datetime | float, str]:
    """The row that a cursor names.

    Raises:
        InputRefused: it is of another order, or none at all.
    """
    order, place, last = map(str, cursors.decode(query.cursor, [str, str, str]))
    if order != query.order:
        raise cursors.foreign()
    if order == "newest":
        return cursors.moment(place), last
    try:
        return float(place), last
    except ValueError:
        raise cursors.foreign() from None
