"""Entries by the beginning of a name: for those who type and choose, not for screening.

No tolerance of any kind: whoever screens asks the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from crible.store.schema import (
    entry_revisions,
    list_versions,
    names,
    snapshot_versions,
)

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
    query = (
        select(entry_revisions.c.entry_id)
        .join(names, names.c.revision_id == entry_revisions.c.id)
        .join(list_versions, list_versions.c.list_key == entry_revisions.c.list_key)
        .join(
            snapshot_versions,
            and_(
                snapshot_versions.c.version_id == list_versions.c.id,
                snapshot_versions.c.snapshot_id == snapshot_id,
            ),
        )
        .where(
            entry_revisions.c.since_number <= list_versions.c.number,
            or_(
                entry_revisions.c.until_number.is_(None),
                entry_revisions.c.until_number > list_versions.c.number,
            ),
            or_(*(names.c.text.istartswith(form, autoescape=True) for form in forms)),
        )
        .group_by(entry_revisions.c.entry_id)
        .order_by(func.min(func.length(names.c.text)), entry_revisions.c.entry_id)
        .limit(limit)
        .offset(skip)
    )
    if lists:
        query = query.where(entry_revisions.c.list_key.in_(lists))
    return tuple(connection.scalars(query))
