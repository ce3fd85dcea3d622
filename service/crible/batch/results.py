"""The rows of a result: the original cells, then what crible found."""

from __future__ import annotations

import csv
import re
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crible.batch.answered import Answered, Found
    from crible.batch.records import Record
    from crible.model import EntrySummary, Hit

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
    "also",
    "matched_column",
)
# Of these, the columns that hold numbers; formats that know numbers write them so.
NUMBERS: dict[str, type] = {"hits": int, "score": float}

# What makes a spreadsheet run a cell (OWASP, "CSV Injection"), full-width forms too.
_ACTIVE = frozenset("=+-@\t\r\n＝＋－＠")

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")

# What stands between the cells of a row and its ids when nothing was found.
_CLEAR = ("clear", "0", "", "", "", "", "", "", "", "")

_REASONS = 3
_EXCERPT = 200


def escaped(cell: str) -> str:
    """The cell with an apostrophe before it when a spreadsheet would run it.

    Numbers below zero too: whether ``-5+cmd`` is one is the spreadsheet's opinion.
    """
    return "'" + cell if cell[:1] in _ACTIVE else cell


def csv_line(cells: Iterable[str], delimiter: str = ",") -> str:
    """One line of CSV, ended by a line feed, in which no cell is active.

    The csv module quotes only those line breaks that its own line end holds, so it is
    told both; what other programs take for a line end never stands bare in a cell.
    """
    line: str = _writer(delimiter).writerow(
        ["'" + cell if cell[:1] in _ACTIVE else cell for cell in cells]
    )
    return line[:-2] + "\n"


@cache
def _writer(delimiter: str) -> Any:
    """A writer that gives back each line; setting one up takes longer than a line."""
    return csv.writer(
        SimpleNamespace(write=str), delimiter=delimiter, lineterminator="\r\n"
    )


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


def numbers(width: int) -> dict[int, type]:
    """Places of our columns of numbers behind ``width`` others, and which kind."""
    return {
        width + place: NUMBERS[column]
        for place, column in enumerate(COLUMNS)
        if column in NUMBERS
    }


def rows_of(
    answered: Answered,
    entries: Mapping[str, EntrySummary],
    *,
    batch: str,
    width: int,
    all_hits: bool = False,
    numbered: bool = True,
) -> list[list[str]]:
    """The rows of the result for one row of the input.

    Args:
        answered: the row and what it came to.
        entries: what to show of the entries that were hit.
        batch: id of the batch.
        width: columns of the input; the row's own cells are cut or filled up to it.
        all_hits: a row for each hit, instead of one for the best.
        numbered: whether the lines of the input are known.
    """
    record = answered.row.record
    own = _own(record, width)
    problem = answered.problem
    if problem:
        problem = f"line {record.line}: {problem}" if numbered else problem
        if record.text:
            problem += f" It reads: {writable(record.text[:_EXCERPT])}"
    hits = answered.hits()
    if not hits:
        return [
            [
                *own, answered.outcome, "0", "", "", "", "", "", "", "", problem,
                answered.screenings[0], batch, "", "",
            ]
        ]  # fmt: skip
    told = hits if all_hits else hits[:1]
    return [
        [
            *own,
            answered.outcome,
            str(len(hits)),
            *_hit_cells(found, entries, problem),
            found.screening,
            batch,
            "; ".join(listing.entry_id for listing in found.hit.also),
            found.party.column if len(answered.row.parties) > 1 else "",
        ]
        for found in told
    ]


def clear_row(record: Record, screening: str, *, batch: str, width: int) -> list[str]:
    """The row of the result for a row of which there is nothing to tell."""
    return [*_own(record, width), *_CLEAR, screening, batch, "", ""]


def _own(record: Record, width: int) -> list[str]:
    """The row's own cells, cut or filled up to the columns of the input."""
    own = list(record.cells[:width])
    if _UNWRITABLE.search("".join(own)):
        own = list(map(writable, own))
    if len(own) < width:
        own += [""] * (width - len(own))
    return own


def _hit_cells(
    found: Found, entries: Mapping[str, EntrySummary], problem: str
) -> list[str]:
    hit = found.hit
    entry = entries.get(hit.entry_id)
    return [
        hit.entry_id,
        hit.entry_id.partition(":")[0],
        writable(entry.caption) if entry else "",
        entry.status if entry else "",
        f"{hit.score:.4f}",
        hit.band,
        writable(hit.matched.name),
        problem or reason_of(hit),
    ]


def reason_of(hit: Hit) -> str:
    """The weightiest reasons of a hit, as one text."""
    weighty = sorted(hit.contributions, key=lambda item: -abs(item.weight))
    return "; ".join(item.reason.rstrip(".") for item in weighty[:_REASONS])


def writable(cell: str) -> str:
    """Bytes that could not be decoded, and NULs, as the replacement character."""
    return _UNWRITABLE.sub("�", cell)
