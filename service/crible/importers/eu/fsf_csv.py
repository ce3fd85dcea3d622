"""The EU's Financial Sanctions File as a table, version 1.1: semicolons, one fact a row.

Every row repeats the entry and holds a name, an address, a birth date, a document or a
citizenship; rows of an entry stand together. The table does not say which alias is
weak: the XML does.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crible.importers import csvfile
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.eu.facts import Alias, add_alias, birth, code, kind, paper
from crible.importers.files import listed, one
from crible.importers.grouped import grouped
from crible.importers.sheet import Record, Sheet
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.model import ListInfo

_ID = "Entity_LogicalId"
_REQUIRED = (_ID, "Entity_EU_ReferenceNumber", "NameAlias_WholeName")
_LINES = ("Street", "PoBox", "ZipCode", "Place", "Region")
_KEPT = {
    "NameAlias_Title": "title",
    "NameAlias_Function": "function",
    "NameAlias_Gender": "gender",
    "NameAlias_Remark": "name note",
    "Address_ContactInfo": "contact",
    "Address_Remark": "address note",
    "Entity_DesignationDetails": "designation details",
    "Entity_UnitedNationId": "UN number",
    _ID: "logical id",
}


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the full list.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".csv")
    sheet = Sheet(source.name, partial(csvfile.rows, source, ";"), _REQUIRED)
    first = next((row for row in sheet.records() if isinstance(row, Record)), None)
    published = day(first.get("fileGenerationDate")) if first else None
    return listed([source], published, _drafts(sheet, info.key))


def _drafts(sheet: Sheet, key: str) -> Iterator[Draft | Reject]:
    for rows in grouped(sheet.records(), _ID):
        yield rows if isinstance(rows, Reject) else _draft(rows, key)


def _draft(rows: list[Record], key: str) -> Draft:
    head = rows[0]
    names = [name for row in rows if (name := _name(row))]
    # The two columns have changed places between versions of the file.
    types = {
        head.get(column).lower()
        for column in ("Entity_SubjectType", "Entity_SubjectType_ClassificationCode")
    }
    person = types & {"person", "p"}
    type_ = "person" if person else next(iter(types & {"vessel", "ship"}), "")
    number = head.get("Entity_EU_ReferenceNumber") or head.get(_ID)
    draft = Draft(key, number, kind(type_, names[0] if names else ""), head.where)
    for row in rows:
        _row(row, draft)
    return draft


def _row(row: Record, draft: Draft) -> None:
    add_alias(Alias(_name(row), False, row.get("NameAlias_NameLanguage")), draft)
    if basis := row.get("Entity_Regulation_NumberTitle"):
        draft.designations.append(
            Designation(
                "EU",
                row.get("Entity_Regulation_Programme"),
                listed_on=day(
                    row.get("Entity_DesignationDate")
                    or row.get("Entity_Regulation_EntryIntoForceDate")
                    or row.get("Entity_Regulation_PublicationDate")
                ),
                legal_basis=basis,
                source=row.get("Entity_Regulation_PublicationUrl"),
            )
        )
    draft.country(_country(row, "Citizenship"), "citizenship")
    lines = ", ".join(filter(None, (row.get(f"Address_{line}") for line in _LINES)))
    draft.address(lines, row.get("Address_City"), _country(row, "Address"))
    _birth(row, draft)
    _paper(row, draft)
    draft.remark(row.get("Entity_Remark"))
    for column, what in _KEPT.items():
        draft.keep(what, row.get(column))


def _birth(row: Record, draft: Draft) -> None:
    year, month, day_, start, end = (
        row.get(f"BirthDate_{part}")
        for part in ("Year", "Month", "Day", "YearRangeFrom", "YearRangeTo")
    )
    about = row.get("BirthDate_Circa").lower() == "true"
    exact = row.get("BirthDate_BirthDate")
    draft.date("birth", birth(exact, (year, month, day_), (start, end), about=about))
    place = [row.get(f"BirthDate_{part}") for part in ("Place", "City", "Region")]
    place.append(row.get("BirthDate_CountryDescription"))
    draft.keep("birth place", ", ".join(t for t in place if t not in {"", "UNKNOWN"}))


def _paper(row: Record, draft: Draft) -> None:
    number = row.get("Identification_Number", "Identification_LatinNumber")
    note = row.get("Identification_Remark")
    if not number and not note:
        return
    marks = [
        mark
        for mark in ("KnownExpired", "KnownFalse", "ReportedLost", "RevokedByIssuer")
        if row.get(f"Identification_{mark}").lower() == "true"
    ]
    issuer = row.get("Identification_IssuedBy")
    paper(
        draft,
        row.get("Identification_TypeCode"),
        row.get("Identification_TypeDescription"),
        number,
        code(row.get("Identification_CountryIso2Code")),
        ", ".join(filter(None, (*marks, issuer, note))),
    )


def _name(row: Record) -> str:
    parts = (row.get(f"NameAlias_{part}Name") for part in ("First", "Middle", "Last"))
    return row.get("NameAlias_WholeName") or " ".join(filter(None, parts))


def _country(row: Record, group: str) -> str:
    two = code(row.get(f"{group}_CountryIso2Code"))
    described = row.get(f"{group}_CountryDescription")
    return two or ("" if described == "UNKNOWN" else described)
