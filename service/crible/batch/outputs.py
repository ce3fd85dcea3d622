"""The formats of a result: how its rows are written, and made into a file at the end.

A result comes to be as a *stage*: a file that only ever grows at its end, so that a
run which was stopped can cut it back to where it was sure of it and go on. For text
formats the stage is the result. A spreadsheet or a Parquet file cannot grow like that;
their stage holds the rows as lines of JSON and is made into the result at the end.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from crible.batch.results import COLUMNS, csv_line, numbers
from crible.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Output(Protocol):
    """A format of a result."""

    def head(self) -> bytes:
        """What the stage begins with."""

    def row(self, cells: Sequence[str]) -> bytes:
        """A row of the stage."""

    def finish(self, stage: Path, target: Path) -> bool:
        """Make the result of the stage; False when the stage is the result."""


@dataclass(frozen=True, slots=True)
class Delimited:
    """CSV and the like, in UTF-8; no cell can become a formula."""

    headings: Sequence[str]
    delimiter: str = ","
    marked: bool = False

    def head(self) -> bytes:
        """The mark, if the input had one, and the header."""
        return (b"\xef\xbb\xbf" if self.marked else b"") + self.row(self.headings)

    def row(self, cells: Sequence[str]) -> bytes:
        """A line."""
        return csv_line(cells, self.delimiter).encode("utf-8", "replace")

    def finish(self, stage: Path, target: Path) -> bool:
        """Nothing is left to do."""
        del stage, target
        return False


@dataclass(frozen=True, slots=True)
class Lines:
    """JSON lines: an object a row, numbers of ours as numbers."""

    headings: Sequence[str]

    def head(self) -> bytes:
        """Nothing: each line names its fields."""
        return b""

    def row(self, cells: Sequence[str]) -> bytes:
        """A line."""
        values: list[object] = list(cells)
        for place, kind in _numbers(self.headings).items():
            values[place] = kind(cells[place]) if cells[place] else None
        fields = dict(zip(self.headings, values, strict=True))
        text = json.dumps(fields, ensure_ascii=False)
        return text.encode("utf-8", "replace") + b"\n"

    def finish(self, stage: Path, target: Path) -> bool:
        """Nothing is left to do."""
        del stage, target
        return False


@dataclass(frozen=True, slots=True)
class _Staged:
    """What a spreadsheet and a Parquet file share: a stage of JSON arrays."""

    headings: Sequence[str]

    def head(self) -> bytes:
        """Nothing: the headings are known at the end too."""
        return b""

    def row(self, cells: Sequence[str]) -> bytes:
        """An array."""
        text = json.dumps(list(cells), ensure_ascii=False)
        return text.encode("utf-8", "replace") + b"\n"


class Spreadsheet(_Staged):
    """XLSX."""

    def finish(self, stage: Path, target: Path) -> bool:
        """Write the workbook."""
        from crible.batch import workbook  # noqa: PLC0415 - as needed

        workbook.write(
            target, self.headings, staged(stage), numbers=_numbers(self.headings)
        )
        return True


class Parquet(_Staged):
    """Parquet, through pyarrow."""

    def finish(self, stage: Path, target: Path) -> bool:
        """Write the table."""
        from crible.batch import parquetout  # noqa: PLC0415 - an extra

        parquetout.write(
            target, self.headings, staged(stage), numbers=_numbers(self.headings)
        )
        return True


def output_for(
    target: Path, headings: Sequence[str], *, delimiter: str, marked: bool
) -> Output:
    """The format of a result, by the ending of its name.

    Args:
        target: the result.
        headings: of all its columns.
        delimiter: that of the input; a comma when it had none.
        marked: whether the input began with a byte order mark.

    Raises:
        FileRefused: the format needs what is not installed.
    """
    match target.suffix.lower():
        case ".jsonl" | ".ndjson":
            return Lines(headings)
        case ".xlsx":
            return Spreadsheet(headings)
        case ".parquet":
            from crible.batch.parquetfile import library  # noqa: PLC0415 - an extra

            library()
            if len(set(headings)) != len(headings):
                raise FileRefused(
                    "A Parquet file cannot have two columns of one name.",
                    where=str(target),
                    hint="Write .csv or .xlsx, or rename the columns of the input.",
                )
            return Parquet(headings)
        case ".tsv" | ".tab":
            return Delimited(headings, "\t", marked)
    # What ends in .csv has commas, or what the input had in the place of commas.
    return Delimited(headings, delimiter.strip() or ",", marked)


def staged(stage: Path) -> Iterator[list[str]]:
    """The rows of a stage of JSON arrays."""
    with stage.open("rb") as file:
        for line in file:
            yield json.loads(line)


def _numbers(headings: Sequence[str]) -> dict[int, type]:
    return numbers(len(headings) - len(COLUMNS))
