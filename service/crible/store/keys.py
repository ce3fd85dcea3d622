"""Access keys: found by their prefix, kept as a hash, never deleted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from crible.errors import UnknownThing, UsageError
from crible.store import audit
from crible.store.rows import AuditEvent, KeyRow
from crible.store.schema_access import keys, users

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from crible.store.database import Database


class Keys:
    """The access keys of one database; each change is an event of the audit trail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        row: KeyRow,
        event: AuditEvent,
        *,
        instead_of: Sequence[str] = (),
        until: datetime | None = None,
    ) -> None:
        """Store a new key.

        Args:
            row: the key.
            event: for the audit trail.
            instead_of: ids of keys of the same name that it replaces.
            until: when those end; needed with ``instead_of``.

        Raises:
            UsageError: another good key has that name.
        """
        with self._database.writing() as connection:
            for known in instead_of:
                connection.execute(
                    update(keys).where(keys.c.id == known).values(revoked=until)
                )
            if not instead_of:
                query = select(keys).where(
                    keys.c.name == row.name, keys.c.revoked.is_(None)
                )
                if any(
                    _key(found).is_good(row.created)
                    for found in connection.execute(query)
                ):
                    raise UsageError(
                        f"There is a key named {row.name!r} already.",
                        hint="Give another name, or: crible keys rotate.",
                    )
            values = {name: getattr(row, name) for name in KeyRow.__slots__}
            values["scopes"] = json.dumps(list(row.scopes))
            connection.execute(insert(keys).values(values))
            audit.append(connection, [event])

    def end(self, key_id: str, at: datetime, event: AuditEvent) -> None:
        """Refuse a key from a moment on."""
        with self._database.writing() as connection:
            connection.execute(
                update(keys).where(keys.c.id == key_id).values(revoked=at)
            )
            audit.append(connection, [event])

    def by_prefix(self, prefix: str) -> KeyRow | None:
        """The key that begins so, good or not."""
        with self._database.reading() as connection:
            query = select(keys).where(keys.c.prefix == prefix)
            row = connection.execute(query).first()
        return None if row is None else _key(row)

    def named(self, name: str) -> tuple[KeyRow, ...]:
        """Every key of a name or a prefix, newest first.

        Raises:
            UnknownThing: there is none.
        """
        found = [row for row in self.all() if name in {row.name, row.prefix, row.id}]
        if not found:
            raise UnknownThing(
                f"There is no key {name!r}.", hint="See them: crible keys list."
            )
        return tuple(found)

    def all(self) -> tuple[KeyRow, ...]:
        """Every key, newest first."""
        with self._database.reading() as connection:
            query = select(keys).order_by(keys.c.created.desc(), keys.c.id.desc())
            return tuple(_key(row) for row in connection.execute(query))

    def are_there(self) -> bool:
        """Whether a key or a user was ever made, good or not."""
        with self._database.reading() as connection:
            return any(
                connection.scalar(select(func.count()).select_from(table))
                for table in (keys, users)
            )

    def used(self, key_id: str, at: datetime) -> None:
        """Remember when a key was last used."""
        with self._database.writing() as connection:
            connection.execute(
                update(keys).where(keys.c.id == key_id).values(last_used=at)
            )


def _key(row: Row[Any]) -> KeyRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return KeyRow(**{**values, "scopes": tuple(json.loads(row.scopes))})
