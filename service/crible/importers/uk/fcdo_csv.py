"""The UK Sanctions List as a table: one row a name, every row with the entry's facts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crible.importers import csvfile
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.enumerations import enumerated
from crible.importers.files import listed, one
from crible.importers.grouped import grouped
from crible.importers.sheet import Record, Sheet
from crible.importers.uk import facts
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.model import ListInfo

_ID = "Unique ID"
_REQUIRED = (_ID, "Name 6", "Name type", "Regime Name")
_LINES = [f"Address Line {number}" for number in range(1, 6)]
_FORENAMES = [f"Name {number}" for number in range(1, 6)]
_KEPT = {
    "OFSI Group ID": "OFSI group",
    "UN Reference Number": "UN number",
    "Title": "title",
    "Position": "position",
    "Gender": "gender",
    "Phone number": "phone",
    "Website": "website",
    "Email address": "email",
    "Type of entity": "type of entity",
    "Previous owner/operator (s)": "previous owner",
    "Previous flags": "former flag",
    "Type of ship": "vessel type",
    "Tonnage of ship": "tonnage",
    "Length of ship": "length",
    "Hull identification number (HIN)": "hull number",
    "Last Updated": "updated",
}


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the list.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".csv").readable("cp1252")
    sheet = Sheet(source.name, partial(csvfile.rows, source), _REQUIRED)
    return listed([source], report_day(sheet), _drafts(sheet, info.key))


def report_day(sheet: Sheet) -> date | None:
    """``Report Date: 28-Apr-2026`` or ``Last Updated | 27/04/2020`` above the columns."""
    for row in sheet.preface:
        for cell in row:
            if found := day(cell.rpartition(":")[2].strip()):
                return found
    return None


def _drafts(sheet: Sheet, key: str) -> Iterator[Draft | Reject]:
    for rows in grouped(sheet.records(), _ID):
        yield rows if isinstance(rows, Reject) else _draft(rows, key)


def _draft(rows: list[Record], key: str) -> Draft:
    head = rows[0]
    primary = next(
        (row for row in rows if facts.name_type(row.get("Name type")) == "primary"),
        head,
    )
    # Versions of the table call the column differently.
    type_ = head.get(
        "Designation Type", "Individual, Entity, Ship", "Entity, Vessel or Individual"
    )
    kind = facts.kind(type_, _name(primary))
    draft = Draft(key, head.get(_ID), kind, head.where)
    for row in rows:
        draft.name(
            _name(row),
            facts.name_type(row.get("Name type")),
            facts.quality(row.get("Alias strength")),
        )
        text = row.get("Name non-latin script")
        facts.native(draft, text, row.get("Non-latin script language"))
        _facts(row, draft)
    return draft


def _name(row: Record) -> str:
    return facts.full((row.get(part) for part in _FORENAMES), row.get("Name 6"))


def _facts(row: Record, draft: Draft) -> None:
    draft.designations.append(
        Designation(
            facts.AUTHORITY,
            row.get("Regime Name"),
            facts.measures(row.get("Sanctions Imposed")),
            day(row.get("Date Designated")),
            row.get("UK Statement of Reasons"),
            source=row.get("Designation source"),
        )
    )
    lines = ", ".join(
        filter(None, (row.get(part) for part in (*_LINES, "Address Postal Code")))
    )
    draft.address(lines, row.get("Address Line 6"), row.get("Address Country"))
    facts.births(draft, row.get("D.O.B"))
    place = (row.get("Town of birth"), row.get("Country of birth"))
    draft.keep("birth place", ", ".join(filter(None, place)))
    facts.nationalities(draft, row.get("Nationality(/ies)"))
    facts.papers(
        draft,
        row.get("Passport number"),
        "passport",
        row.get("Passport additional information"),
    )
    facts.papers(
        draft,
        row.get("National Identifier number"),
        "national-id",
        row.get("National Identifier additional information"),
    )
    facts.registrations(draft, row.get("Business registration number (s)"))
    facts.imo(draft, row.get("IMO number"))
    for flag in enumerated(row.get("Current believed flag of ship")):
        draft.country(flag, "flag")
        draft.keep("flag", flag)
    if draft.kind == "vessel":
        draft.date("built", row.get("Year Built"))
    facts.relations(
        draft,
        parents=row.get("Parent company"),
        subsidiaries=row.get("Subsidiaries"),
        owners=row.get("Current owner/operator (s)"),
    )
    draft.remark(row.get("Other Information"))
    for column, what in _KEPT.items():
        draft.keep(what, row.get(column))
    for column, text in row.rest():
        draft.keep(column, text)
