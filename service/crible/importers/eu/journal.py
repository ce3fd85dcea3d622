"""The annexes of the EU's sanctions acts, transcribed from the Official Journal.

One file an act. Consolidated files hold an act's annexes as they stand, amendment files
what a later act adds or changes; a row of an amendment adds to the entry of the same
annex and number. They reach further than the financial sanctions file: export
controls, vessels and transaction bans are in them too.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from crible.importers import countries, csvfile
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.enumerations import enumerated, parted
from crible.importers.files import listed, many
from crible.importers.kinds import of_body
from crible.importers.schemes import scheme
from crible.importers.sheet import Record, Sheet
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.model import Kind, ListInfo, NameType, Quality

_REQUIRED = ("recordId", "programKey", "annex", "measure", "schema", "name", "alias")
_KINDS: dict[str, Kind] = {
    "Person": "person",
    "Company": "company",
    "Organization": "organization",
    "Vessel": "vessel",
    "Asset": "other",
}
_NAMES: tuple[tuple[str, NameType, Quality], ...] = (
    ("alias", "alias", "strong"),
    ("weakAlias", "alias", "weak"),
    ("previousName", "former", "strong"),
)
_NUMBERS = {
    "passportNumber": "passport",
    "registrationNumber": "registration",
    "taxNumber": "tax-id",
    "idNumber": "national-id",
    "innCode": "inn",
    "ogrnCode": "ogrn",
    "kppCode": "kpp",
    "okpoCode": "okpo",
    "leiCode": "lei",
    "swiftBic": "swift",
    "imoNumber": "imo",
    "mmsi": "mmsi",
}
_PLACES = ("nationality", "jurisdiction", "country", "flag")
_DEBRIS = re.compile(r"(?:Chinese|Russian|Arabic|Text of image)?:?", re.IGNORECASE)
_LABEL = re.compile(r"^(?:Chinese|Russian|Arabic|Cyrillic|Persian|Farsi)\s*:\s*")
_NUMBER = re.compile(r"\(.*?\)|,.*")
_COUNTRIES = re.compile(r"[;,/]| and | or ")
_CELEX = re.compile(r"3(\d{4})[RD](\d{4})")


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the files of a folder, or those named.

    Raises:
        ListRefused: a file is not what it is expected to be.
    """
    sources = many(paths, info, ".csv")
    sheets = [
        Sheet(source.name, partial(csvfile.rows, source), _REQUIRED)
        for source in sources
    ]
    drafts: dict[str, Draft] = {}
    rejects: list[Reject] = []
    # Consolidated acts first, so that an amendment finds what it amends.
    for sheet in sorted(sheets, key=lambda one: "amendmentcelex" in one.columns):
        for record in sheet.records():
            if isinstance(record, Reject):
                rejects.append(record)
            else:
                _add(record, drafts, info.key)
    # The files carry no date of their own, and some acts take effect in the future.
    found = listed(sources, None, _stream(drafts, rejects))
    source = found.source if len(sources) < 4 else f"{len(sources)} files"
    return replace(found, source=source)


def _stream(
    drafts: dict[str, Draft], rejects: list[Reject]
) -> Iterator[Draft | Reject]:
    yield from rejects
    yield from drafts.values()


def _add(record: Record, drafts: dict[str, Draft], key: str) -> None:
    act = record.get("celex", "amendedCelex")
    schema, name = record.get("schema"), record.get("name")
    mark = record.get("recordId") or hashlib.sha256(name.encode()).hexdigest()[:8]
    number = ":".join((act, record.get("annex"), mark)).replace(" ", "")
    kind = _KINDS.get(schema) or of_body(name)
    draft = drafts.get(number)
    if draft is not None and draft.kind != kind:
        number = f"{number}:{schema.lower()}"
        draft = drafts.get(number)
    if draft is None:
        draft = drafts[number] = Draft(key, number, kind, record.where, lists=True)
    _fill(record, draft, act)


def _fill(record: Record, draft: Draft, act: str) -> None:
    draft.name(record.get("name"), "alias" if draft.names else "primary")
    for column, type_, quality in _NAMES:
        for text in parted(record.get(column)):
            bare = _LABEL.sub("", text)
            if not _DEBRIS.fullmatch(bare):
                draft.name(bare, type_, quality)
    draft.designations.append(
        Designation(
            "EU",
            record.get("programKey"),
            (record.get("measure"),),
            day(record.get("startDate")),
            record.get("reason"),
            _title(act) + f", annex {record.get('annex')}",
            record.get("amendmentCelex"),
        )
    )
    for column in _PLACES:
        _countries(record.get(column), column, draft)
    for column, known in _NUMBERS.items():
        for text in parted(record.get(column)):
            _identifier(known, text, draft)
    for text in parted(record.get("address")):
        draft.address(text)
    for text in parted(record.get("birthDate")):
        draft.date("birth", text)
    for text in parted(record.get("incorporationDate")):
        draft.date("established", text)
    draft.remark(record.get("notes"))
    for column, text in record.rest():
        draft.keep(column, text)


def _countries(cell: str, column: str, draft: Draft) -> None:
    for text in parted(cell):
        for value in enumerated(text):
            for part in _COUNTRIES.split(value):
                draft.country(part.strip(" ."), column)


def _identifier(column: str, text: str, draft: Draft) -> None:
    """``10101431259 (Iran)``: the number, and what was said of it."""
    value = _NUMBER.sub("", text).strip()
    country = None
    if value != text and (said := re.search(r"\(([^()]+)\)", text)):
        country = countries.code(said[1])
        column = scheme(said[1], column)
    if any(map(str.isdigit, value)) or column == "swift":
        draft.identifier(column, value, country)
    if value != text:
        draft.keep("document", text)


def _title(celex: str) -> str:
    """``32014R0269`` -> ``269/2014``, as acts were cited up to 2014; after, reversed."""
    match = _CELEX.fullmatch(celex)
    if not match:
        return celex
    year, number = match[1], str(int(match[2]))
    return f"{number}/{year}" if int(year) < 2015 else f"{year}/{number}"
