"""A delimited table whose quoted fields may hold line breaks.

Stricter than spreadsheets are: a quotation mark in the wrong place costs the rows that
it swallows, and they are named; one that is never closed refuses the file.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.importers.table import END_OF_FILE, Row, reject
from crible.model import Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.importers.source import Source

_AGAIN = "The download was cut short; get the file again."


class _Lines:
    """The lines of a source, with what the reader of rows must know of them."""

    def __init__(self, source: Source) -> None:
        self._lines = source.lines(ends=True)
        self.number = 0
        self.text = ""
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for number, line in self._lines:
            text = line.rstrip(END_OF_FILE)
            if text != line and not text.strip():
                continue  # the end mark on a line of its own
            self.number, self.text = number, text
            return text
        self.ended = True
        raise StopIteration


def rows(source: Source, delimiter: str = ",") -> Iterator[Row | Reject]:
    """Rows with the number of the line they begin in; blank lines are passed over.

    Raises:
        ListRefused: no readable text, a quotation that is never closed, or a last row
            that is broken off.
    """
    lines = _Lines(source)
    parser = csv.reader(lines, delimiter=delimiter, strict=True)
    last: Row | Reject | None = None
    while True:
        start = lines.number + 1
        try:
            fields = next(parser)
        except StopIteration:
            break
        except csv.Error as error:
            if lines.ended or "field limit" in str(error):
                raise ListRefused(
                    "A quotation mark is opened and never closed.",
                    where=f"{source.name}: line {start}",
                    hint=_AGAIN,
                ) from error
            last = _damaged(source, start, lines, error)
            yield last
            continue
        if any(field.strip() for field in fields):
            last = Row(start, tuple(fields))
            yield last
    if last is not None and lines.text and not lines.text.endswith(("\n", "\r")):
        if isinstance(last, Reject):
            raise ListRefused(
                f"The file breaks off in its last row: {last.reason}",
                where=last.where,
                hint=_AGAIN,
            )
        yield reject(
            source,
            lines.number,
            "The last row has no line end: the file may have been cut off there.",
        )


def _damaged(source: Source, start: int, lines: _Lines, error: csv.Error) -> Reject:
    where = f"{source.name}: line {start}"
    if lines.number > start:
        where = f"{source.name}: lines {start} to {lines.number}"
    return Reject(where, f"Not a row of a table ({error}).", lines.text[:200].strip())
