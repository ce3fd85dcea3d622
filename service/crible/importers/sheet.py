"""A table whose first row names its columns: comma-separated or a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.model import Reject

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from crible.importers.table import Row

_HEAD = 10
"""Publishers put at most a line or two (a title, a date) above the columns."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row; columns are asked for by name, in any case and spacing."""

    where: str
    values: Mapping[str, str]
    _asked: set[str] = field(default_factory=set)

    def get(self, *columns: str) -> str:
        """The first of the columns that is there and not empty."""
        found = ""
        for column in map(folded, columns):
            self._asked.add(column)
            found = found or self.values.get(column, "")
        return found

    def rest(self) -> Iterator[tuple[str, str]]:
        """Every filled column that nobody asked for."""
        for column, value in self.values.items():
            if value and column not in self._asked:
                yield column, value


class Sheet:
    """The rows below the heading, as records.

    Args:
        name: of the file.
        rows: opens the file and gives its rows from the top.
        required: columns without which it is another table.
        padded: short rows are whole, as in spreadsheets, which leave out empty cells.

    Attributes:
        preface: what stands above the columns, row by row.
        columns: their names, folded.

    Raises:
        ListRefused: none of the first rows holds the required columns.
    """

    def __init__(
        self,
        name: str,
        rows: Callable[[], Iterator[Row | Reject]],
        required: Collection[str],
        *,
        padded: bool = False,
    ) -> None:
        self.name = name
        self._rows = rows
        self._padded = padded
        wanted = {folded(column) for column in required}
        self.preface: list[tuple[str, ...]] = []
        first: tuple[str, ...] = ()
        for row in islice(rows(), _HEAD):
            if isinstance(row, Reject):
                continue
            columns = tuple(folded(field) for field in row.fields)
            first = first or columns
            if wanted <= set(columns):
                self.columns = columns
                self._line = row.line
                break
            self.preface.append(tuple(field.strip() for field in row.fields))
        else:
            missing = ", ".join(
                repr(column) for column in required if folded(column) not in set(first)
            )
            raise ListRefused(
                f"No row near the top names the columns {missing}.",
                where=f"{name}: line 1",
                hint="It is another list or another format: see --as-format.",
            )
        self.columns = self._told_apart(wanted)

    def _told_apart(self, wanted: set[str]) -> tuple[str, ...]:
        """The columns, later ones of a name numbered; those wanted must be unique."""
        columns: list[str] = []
        for column in self.columns:
            if column in wanted and column in columns:
                raise ListRefused(
                    f"Two columns are called {column[:60]!r}.",
                    where=f"{self.name}: line {self._line}",
                    hint="Give each column a name of its own.",
                )
            twice = bool(column) and column in columns
            columns.append(f"{column} ({len(columns) + 1})" if twice else column)
        return tuple(columns)

    def records(self) -> Iterator[Record | Reject]:
        """The rows in order; those of another width are rejects."""
        width = len(self.columns)
        for row in self._rows():
            if isinstance(row, Reject):
                yield row
                continue
            if row.line <= self._line:
                continue
            fields = row.fields
            where = f"{self.name}: line {row.line}"
            if len(fields) < width and self._padded:
                fields = (*fields, *[""] * (width - len(fields)))
            if len(fields) < width or any(field.strip() for field in fields[width:]):
                yield Reject(
                    where,
                    f"{len(fields)} columns where {width} are expected.",
                    " | ".join(fields)[:200],
                )
                continue
            yield Record(
                where,
                {
                    column: value.strip()
                    for column, value in zip(self.columns, fields, strict=False)
                    if column
                },
            )


@lru_cache(maxsize=4096)
def folded(column: str) -> str:
    """A column's name without case and doubled or hard spaces."""
    return " ".join(column.casefold().split())
