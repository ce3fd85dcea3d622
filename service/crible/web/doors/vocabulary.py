"""FollowTheMoney's schemata and properties, for doors that speak of entities in them.

The numbers and places are those of the importer, so that what crible reads from such
data and what it writes in the same words cannot drift apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.importers.opensanctions.schemata import NUMBERS, PLACES

if TYPE_CHECKING:
    from crible.model import Kind, NameType, Status

KINDS: dict[str, Kind | None] = {
    "Company": "company",
    "Organization": "organization",
    "PublicBody": "organization",
    # A body or a person in business: nothing is known of its kind.
    "LegalEntity": None,
    "Person": "person",
    "Vessel": "vessel",
    "Airplane": "aircraft",
    "Thing": None,
}
"""Schema -> the kind of a subject, None where the schema does not say."""

SCHEMATA: dict[Kind, str] = {
    "company": "Company",
    "organization": "Organization",
    "person": "Person",
    "vessel": "Vessel",
    "aircraft": "Airplane",
    "other": "Thing",
}
"""Kind -> the schema in which an entry is told."""

BROADER: dict[str, frozenset[str]] = {
    "Company": frozenset({"Company", "Organization", "LegalEntity", "Thing"}),
    "Organization": frozenset({"Organization", "LegalEntity", "Thing"}),
    "PublicBody": frozenset({"PublicBody", "Organization", "LegalEntity", "Thing"}),
    "LegalEntity": frozenset({"LegalEntity", "Thing"}),
    "Person": frozenset({"Person", "LegalEntity", "Thing"}),
    "Vessel": frozenset({"Vessel", "Thing"}),
    "Airplane": frozenset({"Airplane", "Thing"}),
    "Thing": frozenset({"Thing"}),
}
"""Schema -> itself and all that it is a kind of."""

NAMES = ("name", "alias", "weakAlias", "previousName", "abbreviation")
"""Properties that hold names, the best first."""

PARTS_OF_NAMES = (
    "firstName",
    "secondName",
    "middleName",
    "fatherName",
    "motherName",
    "lastName",
)
"""Parts of a person's name, in the order in which they make one."""

COUNTRIES = PLACES
IDENTIFIERS = NUMBERS
BIRTH = "birthDate"
FOUNDED = "incorporationDate"

# What such entities may hold and a score does not use. Said back as unused rather than
# refused: it is no condition, and clients send whole entities.
IDLE = frozenset(
    "address addressEntity alephUrl amount amountEur amountUsd appearance birthCountry "
    "birthPlace buildDate bvdId cageCode capital cikCode classification createdAt "
    "crsNumber currency deathDate deregistrationDate description dissolutionDate "
    "education email ethnicity eyeColor gender grossRegisteredTonnage hairColor height "
    "icijId indexText keywords legalForm licenseNumber manufacturer model modifiedAt "
    "nameChangeDate nameSuffix navigationArea notes okvedCode opencorporatesUrl operator "
    "owner parent pastFlags pastTypes permId phone political position program programId "
    "proof publisher publisherUrl registrationDate registrationPort religion retrievedAt "
    "ricCode sector sourceUrl spokenLanguage status summary taxStatus ticker title "
    "tonnage topics type uniqueEntityId website weight wikidataId wikipediaUrl".split()
)

KNOWN = frozenset(
    (*NAMES, *PARTS_OF_NAMES, *COUNTRIES, *IDENTIFIERS, BIRTH, FOUNDED, *IDLE)
)
"""Every property that may stand in a query; another one is probably misspelt."""

# Name of an entry -> the property in which it is told.
_NAME_PROPERTIES: dict[NameType, str] = {
    "primary": "name",
    "native": "name",
    "alias": "alias",
    "acronym": "alias",
    "former": "previousName",
}

TOPICS: dict[Status, str] = {"listed": "sanction", "linked": "sanction.linked"}
"""Status of an entry -> the topic that says the same; the others have none."""

_LEGAL = frozenset(
    {
        "registrationNumber",
        "innCode",
        "ogrnCode",
        "okpoCode",
        "taxNumber",
        "vatCode",
        "idNumber",
        "leiCode",
        "swiftBic",
        "dunsCode",
    }
)
# Schema -> properties for numbers that it has; a client drops or refuses the others.
_NUMBERED: dict[str, frozenset[str]] = {
    "Company": _LEGAL | {"kppCode", "bikCode", "imoNumber", "isinCode"},
    "Organization": _LEGAL | {"imoNumber"},
    "Person": _LEGAL | {"passportNumber", "socialSecurityNumber"},
    "Vessel": frozenset({"registrationNumber", "imoNumber", "mmsi", "callSign"}),
    "Airplane": frozenset({"registrationNumber", "serialNumber", "icaoCode"}),
    "Thing": frozenset(),
}
# Scheme -> property, of several the first.
_PROPERTY_OF: dict[str, str] = {}
for _property, _scheme in NUMBERS.items():
    _PROPERTY_OF.setdefault(_scheme, _property)
_PROPERTY_OF.update(
    {"isin": "isinCode", "ogrnip": "ogrnCode", "uscc": "registrationNumber"}
)


def name_property(type_: NameType, *, weak: bool) -> str:
    """The property in which a name of an entry is told."""
    return "weakAlias" if weak else _NAME_PROPERTIES[type_]


def number_property(schema: str, scheme: str) -> str | None:
    """The property for a number, or None when the schema has none that fits.

    A scheme without a property of its own is a registration, if anything.
    """
    has = _NUMBERED[schema]
    wanted = _PROPERTY_OF.get(scheme, "registrationNumber")
    if wanted in has:
        return wanted
    return "registrationNumber" if "registrationNumber" in has else None
