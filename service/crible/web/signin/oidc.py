"""``/sign-in``: to the identity provider and back, with a session at the end."""

from __future__ import annotations

import base64
import json
from hmac import compare_digest
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request

from crible.errors import NotSignedIn
from crible.usecases import users
from crible.web.access import public, public_with_query
from crible.web.guard import count_failure
from crible.web.signin import cookies
from crible.web.signin.provider import Attempt
from crible.web.signin.sessions import keep

if TYPE_CHECKING:
    from crible.usecases.access import Caller
    from crible.usecases.services import Services
    from crible.web.signin.provider import Person, Provider
    from crible.web.throttle import Throttle

# Long enough for a password and a second factor.
_SECONDS = 600
_BACK = "sign-in/back"
# Where whoever signed in is led: it says who one is.
_HOME = "/v1/session"


def routes(services: Services, provider: Provider, throttle: Throttle) -> Blueprint:
    """The addresses over ``services``."""
    door = Blueprint("oidc", __name__)

    @door.get("/sign-in")
    @public
    def leave() -> Response:
        """Send the browser to the provider."""
        attempt = Attempt.new()
        response = _led(provider.way(attempt, _back()))
        kept = json.dumps([attempt.state, attempt.nonce, attempt.verifier])
        text = base64.urlsafe_b64encode(kept.encode()).decode()
        cookies.give(response, cookies.SIGN_IN, text, seconds=_SECONDS)
        return response

    @door.get(f"/{_BACK}")
    @public_with_query
    def back() -> Response:
        """Take the browser back and let the person in."""
        try:
            _, token = _entered(services, provider)
        except NotSignedIn:
            count_failure(throttle)
            raise
        response = _led(_HOME)
        cookies.take(response, cookies.SIGN_IN)
        keep(response, token)
        return response

    return door


def _entered(services: Services, provider: Provider) -> tuple[Caller, str]:
    try:
        person = _person(provider)
    except NotSignedIn:
        users.refuse_sign_in(services, issuer=provider.issuer)
        raise
    return users.sign_in_by(
        services, provider.issuer, person.subject, name=person.name, role=person.role
    )


def _person(provider: Provider) -> Person:
    """Whom the provider has sent back; what else it says in the address is let be."""
    attempt = _attempt()
    code = request.args.get("code", "")
    state = request.args.get("state", "")
    if not compare_digest(state.encode(), attempt.state.encode()) or not code:
        raise NotSignedIn(
            "The provider did not sign anybody in for this browser.",
            hint="Begin again at /sign-in.",
        )
    if request.args.get("iss", provider.issuer) != provider.issuer:
        raise NotSignedIn("The answer is from another provider.")
    return provider.person(attempt, code, _back())


def _attempt() -> Attempt:
    """What this browser kept when it left."""
    text = cookies.read(cookies.SIGN_IN) or ""
    try:
        state, nonce, verifier = map(str, json.loads(base64.urlsafe_b64decode(text)))
    except (ValueError, RecursionError):
        raise NotSignedIn(
            "This browser was not on its way to sign in, or for too long.",
            hint="Begin again at /sign-in.",
        ) from None
    return Attempt(state, nonce, verifier)


def _back() -> str:
    """Where the provider sends people back to; it holds this against its own list."""
    return f"{request.host_url}{_BACK}"


def _led(url: str) -> Response:
    response = redirect(url, 303)
    # The framework's page for browsers without redirects quotes the address.
    response.set_data(b"")
    assert isinstance(response, Response)  # noqa: S101 - flask types it as its base
    return response
