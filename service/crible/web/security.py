"""What guards every request and marks every answer: host, request id, headers.

As long as there are no access keys the service listens on loopback only (``serve``),
and answers only requests that are meant for loopback. The second closes what the first
leaves open: a web page that the user visits can point its own host name at 127.0.0.1
and would then read answers as if they were its own (DNS rebinding), and a reverse
proxy could put the service on the network by accident.
"""

from __future__ import annotations

import re
import time
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, current_app, g, request

from crible import telemetry
from crible.errors import UsageError
from crible.telemetry import Event
from crible.web.access import takes_query
from crible.web.problems import ForeignHost

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

# Answers are data for programs: nothing in them may run, frame, leak or be kept.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# Narrow, as it is copied into logs and answers.
_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def register(app: Flask, new_id: Callable[[], str]) -> None:
    """Guard every request of ``app`` and mark every answer."""

    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else new_id()
        g.began = time.perf_counter()
        telemetry.bind(request_id=g.request_id)
        _refuse_foreign_host()
        _refuse_query()

    app.before_request(begin)
    app.after_request(_mark)


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


def _refuse_foreign_host() -> None:
    try:
        asked = urlsplit(f"//{request.headers.get('Host', '')}")
        # Reading the port is what makes urlsplit check it.
        host = asked.hostname if asked.port != 0 else None
    except ValueError:
        host = None
    if host is None or not is_loopback(host):
        raise ForeignHost(
            "The header Host names another machine than this one.",
            hint="Ask for localhost, 127.0.0.1 or [::1].",
        )


def _refuse_query() -> None:
    """A threshold in the address would be ignored in silence; say so instead."""
    rule = request.url_rule
    if rule is None or not request.query_string:
        return
    if not takes_query(current_app.view_functions[rule.endpoint]):
        raise UsageError(
            "This address takes no query parameters.",
            hint="What you ask for goes into the body.",
        )


def _mark(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers["X-Request-ID"] = g.request_id
    telemetry.emit(
        Event.REQUEST,
        # A made-up method is free text of the caller's.
        method=request.method if request.method in _METHODS else "other",
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.began) * 1000, 1),
    )
    return response
