"""A counterparty file opened for reading, whatever its format.

Here is what all formats share: a regular file that is hashed before anything else and
must not change while it is read, headings, columns, and records with their lines. How
bytes become records is in ``textfile``, ``sheetfile``, ``linesfile``, ``parquetfile``.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from crible.batch import columns
from crible.batch.encodings import is_damaged
from crible.errors import FileRefused

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from crible.batch.columns import Columns
    from crible.batch.encodings import Encoding
    from crible.batch.records import Record


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

    Attributes:
        format: its format, in a word.
        headings: of its columns, as they stand there.
        columns: which of them plays which role.
        encoding: of its text; None where the format has its own.
        size: in bytes.
        sha256: hash of those bytes.

    Raises:
        FileRefused: it is absent, no file, empty, unreadable or without a column for
            names.
        UsageError: ``reading`` makes no sense for this file.
    """

    format: ClassVar[str] = ""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        self.encoding: Encoding | None = None
        self.delimiter = ""
        self.headings: tuple[str, ...] = ()
        self._file = _open(path)
        try:
            self._stamp = self._looked_at()
            self.size = self._stamp[0]
            self.sha256 = hashlib.file_digest(self._file, "sha256").hexdigest()
            self._file.seek(0)
            self.columns: Columns = self._begin(reading)
        except BaseException:
            self.close()
            raise

    def _looked_at(self) -> tuple[int, int]:
        """Size and time of the last change, of a file that is not empty."""
        now = os.fstat(self._file.fileno())
        if now.st_size == 0:
            raise FileRefused("The file is empty.", where=self.path.name)
        return now.st_size, now.st_mtime_ns

    def _begin(self, reading: Reading) -> Columns:
        """Read as far as the headings."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[Record]:
        """The records below the header, blank ones included."""
        raise NotImplementedError

    def _headed(
        self, cells: Sequence[str], reading: Reading, *, header: bool = True
    ) -> Columns:
        """Take the first record for headings, or number the columns."""
        width = len(cells)
        self.headings = (
            tuple(cells)
            if header
            else tuple(f"column_{number}" for number in range(1, width + 1))
        )
        return columns.recognise(
            cells if header else ("",) * width, reading.columns, where=self.path.name
        )

    @property
    def delimiter_shown(self) -> str:
        """The delimiter in words that can be read; empty where there is none."""
        return ""

    @property
    def share(self) -> float | None:
        """How much of the file was read, 0..1; None when that is not known."""
        return min(1.0, self._file.tell() / self.size)

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


def flaw_of(cells: Sequence[str], width: int | None) -> str:
    """Why cells are no row under a header of that width; empty when they are one."""
    whole = "".join(cells)
    if "\0" in whole:
        return "it holds a NUL character"
    if not whole.isascii() and is_damaged(whole):
        return "it holds bytes that the encoding does not allow"
    if width is not None and len(cells) != width and whole.strip():
        return f"it has {len(cells)} cells where the header has {width}"
    return ""


def _open(path: Path) -> io.BufferedReader:
    where = path.name
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
