"""A table with one row a line: lines of text become rows of fields.

Every physical line is parsed on its own, so that an unclosed quotation mark costs its
own row and not the rest of the file. The price is that no field may hold a line
break; the lists read with it have none.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.model import Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.importers.source import Source

EXCERPT = 200
END_OF_FILE = "\x1a"
"""Some publishers still end a file with the end mark of CP/M, on its own line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, as fields."""

    line: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trailer:
    """The end mark; where it is missing the file may have been cut between rows."""

    line: int


def rows(source: Source) -> Iterator[Row | Reject | Trailer]:
    """Rows of a comma-separated file; blank lines are passed over.

    Raises:
        ListRefused: the file is no readable text.
    """
    for number, line in source.lines():
        if line == END_OF_FILE:
            yield Trailer(number)
        elif line.strip():
            try:
                fields = next(csv.reader([line], strict=True))
            except csv.Error as error:
                yield reject(
                    source, number, f"Not a row of a CSV file ({error}).", line
                )
            else:
                yield Row(number, tuple(fields))


def reject(source: Source, line: int, reason: str, excerpt: str = "") -> Reject:
    """A reject that says file and line."""
    return Reject(f"{source.name}: line {line}", reason, excerpt[:EXCERPT])
