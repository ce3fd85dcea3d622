"""People who may sign in, and the sessions that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from crible.errors import UnknownThing, UsageError
from crible.store import audit
from crible.store.rows import AuditEvent, UserRow
from crible.store.schema_access import sessions, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from crible.store.database import Database


class Users:
    """The users of one database; each change is an event of the audit trail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: UserRow, event: AuditEvent) -> None:
        """Store a new user.

        Raises:
            UsageError: the name is taken.
        """
        with self._database.writing() as connection:
            taken = select(users.c.id).where(users.c.name == row.name)
            if connection.scalar(taken) is not None:
                raise UsageError(f"There is a user named {row.name!r} already.")
            connection.execute(
                insert(users).values(
                    {name: getattr(row, name) for name in UserRow.__slots__}
                )
            )
            audit.append(connection, [event])

    def change(self, user_id: str, event: AuditEvent, **values: object) -> None:
        """Change a user; whatever it is, open sessions end."""
        with self._database.writing() as connection:
            connection.execute(
                update(users).where(users.c.id == user_id).values(values)
            )
            connection.execute(delete(sessions).where(sessions.c.user_id == user_id))
            audit.append(connection, [event])

    def named(self, name: str) -> UserRow:
        """A user by name.

        Raises:
            UnknownThing: there is none.
        """
        with self._database.reading() as connection:
            query = select(users).where(users.c.name == name)
            row = connection.execute(query).first()
        if row is None:
            raise UnknownThing(
                f"There is no user {name!r}.", hint="See them: crible users list."
            )
        return _user(row)

    def known_as(self, issuer: str, subject: str) -> UserRow | None:
        """The user whom a provider knows so."""
        with self._database.reading() as connection:
            query = select(users).where(
                users.c.issuer == issuer, users.c.subject == subject
            )
            row = connection.execute(query).first()
        return None if row is None else _user(row)

    def all(self) -> tuple[UserRow, ...]:
        """Every user, by name."""
        with self._database.reading() as connection:
            query = select(users).order_by(users.c.name)
            return tuple(_user(row) for row in connection.execute(query))

    def refused(self, event: AuditEvent) -> None:
        """Remember a sign-in that failed."""
        with self._database.writing() as connection:
            audit.append(connection, [event])

    def signed_in(
        self,
        user_id: str,
        digest: str,
        *,
        at: datetime,
        expires: datetime,
        event: AuditEvent,
    ) -> None:
        """Open a session; those that are over are removed on the way."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires <= at))
            connection.execute(
                update(users).where(users.c.id == user_id).values(last_sign_in=at)
            )
            connection.execute(
                insert(sessions).values(
                    digest=digest, user_id=user_id, created=at, expires=expires
                )
            )
            audit.append(connection, [event])

    def of_session(self, digest: str, now: datetime) -> UserRow | None:
        """Whose session it is; None when it is over or its user disabled."""
        with self._database.reading() as connection:
            query = (
                select(users)
                .join(sessions, sessions.c.user_id == users.c.id)
                .where(
                    sessions.c.digest == digest,
                    sessions.c.expires > now,
                    users.c.disabled.is_(None),
                )
            )
            row = connection.execute(query).first()
        return None if row is None else _user(row)

    def signed_out(self, digest: str, event: AuditEvent) -> None:
        """Close a session."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest))
            audit.append(connection, [event])


def _user(row: Row[Any]) -> UserRow:
    return UserRow(**dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name
