"""Reads OFAC's files together: first what they hold as a whole, then entry by entry.

The small tables stay in memory, keyed by entry; the primary one is read twice, once
for its names (links point forwards and backwards) and once for its entries. So what
is wrong with a file as a whole is known before the first entry leaves.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.importers.listfile import ListFile
from crible.importers.ofac.directory import Directory
from crible.importers.ofac.entries import entry
from crible.importers.ofac.files import Files, recognise
from crible.importers.ofac.names import TYPES
from crible.importers.ofac.tables import (
    Alternate,
    Comment,
    Count,
    Place,
    Primary,
    records,
)
from crible.importers.source import Source, digest
from crible.importers.table import Row, reject
from crible.model import Entry, ListInfo, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(slots=True)
class _Beside:
    """What the files beside the primary one hold, keyed by entry number."""

    alternates: dict[str, list[Alternate]] = field(
        default_factory=lambda: defaultdict(list)
    )
    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    comments: dict[str, str] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the SDN or the consolidated list.

    Args:
        paths: ``sdn.csv`` or ``cons_prim.csv``, optionally the files that belong to
            it; those beside it are found by name. Or the folder they lie in.
        info: which list it is.

    Raises:
        ListRefused: a file is not what it is expected to be.
    """
    files = recognise(paths, info)
    beside = _beside(files)
    directory = Directory()
    numbers = _survey(files.primary, directory, beside.notes)
    directory.add_alternates(
        (row.name, row.number) for rows in beside.alternates.values() for row in rows
    )
    beside.rejects += _strangers(files, beside, numbers)
    sources = files.present()
    return ListFile(
        # The tables carry no date; the publisher's page does.
        published=None,
        sha256=digest(sources),
        source=", ".join(source.name for source in sources),
        items=_items(files.primary, beside, directory, info.key),
        notes=tuple(beside.notes),
    )


def _beside(files: Files) -> _Beside:
    beside = _Beside()
    if files.alternates is None:
        beside.notes.append(
            "The file of alternate names (alt.csv) is not there: aliases are missing."
        )
    else:
        _read_alternates(files.alternates, beside)
    if files.addresses is None:
        beside.notes.append(
            "The file of addresses (add.csv) is not there: countries are missing."
        )
    else:
        for row in _rows(files.addresses, 6, beside):
            place = Place._make((row.line, *row.fields))
            beside.places[place.number].append(place)
    if files.comments is not None:
        for row in _rows(files.comments, 2, beside):
            comment = Comment._make((row.line, *row.fields))
            known = beside.comments.get(comment.number, "")
            beside.comments[comment.number] = known + comment.text
    return beside


def _read_alternates(source: Source, beside: _Beside) -> None:
    for row in _rows(source, 5, beside):
        other = Alternate._make((row.line, *row.fields))
        if not other.name or other.type not in TYPES:
            what = "name is empty" if not other.name else "type is not aka, fka or nka"
            beside.rejects.append(
                reject(source, other.line, f"The alternate {what}.", other.type)
            )
        else:
            beside.alternates[other.number].append(other)


def _rows(source: Source, width: int, beside: _Beside) -> Iterator[Row]:
    count = Count()
    for row in records(source, width, count):
        if isinstance(row, Reject):
            beside.rejects.append(row)
        else:
            yield row
    _note_end(source, count, beside.notes)


def _note_end(source: Source, count: Count, notes: list[str]) -> None:
    if not count.ended:
        notes.append(
            f"{source.name} lacks the mark (0x1A) that OFAC ends its files with; it may"
            " have been cut off between two rows."
        )


def _survey(source: Source, directory: Directory, notes: list[str]) -> set[str]:
    """Reads the primary file to its end, for its names and its faults."""
    count = Count()
    numbers: set[str] = set()
    for row in records(source, 12, count):
        if not isinstance(row, Reject):
            number, name = row.fields[:2]
            if number not in numbers:
                directory.add_primary(name, number)
                numbers.add(number)
    if not numbers:
        raise ListRefused(
            "The file has no entries.",
            where=source.name,
            hint="Download it again from its publisher.",
        )
    _note_end(source, count, notes)
    return numbers


def _strangers(files: Files, beside: _Beside, numbers: set[str]) -> Iterator[Reject]:
    """One reject a file for rows whose entry the primary file does not hold."""
    for source, table, what in (
        (files.alternates, beside.alternates, "alternate names"),
        (files.addresses, beside.places, "addresses"),
        (files.comments, beside.comments, "comments"),
    ):
        strange = sorted(table.keys() - numbers, key=int)
        if source is not None and strange:
            rows = sum(
                len(value) if isinstance(value, list) else 1
                for number in strange
                for value in (table[number],)
            )
            yield Reject(
                where=source.name,
                reason=f"{rows:,} {what} belong to {len(strange):,} entries that"
                f" {files.primary.name} does not hold: the files are of different"
                " days.",
                excerpt=f"entry numbers {', '.join(strange[:5])}",
            )


def _items(
    source: Source, beside: _Beside, directory: Directory, key: str
) -> Iterator[Entry | Reject]:
    yield from beside.rejects
    seen: dict[str, int] = {}
    for row in records(source, 12, Count()):
        if isinstance(row, Reject):
            yield row
            continue
        primary = Primary._make((row.line, *row.fields))
        number = primary.number
        if number in seen:
            yield reject(
                source,
                row.line,
                f"The entry number {number} is taken by line {seen[number]}.",
            )
            continue
        if not primary.name:
            yield reject(source, row.line, "The name (column 2) is empty.", number)
            continue
        seen[number] = row.line
        if number in beside.comments:
            primary = primary._replace(
                remarks=primary.remarks + beside.comments[number]
            )
        yield entry(
            primary,
            beside.alternates.get(number, ()),
            beside.places.get(number, ()),
            directory,
            key,
        )
