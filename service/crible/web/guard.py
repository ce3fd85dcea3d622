"""Finds out who asks, and refuses whoever may not, before any view runs.

A key comes as ``Authorization: Bearer KEY`` (or ``ApiKey KEY``, as some clients of
watchlist services send it) or as ``X-API-Key: KEY``; never in the address, which ends
in logs, except at the door of OpenRefine, see ``doors.address``. A person at the desk comes with the cookie of a session.

While there is neither key nor user, whoever is on this machine may ask; the first key
closes that, and no key that ends opens it again.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, g, request

from crible.errors import NotAllowed, NotSignedIn, TooManyRequests
from crible.usecases import users
from crible.usecases.access import ANYONE, DOORS, NOBODY
from crible.usecases.keys import KeyRing
from crible.web.access import scopes_of
from crible.web.doors import address
from crible.web.proxies import FORWARDED
from crible.web.security import is_loopback
from crible.web.signin import cookies

if TYPE_CHECKING:
    from flask import Flask

    from crible.settings import Settings
    from crible.usecases.access import Caller
    from crible.usecases.services import Services
    from crible.web.throttle import Throttle

_SCHEMES = frozenset({"bearer", "apikey"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Wrong keys or passwords from one address: so many at once, then so many a minute.
_FAILURES = 20
_FAILURES_PER_MINUTE = 20
_HINT = "Send the header Authorization: Bearer KEY; keys are made by crible keys add."


def register(
    app: Flask,
    services: Services,
    settings: Settings,
    throttle: Throttle,
    *,
    local: bool,
) -> None:
    """Guard every view of ``app``.

    Args:
        app: the application.
        services: where keys and users are.
        settings: for the rate.
        throttle: counts across processes.
        local: the service listens where only this machine reaches it.
    """
    ring = KeyRing(services, time.monotonic)

    def guard() -> None:
        g.caller = NOBODY
        rule = request.url_rule
        # What leads nowhere says so to everybody; OPTIONS tells methods alone.
        if rule is None or request.method == "OPTIONS":
            return
        wanted = scopes_of(current_app.view_functions[rule.endpoint])
        if not wanted:
            return
        g.caller = (
            ANYONE
            if local and ring.is_open() and _asks_from_here()
            else _recognised(services, ring, throttle)
        )
        if not g.caller.scopes & wanted:
            raise NotAllowed(
                f"It needs the scope {' or '.join(sorted(wanted))}.",
                hint="Use a key that has it: crible keys list shows scopes.",
            )
        _count(throttle, g.caller, settings.rate_limit)

    app.before_request(guard)


def _asks_from_here() -> bool:
    """Whether nothing says that the request came from elsewhere, through a proxy."""
    host = urlsplit(f"//{request.host}").hostname or ""
    return is_loopback(host) and not request.environ.get(FORWARDED)


def count_failure(throttle: Throttle) -> None:
    """Count a wrong key or password of this client.

    Raises:
        TooManyRequests: it had too many.
    """
    seconds = throttle.wait(
        f"failures {request.remote_addr}", _FAILURES_PER_MINUTE, burst=_FAILURES
    )
    if seconds:
        raise TooManyRequests(
            "Too many wrong keys or passwords from this address.",
            seconds=math.ceil(seconds),
        )


def failures_left(throttle: Throttle) -> float:
    """Seconds until this client may fail again; 0.0 when it may now."""
    return throttle.is_blocked(
        f"failures {request.remote_addr}", _FAILURES_PER_MINUTE, burst=_FAILURES
    )


def _recognised(services: Services, ring: KeyRing, throttle: Throttle) -> Caller:
    """Who asks.

    Raises:
        NotSignedIn: nobody that is known.
        TooManyRequests: and that too often.
    """
    token, in_address = _token(), address.key()
    if token is not None and in_address is not None:
        raise NotSignedIn("There is a key in the address and another in a header.")
    if in_address is not None:
        found = ring.caller(in_address)
        if found is not None and found.scopes.isdisjoint(DOORS):
            raise NotAllowed(
                "This key may not stand in an address.",
                hint="Replace it, as addresses end in logs, and make one for OpenRefine: "
                "crible keys add NAME --scope reconcile.",
            )
    elif token is not None:
        found = ring.caller(token)
    elif (session := cookies.read(cookies.SESSION)) is not None:
        if request.method not in _SAFE and not is_own_page():
            raise NotAllowed("The request comes from a page of another site.")
        found = users.of_session(services, session)
    else:
        raise NotSignedIn("It needs a key.", hint=_HINT)
    if found is None:
        count_failure(throttle)
        raise NotSignedIn("The key or session is unknown or over.", hint=_HINT)
    return found


def _token() -> str | None:
    """The key as it was sent, or None when none was."""
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, token = header.partition(" ")
        return token.strip() if scheme.lower() in _SCHEMES else ""
    return request.headers.get("X-API-Key")


def is_own_page() -> bool:
    """Whether a browser sent it from a page of this service, or no browser did.

    Every browser in use sends one of the two headers with an unsafe request.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("Host")


def _count(throttle: Throttle, caller: Caller, usual: int) -> None:
    if not caller.id:
        return
    seconds = throttle.wait(caller.id, caller.rate or usual)
    if seconds:
        raise TooManyRequests(
            "More requests than this key may send.",
            seconds=math.ceil(seconds),
            hint="Wait as long as Retry-After says, or send more subjects at once.",
        )
