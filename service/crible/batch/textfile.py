"""Delimited text: encoding and delimiter told, marked, or found out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from crible.batch import dialects, encodings
from crible.batch.files import CounterpartyFile, Reading
from crible.batch.records import LINE_LIMIT, Record, Records
from crible.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.batch.columns import Columns

_SNIFF_LINES = 50
_SNIFF_CHARS = 4096


class TextFile(CounterpartyFile):
    """CSV, TSV and their like."""

    format = "csv"
    encoding: encodings.Encoding

    def _begin(self, reading: Reading) -> Columns:
        where = self.path.name
        self.encoding = encodings.detect(
            self._file, declared=reading.encoding, where=where
        )
        stream = io.TextIOWrapper(
            self._file,
            encoding=self.encoding.name,
            errors=encodings.damage_handler(),
            newline="",
        )
        self._stream = stream
        sample = _first_lines(stream)
        skip = dialects.announced(sample[0]) if sample else ""
        if reading.delimiter is not None:
            self.delimiter = dialects.told(reading.delimiter)
        else:
            self.delimiter = skip or dialects.sniff(sample)
        stream.seek(0)
        records = Records(stream, self.delimiter)
        iterator = iter(records)
        if skip:
            next(iterator)
        first = next((record for record in iterator if not record.blank), None)
        if first is None:
            raise FileRefused("The file holds blank lines only.", where=where)
        if first.flaw:
            raise FileRefused(
                f"Its first line cannot be read: {first.flaw}.",
                where=f"{where}, line {first.line}",
                hint="If the encoding is wrong, say it with --encoding.",
            )
        self._pushed: Record | None = None if reading.header else first
        records.width = len(first.cells)
        self._iterator = iterator
        return self._headed(first.cells, reading, header=reading.header)

    def __iter__(self) -> Iterator[Record]:
        """The records below the header, blank ones included."""
        if self._pushed is not None:
            yield self._pushed
            self._pushed = None
        yield from self._iterator

    @property
    def delimiter_shown(self) -> str:
        """The delimiter in words that can be read."""
        words = {dialects.SINGLE: "none: one column", "\t": "tab"}
        return words.get(self.delimiter, self.delimiter)


def _first_lines(stream: io.TextIOWrapper) -> list[str]:
    lines: list[str] = []
    while len(lines) < _SNIFF_LINES:
        line = stream.readline(_SNIFF_CHARS)
        if not line:
            break
        lines.append(line)
        # The rest of a long line says nothing of how lines look.
        while line and not line.endswith(("\n", "\r")):
            line = stream.readline(LINE_LIMIT)
    return lines
