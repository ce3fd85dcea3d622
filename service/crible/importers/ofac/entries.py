"""One entry out of its rows in OFAC's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.importers import countries
from crible.importers.names import collect
from crible.importers.ofac.kinds import kind
from crible.importers.ofac.names import TYPES, alias
from crible.importers.ofac.remarks import Remarks, parse
from crible.model import Address, Designation, Entry, Identifier, Name, Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.importers.ofac.directory import Directory
    from crible.importers.ofac.tables import Alternate, Place, Primary

LINKED = "OFAC: Linked To"


def entry(
    row: Primary,
    alternates: Sequence[Alternate],
    places: Sequence[Place],
    directory: Directory,
    key: str,
) -> Entry:
    """Builds the entry.

    Args:
        row: its primary row, with the whole remark.
        alternates: its rows in the file of alternate names.
        places: its rows in the file of addresses.
        directory: resolves the names that remarks link to.
        key: of the list.
    """
    what = kind(row.type, row.name, row.programmes, row.remarks)
    found = parse(row.remarks)
    addresses, codes, unknown = _addresses(places)
    flag = countries.code(row.flag) if row.flag else None
    return Entry(
        id=f"{key}:{row.number}",
        list=key,
        kind=what,
        names=collect(
            what,
            (
                Name(row.name, "primary"),
                *(alias(other.name, TYPES[other.type]) for other in alternates),
                *found.names,
            ),
        ),
        designations=tuple(
            Designation(authority="OFAC", programme=programme)
            for programme in _programmes(row.programmes)
        ),
        identifiers=_identifiers(row, found, is_vessel=what == "vessel"),
        relations=_relations(row, found, directory, key),
        countries=tuple(
            dict.fromkeys((*found.countries, *((flag,) if flag else ()), *codes))
        ),
        addresses=addresses,
        dates=tuple(found.dates),
        remarks=row.remarks.strip(),
        raw=tuple(dict.fromkeys((*_columns(row), *found.raw, *unknown))),
    )


def _programmes(text: str) -> list[str]:
    """``SDGT] [IFSR`` is how the file joins SDGT and IFSR."""
    parts = (part.strip(" []") for part in text.split("] ["))
    return [part for part in parts if part]


def _identifiers(
    row: Primary, found: Remarks, *, is_vessel: bool
) -> tuple[Identifier, ...]:
    numbers = []
    if row.call_sign:
        numbers.append(Identifier("call-sign", row.call_sign))
    for number in found.identifiers:
        # The same label stands before a ship's and a shipping company's number.
        if is_vessel and number.scheme == "imo-company":
            numbers.append(Identifier("imo", number.value, number.country))
        else:
            numbers.append(number)
    return tuple(dict.fromkeys(numbers))


def _relations(
    row: Primary, found: Remarks, directory: Directory, key: str
) -> tuple[Relation, ...]:
    """Links as ``acts-for``: OFAC does not say more than that there is one.

    "Linked To" names the party for whose sake an entry was listed: an owner, a
    principal, a customer or a partner. ``controls`` would claim more than the source
    does; the source of the relation keeps OFAC's own words.
    """
    relations = []
    for name in found.linked:
        number = directory.number(name)
        if number == row.number:
            continue
        target = f"{key}:{number}" if number else name
        relations.append(Relation("acts-for", target, source=LINKED))
    return tuple(dict.fromkeys(relations))


def _addresses(
    places: Sequence[Place],
) -> tuple[tuple[Address, ...], list[str], list[tuple[str, str]]]:
    addresses: list[Address] = []
    codes: list[str] = []
    unknown: list[tuple[str, str]] = []
    for place in places:
        code = countries.code(place.country) if place.country else None
        if code:
            codes.append(code)
        elif place.country:
            unknown.append(("country", place.country))
        if place.address or place.city or code:
            addresses.append(Address(place.address, place.city, code))
        if place.remarks.strip():
            unknown.append(("address remark", place.remarks.strip()))
    return tuple(dict.fromkeys(addresses)), codes, unknown


def _columns(row: Primary) -> list[tuple[str, str]]:
    columns = (
        ("title", row.title),
        ("vessel type", row.vessel_type),
        ("tonnage", row.tonnage),
        ("gross tonnage", row.gross_tonnage),
        ("flag", row.flag),
        ("owner", row.owner),
    )
    return [(what, value) for what, value in columns if value]
