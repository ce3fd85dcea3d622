"""OpenSanctions' ``targets.simple.csv``: one row a target, values parted by semicolons."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from crible.importers import csvfile
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.enumerations import parted
from crible.importers.files import listed, one
from crible.importers.opensanctions.schemata import kind
from crible.importers.schemes import told
from crible.importers.sheet import Record, Sheet
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.model import ListInfo

_REQUIRED = ("id", "schema", "name", "aliases", "countries", "identifiers", "sanctions")
_IMO = re.compile(r"IMO\s?(\d{7})")
_MMSI = re.compile(r"\d{9}")
_CALL = re.compile(r"(?=\w*[A-Z])[A-Z0-9]{4,7}")
_KEPT = ("phones", "emails", "first_seen", "last_change")


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads a dataset.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".csv")
    sheet = Sheet(source.name, partial(csvfile.rows, source), _REQUIRED)
    first = next((row for row in sheet.records() if isinstance(row, Record)), None)
    published = day(first.get("last_seen")[:10]) if first else None
    return listed([source], published, _drafts(sheet, info.key))


def _drafts(sheet: Sheet, key: str) -> Iterator[Draft | Reject]:
    for record in sheet.records():
        yield record if isinstance(record, Reject) else _draft(record, key)


def _draft(record: Record, key: str) -> Draft:
    name = record.get("name")
    draft = Draft(
        key,
        record.get("id"),
        kind(record.get("schema"), name) or "other",
        record.where,
    )
    draft.name(name, "primary")
    for alias in parted(record.get("aliases")):
        draft.name(alias)
    programmes = parted(record.get("program_ids"))
    reasons = parted(record.get("sanctions"))
    for programme in programmes or ([""] if reasons else []):
        draft.designations.append(
            Designation(record.get("dataset"), programme, reason=" ".join(reasons))
        )
    # Some targets are only of interest: no sanction, no programme.
    draft.status = "listed" if draft.designations else "named"
    for country in parted(record.get("countries")):
        draft.country(country)
    for address in parted(record.get("addresses")):
        draft.address(address)
    for birth in parted(record.get("birth_date")):
        draft.date("birth" if draft.kind == "person" else "established", birth)
    for number in parted(record.get("identifiers")):
        _identifier(number, draft)
    for column in _KEPT:
        draft.keep(column.replace("_", " "), record.get(column))
    return draft


def _identifier(number: str, draft: Draft) -> None:
    """The column mixes schemes and tells none but IMO."""
    if match := _IMO.fullmatch(number):
        scheme = "imo" if draft.kind == "vessel" else "imo-company"
        draft.identifier(scheme, match[1])
    elif draft.kind == "vessel" and _MMSI.fullmatch(number):
        draft.identifier("mmsi", number)
    elif draft.kind == "vessel" and _CALL.fullmatch(number):
        draft.identifier("call-sign", number)
    else:
        draft.identifier(told(number, draft.countries), number)
