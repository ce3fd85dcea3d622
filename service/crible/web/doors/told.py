"""An entry told in FollowTheMoney's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crible.web.doors import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.model import Contribution, Designation, Entry, Relation

_DATES = {
    "birth": "birthDate",
    "established": "incorporationDate",
    "founded": "incorporationDate",
    "built": "buildDate",
}
_DATED = {
    "Person": frozenset({"birthDate"}),
    "Company": frozenset({"incorporationDate"}),
    "Organization": frozenset({"incorporationDate"}),
    "Vessel": frozenset({"buildDate"}),
    "Airplane": frozenset({"buildDate"}),
}
_OWNED = frozenset({"Company", "Vessel", "Airplane"})
_OWNING = frozenset({"Company", "Organization", "Person"})


def schema_of(entry: Entry) -> str:
    """The schema that fits an entry's kind."""
    return vocabulary.SCHEMATA[entry.kind]


def entity(entry: Entry, *, nested: bool = False) -> dict[str, Any]:
    """An entry as an entity.

    Args:
        entry: any entry.
        nested: with its designations and relations as entities inside it.
    """
    found = properties(entry)
    if nested:
        found.update(_nested(entry))
    return {
        "id": entry.id,
        "caption": entry.caption,
        "schema": schema_of(entry),
        "properties": found,
        "datasets": [entry.list],
        # Entries of several lists are never merged, so none refers to another.
        "referents": [],
        "target": entry.status != "delisted",
        "first_seen": None,
        "last_seen": None,
        "last_change": None,
    }


def properties(entry: Entry) -> dict[str, Any]:
    """What an entry says of itself, property by property, each a list of texts."""
    found: dict[str, list[str]] = {}
    for name, value in _pairs(entry):
        values = found.setdefault(name, [])
        if value and value not in values:
            values.append(value)
    return {name: values for name, values in found.items() if values}


def _pairs(entry: Entry) -> Iterator[tuple[str, str]]:
    schema = schema_of(entry)
    for name in entry.names:
        if name.origin == "generated":
            # Made by a rule of ours, not published by anybody.
            continue
        yield (
            vocabulary.name_property(name.type, weak=name.quality == "weak"),
            name.text,
        )
    for country in entry.countries:
        yield "country", country
    for number in entry.identifiers:
        where = vocabulary.number_property(schema, number.scheme)
        said = number.value if where else f"{number.scheme} {number.value}"
        yield where or "notes", said
    for what, value in entry.dates:
        where = _DATES.get(what)
        if where and where in _DATED.get(schema, ()):
            yield where, value
    for address in entry.addresses:
        yield "address", address.text or address.city
    for designation in entry.designations:
        yield "program", designation.programme
        if designation.source.startswith(("https://", "http://")):
            yield "sourceUrl", designation.source
    yield "topics", vocabulary.TOPICS.get(entry.status, "")
    yield "notes", entry.remarks


def features(contributions: tuple[Contribution, ...]) -> dict[str, float]:
    """The parts of a score, by feature."""
    return {name: said["score"] for name, said in explanations(contributions).items()}


def explanations(contributions: tuple[Contribution, ...]) -> dict[str, dict[str, Any]]:
    """Why an entry was found, by feature; the scores add up to that of the hit."""
    found: dict[str, dict[str, Any]] = {}
    for item in contributions:
        known = found.get(item.feature)
        if known is None:
            found[item.feature] = {
                "detail": item.reason,
                "score": item.weight,
                "query": item.subject or None,
                "candidate": item.entry or None,
            }
            continue
        known["detail"] = f"{known['detail']}; {item.reason}"
        known["score"] = round(known["score"] + item.weight, 6)
        known["query"] = " ".join(filter(None, (known["query"], item.subject))) or None
        known["candidate"] = (
            " ".join(filter(None, (known["candidate"], item.entry))) or None
        )
    return found


def _nested(entry: Entry) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for number, designation in enumerate(entry.designations, start=1):
        found.setdefault("sanctions", []).append(_sanction(entry, designation, number))
    for number, relation in enumerate(entry.relations, start=1):
        where, link = _link(entry, relation, number)
        found.setdefault(where, []).append(link)
    return found


def _sanction(entry: Entry, designation: Designation, number: int) -> dict[str, Any]:
    said = {
        "entity": [entry.id],
        "authority": [designation.authority],
        "program": [designation.programme],
        "provisions": list(designation.measures),
        "listingDate": [
            designation.listed_on.isoformat() if designation.listed_on else ""
        ],
        "reason": [designation.reason],
        "sourceUrl": [
            designation.source if designation.source.startswith("http") else ""
        ],
    }
    return _inner(entry, "Sanction", f"sanction-{number}", designation.authority, said)


def _link(entry: Entry, relation: Relation, number: int) -> tuple[str, dict[str, Any]]:
    """The link, and the property of the entry under which it stands."""
    schema = schema_of(entry)
    said: dict[str, list[str]] = {"role": [relation.type]}
    if relation.percent is not None:
        said["percentage"] = [f"{relation.percent:g}"]
    if relation.type == "owns" and schema in _OWNING:
        where, what, ours, theirs = "ownershipOwner", "Ownership", "owner", "asset"
    elif relation.type == "subsidiary-of" and schema in _OWNED:
        where, what, ours, theirs = "ownershipAsset", "Ownership", "asset", "owner"
    else:
        where, what, ours, theirs = "unknownLinkTo", "UnknownLink", "subject", "object"
    said[ours] = [entry.id]
    # Where the list names no entry there is a name as published, which is no id.
    known = relation.target.startswith(f"{entry.list}:")
    said[theirs if known else "namesMentioned"] = [relation.target]
    return where, _inner(entry, what, f"link-{number}", relation.type, said)


def _inner(
    entry: Entry, schema: str, number: str, caption: str, said: dict[str, list[str]]
) -> dict[str, Any]:
    filled = {name: [text for text in texts if text] for name, texts in said.items()}
    return {
        "id": f"{entry.id}-{number}",
        "caption": caption,
        "schema": schema,
        "properties": {name: texts for name, texts in filled.items() if texts},
        "datasets": [entry.list],
        "referents": [],
        "target": False,
        "first_seen": None,
        "last_seen": None,
        "last_change": None,
    }
