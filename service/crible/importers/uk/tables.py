"""The UK Sanctions List cut into tables: ``subjects.csv`` and what belongs to it.

Not the publisher's own format: people cut the list so for databases. Regimes, measures
and reasons are missing from it, and so are ships' flags and names in other scripts.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.importers import csvfile
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.files import listed, many
from crible.importers.sheet import Record, Sheet
from crible.importers.uk import facts
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.model import ListInfo

_ID = "unique_id"
_TABLES = {
    "subjects": (_ID, "subject_type", "date_designated"),
    "names": (_ID, "name_type", "full_name"),
    "identifiers": (_ID, "raw_value", "identifier_type"),
    "countries": (_ID, "raw_value", "country_type"),
    "dobs": (_ID, "year", "precision"),
}
"""Which table a file is, by columns that only it has."""

_REGIMES = 3
"""Letters at the front of a number that stand for the regime: ``RUS0178``."""


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the tables of a folder, or those named.

    Raises:
        ListRefused: a file is none of the tables, or subjects or names are missing.
    """
    sources = many(paths, info, ".csv")
    sheets: dict[str, Sheet] = {}
    for source in sources:
        name, sheet = _recognised(source)
        if name in sheets:
            raise ListRefused(
                f"Two files hold the table of {name}.",
                where=f"{sheets[name].name}, {source.name}",
                hint="Name the files of one list only.",
            )
        sheets[name] = sheet
    for name in ("subjects", "names"):
        if name not in sheets:
            raise ListRefused(
                f"The table of {name} is missing.",
                where=", ".join(source.name for source in sources),
                hint="Name the folder in which all tables lie.",
            )
    missing = [name for name in _TABLES if name not in sheets]
    notes = [f"The table of {name} is not there." for name in missing]
    # The latest change of any entry is the nearest thing to a date of the list.
    days = [
        day(row.get("last_updated"))
        for row in sheets["subjects"].records()
        if isinstance(row, Record)
    ]
    published = max(filter(None, days), default=None)
    return listed(sources, published, _drafts(sheets, info.key), notes)


def _recognised(source: Source) -> tuple[str, Sheet]:
    head = Sheet(source.name, partial(csvfile.rows, source), (_ID,))
    for name, columns in _TABLES.items():
        if set(columns) <= set(head.columns):
            return name, head
    raise ListRefused(
        "The columns are those of none of the tables.",
        where=f"{source.name}: line 1",
        hint=f"The tables are {', '.join(_TABLES)}.",
    )


def _drafts(sheets: dict[str, Sheet], key: str) -> Iterator[Draft | Reject]:
    beside: dict[str, dict[str, list[Record]]] = {}
    for name, sheet in sheets.items():
        rows: dict[str, list[Record]] = defaultdict(list)
        if name == "subjects":
            continue
        for record in sheet.records():
            if isinstance(record, Reject):
                yield record
            else:
                rows[record.get(_ID)].append(record)
        beside[name] = rows
    for record in sheets["subjects"].records():
        if isinstance(record, Reject):
            yield record
        else:
            number = record.get(_ID)
            yield _draft(
                record,
                {name: rows.get(number, []) for name, rows in beside.items()},
                key,
            )


def _draft(head: Record, rows: dict[str, list[Record]], key: str) -> Draft:
    number = head.get(_ID)
    names = rows.get("names", [])
    primary = next(
        (row for row in names if facts.name_type(row.get("name_type")) == "primary"),
        names[0] if names else None,
    )
    kind = facts.kind(
        head.get("subject_type"), primary.get("full_name") if primary else ""
    )
    draft = Draft(key, number, kind, head.where)
    for row in names:
        type_ = facts.name_type(row.get("name_type"))
        quality = facts.quality(row.get("alias_strength"))
        draft.name(row.get("full_name"), type_, quality)
    listed_on = day(head.get("date_designated"))
    draft.designations.append(
        Designation(facts.AUTHORITY, number[:_REGIMES], listed_on=listed_on)
    )
    for row in rows.get("identifiers", ()):
        value, more = row.get("raw_value"), row.get("additional_info")
        match row.get("identifier_type"):
            case "imo":
                facts.imo(draft, value)
            case "passport":
                facts.papers(draft, value, "passport", more)
            case "national":
                facts.papers(draft, value, "national-id", more)
            case _:
                facts.registrations(draft, value)
                draft.keep("registration note", more)
    for row in rows.get("countries", ()):
        # A place of birth is no link to a country that screening may use.
        if row.get("country_type") == "birth":
            draft.keep("birth country", row.get("raw_value"))
        else:
            draft.country(row.get("iso") or row.get("raw_value"))
    for row in rows.get("dobs", ()):
        parts = (row.get("year"), row.get("month"), row.get("day"))
        draft.date("birth", "-".join(filter(None, parts)))
    draft.keep("OFSI group", head.get("ofsi_group_id"))
    draft.keep("UN number", head.get("un_reference_number"))
    draft.keep("updated", head.get("last_updated"))
    return draft
