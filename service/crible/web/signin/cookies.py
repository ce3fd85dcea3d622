"""The cookies of people who sign in.

No script may read one, no page of another site has it sent with an unsafe request, and
over TLS the name begins with ``__Host-``, which keeps subdomains from setting it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from flask import Response

SESSION = "crible_session"
SIGN_IN = "crible_sign_in"
"""Between the way to an identity provider and the way back."""


def read(name: str) -> str | None:
    """A cookie of this request; over TLS only one that was set over TLS."""
    return request.cookies.get(_full(name))


def give(response: Response, name: str, value: str, *, seconds: int) -> None:
    """Have the browser keep a value for so long."""
    response.set_cookie(
        _full(name),
        value,
        max_age=seconds,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def take(response: Response, name: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(
        _full(name), path="/", secure=request.is_secure, httponly=True, samesite="Lax"
    )


def _full(name: str) -> str:
    return f"__Host-{name}" if request.is_secure else name
