"""``/v1/screen``, ``/v1/scan`` and ``/v1/screenings``: the acts and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from flask_openapi import APIBlueprint, Tag

from crible.documents import reader
from crible.errors import InputRefused, UsageError
from crible.usecases import annotated, lists, records, repeated, replay, screening
from crible.usecases.answers import document_json, scan_json, screening_json
from crible.usecases.moments import state_of
from crible.usecases.screening import Call
from crible.web import cursors
from crible.web.access import caller, needs
from crible.web.api.answers import (
    ReplayAnswer,
    ScanAnswer,
    ScanRecord,
    ScreenAnswer,
    ScreeningsAnswer,
    ScreenRecord,
)
from crible.web.api.ids import plain
from crible.web.api.questions import (  # noqa: TC001 - flask-openapi resolves them
    Id,
    IdempotencyHeader,
    ScanRequest,
    ScreeningsQuery,
    ScreenRequest,
)
from crible.web.document import BODY_ERRORS, ERRORS, ID_ERRORS, either

if TYPE_CHECKING:
    from crible.store.rows import Once
    from crible.usecases.live import State
    from crible.usecases.services import Origin, Services


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
    def screen(header: IdempotencyHeader, body: ScreenRequest) -> dict[str, Any]:
        """Screen subjects against the lists and record each outcome."""
        answer = screening.screen(
            services,
            body.for_screening(),
            _call(services, body, _once(header, "screen"), body.limit, "screen"),
        )
        return {
            "snapshot": answer.snapshot,
            "profile": answer.profile,
            "results": [
                screening_json(item, answer.entries, answer.alerts)
                for item in answer.screenings
            ],
        }

    @api.post("/scan", operation_id="scan", responses={200: ScanAnswer, **BODY_ERRORS})
    @needs("screen")
    def scan(header: IdempotencyHeader, body: ScanRequest) -> dict[str, Any]:
        """Find listed names in running text and record the act."""
        document = reader.of_text(body.text, where="text", format_name=body.format)
        call = _call(services, body, _once(header, "scan"))
        answer = screening.scan(services, document, call)
        found = answer.screenings[0]
        shape = scan_json(found, answer.entries) | document_json(document)
        if body.annotated:
            shape["annotated"] = annotated.fragment(found, answer.entries)
        return shape

    @api.get(
        "/screenings/<path:id>",
        operation_id="screening",
        responses={200: either(ScreenRecord, ScanRecord), **ID_ERRORS},
    )
    @needs("read", "review")
    def stored(path: Id) -> dict[str, Any]:
        """A recorded screening, as it was answered."""
        return records.record_json(*records.screening(services, plain(path.id)))

    @api.get(
        "/screenings/<path:id>/replay",
        operation_id="replay",
        responses={200: ReplayAnswer, **ID_ERRORS},
    )
    @needs("read", "review")
    def again(path: Id) -> dict[str, Any]:
        """Screen again with the lists and profile of then; nothing is recorded."""
        return replay.as_json(replay.replay(services, plain(path.id)))

    @api.get(
        "/screenings",
        operation_id="screenings",
        responses={200: ScreeningsAnswer, **ERRORS},
    )
    @needs("read", "review")
    def page(query: ScreeningsQuery) -> dict[str, Any]:
        """Recorded screenings, newest first."""
        before = None
        if query.cursor:
            moment, last = cursors.decode(query.cursor, [str, str])
            before = cursors.moment(moment), str(last)
        found = services.store.records.page(
            limit=query.limit,
            before=before,
            outcome=query.outcome or "",
            actor=query.actor,
            since=query.since,
        )
        return {
            "screenings": [records.known_json(item) for item in found],
            "next": (
                cursors.encode(found[-1].at.isoformat(), found[-1].id)
                if len(found) == query.limit
                else None
            ),
        }

    return api


def _call(
    services: Services,
    body: ScreenRequest | ScanRequest,
    once: Once | None,
    limit: int = 10,
    origin: Origin | None = None,
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
        once=once,
        origin=origin,
    )


def _once(header: IdempotencyHeader, operation: str) -> Once | None:
    """What makes this request the same request again; None when it does not say."""
    key = header.idempotency_key
    if key is None:
        return None
    # The body as it was sent: whatever shapes the answer is in it.
    return repeated.once(caller().id, key, operation, request.get_json())


def _state(services: Services, body: ScreenRequest | ScanRequest) -> State:
    """The state that is asked for; one that is none is a field out of range."""
    try:
        if body.snapshot:
            services.store.snapshot(plain(body.snapshot))
        return state_of(services, as_of=body.as_of, snapshot=body.snapshot)
    except UsageError as error:
        where = "as_of" if body.as_of else "snapshot"
        raise InputRefused(error.message, where=where, hint=error.hint) from error
