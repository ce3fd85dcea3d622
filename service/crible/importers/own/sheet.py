"""A table or spreadsheet of one's own, its columns told in the list's TOML.

``[columns]`` says which column is what; several rows of one id are one entry.
"""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

from crible.importers import csvfile, xlsxfile
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.enumerations import parted
from crible.importers.files import listed, one
from crible.importers.kinds import of_body
from crible.importers.own.columns import Columns
from crible.importers.schemes import scheme
from crible.importers.sheet import Record, Sheet
from crible.model import KINDS, STATUSES, Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.model import Kind, ListInfo, NameType, Quality, Status

_DELIMITERS = ",;\t|"
_KINDS: dict[str, Kind] = {
    "individual": "person",
    "natural person": "person",
    "entity": "company",
    "legal entity": "company",
    "organisation": "organization",
    "ship": "vessel",
}

_NAMES: tuple[tuple[str, NameType, Quality], ...] = (
    ("aliases", "alias", "strong"),
    ("weak_aliases", "alias", "weak"),
    ("former_names", "former", "strong"),
)
_DATES = (("birth", "birth_dates"), ("established", "registration_dates"))


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads a CSV or XLSX file.

    Raises:
        ListRefused: the list's TOML names no columns, or the file lacks one of them.
    """
    columns = Columns.of(info)
    source = one(paths, info, ".csv", ".tsv", ".txt", ".xlsx")
    sheet = _sheet(source, columns)
    return listed([source], None, _drafts(sheet, columns, info.key))


def _sheet(source: Source, columns: Columns) -> Sheet:
    if xlsxfile.is_one(source):
        rows = partial(xlsxfile.rows, source)
        return Sheet(source.name, rows, columns.all(), padded=True)
    source = source.readable("cp1252")
    first = next((line for _, line in source.lines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows_ = partial(csvfile.rows, source, delimiter)
    return Sheet(source.name, rows_, columns.all())


def _drafts(sheet: Sheet, columns: Columns, key: str) -> Iterator[Draft | Reject]:
    drafts: dict[str, Draft] = {}
    for record in sheet.records():
        if isinstance(record, Reject):
            yield record
            continue
        number = _number(record, columns)
        if number not in drafts:
            kind, status = _kind(record, columns), _status(record, columns)
            if isinstance(kind, Reject):
                yield kind
                continue
            if isinstance(status, Reject):
                yield status
                continue
            draft = Draft(key, number, kind, record.where, status)
            if not number:
                yield draft  # which will be told as a reject
                continue
            drafts[number] = draft
        _fill(record, columns, drafts[number])
    yield from drafts.values()


def _number(record: Record, columns: Columns) -> str:
    """The id; without a column for it, the name says who is meant from day to day."""
    if columns.has("id"):
        return columns.get(record, "id")
    name = " ".join(columns.get(record, "name").casefold().split())
    return (
        hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12] if name else ""
    )


def _kind(record: Record, columns: Columns) -> Kind | Reject:
    word = columns.get(record, "kind").lower()
    if not word:
        return of_body(columns.get(record, "name"))
    kind = _KINDS.get(word, word)
    if kind in KINDS:
        return kind
    return Reject(record.where, f"The kind is none of {', '.join(KINDS)}.", word[:200])


def _status(record: Record, columns: Columns) -> Status | Reject:
    word = columns.get(record, "status").lower()
    if not word or word in STATUSES:
        return word or "listed"
    return Reject(
        record.where, f"The status is none of {', '.join(STATUSES)}.", word[:200]
    )


def _fill(record: Record, columns: Columns, draft: Draft) -> None:
    for text in columns.values(record, "name"):
        draft.name(text, "alias" if draft.names else "primary")
    for role, type_, quality in _NAMES:
        for text in columns.values(record, role):
            draft.name(text, type_, quality)
    for text in columns.values(record, "countries"):
        draft.country(text)
    for text in columns.texts(record, "addresses"):
        draft.address(text)
    for what, role in _DATES:
        for text in columns.values(record, role):
            draft.date(what, text)
    for column, text in columns.labelled(record, "identifiers"):
        for value in parted(text):
            draft.identifier(scheme(column, "unstated"), value)
    _designate(record, columns, draft)
    for text in columns.texts(record, "remarks"):
        draft.remark(text)
    for column, text in record.rest():
        draft.keep(column, text)


def _designate(record: Record, columns: Columns, draft: Draft) -> None:
    authority = columns.get(record, "authority")
    programme = columns.get(record, "programme")
    listed_on = day(columns.get(record, "listed_on"))
    reason = columns.get(record, "reason")
    if authority or programme or listed_on or reason:
        draft.designations.append(
            Designation(authority, programme, listed_on=listed_on, reason=reason)
        )
