"""Reading lists, their versions, rejects and failures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, select

from crible.errors import UnknownThing
from crible.model import ListInfo, ListVersion, Reject
from crible.store.database import replace_row
from crible.store.encoding import restored, stored
from crible.store.rows import ListRow, Switch
from crible.store.schema import (
    list_fetches,
    list_switches,
    list_versions,
    lists,
    rejects,
)
from crible.store.switches import disabled, off

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A list version and its row's number, by which other rows point at it."""

    id: int
    version: ListVersion


def save(connection: Connection, info: ListInfo) -> None:
    """Store what the catalogue says of a list, over what it said before."""
    replace_row(connection, lists, {"key": info.key, "info": stored(info)})


def require(connection: Connection, key: str) -> None:
    """Refuse a list that was never saved.

    Raises:
        UnknownThing: there is no such list.
    """
    if connection.scalar(select(lists.c.key).where(lists.c.key == key)) is None:
        raise UnknownThing(f"There is no list {key!r}.", hint="See: crible lists show.")


def newest(connection: Connection, key: str) -> StoredVersion | None:
    """The list's newest version, if it has any."""
    row = connection.execute(_versions(key).limit(1)).first()
    return _stored_version(row) if row else None


def find(connection: Connection, key: str, version: str | None) -> StoredVersion:
    """One version of a list; the newest when none is named.

    Raises:
        UnknownThing: there is no such list or version.
    """
    require(connection, key)
    query = _versions(key).limit(1)
    if version is not None:
        query = query.where(list_versions.c.version == version)
    row = connection.execute(query).first()
    if row is not None:
        return _stored_version(row)
    if version is None:
        raise UnknownThing(f"The list {key!r} has never been loaded.")
    raise UnknownThing(f"The list {key!r} has no version {version!r}.")


def versions(connection: Connection, key: str) -> tuple[ListVersion, ...]:
    """Every version of a list, newest first."""
    require(connection, key)
    rows = connection.execute(_versions(key))
    return tuple(_stored_version(row).version for row in rows)


def rejects_of(connection: Connection, version_id: int) -> tuple[Reject, ...]:
    """The rejects of one version, in the order of the file."""
    rows = connection.execute(
        select(rejects)
        .where(rejects.c.version_id == version_id)
        .order_by(rejects.c.position)
    )
    return tuple(Reject(row.where, row.reason, row.excerpt) for row in rows)


def record_failure(
    connection: Connection, key: str, *, at: datetime, reason: str, source: str
) -> None:
    """Note that fetching or importing a list went wrong."""
    require(connection, key)
    connection.execute(
        insert(list_fetches).values(
            list_key=key, at=at, version_id=None, reason=reason, source=source
        )
    )


def confirm(
    connection: Connection, version: ListVersion, *, at: datetime, source: str
) -> None:
    """Note that the newest version is still what the publisher has.

    Raises:
        UnknownThing: it is not the newest.
    """
    current = newest(connection, version.key)
    if current is None or current.version.number != version.number:
        raise UnknownThing(
            f"The list {version.key!r} has another version by now.",
            hint="Somebody else imported it; try again.",
        )
    connection.execute(
        insert(list_fetches).values(
            list_key=version.key,
            at=at,
            version_id=current.id,
            reason="",
            source=source,
        )
    )


def rows(connection: Connection, moment: datetime | None = None) -> tuple[ListRow, ...]:
    """Every list with its newest version and how the last attempts went.

    Args:
        connection: a transaction.
        moment: as it was then, apart from what the catalogue says; now when None.
    """
    is_good = list_fetches.c.version_id.is_not(None)
    good, last, failed, tested = (
        {row.list_key: row for row in connection.execute(query)}
        for query in (
            _latest_fetches(is_good, moment=moment),
            _latest_fetches(moment=moment),
            _latest_fetches(~is_good, moment=moment),
            _latest_fetches(is_good, list_fetches.c.selftest != "", moment=moment),
        )
    )
    found = connection.execute(newest_versions(moment, every=True))
    switched = disabled(connection, moment)
    current = {row.list_key: _stored_version(row).version for row in found}
    return tuple(
        _list_row(
            restored(ListInfo, row.info),
            current.get(row.key),
            good=good.get(row.key),
            last=last.get(row.key),
            failed=failed.get(row.key),
            tested=tested.get(row.key),
            switch=switched.get(row.key),
        )
        for row in connection.execute(select(lists).order_by(lists.c.key))
    )


def at(connection: Connection, key: str, moment: datetime) -> StoredVersion:
    """The version of a list that was in force at a moment.

    Raises:
        UnknownThing: there is no such list, or it had no version then.
    """
    require(connection, key)
    query = _versions(key).where(list_versions.c.fetched <= moment).limit(1)
    row = connection.execute(query).first()
    if row is None:
        raise UnknownThing(f"The list {key!r} had no version yet at {moment:%Y-%m-%d}.")
    return _stored_version(row)


def newest_versions(
    moment: datetime | None = None, *, every: bool = False
) -> Select[Any]:
    """Query for the newest version of each list in use that has one, in key order.

    Args:
        moment: as it was then; now when None.
        every: lists that are switched off, too.
    """
    numbers = select(
        list_versions.c.list_key, func.max(list_versions.c.number).label("number")
    ).group_by(list_versions.c.list_key)
    if moment is not None:
        numbers = numbers.where(list_versions.c.fetched <= moment)
    if not every:
        unused = off(moment).with_only_columns(list_switches.c.list_key)
        numbers = numbers.where(list_versions.c.list_key.not_in(unused))
    top = numbers.subquery()
    return (
        select(list_versions)
        .join(
            top,
            and_(
                top.c.list_key == list_versions.c.list_key,
                top.c.number == list_versions.c.number,
            ),
        )
        .order_by(list_versions.c.list_key)
    )


def _versions(key: str) -> Select[Any]:
    return (
        select(list_versions)
        .where(list_versions.c.list_key == key)
        .order_by(list_versions.c.number.desc())
    )


def _latest_fetches(
    *conditions: ColumnElement[bool], moment: datetime | None
) -> Select[Any]:
    ids = (
        select(func.max(list_fetches.c.id))
        .where(*conditions)
        .group_by(list_fetches.c.list_key)
    )
    if moment is not None:
        ids = ids.where(list_fetches.c.at <= moment)
    return select(list_fetches).where(list_fetches.c.id.in_(ids))


def _list_row(
    info: ListInfo,
    version: ListVersion | None,
    *,
    good: Row[Any] | None,
    last: Row[Any] | None,
    failed: Row[Any] | None,
    tested: Row[Any] | None,
    switch: Switch | None,
) -> ListRow:
    open_failure = last if last is not None and last.version_id is None else None
    return ListRow(
        info=info,
        version=version,
        failed_at=open_failure.at if open_failure else None,
        failed_reason=open_failure.reason if open_failure else "",
        checked_at=good.at if good else None,
        last_failed_at=failed.at if failed else None,
        last_failed_reason=failed.reason if failed else "",
        accepted=tested.accepted if tested else "",
        selftest=tested.selftest if tested else "",
        disabled=switch,
    )


def _stored_version(row: Row[Any]) -> StoredVersion:
    return StoredVersion(
        row.id,
        ListVersion(
            key=row.list_key,
            version=row.version,
            sha256=row.sha256,
            number=row.number,
            entries=row.entries,
            names=row.names,
            rejects=row.rejects,
            published=row.published,
            fetched=row.fetched,
            source=row.source,
        ),
    )
