"""What guards every request and marks every answer: host, request id, headers.

A request must be meant for this service: by an address in figures, as localhost, or by
a name of the setting ``hosts``. Otherwise a web page that somebody visits could point
its own host name at the service and read answers as if they were its own (DNS
rebinding). Where no keys are demanded, the address must be this machine's, so that a
reverse proxy does not put the service on the network by accident.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, current_app, g, request

from crible import telemetry
from crible.errors import UsageError
from crible.telemetry import Event
from crible.usecases.access import NOBODY
from crible.web.access import reads_query, takes_query
from crible.web.problems import ForeignHost

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from flask import Flask

    from crible.settings import Settings

# Answers are data for programs: nothing in them may run, frame, leak or be kept.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

_LOWER = tuple((name.lower(), name, value) for name, value in HEADERS.items())

# Narrow, as it is copied into logs and answers.
_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)


# Others are free text of the caller's and stand in no log and no label.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def register(app: Flask, new_id: Callable[[], str], settings: Settings) -> None:
    """Guard every request of ``app`` and mark every answer."""
    local = is_local(settings.bind)

    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.caller = NOBODY
        g.request_id = given if _REQUEST_ID.fullmatch(given) else new_id()
        g.began = time.perf_counter()
        telemetry.bind(request_id=g.request_id)
        _refuse_foreign_host(settings.hosts, local=local)
        _refuse_query()

    def end(response: Response) -> Response:
        _allow_origin(response, settings.cors_origins)
        return _mark(response)

    app.before_request(begin)
    app.after_request(end)


@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Whether ``host`` can only mean this machine; no name is looked up for it.

    IPv4 in IPv6 clothes (``::ffff:127.0.0.1``) is not taken: whether Python calls it
    loopback depends on its version.
    """
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback and getattr(address, "ipv4_mapped", None) is None


def is_local(bind: str) -> bool:
    """Whether an address to listen on is reached from this machine alone."""
    host = bind.rpartition(":")[0]
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    return bind.startswith("unix:") or is_loopback(host)


def _refuse_foreign_host(hosts: Collection[str], *, local: bool) -> None:
    host = _asked_host(request.headers.get("Host", ""))
    if host is None or not (
        is_loopback(host)
        or host in hosts
        or "*" in hosts
        or (not local and _is_address(host))
    ):
        raise ForeignHost(
            "The header Host names another machine than this one.",
            hint="Ask for localhost, 127.0.0.1 or [::1], or name the host in "
            "CRIBLE_HOSTS.",
        )


# Nearly every request asks for the same host.
@lru_cache(maxsize=256)
def _asked_host(text: str) -> str | None:
    """The host of the header Host, None when it is none."""
    try:
        asked = urlsplit(f"//{text}")
        # Reading the port is what makes urlsplit check it.
        port = asked.port
    except ValueError:
        return None
    return asked.hostname if port != 0 else None


@lru_cache(maxsize=256)
def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _allow_origin(response: Response, origins: Collection[str]) -> None:
    """Let pages of the origins that were named read the answer; no cookies count."""
    origin = request.headers.get("Origin")
    if not origins:
        return
    response.vary.add("Origin")
    if origin is None or origin.lower() not in origins:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = (
        "ETag, Retry-After, X-Request-ID"
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = (
            "Authorization, Content-Type, Idempotency-Key, If-None-Match, "
            "X-API-Key, X-Request-ID"
        )
        response.headers["Access-Control-Max-Age"] = "600"


def _refuse_query() -> None:
    """A threshold in the address would be ignored in silence; say so instead."""
    rule = request.url_rule
    if rule is None or not request.query_string:
        return
    view = current_app.view_functions[rule.endpoint]
    if reads_query(view):
        return
    if not takes_query(view):
        raise UsageError(
            "This address takes no query parameters.",
            hint="What you ask for goes into the body.",
        )
    if any(len(values) > 1 for _, values in request.args.lists()):
        raise UsageError(
            "The same query parameter stands there twice.",
            hint="Which of them counts is not for crible to guess.",
        )


def _mark(response: Response) -> Response:
    # A view may have said something stricter, or something of its own.
    said = {name.lower() for name, _ in response.headers}
    for lower, name, value in _LOWER:
        if lower not in said:
            response.headers.add(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    response.headers["X-Request-ID"] = g.request_id
    telemetry.emit(
        Event.REQUEST,
        method=request.method if request.method in METHODS else "other",
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.began) * 1000, 1),
    )
    return response
