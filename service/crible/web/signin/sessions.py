"""``/v1/session``: sign in with name and password, see who one is, sign out.

What a page for people needs is all here: a form posts name and password as JSON, and
the answer sets the cookie. There is no token against forged requests, because the
browser itself says from which page a request comes; see ``guard.is_own_page``.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any

from flask import Response, jsonify
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

from crible.errors import NotAllowed, NotSignedIn, TooManyRequests, UsageError
from crible.usecases import users
from crible.usecases.access import SCOPES, Scope
from crible.web.access import caller, needs, public
from crible.web.document import BODY_ERRORS, ERRORS, problems_of
from crible.web.guard import count_failure, failures_left, is_own_page
from crible.web.signin import cookies

if TYPE_CHECKING:
    from crible.usecases.access import Caller
    from crible.usecases.services import Services
    from crible.web.throttle import Throttle

# Wrong passwords for one name, from wherever: so many at once, then so many a minute.
# Enough that a colleague's slips shut nobody out for long.
_FAILURES = 30


class SignIn(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    name: str = Field(max_length=100)
    password: str = Field(max_length=1000)


class SessionAnswer(BaseModel):
    """Who asks, and what they may do."""

    name: str
    kind: str = Field(description="`user`, `key`, or `anyone` while there are no keys.")
    scopes: list[Scope]


def routes(services: Services, throttle: Throttle) -> APIBlueprint:
    """The endpoints over ``services``."""
    api = APIBlueprint(
        "session", __name__, abp_tags=[Tag(name="session")], url_prefix="/v1"
    )

    @api.post(
        "/session",
        operation_id="sign_in",
        responses={200: SessionAnswer, **problems_of(401, 403, 429), **BODY_ERRORS},
    )
    @public
    def sign_in(body: SignIn) -> Response:
        """Sign in; the answer sets a cookie for ten hours."""
        if not is_own_page():
            raise NotAllowed("The request comes from a page of another site.")
        found, token = enter(services, throttle, body.name, body.password)
        response = jsonify(_shape(found))
        keep(response, token)
        return response

    @api.get(
        "/session", operation_id="session", responses={200: SessionAnswer, **ERRORS}
    )
    @needs(*SCOPES)
    def who() -> dict[str, Any]:
        """Who asks."""
        return _shape(caller())

    @api.delete("/session", operation_id="sign_out", responses={204: None, **ERRORS})
    @needs(*SCOPES)
    def sign_out() -> tuple[Response, int]:
        """Sign out: the session is over, here and on the server."""
        token = cookies.read(cookies.SESSION)
        if caller().kind != "user" or token is None:
            raise UsageError(
                "Nobody is signed in: the request came with a key or none."
            )
        users.sign_out(services, token)
        response = Response()
        cookies.take(response, cookies.SESSION)
        return response, 204

    return api


def enter(
    services: Services, throttle: Throttle, name: str, password: str
) -> tuple[Caller, str]:
    """Let somebody in, unless too many have tried.

    Refused before the password is hashed, which is what costs.

    Raises:
        NotSignedIn: name or password is wrong.
        TooManyRequests: so were too many before.
    """
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
    account = f"sign-in {digest}"
    seconds = max(
        failures_left(throttle),
        throttle.is_blocked(account, _FAILURES, burst=_FAILURES),
    )
    if seconds:
        raise TooManyRequests(
            "Too many wrong passwords for this name or from this address.",
            seconds=math.ceil(seconds),
        )
    try:
        return users.sign_in(services, name, password)
    except NotSignedIn:
        throttle.wait(account, _FAILURES, burst=_FAILURES)
        count_failure(throttle)
        raise


def keep(response: Response, token: str) -> None:
    """Have the browser keep a session."""
    seconds = int(users.SESSION.total_seconds())
    cookies.give(response, cookies.SESSION, token, seconds=seconds)


def _shape(found: Caller) -> dict[str, Any]:
    return {
        "name": found.name,
        "kind": found.kind,
        "scopes": [scope for scope in SCOPES if found.may(scope)],
    }
