"""Which character parts the cells: told, announced by the file, or seen in it."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from crible.batch.columns import knows_name
from crible.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

DELIMITERS = (",", ";", "\t", "|")

# Stands for "one column only": a character that no file holds, so that the commas of
# "Acme, Inc." stay in the name.
SINGLE = "\x1f"

_WORDS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


def told(text: str) -> str:
    """The delimiter that a caller names: a character, or ``tab`` and the like.

    Raises:
        UsageError: it is not one character, or one that cannot part cells.
    """
    delimiter = _WORDS.get(text.lower(), text)
    if len(delimiter) != 1 or delimiter in '"\r\n\0' or delimiter.isalnum():
        raise UsageError(
            f"{text!r} cannot be a delimiter.", hint="Use , or ; or tab or |."
        )
    return delimiter


def announced(line: str) -> str:
    """The delimiter in a first line such as ``sep=;``, which Excel writes, or ''."""
    match = re.fullmatch(r'"?sep=(.)"?', line.strip("\r\n"), re.IGNORECASE)
    return match[1] if match else ""


def sniff(lines: Sequence[str]) -> str:
    """The delimiter under which the first lines look most like a table.

    A heading that means a name counts most, then how many lines have as many cells
    as the header, then the number of cells. Names hold commas and semicolons of their
    own, so mere counting would be misled.

    Args:
        lines: the first physical lines; the last may be cut.
    """
    best, merit = SINGLE, (0, 0.0, 1)
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not rows or len(rows[0]) < 2:
            continue
        width = len(rows[0])
        even = sum(len(row) == width for row in rows) / len(rows)
        found = (int(knows_name(rows[0])), round(even, 2), width)
        if found > merit:
            best, merit = delimiter, found
    return best
