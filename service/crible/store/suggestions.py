"""Entries by the beginning of a name: for those who type and choose, not for screening.

No tolerance of any kind: whoever screens asks the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from crible.store import entries
from crible.store.schema import entry_revisions, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection


def beginning(
    connection: Connection,
    prefix: str,
    snapshot_id: str,
    *,
    lists: Sequence[str],
    limit: int,
    skip: int,
) -> tuple[str, ...]:
    """Ids of entries of a snapshot with a name that begins so, the shortest first.

    Args:
        connection: a transaction.
        prefix: letters, in any case.
        snapshot_id: which state.
        lists: keys to look at; empty means all.
        limit: ids at most.
        skip: ids to leave out at the front.
    """
    # SQLite folds the case of ASCII alone, so the usual forms of others are tried.
    forms = dict.fromkeys(
        (prefix, prefix.lower(), prefix.upper(), prefix.title(), prefix.capitalize())
    )
    named = select(entry_revisions.c.entry_id).join(
        names, names.c.revision_id == entry_revisions.c.id
    )
    query = (
        entries.in_snapshot(named, snapshot_id)
        .where(
            or_(*(names.c.text.istartswith(form, autoescape=True) for form in forms))
        )
        .group_by(entry_revisions.c.entry_id)
        .order_by(func.min(func.length(names.c.text)), entry_revisions.c.entry_id)
        .limit(limit)
        .offset(skip)
    )
    if lists:
        query = query.where(entry_revisions.c.list_key.in_(lists))
    return tuple(connection.scalars(query))
