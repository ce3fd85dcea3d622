"""Writes rows as Parquet: texts, and the numbers of ours as numbers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from crible.batch.outputs import number
from crible.batch.parquetfile import library
from crible.batch.results import COLUMNS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# Rows of a group: what is held in memory at a time.
_GROUP = 20_000


def write(target: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table.

    Args:
        target: the file.
        headings: names of the columns.
        rows: of the same width; the last ones are the columns of ours.
    """
    arrow = library()
    ours = [""] * (len(headings) - len(COLUMNS)) + list(COLUMNS)
    types = [
        (arrow.int64() if column == "hits" else arrow.float64())
        if column in NUMBERS
        else arrow.string()
        for column in ours
    ]
    schema = arrow.schema(list(zip(headings, types, strict=True)))
    left = iter(rows)
    with arrow.parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        while block := list(islice(left, _GROUP)):
            columns = zip(*block, strict=True)
            arrays = [
                arrow.array(
                    [number(column, cell) for cell in cells]
                    if column in NUMBERS
                    else cells,
                    kind,
                )
                for column, kind, cells in zip(ours, types, columns, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
