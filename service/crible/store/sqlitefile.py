"""How crible keeps a SQLite file: writing ahead, on disk at each commit, waiting in turn."""

from __future__ import annotations

import random
import sqlite3
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# Long enough for another process to publish a large list, short enough that a person
# still waits for the message.
BUSY_SECONDS = 30


def configure(connection: Any, record: object) -> None:
    """Set up one connection to a file.

    WAL lets readers go on while one process writes; FULL has a record on disk before
    the answer that it belongs to leaves.
    """
    del record
    connection.isolation_level = None  # transactions begin in ``begin`` alone
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def begin(connection: Connection) -> None:
    """Begin the transaction that SQLAlchemy wants to begin."""
    options = connection.get_execution_options()
    if options.get("crible_begun", False):
        return
    if not options.get("crible_write", False):
        connection.exec_driver_sql("BEGIN")
        return
    driver: Any = connection.connection.driver_connection
    wait_for_nobody(driver)
    try:
        begin_writing(driver)
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def wait_for_nobody(driver: Any) -> None:
    """Have SQLite say at once that somebody else writes; ``begin_writing`` waits."""
    driver.execute("PRAGMA busy_timeout=0")


def begin_writing(driver: Any) -> None:
    """Begin a transaction that writes, as soon as nobody else does.

    SQLite's own waiting sleeps longer each time, up to a tenth of a second, and
    whoever has waited long loses against whoever comes. Recording takes a
    millisecond: looking every millisecond takes the worst wait of two processes from
    half a second to some commits.
    """
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= end:
                raise
            time.sleep(random.uniform(0.0005, 0.0015))
        else:
            return


def _write_ahead(connection: Any) -> None:
    """Have a new file write ahead; SQLite waits for nobody who does the same just now."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= end:
                raise
            time.sleep(random.uniform(0.001, 0.01))
        else:
            return


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
