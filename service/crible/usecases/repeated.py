"""The same request again: answered from the records of the first.

Nothing of an answer is kept beside the records. Keeping the answer's text was the
alternative: it would hold every screened name a second time.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from crible.errors import RequestDiffers, UnknownThing
from crible.store.rows import Once

if TYPE_CHECKING:
    from crible.model import Screening
    from crible.store.rows import Done
    from crible.usecases.services import Services


def once(caller: str, key: str, operation: str, body: Any) -> Once:
    """What makes a request the same request again.

    Args:
        caller: id of who asks; keys of different callers never meet.
        key: what it sent as Idempotency-Key.
        operation: what it asks for.
        body: the request's content, as JSON has it.
    """
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    fingerprint = sha256(text.encode("ascii")).hexdigest()
    return Once(caller, key, operation, fingerprint)


def before(services: Services, asked: Once | None) -> tuple[Screening, ...]:
    """What the same request led to before; nothing when it is the first.

    Raises:
        RequestDiffers: its key was used for another request.
        UnknownThing: retention has removed what it led to.
    """
    done = services.store.trail.done(asked) if asked else None
    return () if done is None or asked is None else again(services, asked, done)


def again(services: Services, asked: Once, done: Done) -> tuple[Screening, ...]:
    """The records of a request that was answered before.

    Raises:
        RequestDiffers: its key was used for another request.
        UnknownThing: retention has removed what it led to.
    """
    if (done.operation, done.fingerprint) != (asked.operation, asked.fingerprint):
        raise RequestDiffers(
            "This Idempotency-Key was used for another request.",
            hint="Make a new key for each request, and keep it for its repetitions.",
        )
    found = services.store.records.some(done.things)
    if len(found) < len(done.things):
        raise UnknownThing("What the request led to has been removed.")
    return tuple(found[key] for key in done.things)
