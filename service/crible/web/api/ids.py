"""Ids that callers send in an address."""

from __future__ import annotations

from crible.errors import UnknownThing

_LONGEST = 300


def plain(given: str) -> str:
    """``given``, if it can be an id at all.

    What cannot is answered like an id that does not exist, and never reaches the
    database: PostgreSQL refuses a NUL in a parameter with an error of its own.

    Raises:
        UnknownThing: control characters, half characters, or too long.
    """
    if len(given) > _LONGEST or not given.isprintable():
        raise UnknownThing("No id looks like that.")
    return given
