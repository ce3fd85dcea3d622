"""The first sheet of a spreadsheet (XLSX), read as the lists' spreadsheets are.

A number cell keeps the digits that are stored, a date becomes ISO 8601, a text stays
what it is: ``007`` typed as text is ``007``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.batch.files import CounterpartyFile, Reading, flaw_of
from crible.batch.records import Record
from crible.errors import FileRefused, ListRefused, UsageError
from crible.importers import xlsxfile
from crible.importers.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.batch.columns import Columns
    from crible.importers.table import Row

# Columns from which on the reader of sheets stops; a table that wide is refused.
_MOST_COLUMNS = 1_000
# Bytes that may come out of a spreadsheet: a million rows of a kilobyte each.
_CAP = 1 << 30


class SheetFile(CounterpartyFile):
    """A spreadsheet; its first row that is not empty holds the headings."""

    format = "xlsx"

    def _begin(self, reading: Reading) -> Columns:
        where = self.path.name
        if reading.delimiter is not None or reading.encoding is not None:
            raise UsageError(
                "A spreadsheet has neither a delimiter nor an encoding.", where=where
            )
        self._rows = self._read()
        first = next(self._rows, None)
        if first is None:
            raise FileRefused("Its first sheet is empty.", where=where)
        if len(first.fields) >= _MOST_COLUMNS:
            raise FileRefused(
                f"Its first sheet has {_MOST_COLUMNS:,} columns or more.",
                where=where,
                hint="Delete the columns that are not needed, or save it as CSV.",
            )
        self._pushed = None if reading.header else first
        return self._headed(first.fields, reading, header=reading.header)

    def __iter__(self) -> Iterator[Record]:
        """A record for each row; rows may be shorter than the header."""
        if self._pushed is not None:
            yield self._record(self._pushed)
            self._pushed = None
        for row in self._rows:
            yield self._record(row)

    @property
    def share(self) -> float | None:
        """Not known: a sheet does not say how long it is."""
        return None

    def _record(self, row: Row) -> Record:
        width = len(self.headings)
        cells = row.fields + ("",) * (width - len(row.fields))
        surplus = cells[width:]
        if not any(cell.strip() for cell in surplus):
            cells, surplus = cells[:width], ()
        return Record(row.line, cells, flaw_of(cells, width), text=" | ".join(surplus))

    def _read(self) -> Iterator[Row]:
        try:
            yield from xlsxfile.rows(Source(self.path, cap=_CAP))
        except ListRefused as error:
            raise FileRefused(
                error.message,
                where=error.where,
                hint="Open it in a spreadsheet and save it again, or save it as CSV "
                "in UTF-8.",
            ) from error
