"""The Consolidated Screening List as CSV or JSON.

A party that several of the lists name under one number (the SDN list, sectoral
sanctions) is one entry with a designation for each. The lists of the Departments of
Commerce and State number nobody: there a list and a name make the entry's number,
because the number in the file changes whenever the row does.
"""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.importers import countries, csvfile, jsonfile
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.kinds import is_body, of_body
from crible.importers.ofac.directory import Directory
from crible.importers.ofac.entries import LINKED
from crible.importers.ofac.features import feature
from crible.importers.ofac.identifiers import identifier
from crible.importers.ofac.kinds import kind
from crible.importers.sheet import Sheet
from crible.importers.us.parties import Party, from_json, from_row
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.importers.us.parties import Number
    from crible.model import Kind, ListInfo

_REQUIRED = ("source", "entity_number", "name", "alt_names")
_SHORT = re.compile(r"\(([A-Z]{2,5})(?: List)?\)")
_WITHIN = re.compile(
    r"(?:Affiliated Entity|Subordinate (?:Institution|Entity|Institute)|\bentity):\s*(.{6,})"
)
_LINK = re.compile(r"\(Linked To: (.+?)\)")
_KEPT = {
    "title": "title",
    "vessel_type": "vessel type",
    "gross_tonnage": "tonnage",
    "gross_registered_tonnage": "gross tonnage",
    "vessel_owner": "owner",
    "vessel_flag": "flag",
    "end_date": "end date",
    "standard_order": "standard order",
    "source_list_url": "list",
    "source_information_url": "about the list",
}


def read_csv(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads ``consolidated.csv``.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".csv")
    sheet = Sheet(source.name, partial(csvfile.rows, source), _REQUIRED)
    parties = (
        record if isinstance(record, Reject) else from_row(record)
        for record in sheet.records()
    )
    return listed([source], None, _drafts(parties, info.key))


def read_json(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads ``consolidated.json``.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".json")
    return listed([source], None, _drafts(_parties(source), info.key))


def _parties(source: Source) -> Iterator[Party | Reject]:
    value = jsonfile.document(source)
    results = value.get("results") if isinstance(value, dict) else value
    if not isinstance(results, list):
        raise ListRefused(
            "There is no array of results in this JSON.",
            where=source.name,
            hint="It is another list or another format: see --as-format.",
        )
    for number, item in enumerate(results, start=1):
        where = f"{source.name}: result {number}"
        if isinstance(item, dict):
            yield from_json(where, item)
        else:
            yield Reject(where, "A result is no object.", str(item)[:200])


def _drafts(parties: Iterable[Party | Reject], key: str) -> Iterator[Draft | Reject]:
    groups: dict[str, list[Party]] = {}
    for party in parties:
        if isinstance(party, Reject):
            yield party
        elif party.get("name"):
            groups.setdefault(_number(party), []).append(party)
        else:
            yield Reject(party.where, "The entry has no name (field 'name').")
    directory = Directory()
    for number, same in groups.items():
        directory.add_primary(same[0].get("name"), number)
        directory.add_alternates((name, number) for name in same[0].names)
    for number, same in groups.items():
        yield _draft(number, same, key, directory)


def _number(party: Party) -> str:
    if number := party.get("entity_number"):
        return number
    match = _SHORT.search(party.get("source"))
    name = " ".join(party.get("name").casefold().split())
    mark = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:10]
    return f"{match[1] if match else 'list'}-{mark}"


def _draft(number: str, same: list[Party], key: str, directory: Directory) -> Draft:
    head = same[0]
    draft = Draft(key, number, _kind(head), head.where)
    draft.name(head.get("name"), "primary")
    for party in same:
        draft.name(party.get("name"))
        if match := _WITHIN.search(party.get("name")):
            draft.name(match[1])
        for name in party.names:
            draft.name(name)
        _designations(party, draft)
        _facts(party, draft)
        for match in _LINK.finditer(party.get("remarks")):
            _link(match[1], draft, directory)
        for item in party.numbers:
            _labelled(item, draft)
    return draft


def _kind(party: Party) -> Kind:
    """By the file's type; where it has none, only a body can be told from its name."""
    name, type_ = party.get("name"), party.get("type").lower()
    if type_:
        return kind(type_, name, " ".join(party.programmes), "")
    return of_body(name) if is_body(name) else "other"


def _designations(party: Party, draft: Draft) -> None:
    measures = (party.get("license_requirement"), party.get("license_policy"))
    for programme in party.programmes or ("",):
        draft.designations.append(
            Designation(
                party.get("source") or "US",
                programme,
                tuple(filter(None, measures)),
                day(party.get("start_date")),
                legal_basis=party.get("federal_register_notice"),
            )
        )


def _facts(party: Party, draft: Draft) -> None:
    for text in party.nationalities:
        draft.country(text, "nationality")
    for text in party.citizenships:
        draft.country(text, "citizenship")
    draft.country(party.get("vessel_flag"), "flag")
    for text, city, country in party.addresses:
        draft.address(text, city, country)
    for text in party.births:
        draft.date("birth", text)
    for text in party.birth_places:
        draft.keep("birth place", text)
    draft.identifier("call-sign", party.get("call_sign"))
    draft.remark(party.get("remarks"))
    for field, what in _KEPT.items():
        draft.keep(what, party.get(field))


def _link(name: str, draft: Draft, directory: Directory) -> None:
    number = directory.number(name)
    if number != draft.number:
        target = f"{draft.key}:{number}" if number else name
        draft.relation("acts-for", target, source=LINKED)


def _labelled(item: Number, draft: Draft) -> None:
    label = item.label.rstrip(": ")
    country = countries.code(item.country) or item.country.lower() or None
    if feature(label, item.value, draft):
        return
    if found := identifier(f"{label} {item.value}"):
        vessel = draft.kind == "vessel" and found.scheme == "imo-company"
        scheme = "imo" if vessel else found.scheme
        code = country if country and countries.is_code(country) else found.country
        draft.identifier(scheme, found.value, code)
    else:
        draft.keep(label or "number", item.value)
