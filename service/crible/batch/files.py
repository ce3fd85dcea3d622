"""A counterparty file opened for reading: encoding, delimiter and columns decided."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from crible.batch import columns, dialects, encodings
from crible.batch.job import FOREIGN
from crible.batch.records import Record, Records
from crible.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from crible.batch.columns import Columns
    from crible.batch.encodings import Encoding

_SNIFF_LINES = 50
_SNIFF_CHARS = 4096


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read; everything left out is found out."""

    columns: Sequence[tuple[str, str]] = ()
    delimiter: str | None = None
    encoding: str | None = None
    header: bool = True


class CounterpartyFile:
    """An open file; use it as a context manager and iterate over its records.

    Args:
        path: a regular file.
        reading: what the caller knows of it.

    Raises:
        FileRefused: it is absent, no file, empty, foreign, of unknown encoding or
            without a column for names.
        UsageError: ``reading`` makes no sense for this file.
    """

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        self._file = _open(path)
        try:
            self._begin(reading)
        except BaseException:
            self.close()
            raise

    def _begin(self, reading: Reading) -> None:
        where = self.path.name
        before = os.fstat(self._file.fileno())
        self._stamp = (before.st_size, before.st_mtime_ns)
        self.size = before.st_size
        if self.size == 0:
            raise FileRefused("The file is empty.", where=where)
        self.sha256 = hashlib.file_digest(self._file, "sha256").hexdigest()
        self._file.seek(0)
        self.encoding: Encoding = encodings.detect(
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
        self._records = Records(stream, self.delimiter)
        iterator = iter(self._records)
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
        width = len(first.cells)
        self._pushed: Record | None = None if reading.header else first
        self.headings = (
            first.cells
            if reading.header
            else tuple(f"column_{number}" for number in range(1, width + 1))
        )
        self.columns: Columns = columns.recognise(
            first.cells if reading.header else ("",) * width,
            reading.columns,
            where=where,
        )
        self._records.width = width
        self._iterator = iterator

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

    @property
    def position(self) -> int:
        """Bytes taken from the disk so far; runs a little ahead of the records."""
        return min(self._file.tell(), self.size)

    def check_unchanged(self) -> None:
        """Raise FileRefused when somebody wrote to the file meanwhile."""
        now = os.fstat(self._file.fileno())
        if (now.st_size, now.st_mtime_ns) != self._stamp:
            raise FileRefused(
                "The file changed while it was read.",
                where=self.path.name,
                hint="Work on a copy, or wait until it is complete.",
            )

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _open(path: Path) -> io.BufferedReader:
    where = path.name
    if path.suffix.lower() in FOREIGN:
        raise FileRefused(
            f"Files of type {path.suffix.lower()} cannot be read yet.",
            where=where,
            hint="Save it as CSV with UTF-8 encoding.",
        )
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = "a folder" if path.is_dir() else "not a regular file"
            raise FileRefused(
                f"It is {what}.", where=where, hint="Give the path of a CSV file."
            )
        return path.open("rb")
    except FileNotFoundError:
        raise FileRefused("There is no such file.", where=str(path)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FileRefused(
            f"The file cannot be opened: {reason}.", where=str(path)
        ) from None


def _first_lines(stream: io.TextIOWrapper) -> list[str]:
    lines: list[str] = []
    while len(lines) < _SNIFF_LINES:
        line = stream.readline(_SNIFF_CHARS)
        if not line:
            break
        lines.append(line)
    return lines
