"""Parquet, through pyarrow, which the extra ``crible[parquet]`` brings.

Every value becomes text: this is a file of names and numbers of parties, in which
nothing is ever calculated.
"""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any

from crible.batch.files import CounterpartyFile, Reading, flaw_of
from crible.batch.records import Record
from crible.errors import FileRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.batch.columns import Columns

# Rows that are turned into text at a time.
_ROWS = 1_000
# Whole numbers below this are exact in a column of floating point.
_EXACT = 1e15


class ParquetFile(CounterpartyFile):
    """A Parquet file; nested columns become JSON, lists are parted by semicolons."""

    format = "parquet"

    def _begin(self, reading: Reading) -> Columns:
        where = self.path.name
        if (
            reading.delimiter is not None
            or reading.encoding is not None
            or not reading.header
        ):
            raise UsageError(
                "A Parquet file has neither delimiter, encoding nor header line.",
                where=where,
            )
        arrow = library()
        try:
            self._table = arrow.parquet.ParquetFile(self._file, pre_buffer=False)
        except (arrow.ArrowException, OSError) as error:
            raise FileRefused(
                f"This is no Parquet file ({type(error).__name__}).",
                where=where,
                hint="Write it again, or export it as CSV.",
            ) from None
        self._read = 0
        self._total = max(1, self._table.metadata.num_rows)
        return self._headed(tuple(self._table.schema_arrow.names), reading)

    def __iter__(self) -> Iterator[Record]:
        """A record for each row; its line is the row's number."""
        width = len(self.headings)
        arrow = library()
        try:
            for part in self._table.iter_batches(_ROWS, use_threads=False):
                columns = [column.to_pylist() for column in part.columns]
                for values in zip(*columns, strict=True):
                    self._read += 1
                    cells = tuple(map(text_of, values))
                    yield Record(self._read, cells, flaw_of(cells, width))
        except (arrow.ArrowException, OSError) as error:
            raise FileRefused(
                f"It is damaged ({type(error).__name__}).",
                where=f"{self.path.name}, after row {self._read}",
                hint="Write it again, or export it as CSV.",
            ) from None

    @property
    def share(self) -> float | None:
        """How much of the file was read, 0..1."""
        return float(self._read / self._total)


def library() -> Any:
    """The module pyarrow, with its parquet part.

    Raises:
        FileRefused: it is not installed.
    """
    try:
        arrow = importlib.import_module("pyarrow")
        importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise FileRefused(
            "Parquet files need pyarrow, which is not installed.",
            hint="Install it: pip install 'crible[parquet]', or use CSV.",
        ) from None
    return arrow


def text_of(value: Any) -> str:
    """A value as a cell; a whole number in a floating column is written whole."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _EXACT
        return f"{value:.0f}" if whole else repr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, list):
        return "; ".join(filter(None, map(text_of, value)))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)
