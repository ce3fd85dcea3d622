"""``/v1/decisions``: what people decided, across all alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_openapi import APIBlueprint, Tag

from crible.usecases.decisions import decision_json
from crible.web import cursors
from crible.web.access import needs
from crible.web.api.ids import plain
from crible.web.api.questions import Id  # noqa: TC001 - flask-openapi resolves them
from crible.web.api.review_answers import Decision, DecisionsAnswer
from crible.web.api.review_questions import (
    DecisionsQuery,  # noqa: TC001 - as above
)
from crible.web.document import ERRORS, ID_ERRORS

if TYPE_CHECKING:
    from crible.usecases.services import Services


def routes(services: Services) -> APIBlueprint:
    """The endpoints over ``services``."""
    api = APIBlueprint(
        "decisions", __name__, abp_tags=[Tag(name="decisions")], url_prefix="/v1"
    )

    @api.get(
        "/decisions",
        operation_id="decisions",
        responses={200: DecisionsAnswer, **ERRORS},
    )
    @needs("read", "review")
    def page(query: DecisionsQuery) -> dict[str, Any]:
        """Decisions, newest first."""
        before = None
        if query.cursor:
            moment, last = cursors.decode(query.cursor, [str, str])
            before = cursors.moment(moment), str(last)
        found = services.store.decisions.page(
            limit=query.limit,
            before=before,
            verdict=query.verdict or "",
            actor=query.actor,
            alert=query.alert,
            reference=query.reference,
            entry=query.entry,
            since=query.since,
        )
        return {
            "decisions": [decision_json(item) for item in found],
            "next": (
                cursors.encode(found[-1].at.isoformat(), found[-1].id)
                if len(found) == query.limit
                else None
            ),
        }

    @api.get(
        "/decisions/<path:id>",
        operation_id="decision",
        responses={200: Decision, **ID_ERRORS},
    )
    @needs("read", "review")
    def shown(path: Id) -> dict[str, Any]:
        """A decision with the subject as it was seen."""
        return decision_json(services.store.decisions.find(plain(path.id)))

    return api
