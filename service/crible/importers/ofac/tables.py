"""OFAC's four tables as rows with names instead of positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from crible.errors import ListRefused
from crible.importers.table import Row, Trailer, reject, rows
from crible.model import Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.importers.source import Source

_RAGGED_SHARE = 0.1
_RAGGED_FEW = 5
"""More damaged rows than both, and the file as a whole is not to be trusted; a few in
a small file are only rejected."""


class Primary(NamedTuple):
    """A row of ``sdn.csv`` or ``cons_prim.csv``; empty text stands for null."""

    line: int
    number: str
    name: str
    type: str
    programmes: str
    title: str
    call_sign: str
    vessel_type: str
    tonnage: str
    gross_tonnage: str
    flag: str
    owner: str
    remarks: str


class Alternate(NamedTuple):
    """A row of ``alt.csv`` or ``cons_alt.csv``."""

    line: int
    number: str
    alternate: str
    type: str
    name: str
    remarks: str


class Place(NamedTuple):
    """A row of ``add.csv`` or ``cons_add.csv``."""

    line: int
    number: str
    place: str
    address: str
    city: str
    country: str
    remarks: str


class Comment(NamedTuple):
    """A row of ``sdn_comments.csv``: the rest of a remark that was too long."""

    line: int
    number: str
    text: str


@dataclass(slots=True)
class Count:
    """What was seen while a table was read to its end."""

    good: int = 0
    bad: int = 0
    ended: bool = False


def records(source: Source, width: int, count: Count) -> Iterator[Row | Reject]:
    """Rows of the right width with a number in front; a reject for every other one.

    Args:
        source: the file.
        width: how many columns a row has.
        count: filled while reading.

    Raises:
        ListRefused: the file breaks off in a row, or too many rows are damaged.
    """
    last: Row | Reject | Trailer | None = None
    for row in rows(source):
        last = row
        if isinstance(row, Trailer):
            count.ended = True
            continue
        checked = _checked(source, row, width)
        if checked is None:
            continue
        if isinstance(checked, Reject):
            count.bad += 1
        else:
            count.good += 1
        last = checked
        yield checked
    if isinstance(last, Reject) and not count.ended:
        raise ListRefused(
            f"The file breaks off in its last row: {last.reason}",
            where=last.where,
            hint="The download was cut short; get the file again.",
        )
    share = _RAGGED_SHARE * (count.good + count.bad)
    if not count.good or count.bad > max(share, _RAGGED_FEW):
        raise ListRefused(
            f"{count.bad:,} of {count.good + count.bad:,} rows are damaged.",
            where=source.name,
            hint="Use the file as published, without changes.",
        )


def _checked(source: Source, row: Row | Reject, width: int) -> Row | Reject | None:
    if isinstance(row, Reject):
        return row
    if len(row.fields) != width:
        return reject(
            source,
            row.line,
            f"{len(row.fields)} columns where {width} are expected.",
            ",".join(row.fields),
        )
    number = row.fields[0].strip()
    if number.lower() == "ent_num":
        return None  # a header that somebody added
    if not (number.isascii() and number.isdecimal()):
        return reject(
            source, row.line, "The entry number (column 1) is no number.", number
        )
    # Not the last column: a long remark is cut at its 1,000th character and goes on
    # in the comments, so that a blank at its end belongs to the text.
    fields = [_value(field) for field in row.fields[:-1]]
    tail = row.fields[-1]
    return Row(row.line, (*fields, "" if tail.strip() == "-0-" else tail))


def _value(field: str) -> str:
    value = field.strip()
    return "" if value == "-0-" else value
