"""``/healthz`` and ``/readyz``: whether the process lives, whether it may be trusted.

Ready means that a screening would look at all it claims to look at: at least one list
is loaded, its index is open, and no list is stale or failed. A list of the catalogue
that was never imported does not count against it, nor one that somebody disabled: both
are told as such.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response  # noqa: TC002 - flask-openapi resolves annotations
from flask_openapi import APIBlueprint, Tag

from crible._version import __version__
from crible.errors import ListsUnavailable
from crible.usecases import lists
from crible.web import problems
from crible.web.access import public
from crible.web.api.holdings import Health, Ready
from crible.web.document import ERRORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.model import ListState
    from crible.usecases.live import Loaded
    from crible.usecases.services import Services

_BAD = frozenset({"stale", "failed"})


def routes(services: Services) -> APIBlueprint:
    """The endpoints over ``services``."""
    api = APIBlueprint("health", __name__, abp_tags=[Tag(name="health")])

    @api.get("/healthz", operation_id="healthz", responses={200: Health, **ERRORS})
    @public
    def alive() -> dict[str, Any]:
        """The process answers; it says nothing of lists or database."""
        return {"status": "ok", "version": __version__}

    @api.get("/readyz", operation_id="readyz", responses={200: Ready, **ERRORS})
    @public
    def ready() -> dict[str, Any] | Response:
        """Whether a screening would look at all that it claims to look at."""
        states = {report.info.key: report.state for report in lists.show(services)}
        try:
            loaded = _trustworthy(services, states)
        except ListsUnavailable as error:
            return problems.answer(
                error.status,
                error.code,
                error.title,
                error.message,
                hint=error.hint,
                more={"lists": states},
            )
        return {
            "status": "ready",
            "snapshot": loaded.snapshot.id,
            "profile": services.profile.id,
            "lists": states,
        }

    return api


def _trustworthy(services: Services, states: Mapping[str, ListState]) -> Loaded:
    loaded = services.live.current()
    bad = sorted(key for key, state in states.items() if state in _BAD)
    if bad:
        raise ListsUnavailable(
            f"Stale or failed: {', '.join(bad)}.",
            hint="crible lists show says why; renew them with crible lists sync.",
        )
    return loaded
