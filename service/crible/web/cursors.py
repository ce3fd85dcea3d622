"""Where a page ends, for the next one to begin: opaque to callers.

A cursor is the key of the last row in the order of the rows, so that a row which comes
or goes meanwhile moves nothing; an offset, the alternative, would skip or repeat.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import TYPE_CHECKING

from crible.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Sequence


def encode(*parts: str | int) -> str:
    """A cursor of the key of a row."""
    text = json.dumps(parts, separators=(",", ":")).encode("ascii")
    return base64.urlsafe_b64encode(text).decode("ascii").rstrip("=")


def decode(cursor: str, kinds: Sequence[type]) -> list[str | int]:
    """The key in a cursor.

    Args:
        cursor: as it was given out.
        kinds: the types of its parts.

    Raises:
        InputRefused: it is none of this address.
    """
    try:
        data = base64.b64decode(
            cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        )
        found = json.loads(data)
    except (binascii.Error, ValueError, RecursionError):
        found = None
    if (
        not isinstance(found, list)
        or [type(part) for part in found] != list(kinds)
        or not all(_is_plain(part) for part in found)
    ):
        raise foreign()
    return found


def moment(part: str | int) -> datetime:
    """The time in a cursor.

    Raises:
        InputRefused: it is none.
    """
    try:
        found = datetime.fromisoformat(str(part))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise foreign()
    return found


def foreign() -> InputRefused:
    """The refusal of a cursor that this address did not give out."""
    return InputRefused(
        "This is no cursor of this address.",
        where="cursor",
        hint="Give back what `next` said, and the same other parameters.",
    )


def _is_plain(part: str | int) -> bool:
    return part.isprintable() if isinstance(part, str) else 0 <= part < 1 << 62
