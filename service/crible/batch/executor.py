"""What a Python worker on a cluster does: rows in, rows of the result out.

It answers by the very functions of a run on one machine, over an index that it maps.
Knows Arrow and nothing of Spark.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crible.batch import results
from crible.batch.answered import Answered
from crible.batch.files import flaw_of
from crible.batch.parquetfile import library, text_of
from crible.batch.records import Record, Records
from crible.batch.rows import Rows
from crible.batch.sieve import Sieve
from crible.model import EntrySummary
from crible.usecases.listings import Listings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crible.batch.columns import Columns
    from crible.matching import Profile
    from crible.usecases.verdicts import Terms

# Column that marks the first row of each row of the input.
FIRST = "_crible_first"
# The file of what is shown of entries.
ENTRIES = "crible-entries.json"
# Rows that Spark hands to Python at a time, and rows of an answer.
ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Task:
    """What a Python worker needs to know; small, and sent with every task."""

    index: str
    profile: Profile
    terms: Terms
    columns: Columns
    headings: tuple[str, ...]
    delimiter: str
    batch: str
    escaped: bool
    hits_only: bool
    all_hits: bool


# The mapped index of this Python worker, by the name of its file.
_opened: dict[str, tuple[Any, Listings, dict[str, EntrySummary]]] = {}


class Answerer:
    """Answers record batches; made on the driver, called in the Python workers.

    Args:
        task: what to do.
        found: where a file that was sent along lies on this machine.
    """

    def __init__(self, task: Task, found: Callable[[str], str]) -> None:
        self._task = task
        self._found = found

    def __call__(self, parts: Iterable[Any]) -> Iterator[Any]:
        """A record batch of results for each of rows."""
        task = self._task
        screener, listings, entries = _open(task, self._found)
        sieve = Sieve(screener, listings, task.terms, chunk=ROWS)
        number = 0
        for part in parts:
            records = _records(part, task, number)
            rows = Rows(task.columns, task.headings)
            read = (rows.read(record) for record in records if not record.blank)
            number += part.num_rows
            answers = [
                Answered.of(row, verdicts, ("",) * len(verdicts))
                for some in sieve.each(read)
                for row, verdicts, _ in some
            ]
            yield _table(task, answers, entries)


def _open(
    task: Task, found: Callable[[str], str]
) -> tuple[Any, Listings, dict[str, EntrySummary]]:
    known = _opened.get(task.index)
    if known is None:
        from crible.matching import Screener  # noqa: PLC0415 - in the worker only

        screener = Screener.open(found(task.index), profile=task.profile)
        shown = json.loads(Path(found(ENTRIES)).read_text("utf-8"))
        entries = {
            entry_id: EntrySummary(
                entry_id, entry_id.partition(":")[0], caption, kind, status
            )
            for entry_id, (caption, kind, status) in shown.items()
        }
        _opened.clear()
        known = _opened[task.index] = (screener, Listings(screener), entries)
    return known


def numbers_of(task: Task) -> dict[int, type]:
    """Places of the columns that are written as numbers; in text they keep our digits."""
    return {} if task.escaped else results.numbers(len(task.headings))


def _records(part: Any, task: Task, number: int) -> Iterator[Record]:
    """The rows of a record batch as records.

    What Spark could not read is read again as on one machine: that tells the same fault,
    and a quote that was never closed takes no other lines with it.
    """
    width = len(task.headings)
    columns = [column.to_pylist() for column in part.columns]
    for place, values in enumerate(zip(*columns, strict=True), start=number):
        cells = tuple(map(text_of, values[:width]))
        if len(values) > width and values[width] is not None:
            text = io.StringIO(str(values[width]), newline="")
            yield from Records(text, task.delimiter, width=width)
        else:
            yield Record(place, cells, flaw_of(cells, width))


def _table(
    task: Task, answers: list[Answered], entries: dict[str, EntrySummary]
) -> Any:
    arrow = library()
    width = len(task.headings)
    cells: list[list[str]] = []
    first: list[bool] = []
    for answered in answers:
        rows = results.rows_of(
            answered,
            entries,
            batch=task.batch,
            width=width,
            all_hits=task.all_hits,
            numbered=False,
        )
        cells += rows
        first += [place == 0 for place in range(len(rows))]
    numbers = numbers_of(task)
    whole = width + len(results.COLUMNS)
    columns = list(zip(*cells, strict=True)) or [()] * whole
    arrays = []
    for place, column in enumerate(columns):
        kind = numbers.get(place)
        if kind:
            values = [kind(cell) if cell else None for cell in column]
            told_as = arrow.int64() if kind is int else arrow.float64()
            arrays.append(arrow.array(values, told_as))
        else:
            said = map(results.escaped, column) if task.escaped else column
            arrays.append(arrow.array(list(said), arrow.string()))
    arrays.append(arrow.array(first, arrow.bool_()))
    names = [*(f"_r{place}" for place in range(whole)), FIRST]
    return arrow.RecordBatch.from_arrays(arrays, names=names)
