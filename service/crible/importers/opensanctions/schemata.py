"""FollowTheMoney's schemata and properties, in the words of crible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.importers.kinds import of_body

if TYPE_CHECKING:
    from crible.model import Kind

_KINDS: dict[str, Kind] = {
    "Person": "person",
    "Company": "company",
    "Organization": "organization",
    "PublicBody": "organization",
    "Vessel": "vessel",
    "Airplane": "aircraft",
    "Vehicle": "other",
    "Asset": "other",
    "Security": "other",
    "CryptoWallet": "other",
    "Thing": "other",
}
_BODY = "LegalEntity"

NUMBERS = {
    "innCode": "inn",
    "ogrnCode": "ogrn",
    "kppCode": "kpp",
    "okpoCode": "okpo",
    "bikCode": "bik",
    "registrationNumber": "registration",
    "taxNumber": "tax-id",
    "vatCode": "vat",
    "idNumber": "national-id",
    "passportNumber": "passport",
    "socialSecurityNumber": "national-id",
    "leiCode": "lei",
    "swiftBic": "swift",
    "isinCode": "isin",
    "isin": "isin",
    "dunsCode": "duns",
    "uscCode": "uscc",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "callSign": "call-sign",
    "serialNumber": "msn",
    "icaoCode": "icao24",
}
"""Property -> scheme of the numbers in it."""

PLACES = (
    "nationality",
    "citizenship",
    "jurisdiction",
    "mainCountry",
    "country",
    "flag",
)
"""Properties with countries that screening may use; not where somebody was born."""

DATES = {
    "birthDate": "birth",
    "incorporationDate": "established",
    "buildDate": "built",
}

LINKS = {
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
    "Representation": ("agent", "client"),
    "Membership": ("member", "organization"),
    "Family": ("person", "relative"),
    "Associate": ("person", "associate"),
    "UnknownLink": ("subject", "object"),
}
"""Schemata that join two entities -> who holds the link, and to whom it leads."""

PAPERS = {"Identification", "Passport"}
BESIDE = {"Address", "Sanction", *PAPERS}
"""Schemata that say something of an entity and are none."""


def kind(schema: str, name: str) -> Kind | None:
    """The kind of an entity, or None for a schema that is no subject."""
    if schema == _BODY:
        return of_body(name)
    return _KINDS.get(schema)
