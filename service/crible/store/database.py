"""The connection to the database, and every way in which SQLite and PostgreSQL differ.

Opens transactions for reading and for writing, and turns what the driver raises into
errors of our own. Holds no query of the domain.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Table,
    any_,
    bindparam,
    create_engine,
    event,
    insert,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from crible.errors import CribleError, StoreUnavailable, UsageError
from crible.store import sqlitefile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.dialects import postgresql
    from sqlalchemy.engine import Connection, Engine

_CONNECT_SECONDS = 10
_URLS = "Give sqlite:///path/to/file.db or postgresql://user@host/database."


class Database:
    """An engine that has been told crible's rules.

    Reading and writing are two kinds of transaction because SQLite must know at the
    start: a transaction that reads first and writes later can fail half-way when
    another process wrote in between.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(crible_write=True)

    @classmethod
    def open(cls, url: str) -> Database:
        """Prepare the engine for a URL; nothing is connected yet.

        Raises:
            UsageError: the URL names no database that crible can use.
            StoreUnavailable: the folder of a SQLite file cannot be made.
        """
        target = _target(url)
        if target.get_backend_name() == "sqlite":
            _make_folder(Path(str(target.database)))
            arguments: dict[str, Any] = {"timeout": sqlitefile.BUSY_SECONDS}
        else:
            arguments = {"client_encoding": "utf8"}
            if "connect_timeout" not in target.query:
                arguments["connect_timeout"] = _CONNECT_SECONDS
        try:
            # hide_parameters: screened names are parameters, errors reach the logs.
            engine = create_engine(
                target,
                connect_args=arguments,
                hide_parameters=True,
                pool_pre_ping=True,
            )
        except ModuleNotFoundError as error:
            raise StoreUnavailable(
                "The PostgreSQL driver is not installed.",
                hint="Install it: pip install 'crible[postgres]'.",
            ) from error
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", sqlitefile.configure)
            event.listen(engine, "begin", sqlitefile.begin)
        return cls(engine)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @property
    def name(self) -> str:
        """The URL without its password, for messages."""
        return self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a short transaction that changes nothing."""
        with self.translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def reading_one_state(self) -> Iterator[Connection]:
        """Open a transaction that sees one state, however long it reads.

        SQLite's readers always do; PostgreSQL must be asked.
        """
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self.translated(), engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that is committed whole, or not at all."""
        with self.translated(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Give a connection on which migrations begin and end their transactions."""
        with self.translated(), self._writer.connect() as connection:
            yield connection

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raise our own error for a driver's.

        A refused record is quoted by PostgreSQL with its values, which may be screened
        names: that text, and the exception that carries it, stop here.
        """
        driver: Any = self.engine.dialect.dbapi  # raises by itself during a COPY
        refusals = (IntegrityError, DataError, driver.IntegrityError, driver.DataError)
        try:
            yield
        except refusals as error:
            reason = type(getattr(error, "orig", error)).__name__
            raise CribleError(f"The database refused a record ({reason}).") from None
        except (DBAPIError, PoolTimeoutError, driver.Error) as error:
            raise StoreUnavailable(
                f"The database {self.name} does not answer: {_first_line(error)}.",
                hint="Check that it is there and may be written; 'crible db status' "
                "says what it holds.",
            ) from error
        except SQLAlchemyError as error:
            raise CribleError(
                f"The database could not be asked ({type(error).__name__})."
            ) from error


def insert_once(
    connection: Connection, table: Table, row: Mapping[str, object]
) -> bool:
    """Insert a row unless one with its key is there already, whoever was first.

    Returns:
        whether it was not there.
    """
    done = connection.execute(
        _insert(connection, table, row).on_conflict_do_nothing(),
        # Without it the number is unknown on PostgreSQL.
        execution_options={"preserve_rowcount": True},
    )
    return done.rowcount > 0


def optimise(connection: Connection) -> None:
    """Refresh what queries are planned by."""
    words = "ANALYZE" if connection.dialect.name == "postgresql" else "PRAGMA optimize"
    connection.exec_driver_sql(words)
    connection.commit()


def is_one_of(
    connection: Connection, column: Column[int], ids: Sequence[int]
) -> ColumnElement[bool]:
    """Condition that a number is one of many.

    PostgreSQL gets them as one array: as parameters of their own, taking them apart
    costs its driver more than the query.
    """
    if connection.dialect.name == "postgresql":
        # Where SQLite is used, nothing of PostgreSQL is imported: it costs a start a
        # tenth of its time.
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return column == any_(bindparam(None, list(ids), postgresql.ARRAY(Integer)))
    return column.in_(ids)


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert many rows with the same columns.

    On PostgreSQL by COPY: one INSERT per row, even pipelined, took a list of fifteen
    thousand entries from three seconds to ten.
    """
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    columns = [table.c[name] for name in rows[0]]
    convert = [
        column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        for column in columns
    ]
    quote = connection.dialect.identifier_preparer.format_column
    into = ", ".join(quote(column) for column in columns)
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({into}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(
                [
                    value if change is None else change(value)
                    for value, change in zip(row.values(), convert, strict=True)
                ]
            )


def replace_row(
    connection: Connection, table: Table, row: Mapping[str, object]
) -> None:
    """Insert a row, or bring the one with its key up to date."""
    connection.execute(
        _insert(connection, table, row).on_conflict_do_update(
            index_elements=list(table.primary_key), set_=dict(row)
        )
    )


def _insert(
    connection: Connection, table: Table, row: Mapping[str, object]
) -> postgresql.Insert | sqlite.Insert:
    # The same words in two dialects; SQLAlchemy has no common class for them.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - as above

        return postgresql.insert(table).values(row)
    return sqlite.insert(table).values(row)


def _target(url: str) -> URL:
    try:
        target = make_url(url)
        backend = target.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        # The text may hold a password: it is not repeated.
        raise UsageError("The database URL cannot be read.", hint=_URLS) from error
    if backend in {"postgresql", "postgres"}:
        # The bare form means psycopg 2 to SQLAlchemy 2.0 and psycopg 3 to 2.1.
        return target.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise UsageError(f"crible cannot use a {backend} database.", hint=_URLS)
    if target.database in {None, "", ":memory:"}:
        raise UsageError("A SQLite database needs a file.", hint=_URLS)
    return target.set(drivername="sqlite+pysqlite")


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {path.parent} for the database cannot be made: "
            f"{error.strerror}.",
            hint="Choose another with CRIBLE_DATA_DIR.",
        ) from error


def _first_line(error: Exception) -> str:
    text = str(error.orig if isinstance(error, DBAPIError) else error)
    return (text.strip().splitlines() or ["no reason given"])[0].rstrip(".")
