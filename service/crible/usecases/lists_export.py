"""A list version written as FollowTheMoney entities, one JSON object a line.

Entries become Company, Organization, Person, Vessel, Airplane or LegalEntity; their
designations and their links to other entries become entities of their own, as that
model wants it. What it has no property for stays in ``notes``.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from crible.usecases.lists import find_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.model import (
        Address,
        Designation,
        Entry,
        Kind,
        Name,
        Relation,
        Status,
    )
    from crible.usecases.services import Services

Entity = dict[str, Any]

_SCHEMAS: dict[Kind, str] = {
    "company": "Company",
    "organization": "Organization",
    "person": "Person",
    "vessel": "Vessel",
    "aircraft": "Airplane",
    "other": "LegalEntity",
}
_TOPICS: dict[Status, str] = {
    "listed": "sanction",
    "linked": "sanction.linked",
    "named": "poi",
}
_NUMBERS = {
    "inn": "innCode",
    "ogrn": "ogrnCode",
    "kpp": "kppCode",
    "okpo": "okpoCode",
    "bik": "bikCode",
    "lei": "leiCode",
    "swift": "swiftBic",
    "uscc": "uscCode",
    "duns": "dunsCode",
    "vat": "vatCode",
    "tax-id": "taxNumber",
    "imo": "imoNumber",
    "imo-company": "imoNumber",
    "msn": "serialNumber",
    "icao24": "icaoCode",
    "mmsi": "mmsi",
    "call-sign": "callSign",
    "passport": "passportNumber",
    "national-id": "idNumber",
    "registration": "registrationNumber",
}
# What only some schemas have; elsewhere a number is a registration number, and a date
# a note.
_ONLY = {
    "mmsi": {"Vessel"},
    "callSign": {"Vessel"},
    "serialNumber": {"Airplane"},
    "icaoCode": {"Airplane"},
    "imoNumber": {"Vessel", "Company", "Organization"},
    "passportNumber": {"Person"},
    "birthDate": {"Person"},
    "deathDate": {"Person"},
    "incorporationDate": {"Company", "Organization", "LegalEntity"},
    "buildDate": {"Vessel", "Airplane"},
    "uscCode": {"Company", "Organization", "LegalEntity"},
}
_DATES = {
    "birth": "birthDate",
    "death": "deathDate",
    "established": "incorporationDate",
    "founded": "incorporationDate",
    "incorporated": "incorporationDate",
    "registered": "incorporationDate",
    "built": "buildDate",
}
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def export(services: Services, key: str, version: str = "newest") -> Iterator[Entity]:
    """Yield a list version as FollowTheMoney entities.

    Args:
        services: the collaborators.
        key: the list.
        version: as a person names it, see ``lists.find_version``.

    Raises:
        UnknownThing: there is no such list or version; raised by the call itself.
    """
    found = find_version(services, key, version)
    known = services.store.contents.digests(found).keys()
    entries = services.store.entries(key, found.version)
    return chain.from_iterable(entities(entry, known) for entry in entries)


def entities(entry: Entry, known: Any) -> Iterator[Entity]:
    """One entry with its designations and links.

    Args:
        entry: what to write.
        known: ids of the entries that a link can lead to.
    """
    yield _subject(entry, known)
    for number, item in enumerate(entry.designations, start=1):
        yield _sanction(entry, number, item)
    for number, relation in enumerate(entry.relations, start=1):
        if relation.target in known:
            yield _link(entry, number, relation)


def _subject(entry: Entry, known: Any) -> Entity:
    schema = _SCHEMAS[entry.kind]
    properties: dict[str, list[str]] = {}
    for name, value in chain(
        _names(entry),
        (("country", code) for code in entry.countries),
        (
            (_number_property(number.scheme, schema), number.value)
            for number in entry.identifiers
        ),
        _dates(entry, schema),
        (("address", _address(address)) for address in entry.addresses),
        (("topics", _TOPICS.get(entry.status, "")), ("notes", entry.remarks)),
        (
            ("notes", f"{relation.type}: {relation.target}")
            for relation in entry.relations
            if relation.target not in known
        ),
    ):
        values = properties.setdefault(name, [])
        if value not in values:
            values.append(value)
    return _entity(
        entry, entry.id, schema, properties, caption=entry.caption, target=True
    )


def _names(entry: Entry) -> Iterator[tuple[str, str]]:
    """Names by property; the first counts as the name when none says that it is."""
    if not any(_name_property(name) == "name" for name in entry.names):
        yield "name", entry.caption
    for name in entry.names:
        yield _name_property(name), name.text


def _name_property(name: Name) -> str:
    if name.quality == "weak":
        return "weakAlias"
    return {"primary": "name", "native": "name", "former": "previousName"}.get(
        name.type, "alias"
    )


def _dates(entry: Entry, schema: str) -> Iterator[tuple[str, str]]:
    for what, value in entry.dates:
        name = _DATES.get(what)
        if name and _ISO.fullmatch(value) and schema in _ONLY.get(name, {schema}):
            yield name, value
        else:
            yield "notes", f"{what}: {value}"


def _address(address: Address) -> str:
    parts = (address.text, address.city)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _number_property(scheme: str, schema: str) -> str:
    name = _NUMBERS.get(scheme, "idNumber" if schema == "Person" else "")
    if name and schema in _ONLY.get(name, {schema}):
        return name
    return "idNumber" if schema == "Person" else "registrationNumber"


def _sanction(entry: Entry, number: int, item: Designation) -> Entity:
    said = {
        "entity": (entry.id,),
        "authority": (item.authority,),
        "program": (item.programme,),
        "provisions": item.measures,
        "listingDate": (item.listed_on.isoformat() if item.listed_on else "",),
        "reason": (item.reason,),
        "summary": (item.legal_basis,),
        "publisher": (item.source,),
    }
    return _entity(entry, f"{entry.id}#sanction-{number}", "Sanction", said)


def _link(entry: Entry, number: int, relation: Relation) -> Entity:
    percent = "" if relation.percent is None else f"{relation.percent:g}"
    if relation.type in {"owns", "controls", "subsidiary-of"}:
        owner, asset = entry.id, relation.target
        if relation.type == "subsidiary-of":
            owner, asset = asset, owner
        schema = "Ownership"
        said = {"owner": (owner,), "asset": (asset,), "percentage": (percent,)}
    else:
        schema = "UnknownLink"
        said = {"subject": (entry.id,), "object": (relation.target,)}
    said |= {"role": (relation.type,), "publisher": (relation.source,)}
    return _entity(entry, f"{entry.id}#link-{number}", schema, said)


def _entity(
    entry: Entry,
    identity: str,
    schema: str,
    properties: Any,
    *,
    caption: str = "",
    target: bool = False,
) -> Entity:
    filled = {
        name: [value for value in values if value]
        for name, values in properties.items()
    }
    return {
        "id": identity,
        "caption": caption or schema,
        "schema": schema,
        "properties": {name: values for name, values in filled.items() if values},
        "datasets": [entry.list],
        "referents": [],
        "target": target,
    }
