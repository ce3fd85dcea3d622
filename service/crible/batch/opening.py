"""Which reader opens a file: told by the ending of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.batch.textfile import TextFile
from crible.errors import FileRefused

if TYPE_CHECKING:
    from pathlib import Path

    from crible.batch.files import CounterpartyFile, Reading

# Endings of formats that are neither read nor written: a CSV must not wear them.
FOREIGN = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".json", ".avro", ".orc"})


def open_file(path: Path, reading: Reading) -> CounterpartyFile:
    """Open a counterparty file; anything of another ending is delimited text.

    Raises:
        FileRefused: it cannot be read.
        UsageError: ``reading`` makes no sense for it.
    """
    match path.suffix.lower():
        case ".xlsx":
            from crible.batch.sheetfile import SheetFile  # noqa: PLC0415 - loads lxml

            return SheetFile(path, reading)
        case ".jsonl" | ".ndjson":
            from crible.batch.linesfile import LinesFile  # noqa: PLC0415 - as needed

            return LinesFile(path, reading)
        case ".parquet":
            from crible.batch.parquetfile import ParquetFile  # noqa: PLC0415 - an extra

            return ParquetFile(path, reading)
        case ending if ending in FOREIGN:
            raise FileRefused(
                f"Files of type {ending} cannot be read.",
                where=path.name,
                hint="Save it as CSV with UTF-8 encoding, or as .xlsx, .parquet or "
                ".jsonl.",
            )
    return TextFile(path, reading)
