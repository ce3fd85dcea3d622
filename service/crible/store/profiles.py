"""Profiles: the engine's parameters, kept so that a screening can be replayed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from crible.errors import CribleError, UnknownThing
from crible.store.database import insert_once
from crible.store.encoding import stored
from crible.store.schema import profiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection


def save(connection: Connection, profile_id: str, body: Mapping[str, object]) -> None:
    """Store a profile; the same one again changes nothing.

    Raises:
        CribleError: the id stands for other parameters already.
    """
    text = stored(body)
    insert_once(connection, profiles, {"id": profile_id, "body": text})
    if _text(connection, profile_id) != text:
        raise CribleError(
            f"The profile {profile_id!r} is stored with other parameters.",
            hint="A profile's id is the hash of its parameters; one of them is wrong.",
        )


def find(connection: Connection, profile_id: str) -> dict[str, object]:
    """The parameters of a profile, tuples come back as lists.

    Raises:
        UnknownThing: there is no such profile.
    """
    text = _text(connection, profile_id)
    if text is None:
        raise UnknownThing(f"There is no profile {profile_id!r}.")
    body: dict[str, object] = json.loads(text)
    return body


def _text(connection: Connection, profile_id: str) -> str | None:
    query = select(profiles.c.body).where(profiles.c.id == profile_id)
    return connection.scalar(query)
