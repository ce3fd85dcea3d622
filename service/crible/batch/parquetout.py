"""Writes rows as Parquet: texts, and the numbers of ours as numbers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from crible.batch.parquetfile import library

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

# Rows of a group: what is held in memory at a time.
_GROUP = 20_000


def write(
    target: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Mapping[int, type],
) -> None:
    """Write a table.

    Args:
        target: the file.
        headings: names of the columns.
        rows: of the same width.
        numbers: places of the columns that hold numbers, and which kind.
    """
    arrow = library()
    known = {int: arrow.int64(), float: arrow.float64()}
    kinds = [numbers.get(place) for place in range(len(headings))]
    types = [known[kind] if kind else arrow.string() for kind in kinds]
    schema = arrow.schema(list(zip(headings, types, strict=True)))
    left = iter(rows)
    with arrow.parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        while block := list(islice(left, _GROUP)):
            columns = zip(*block, strict=True)
            arrays = [
                arrow.array(
                    [kind(cell) if cell else None for cell in cells] if kind else cells,
                    arrow_type,
                )
                for kind, arrow_type, cells in zip(kinds, types, columns, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
