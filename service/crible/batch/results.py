"""The result file: the original cells, then what crible found.

Written beside its final name and renamed when it is whole, so that a result file is
complete or is not there. No cell can become a formula when a spreadsheet opens it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import secrets
from typing import TYPE_CHECKING, Self

from crible.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from crible.batch.rows import Row
    from crible.model import EntrySummary, Hit, Screening

COLUMNS = (
    "outcome",
    "hits",
    "entry",
    "list",
    "caption",
    "status",
    "score",
    "band",
    "matched_name",
    "reason",
    "screening",
    "batch",
)

# What makes a spreadsheet run a cell (OWASP, "CSV Injection"), full-width forms too.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_REASONS = 3


def escaped(cell: str) -> str:
    """The cell with an apostrophe before it when a spreadsheet would run it.

    Numbers below zero too: whether ``-5+cmd`` is one is the spreadsheet's opinion.
    """
    return "'" + cell if cell.startswith(_ACTIVE) else cell


def csv_line(cells: Iterable[str], delimiter: str = ",") -> str:
    """One line of CSV, ended by a line feed, in which no cell is active.

    The csv module quotes only those line breaks that its own line end holds, so it is
    told both; what other programs take for a line end never stands bare in a cell.
    """
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(
        [escaped(cell) for cell in cells]
    )
    return text.getvalue().removesuffix("\r\n") + "\n"


def headings(original: Sequence[str]) -> list[str]:
    """The original headings and ours; ours give way where a name is taken."""
    taken = {heading.strip().casefold() for heading in original}
    added = []
    for column in COLUMNS:
        name = column
        while name in taken:
            name = f"crible_{name}"
        added.append(name)
    return [*original, *added]


def found(
    row: Row, screening: Screening, entries: Mapping[str, EntrySummary]
) -> list[str]:
    """The cells that crible adds to a row."""
    reason = ""
    if screening.problem:
        reason = f"line {row.record.line}: {screening.problem.detail}"
    best = screening.hits[0] if screening.hits else None
    entry = entries.get(best.entry_id) if best else None
    return [
        screening.outcome,
        str(len(screening.hits)),
        best.entry_id if best else "",
        best.entry_id.partition(":")[0] if best else "",
        entry.caption if entry else "",
        entry.status if entry else "",
        f"{best.score:.4f}" if best else "",
        best.band if best else "",
        best.matched.name if best else "",
        reason or (reason_of(best) if best else ""),
        screening.id,
        screening.batch,
    ]


def reason_of(hit: Hit) -> str:
    """The weightiest reasons of a hit, as one text."""
    weighty = sorted(hit.contributions, key=lambda item: -abs(item.weight))
    return "; ".join(item.reason.rstrip(".") for item in weighty[:_REASONS])


class ResultFile:
    """Writes the results; a context manager that keeps the file or leaves no trace.

    Args:
        target: the final name.
        original: the headings of the input.
        delimiter: parts the cells.
        marked: whether to begin with a byte order mark, as the input did.
    """

    def __init__(
        self, target: Path, original: Sequence[str], *, delimiter: str, marked: bool
    ) -> None:
        self.target = target
        self.rows = 0
        self._width = len(original)
        self._path = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        self._kept = False
        try:
            self._file = self._path.open(
                "x", encoding="utf-8-sig" if marked else "utf-8", newline=""
            )
        except OSError as error:
            raise FileRefused(
                f"Nothing can be written there: {error.strerror}.", where=str(target)
            ) from None
        self._delimiter = delimiter
        self._write(headings(original))

    def add(self, row: Row, cells: Iterable[str]) -> None:
        """Write one row: its own cells, cut or filled up to the header, then ours."""
        own = list(row.record.cells[: self._width])
        own += [""] * (self._width - len(own))
        self._write([*own, *cells])
        self.rows += 1

    def keep(self) -> str:
        """Finish the file under its final name and return its sha256."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        with self._path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._path.replace(self.target)
        self._kept = True
        return digest

    def _write(self, cells: Iterable[str]) -> None:
        self._file.write(csv_line(map(_writable, cells), self._delimiter))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if not self._kept:
            self._path.unlink(missing_ok=True)


def _writable(cell: str) -> str:
    """Bytes that could not be decoded, and NULs, as the replacement character."""
    return "".join(
        "�" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in cell
    )
