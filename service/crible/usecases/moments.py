"""Days and moments as people write them, for questions about an earlier state."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from crible.errors import InputRefused, UsageError
from crible.usecases.live import State

if TYPE_CHECKING:
    from crible.usecases.services import Services

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def day_end(text: str) -> datetime | None:
    """The last moment of an ISO day in UTC; None when it is no day."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    except ValueError:
        return None


def since(text: str) -> datetime:
    """A day, which means its beginning in UTC, or a moment.

    Raises:
        UsageError: it is neither.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            "The date cannot be read.",
            hint="Write 2026-11-20, or 2026-11-20T14:30+01:00.",
        ) from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def until(text: str) -> datetime:
    """A day, which means its end in UTC, or a moment that names its zone.

    Raises:
        InputRefused: it is neither.
    """
    found = day_end(text)
    if found is None:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
    if found is None or found.tzinfo is None:
        raise InputRefused(
            "This is neither a day nor a moment with its zone.",
            where="expires",
            hint="Write 2027-11-20, or 2027-11-20T14:30+01:00.",
        )
    return found.astimezone(UTC)


def state_of(services: Services, *, as_of: str = "", snapshot: str = "") -> State:
    """The state of the lists that a caller asks for.

    Args:
        services: the collaborators.
        as_of: a day, which means its end in UTC, or today now; or a moment, in UTC
            where it names no zone.
        snapshot: id of a snapshot.

    Raises:
        UsageError: both are given, or the moment is none or has not come yet.
    """
    if as_of and snapshot:
        raise UsageError("A date and a snapshot were given.", hint="Give one of them.")
    if not as_of:
        return State(snapshot=snapshot)
    now = services.clock()
    moment = day_end(as_of)
    if moment is not None and moment.date() == now.astimezone(UTC).date():
        moment = now
    if moment is None:
        try:
            moment = datetime.fromisoformat(as_of)
        except ValueError:
            raise UsageError(
                "The date to answer as of cannot be read.",
                hint="Write 2026-11-20, or 2026-11-20T14:30+01:00.",
            ) from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
    if moment > now:
        raise UsageError("The date to answer as of has not come yet.")
    return State(moment=moment.astimezone(UTC))
