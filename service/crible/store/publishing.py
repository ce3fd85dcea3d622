"""Writing a list version: what was added, changed and removed since the one before.

One transaction from the lock on the list to the new version; whoever dies in between
leaves the previous version whole.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import insert, select, update

from crible.errors import ListRefused, UnknownThing
from crible.store import audit
from crible.store.database import insert_rows, is_one_of
from crible.store.edition import version_of
from crible.store.lists import find, newest
from crible.store.parts import PARTS, details_of
from crible.store.rows import AuditEvent
from crible.store.schema import (
    entries,
    entry_revisions,
    list_fetches,
    list_versions,
    lists,
    rejects,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

    from crible.model import Entry, ListVersion, Reject
    from crible.store.edition import Edition

T = TypeVar("T")

# Entries per round of inserts: bounds the memory for rows, and the number of ids in
# one statement, which old builds of SQLite limit to 999.
_ROUND = 900


def publish(
    connection: Connection,
    edition: Edition,
    *,
    published: date | None,
    fetched: datetime,
    found: Sequence[Reject],
    source: str,
    accepted: str = "",
    selftest: str = "",
    after: int | None = None,
    actor: str = "crible",
) -> tuple[ListVersion, bool]:
    """Store an edition as the list's next version, unless it is the current one.

    Args:
        connection: a transaction for writing.
        edition: the content.
        published: the publisher's own date.
        fetched: when the content was fetched.
        found: the rejects of the import.
        source: where it came from.
        accepted: who let a loss of entries pass, and which.
        selftest: counts of the self-test, as JSON.
        after: number of the version that this content was held against, 0 for none;
            not asked when None.
        actor: who publishes it.

    Returns:
        The version that holds this content, and whether it is new.

    Raises:
        ListRefused: another version came in between.
    """
    key = edition.key
    # Two processes may publish the same list: the second waits here, then compares
    # with what the first has stored. (SQLite locked everything at the beginning.)
    lock = select(lists.c.key).where(lists.c.key == key).with_for_update()
    if connection.scalar(lock) is None:
        raise UnknownThing(f"There is no list {key!r}.")
    current = newest(connection, key)
    is_new = current is None or current.version.sha256 != edition.sha256
    if (
        after is not None
        and is_new
        and after != (current.version.number if current else 0)
    ):
        raise ListRefused(
            "Somebody else published another version in the meantime.",
            where=key,
            hint="Try again.",
        )
    if current is None or is_new:
        number = current.version.number + 1 if current else 1
        version_id = connection.scalar(
            insert(list_versions)
            .values(
                list_key=key,
                number=number,
                version=version_of(edition.sha256),
                sha256=edition.sha256,
                entries=len(edition.entries),
                names=edition.names,
                rejects=len(found),
                published=published,
                fetched=fetched,
                source=source,
            )
            .returning(list_versions.c.id)
        )
        _write_rejects(connection, version_id, found)
        _write_entries(connection, edition, number)
        current = find(connection, key, None)
    connection.execute(
        insert(list_fetches).values(
            list_key=key,
            at=fetched,
            version_id=current.id,
            reason="",
            source=source,
            accepted=accepted,
            selftest=selftest,
        )
    )
    if is_new:
        audit.append(connection, [_event(current.version, actor, fetched, accepted)])
    return current.version, is_new


def _event(version: ListVersion, actor: str, at: datetime, accepted: str) -> AuditEvent:
    return AuditEvent(
        at=at,
        actor=actor,
        action="list-published",
        thing=version.key,
        body={
            "number": version.number,
            "version": version.version,
            "sha256": version.sha256,
            "entries": version.entries,
            "accepted": accepted,
        },
    )


def _write_rejects(
    connection: Connection, version_id: int | None, found: Sequence[Reject]
) -> None:
    rows = [
        {
            "version_id": version_id,
            "position": position,
            "where": reject.where,
            "reason": reject.reason,
            "excerpt": reject.excerpt,
        }
        for position, reject in enumerate(found)
    ]
    insert_rows(connection, rejects, rows)


def _write_entries(connection: Connection, edition: Edition, number: int) -> None:
    current = {
        row.entry_id: row
        for row in connection.execute(
            select(
                entry_revisions.c.entry_id,
                entry_revisions.c.id,
                entry_revisions.c.digest,
            ).where(
                entry_revisions.c.list_key == edition.key,
                entry_revisions.c.until_number.is_(None),
            )
        )
    }
    over = [
        row.id
        for entry_id, row in current.items()
        if edition.digests.get(entry_id) != row.digest
    ]
    for some_ids in _rounds(over):
        connection.execute(
            update(entry_revisions)
            .where(is_one_of(connection, entry_revisions.c.id, some_ids))
            .values(until_number=number)
        )
    known = set(
        connection.scalars(
            select(entries.c.id).where(entries.c.list_key == edition.key)
        )
    )
    added = [
        {"id": entry.id, "list_key": edition.key}
        for entry in edition.entries
        if entry.id not in known
    ]
    insert_rows(connection, entries, added)
    changed = [
        entry
        for entry in edition.entries
        if entry.id not in current
        or current[entry.id].digest != edition.digests[entry.id]
    ]
    for some in _rounds(changed):
        _write_revisions(connection, edition, number, some)
    # Asked for at the end rather than returned by each insert, which costs PostgreSQL's
    # driver more than the insert itself.
    ids: dict[str, int] = {
        row.entry_id: row.id
        for row in connection.execute(
            select(entry_revisions.c.entry_id, entry_revisions.c.id).where(
                entry_revisions.c.list_key == edition.key,
                entry_revisions.c.since_number == number,
            )
        )
    }
    for some in _rounds(changed):
        _write_parts(connection, some, ids)


def _write_revisions(
    connection: Connection, edition: Edition, number: int, some: Sequence[Entry]
) -> None:
    rows = [
        {
            "list_key": edition.key,
            "entry_id": entry.id,
            "since_number": number,
            "digest": edition.digests[entry.id],
            "kind": entry.kind,
            "status": entry.status,
            "details": details_of(entry),
        }
        for entry in some
    ]
    insert_rows(connection, entry_revisions, rows)


def _write_parts(
    connection: Connection, some: Sequence[Entry], ids: Mapping[str, int]
) -> None:
    for part in PARTS:
        rows = [
            {
                "revision_id": ids[entry.id],
                "position": position,
                **part.to_row(value),
            }
            for entry in some
            for position, value in enumerate(getattr(entry, part.field))
        ]
        insert_rows(connection, part.table, rows)


def _rounds(items: Sequence[T]) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while some := tuple(islice(rest, _ROUND)):
        yield some
