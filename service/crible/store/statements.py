"""Statements of the one path that every answer waits for, run by the driver itself.

The texts are put together once from the tables, and the drivers take them with
converted values: of two milliseconds of computing that recording one act took, one and
a half were spent by SQLAlchemy on building the same statements again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crible.store.columns import Escaped, escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Column, Table
    from sqlalchemy.engine import Connection, Dialect

    _Converter = tuple[str, Callable[[Any], Any] | None]


# So many rows must there be for it to pay to look for what they share.
FEW = 4
# Rows at most that travel with another statement; each number is prepared on its own.
_ALONG = 8
# Rows in one statement that says which of them are new.
_AT_ONCE = 100


def differing(rows: Sequence[Mapping[str, Any]], names: Iterable[str]) -> list[str]:
    """Columns in which rows may differ; in the others all have one object.

    The acts of a call share most of theirs, which are then converted once.
    """
    first = rows[0]
    return [name for name in names if any(row[name] is not first[name] for row in rows)]


class Rows:
    """Inserts rows that name every column of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._drawn: dict[str, tuple[str, str, list[_Converter]]] = {}

    def insert(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert them within the transaction of a connection.

        Raises what the driver raises; ``Database`` translates that, too.
        """
        if len(rows) < FEW:
            self._run(connection, [self._values(connection, row) for row in rows])
            return
        names = differing(rows, list(rows[0]))
        own = ([row[name] for name in names] for row in rows)
        self.insert_alike(connection, rows[0], names, own)

    def insert_alike(
        self,
        connection: Connection,
        common: Mapping[str, Any],
        names: Sequence[str],
        varying: Iterable[Sequence[Any]],
    ) -> None:
        """Insert rows that share all but some values, which are converted once.

        Args:
            connection: in a transaction.
            common: one of the rows.
            names: columns in which the rows differ.
            varying: the values of these columns, for each row.
        """
        rest = self._values(connection, common)
        _, _, converters = self._of(connection)
        columns = [name for name, _ in converters]
        places = [
            (columns.index(name), converters[columns.index(name)][1]) for name in names
        ]
        values = []
        for own in varying:
            for (place, convert), value in zip(places, own, strict=True):
                rest[place] = value if convert is None else convert(value)
            values.append(tuple(rest))
        self._run(connection, values)

    def insert_new(
        self, connection: Connection, rows: Sequence[Mapping[str, Any]]
    ) -> set[str]:
        """Insert rows on PostgreSQL whose id is not taken, also by somebody just now.

        Returns:
            the ids of those that were inserted.
        """
        insertion, marks, _ = self._of(connection)
        new: set[str] = set()
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            text = (
                f"{insertion} {', '.join([marks] * len(some))} "
                "ON CONFLICT DO NOTHING RETURNING id"
            )
            values = [value for row in some for value in self._values(connection, row)]
            new.update(key for (key,) in ask(connection, text, *values))
        return new

    def ask_along(
        self,
        connection: Connection,
        rows: Sequence[Mapping[str, Any]],
        text: str,
        *values: Any,
    ) -> list[Any]:
        """Insert rows, then ask; the question may not need to see them.

        On PostgreSQL a few rows travel with the question, in one statement: each of
        its own costs as much computing as all else that is done to record an act.
        """
        if connection.dialect.name != "postgresql" or not 0 < len(rows) <= _ALONG:
            if rows:
                self.insert(connection, rows)
            return ask(connection, text, *values)
        insertion, marks, _ = self._of(connection)
        own = [value for row in rows for value in self._values(connection, row)]
        return ask(
            connection,
            f"WITH stored AS ({insertion} {', '.join([marks] * len(rows))}) {text}",
            *own,
            *values,
        )

    def _values(self, connection: Connection, row: Mapping[str, Any]) -> list[Any]:
        _, _, converters = self._of(connection)
        return [
            row[name] if convert is None else convert(row[name])
            for name, convert in converters
        ]

    def _run(self, connection: Connection, values: Sequence[Sequence[Any]]) -> None:
        insertion, marks, _ = self._of(connection)
        text = _styled(connection, f"{insertion} {marks}")
        cursor = connection.connection.cursor()
        try:
            if len(values) == 1:
                cursor.execute(text, values[0])
            else:
                cursor.executemany(text, values)
        finally:
            cursor.close()

    def _of(self, connection: Connection) -> tuple[str, str, list[_Converter]]:
        """The statement, the marks of one row, and what converts its values."""
        dialect = connection.dialect
        if dialect.name not in self._drawn:
            columns = list(self._table.columns)
            names = ", ".join(map(dialect.identifier_preparer.format_column, columns))
            marks = ", ".join("?" for _ in columns)
            self._drawn[dialect.name] = (
                f"INSERT INTO {self._table.name} ({names}) VALUES",
                f"({marks})",
                [(column.name, _converter(column, dialect)) for column in columns],
            )
        return self._drawn[dialect.name]


def _converter(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes the driver's value of ours; None where there is nothing to make."""
    if isinstance(column.type, Escaped):
        # Past the layers that SQLAlchemy puts around it.
        return escaped
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def ask(connection: Connection, text: str, *values: Any) -> list[Any]:
    """Run a text with ``?`` for values; the rows that it gives, if any."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_styled(connection, text), values)
        return list(cursor.fetchall()) if cursor.description else []
    finally:
        cursor.close()


def _styled(connection: Connection, text: str) -> str:
    """The text with the driver's own mark for a value."""
    return text.replace("?", "%s") if connection.dialect.name == "postgresql" else text
