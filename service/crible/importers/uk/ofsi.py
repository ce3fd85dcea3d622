"""OFSI's consolidated list (``ConList``), published until January 2026.

As a table or a spreadsheet, one row a name and often several rows a name; the list of
2020 has other columns than that of 2022. In 2020 the table was in Windows-1252.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from crible.importers import csvfile, xlsxfile
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.grouped import grouped
from crible.importers.sheet import Record, Sheet
from crible.importers.uk import facts
from crible.importers.uk.fcdo_csv import report_day
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.model import ListInfo

_ID = "Group ID"
_REQUIRED = (_ID, "Name 6", "Group Type", "Alias Type", "Regime")
_LINES = [f"Address {number}" for number in range(1, 6)]
_FORENAMES = [f"Name {number}" for number in range(1, 6)]
_KEPT = {"Title": "title", "Position": "position", "Last Updated": "updated"}
_REASONS = re.compile(
    r"\(UK Statement of Reasons\):\s*(.*?)(?=\s*\((?:Gender|UK |IMO |Phone|Email|Website|Type|Parent|Subsid|Business|Current|Previous|Hull|Length|Tonnage|Year)[^)]*\):|\Z)",
    re.DOTALL,
)
_MARKED = re.compile(r"\(([A-Z][^()]{2,50}?(?:\([^()]*\))?)\):\s*")


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads ``ConList.csv`` or ``ConList.xlsx``.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".csv", ".xlsx")
    sheet, source = _sheet(source)
    return listed([source], report_day(sheet), _drafts(sheet, info.key))


def _sheet(source: Source) -> tuple[Sheet, Source]:
    if xlsxfile.is_one(source):
        rows = partial(xlsxfile.rows, source)
        return Sheet(source.name, rows, _REQUIRED, padded=True), source
    source = source.readable("cp1252")
    return Sheet(source.name, partial(csvfile.rows, source), _REQUIRED), source


def _drafts(sheet: Sheet, key: str) -> Iterator[Draft | Reject]:
    for rows in grouped(sheet.records(), _ID):
        yield rows if isinstance(rows, Reject) else _draft(rows, key)


def _draft(rows: list[Record], key: str) -> Draft:
    head = next(
        (row for row in rows if facts.name_type(row.get("Alias Type")) == "primary"),
        rows[0],
    )
    kind = facts.kind(head.get("Group Type"), _name(head))
    draft = Draft(key, head.get(_ID), kind, rows[0].where)
    for row in rows:
        type_ = facts.name_type(row.get("Alias Type"))
        draft.name(_name(row), type_, facts.quality(row.get("Alias Quality")))
        text = row.get("Name Non-Latin Script")
        facts.native(draft, text, row.get("Non-Latin Script Language"))
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        # The rows of an entry repeat its facts, some entries 240 times.
        rest = tuple(
            v for k, v in row.values.items() if not k.startswith(("name ", "alias"))
        )
        if rest not in seen:
            seen.add(rest)
            _facts(row, draft)
    return draft


def _name(row: Record) -> str:
    return facts.full((row.get(part) for part in _FORENAMES), row.get("Name 6"))


def _facts(row: Record, draft: Draft) -> None:
    more = " ".join(row.get("Other Information").split())
    reason = _REASONS.search(more)
    draft.designations.append(
        Designation(
            facts.AUTHORITY,
            row.get("Regime"),
            ("Asset freeze",),
            day(row.get("UK Sanctions List Date Designated", "Listed On")),
            reason[1].strip() if reason else "",
            source="OFSI consolidated list",
        )
    )
    parts = (row.get(part) for part in (*_LINES, "Post/Zip Code"))
    lines = ", ".join(filter(None, parts))
    draft.address(lines, row.get("Address 6"), _bare(row.get("Country")))
    facts.births(draft, row.get("DOB"))
    place = (row.get("Town of Birth"), row.get("Country of Birth"))
    draft.keep("birth place", ", ".join(filter(None, place)))
    facts.nationalities(draft, row.get("Nationality"))
    details = row.get("Passport Details")
    if number := row.get("Passport Number"):
        facts.papers(draft, number, "passport", details)
    else:
        facts.papers(draft, details, "passport")
    details = row.get("National Identification Details")
    numbers = row.get("National Identification Number", "NI Number")
    facts.papers(draft, numbers, "national-id", details)
    _other(more, draft)
    draft.remark(more)
    for column, what in _KEPT.items():
        draft.keep(what, row.get(column))
    for column, text in row.rest():
        draft.keep(column, text)


def _other(text: str, draft: Draft) -> None:
    """``(Business Reg No):1027739001993 (IMO number):9562233``."""
    marks = list(_MARKED.finditer(text))
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        label, value = mark[1].lower(), text[mark.end() : end].strip()
        if label.startswith("business reg"):
            facts.registrations(draft, value)
        elif label.startswith("imo"):
            facts.imo(draft, value)
        elif label.startswith("current believed flag"):
            draft.country(value, "flag")
        elif label.startswith("parent company"):
            facts.relations(draft, parents=value, subsidiaries="", owners="")
        elif label.startswith("current owner"):
            facts.relations(draft, parents="", subsidiaries="", owners=value)


def _bare(country: str) -> str:
    """``Afghanistan (since 2009)`` without the note."""
    return re.sub(r"\s*\([^()]*\)$", "", country)
