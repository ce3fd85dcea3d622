"""A connection that is kept for recording: what every act pays for, paid for once.

Taking a connection from the pool, asking whether it is still there, and giving it back
costs more computing than storing an act does. Here one is kept between transactions.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from crible.errors import StoreUnavailable
from crible.store import sqlitefile

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection

    from crible.store.database import Database

T = TypeVar("T")


class Writer:
    """Runs transactions on a connection of its own; for one thread at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: Connection | None = None

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do work in a transaction; on return it is on disk, and otherwise undone.

        Args:
            work: may be called twice, when the kept connection turns out to be gone
                before anything was committed on it.

        Raises:
            CribleError: the database refuses a row.
            StoreUnavailable: it does not answer.
        """
        if self._kept is not None:
            try:
                return self._attempt(work)
            except _Gone:
                # The server was started anew since; nothing of ours can be stored.
                pass
        try:
            return self._attempt(work)
        except _Gone as error:
            raise error.reason from error.reason.__cause__

    def close(self) -> None:
        """Give the connection up; the next transaction opens another."""
        kept, self._kept = self._kept, None
        if kept is not None:
            with suppress(Exception):
                # Its settings are our own, so it does not go back to the others.
                kept.invalidate()
            with suppress(Exception):
                kept.close()

    def _attempt(self, work: Callable[[Connection], T]) -> T:
        connection: Connection | None = None
        committing = False
        try:
            with self._database.translated():
                connection = self._connection()
                driver: Any = connection.connection.driver_connection
                is_file = connection.dialect.name == "sqlite"
                if is_file:
                    sqlitefile.begin_writing(driver)
                found = work(connection)
                committing = True
                if connection.in_transaction():
                    connection.commit()
                # Nothing is left to do where SQLAlchemy has had a part in it.
                driver.commit()
                return found
        except StoreUnavailable as error:
            gone = connection is None or _is_gone(connection)
            self.close()
            if gone and not committing:
                raise _Gone(error) from error
            raise
        except BaseException:
            self._undo()
            raise

    def _connection(self) -> Connection:
        if self._kept is None:
            self._kept = self._database.engine.connect().execution_options(
                crible_begun=True
            )
            if self._kept.dialect.name == "sqlite":
                sqlitefile.wait_for_nobody(self._kept.connection.driver_connection)
        return self._kept

    def _undo(self) -> None:
        kept = self._kept
        if kept is None:
            return
        try:
            kept.rollback()
            driver: Any = kept.connection.driver_connection
            driver.rollback()
        except Exception:  # noqa: BLE001 - whatever it is, the connection is of no use
            self.close()


class _Gone(Exception):
    """The connection is gone, and nothing was committed on it."""

    def __init__(self, reason: StoreUnavailable) -> None:
        super().__init__()
        self.reason = reason


def _is_gone(connection: Connection) -> bool:
    """Whether the server has closed it; a file is never gone in this way."""
    if connection.invalidated:
        return True
    driver: Any = connection.connection.driver_connection
    return bool(getattr(driver, "closed", False))
