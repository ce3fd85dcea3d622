"""``/v1/screen``, ``/v1/scan`` and ``/v1/screenings``: the acts and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_openapi import APIBlueprint, Tag

from crible.errors import InputRefused, UsageError
from crible.usecases import lists, records, screening
from crible.usecases.answers import scan_json, screening_json
from crible.usecases.moments import state_of
from crible.usecases.screening import Call
from crible.web.access import caller, needs
from crible.web.api.answers import ScanAnswer, ScanRecord, ScreenAnswer, ScreenRecord
from crible.web.api.ids import plain
from crible.web.api.questions import (  # noqa: TC001 - flask-openapi resolves them
    Id,
    ScanRequest,
    ScreenRequest,
)
from crible.web.document import BODY_ERRORS, ID_ERRORS, either

if TYPE_CHECKING:
    from crible.usecases.live import State
    from crible.usecases.services import Services


def routes(services: Services) -> APIBlueprint:
    """The endpoints over ``services``."""
    api = APIBlueprint(
        "screening", __name__, abp_tags=[Tag(name="screening")], url_prefix="/v1"
    )

    @api.post(
        "/screen",
        operation_id="screen",
        responses={200: ScreenAnswer, **BODY_ERRORS},
    )
    @needs("screen")
    def screen(body: ScreenRequest) -> dict[str, Any]:
        """Screen subjects against the lists and record each outcome."""
        answer = screening.screen(
            services,
            body.for_screening(),
            _call(services, body, body.limit),
        )
        return {
            "snapshot": answer.snapshot,
            "profile": answer.profile,
            "results": [
                screening_json(item, answer.entries) for item in answer.screenings
            ],
        }

    @api.post("/scan", operation_id="scan", responses={200: ScanAnswer, **BODY_ERRORS})
    @needs("screen")
    def scan(body: ScanRequest) -> dict[str, Any]:
        """Find listed names in running text and record the act."""
        answer = screening.scan(services, body.text, _call(services, body))
        return scan_json(answer.screenings[0], answer.entries)

    @api.get(
        "/screenings/<path:id>",
        operation_id="screening",
        responses={200: either(ScreenRecord, ScanRecord), **ID_ERRORS},
    )
    @needs("read", "review")
    def stored(path: Id) -> dict[str, Any]:
        """A recorded screening, as it was answered."""
        return records.record_json(*records.screening(services, plain(path.id)))

    return api


def _call(
    services: Services, body: ScreenRequest | ScanRequest, limit: int = 10
) -> Call:
    """What holds for the whole request.

    A key of no list at all is the caller's mistake; one of a list that is not loaded
    is the service's state, and the use case says so.
    """
    if body.lists:
        known = {report.info.key for report in lists.show(services)}
        if not known.issuperset(body.lists):
            raise InputRefused(
                "There is no such list.",
                where="lists",
                hint=f"Known lists: {', '.join(sorted(known))}.",
            )
    return Call(
        actor=caller().name,
        channel="http",
        lists=tuple(dict.fromkeys(body.lists)),
        threshold=body.threshold,
        limit=limit,
        state=_state(services, body),
    )


def _state(services: Services, body: ScreenRequest | ScanRequest) -> State:
    """The state that is asked for; one that is none is a field out of range."""
    try:
        if body.snapshot:
            services.store.snapshot(plain(body.snapshot))
        return state_of(services, as_of=body.as_of, snapshot=body.snapshot)
    except UsageError as error:
        where = "as_of" if body.as_of else "snapshot"
        raise InputRefused(error.message, where=where, hint=error.hint) from error
