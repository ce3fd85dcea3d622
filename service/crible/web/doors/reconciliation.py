"""Words of the reconciliation protocol: manifest, types, properties, queries.

The protocol is the Reconciliation Service API 0.2 of the W3C community group, which
OpenRefine speaks. Types and properties are FollowTheMoney's, as in the other door.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crible._version import __version__
from crible.errors import InputRefused, SubjectRefused
from crible.web.doors import sought, told, vocabulary

if TYPE_CHECKING:
    from crible.model import Entry, Subject

LIMIT = 10
_MOST = 100
WIDTH, HEIGHT = 400, 320
_QUERY = frozenset({"query", "type", "limit", "properties", "type_strict"})
_STRICT = frozenset({"any", "should", "all"})

TYPES = {
    "Company": "Company",
    "Organization": "Organization",
    "Person": "Person",
    "Vessel": "Vessel",
    "Airplane": "Aircraft",
    "LegalEntity": "Company, organization or person",
    "Thing": "Anything",
}
"""Id of a type -> how people call it."""

PROPERTIES = {
    "name": "Name",
    "alias": "Alias",
    "weakAlias": "Weak alias",
    "previousName": "Former name",
    "country": "Country",
    "address": "Address",
    "birthDate": "Date of birth",
    "incorporationDate": "Date of registration",
    "registrationNumber": "Registration number",
    "innCode": "INN",
    "ogrnCode": "OGRN",
    "leiCode": "LEI",
    "imoNumber": "IMO number",
    "taxNumber": "Tax number",
    "passportNumber": "Passport number",
    "idNumber": "Identity number",
    "topics": "Topics",
    "program": "Programme",
    "authority": "Authority",
    "listingDate": "Listed on",
    "reason": "Reason",
    "notes": "Remarks",
    "list": "List",
    "status": "Status",
}
"""Id of a property that can be fetched -> how people call it."""

# Of these a subject can be described; the others are told only.
ASKED = frozenset(PROPERTIES) & (vocabulary.KNOWN - vocabulary.IDLE)


@dataclass(frozen=True, slots=True)
class Question:
    """One query of a batch.

    Attributes:
        subject: whom to look for.
        limit: candidates at most.
        types: candidates must be of one of these; empty is any.
    """

    subject: Subject
    limit: int
    types: frozenset[str] = frozenset()


def manifest(root: str, here: str, title: str) -> dict[str, Any]:
    """What the service offers.

    Args:
        root: address of the service, ending in a slash.
        here: address of the dataset.
        title: of the list.
    """
    return {
        "versions": ["0.2"],
        "name": f"crible: {title}",
        "identifierSpace": f"{root}entities/",
        "schemaSpace": "https://followthemoney.tech/explorer/schemata/",
        "documentation": "https://reconciliation-api.github.io/specs/0.2/",
        "serviceVersion": __version__,
        "defaultTypes": types(),
        "view": {"url": f"{here}/preview/{{{{id}}}}"},
        "preview": {
            "url": f"{here}/preview/{{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": {
            what: {"service_url": here, "service_path": f"/suggest/{what}"}
            for what in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def types() -> list[dict[str, Any]]:
    """Every type, with what it is a kind of."""
    return [
        {
            "id": id_,
            "name": name,
            "broader": [
                {"id": other, "name": TYPES[other]}
                for other in TYPES
                if other in vocabulary.BROADER[id_] and other != id_
            ],
        }
        for id_, name in TYPES.items()
    ]


def type_of(kind: str) -> dict[str, str]:
    """The type of an entry."""
    id_ = vocabulary.SCHEMATA[kind]  # type: ignore[index]  # a kind of the model
    return {"id": id_, "name": TYPES[id_]}


def question(query: Any, name: str) -> Question:
    """One query.

    Raises:
        InputRefused: it cannot be read.
    """
    if not isinstance(query, dict):
        raise SubjectRefused("It is no object.")
    if not _QUERY.issuperset(query):
        raise SubjectRefused(
            "There is a field that the protocol does not have.",
            hint="It has query, type, limit, properties and type_strict.",
        )
    types = _types(query)
    single = next(iter(types)) if len(types) == 1 else ""
    properties = _properties(query.get("properties"))
    words = query.get("query")
    if words is not None and not isinstance(words, str):
        raise SubjectRefused("It is no text.", where="query")
    if words and words.strip():
        # What is typed comes first; names among the properties are further ones.
        properties["name"] = [words.strip(), *properties.get("name", [])]
    found = sought.read(
        vocabulary.KINDS[single] if single else None, properties, reference=name
    )
    strict = query.get("type_strict")
    if strict is not None and strict not in _STRICT:
        raise SubjectRefused("It is any, should or all.", where="type_strict")
    narrow = frozenset(types) if strict in {"any", "all"} else frozenset[str]()
    if strict == "all" and len(narrow) > 1:
        # Of all of them at once are those of the narrowest.
        narrow = frozenset(
            type_ for type_ in vocabulary.BROADER if narrow <= vocabulary.BROADER[type_]
        )
        if not narrow:
            raise SubjectRefused("Nothing is of all these types.", where="type")
    return Question(found.subject, _limit(query.get("limit")), narrow)


def values(entry: Entry, property_: str) -> list[dict[str, Any]]:
    """What an entry says under a property."""
    match property_:
        case "list":
            texts = [entry.list]
        case "status":
            texts = [entry.status]
        case "authority":
            texts = [item.authority for item in entry.designations]
        case "listingDate":
            texts = [
                item.listed_on.isoformat()
                for item in entry.designations
                if item.listed_on
            ]
        case "reason":
            texts = [item.reason for item in entry.designations]
        case _:
            texts = told.properties(entry).get(property_, [])
    return [{"str": text} for text in dict.fromkeys(texts) if text]


def _types(query: dict[str, Any]) -> list[str]:
    given = query.get("type")
    several = given if isinstance(given, list) else [given] if given else []
    ids: list[str] = []
    for item in several:
        id_ = item.get("id") if isinstance(item, dict) else item
        if not isinstance(id_, str) or id_ not in vocabulary.KINDS:
            raise SubjectRefused(
                "There is no such type.",
                hint=f"Types are: {', '.join(TYPES)}.",
                where="type",
            )
        ids.append(id_)
    return list(dict.fromkeys(ids))


def _properties(given: Any) -> dict[str, list[Any]]:
    if given is None:
        return {}
    if not isinstance(given, list):
        raise SubjectRefused("It is no array.", where="properties")
    found: dict[str, list[Any]] = {}
    for item in given:
        if not isinstance(item, dict) or not {"pid", "v"} <= set(item):
            raise SubjectRefused("One lacks pid or v.", where="properties")
        pid, value = item["pid"], item["v"]
        if not isinstance(pid, str):
            raise SubjectRefused("A pid is no text.", where="properties")
        several = value if isinstance(value, list) else [value]
        found.setdefault(pid, []).extend(map(_value, several))
    return found


def _value(value: Any) -> Any:
    """A plain value; of another entity its name, else its id."""
    if isinstance(value, dict):
        return value.get("name") or value.get("id")
    if isinstance(value, float):
        return f"{value:g}"
    return value


def _limit(given: Any) -> int:
    if given is None:
        return LIMIT
    if (
        isinstance(given, bool)
        or not isinstance(given, int | float)
        or not 1 <= given <= _MOST
    ):
        raise InputRefused(f"It must be 1 to {_MOST}.", where="limit")
    return int(given)
