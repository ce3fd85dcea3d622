"""Sends the messages that wait, one after the other, again and again until they arrive."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from crible.errors import ForbiddenTarget, UnknownThing
from crible.jobs import target
from crible.jobs.post import Answer, headers, post

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    from crible.jobs.target import Resolve
    from crible.store import DeliveryRow
    from crible.usecases.services import Services

TIMEOUT = 10.0
# A sender that dies in the middle of a message leaves it to others after that time.
_LEASE = timedelta(seconds=90)
RETRIES = tuple(
    timedelta(seconds=seconds)
    for seconds in (10, 60, 300, 1800, 7200, 21600, 43200, 86400)
)
"""How long after each failure a message is tried again; then it is given up."""


def send(
    services: Services,
    *,
    allowed: Sequence[str] = (),
    most: int = 100,
    resolve: Resolve = target.resolve,
    context: ssl.SSLContext | None = None,
) -> int:
    """Send what is due.

    Args:
        services: the collaborators.
        allowed: private networks that webhooks may lead to.
        most: messages at most.
        resolve: host and port to addresses.
        context: how certificates are checked.

    Returns:
        how many were tried.
    """
    for tried in range(most):
        now = services.clock()
        message = services.store.hooks.claim(now=now, until=now + _LEASE)
        if message is None:
            return tried
        answer = _attempt(services, message, allowed, resolve, context)
        _settle(services, message, answer)
    return most


def _attempt(
    services: Services,
    message: DeliveryRow,
    allowed: Sequence[str],
    resolve: Resolve,
    context: ssl.SSLContext | None,
) -> Answer:
    try:
        hook = services.store.hooks.find(message.hook)
        # Judged at each attempt: a name may lead elsewhere today.
        goal = target.judge(hook.url, allowed, resolve=resolve)
    except (ForbiddenTarget, UnknownThing) as error:
        return Answer(None, error.message)
    now = services.clock()
    body = json.dumps(
        {
            "type": message.event,
            "timestamp": message.created.isoformat(),
            "data": message.body,
        }
    ).encode()
    marked = headers(hook.secret, message.id, int(now.timestamp()), body)
    return post(goal, body, marked, timeout=TIMEOUT, context=context)


def _settle(services: Services, message: DeliveryRow, answer: Answer) -> None:
    now = services.clock()
    tries = message.attempts
    again = now + RETRIES[tries - 1] if tries <= len(RETRIES) else None
    services.store.hooks.settle(
        message.id, at=now, again=again, status=answer.status, failure=answer.failure
    )
