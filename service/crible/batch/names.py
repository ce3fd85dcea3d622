"""The names alone of a file: lines of a text, or the name column of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.batch import encodings
from crible.batch.files import Reading
from crible.batch.opening import open_file
from crible.errors import FileRefused

if TYPE_CHECKING:
    from pathlib import Path

_TABLES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".jsonl", ".ndjson", ".parquet"})


def read(path: Path) -> tuple[str, ...]:
    """Names of a file in file order, each once; rows that cannot be read are left out.

    Args:
        path: ``.csv``, ``.xlsx`` and the like are tables with a heading that means a
            name, as in a counterparty file; anything else holds one name a line.

    Raises:
        FileRefused: it cannot be read, has no column for names, or holds no name.
    """
    names = _column(path) if path.suffix.lower() in _TABLES else _lines(path)
    found = tuple(dict.fromkeys(name for name in map(str.strip, names) if name))
    if not found:
        raise FileRefused("The file holds no name.", where=path.name)
    return found


def _column(path: Path) -> list[str]:
    with open_file(path, Reading()) as file:
        place = file.columns.of("name")[0].index
        return [
            record.cells[place]
            for record in file
            if not record.blank and not record.flaw
        ]


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileRefused("There is no such file.", where=str(path)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FileRefused(
            f"The file cannot be opened: {reason}.", where=str(path)
        ) from None
    text, _ = encodings.decode(data, declared=None, where=path.name)
    return text.splitlines()
