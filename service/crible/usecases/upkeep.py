"""What a service does for itself day by day: it signs its trail, and forgets in time.

Each step can be done at any time and any number of times.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING

from crible.errors import FileRefused
from crible.usecases import checkpoints, retention

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crible.usecases.services import Services


def sign(services: Services, key_file: Path, copies: Path | None = None) -> str:
    """Sign the end of the trail, unless nothing happened since the last checkpoint.

    Args:
        services: the collaborators.
        key_file: the signing key; made when it is not there.
        copies: file to which each checkpoint is appended, for a place that whoever
            holds the database does not hold.

    Raises:
        FileRefused: the key or the file of copies cannot be used.
    """
    with services.store.trail.view() as view:
        head = view.head()
        signed = view.checkpoints()
    if head.seq == 0 or (signed and signed[-1].seq == head.seq):
        return ""
    made = checkpoints.sign(services, key_file)
    if copies is not None:
        _append(copies, json.dumps(checkpoints.as_json(made)))
    return f"signed row {made.seq}"


def forget(
    services: Services,
    *,
    days: int,
    repeat_days: int,
    progress: Callable[[int], None] = lambda _screenings: None,
) -> str:
    """Remove screenings whose time is over, and what requests of old led to.

    Args:
        services: the collaborators.
        days: a screening is kept for so many.
        repeat_days: an Idempotency-Key is.
        progress: called with the screenings removed, now and then.
    """
    before = services.clock() - timedelta(days=days)
    done = retention.erase(services, before, actor=services.operator, progress=progress)
    requests = retention.forget_requests(services, repeat_days)
    said = {
        "screenings": done.screenings,
        "alerts": done.alerts,
        "idempotency keys": requests,
    }
    told = ", ".join(f"{count} {what}" for what, count in said.items() if count)
    parts = [f"removed {told}"] if told else []
    if done.waiting:
        parts.append(f"{done.waiting} alerts as old wait for a person, and stay")
    return "; ".join(parts)


def _append(path: Path, line: str) -> None:
    try:
        with path.open("a", encoding="ascii") as stream:
            stream.write(f"{line}\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise FileRefused(
            f"The checkpoint cannot be written: {error.strerror}.",
            where=path.name,
            hint="It is in the database; the setting is CRIBLE_CHECKPOINTS.",
        ) from None
