"""Every error of every route as one problem document (RFC 9457).

One shape: ``type, title, status, detail, code, request_id`` and, where there is
something to say, ``hint`` and ``where``. A detail describes what is wrong and never
repeats what was sent: a submitted value can be the name of a screened person, and
problem documents end in logs and tickets.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, g, json
from pydantic import BaseModel, Field
from werkzeug.exceptions import HTTPException

from crible import telemetry
from crible.errors import (
    CribleError,
    InputRefused,
    ListsUnavailable,
    NotSignedIn,
    TooManyRequests,
    UnknownThing,
)
from crible.telemetry import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flask import Flask
    from pydantic import ValidationError

MIMETYPE = "application/problem+json"


class Problem(BaseModel):
    """A problem document."""

    type: str = Field(description="`urn:crible:problem:` and the code.")
    title: str = Field(description="The kind of problem; the same for each code.")
    status: int = Field(description="The HTTP status, repeated.")
    detail: str = Field(description="What is wrong here, in one sentence.")
    code: str = Field(description="Stable; meant for programs.")
    request_id: str = Field(description="As in the header `X-Request-ID`.")
    hint: str | None = Field(None, description="What to do about it.")
    where: str | None = Field(None, description="The place in the request.")


class MalformedBody(InputRefused):
    """The body is no JSON document."""

    code = "malformed-body"
    title = "The body cannot be read"
    status = 400


class WrongMediaType(InputRefused):
    """The body does not claim to be JSON."""

    code = "unsupported-media-type"
    title = "The body must be JSON"
    status = 415


class ForeignHost(InputRefused):
    """The request was meant for another host than this machine."""

    code = "foreign-host"
    title = "Only this machine may ask"
    status = 421


# What the framework itself refuses: status -> (code, title, detail).
_FRAMEWORK = {
    400: ("bad-request", "Bad request", "The request cannot be understood."),
    404: ("not-found", "Not found", "There is nothing at this address."),
    405: (
        "method-not-allowed",
        "Method not allowed",
        "This address does not answer that method; see the header Allow.",
    ),
    413: ("too-large", "Too large", "The body is larger than the limit."),
    415: (WrongMediaType.code, WrongMediaType.title, "The body must be JSON."),
}


def body(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    request_id: str,
    hint: str = "",
    where: str = "",
    more: Mapping[str, Any] | None = None,
) -> str:
    """A problem document as text; ASCII, whatever is in it."""
    document: dict[str, Any] = {
        "type": f"urn:crible:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
    }
    if hint:
        document["hint"] = hint
    if where:
        document["where"] = where
    return json.dumps({**document, **(more or {})}, sort_keys=False)


def answer(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    hint: str = "",
    where: str = "",
    more: Mapping[str, Any] | None = None,
) -> Response:
    """A problem document as the answer to the present request."""
    text = body(
        status,
        code,
        title,
        detail,
        request_id=g.request_id,
        hint=hint,
        where=where,
        more=more,
    )
    return Response(text, status, mimetype=MIMETYPE)


def register(app: Flask) -> None:
    """Make every error of ``app`` a problem document."""
    app.register_error_handler(CribleError, _crible)
    app.register_error_handler(HTTPException, _framework)
    app.register_error_handler(Exception, _crash)


def refuse_invalid(error: ValidationError) -> Response:
    """Turn what pydantic found in a request into our own error.

    Raises:
        InputRefused: always; the return type is what flask-openapi calls for.
    """
    detail, where = describe(error)
    raise InputRefused(
        detail, where=where, hint="See /openapi.json for what is expected."
    ) from None


def describe(error: ValidationError) -> tuple[str, str]:
    """The first fault in words, and where it is; nothing of what was submitted.

    Names of unknown fields were submitted too, so only their place is told.
    """
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    first = faults[0]
    path = first["loc"]
    if first["type"] == "extra_forbidden":
        message, path = "There is a field that crible does not know", path[:-1]
    elif first["type"] == "missing":
        message = "A required field is missing"
    else:
        message = first["msg"].removeprefix("Value error, ").rstrip(".")
    others = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{message}{others}.", _place(path)


# Keys that may be repeated in ``where``: the words of the contract, nothing else.
_KNOWN = frozenset(
    {
        "after",
        "aliases",
        "birth_date",
        "countries",
        "expires",
        "identifiers",
        "kind",
        "limit",
        "lists",
        "name",
        "note",
        "reason",
        "reference",
        "registration_date",
        "snapshot",
        "subjects",
        "text",
        "threshold",
        "verdict",
    }
)


def _place(path: Sequence[int | str]) -> str:
    place = ""
    for part in _speakable(path):
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    return place.removeprefix(".")


def _speakable(path: Sequence[int | str]) -> Iterable[int | str]:
    return (part for part in path if isinstance(part, int) or part in _KNOWN)


def _crible(error: CribleError) -> Response:
    response = _translated(error)
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = 'Bearer realm="crible"'
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _translated(error: CribleError) -> Response:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        telemetry.emit(
            Event.UNAVAILABLE,
            level="error",
            code=error.code,
            status=error.status,
            message=str(error),
        )
        if not isinstance(error, ListsUnavailable):
            # Its message tells of addresses and files, which is for the log alone.
            return answer(
                error.status,
                error.code,
                error.title,
                f"{error.title}.",
                hint="The log has the reason, under this request_id.",
            )
    if isinstance(error, UnknownThing):
        # Its message may name what was asked for.
        return answer(
            error.status, error.code, error.title, "There is nothing with that id."
        )
    return answer(
        error.status,
        error.code,
        error.title,
        error.message,
        hint=error.hint,
        where=error.where,
    )


def _framework(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    phrase = HTTPStatus(status).phrase
    code, title, detail = _FRAMEWORK.get(
        status, (phrase.lower().replace(" ", "-"), phrase, "The request was refused.")
    )
    response = answer(status, code, title, detail)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _crash(error: Exception) -> Response:
    # The outermost edge: the only place where any exception at all is caught.
    telemetry.crash(error, status=500)
    return answer(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        CribleError.code,
        CribleError.title,
        "crible failed in a way that nobody foresaw; nothing was found clear.",
        hint="Report it with the request_id; the log has the rest.",
    )
