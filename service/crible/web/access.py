"""What a route demands of its caller, and who the caller is.

Every route says ``@needs("screen")`` or the like right above its function; ``complete``
refuses an application in which one does not, so that a forgotten line closes the
service instead of opening a route.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, TypeVar

from flask import g

from crible.errors import CribleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from crible.usecases.access import Caller, Scope

F = TypeVar("F", bound="Callable[..., Any]")

_SCOPES = "crible_needs"
_QUERY = "crible_takes_query"


def needs(*scopes: Scope, query: bool = False) -> Callable[[F], F]:
    """Mark a view with the scopes of which its callers need one.

    Stands below the decorator that makes the route, above the function.

    Args:
        scopes: ``screen``, ``review``, ``read``, ``admin``.
        query: the view reads query parameters by itself, and refuses unknown ones. A
            view with a parameter ``query`` need not say so.
    """
    if not scopes:
        raise CribleError("Name a scope, or say that the view is public.")
    return _marked(scopes, query=query)


def public(view: F) -> F:
    """Mark a view that everybody may see, without a key too."""
    return _marked((), query=False)(view)


def public_with_query(view: F) -> F:
    """As ``public``, for a view that reads query parameters by itself."""
    return _marked((), query=True)(view)


def _marked(scopes: tuple[Scope, ...], *, query: bool) -> Callable[[F], F]:
    def mark(view: F) -> F:
        setattr(view, _SCOPES, frozenset(scopes))
        setattr(view, _QUERY, query)
        return view

    return mark


def caller() -> Caller:
    """Who asks; in ``g.caller``, and never empty within a view."""
    found: Caller = g.caller
    return found


def scopes_of(view: Callable[..., Any]) -> frozenset[Scope]:
    """The scopes of which one is needed for a view; none is everybody.

    Raises:
        CribleError: it does not say.
    """
    found: frozenset[Scope] | None = getattr(view, _SCOPES, None)
    if found is None:
        raise CribleError(f"The view {view.__qualname__} does not say what it needs.")
    return found


def reads_query(view: Callable[..., Any]) -> bool:
    """Whether a view looks after its query parameters all by itself."""
    return bool(getattr(view, _QUERY, False))


def takes_query(view: Callable[..., Any]) -> bool:
    """Whether a view has query parameters that are checked before it runs."""
    return "query" in inspect.signature(view).parameters


def complete(app: Flask) -> None:
    """Refuse an application in which a view does not say what it needs."""
    for view in app.view_functions.values():
        scopes_of(view)
