"""The UK Sanctions List in XML: one element a designation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.uk import facts
from crible.importers.xmlfile import elements, root
from crible.model import Designation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.importers.xmlfile import Node
    from crible.model import ListInfo

_ROOT = "Designations"
_ENTRY = "Designation"
_DATE = "DateGenerated"
_PERSON = "IndividualDetails/Individual"
_BODY = "EntityDetails/Entity"
_SHIP = "ShipDetails/Ship"
_LINES = [f"AddressLine{number}" for number in range(1, 6)]
_FORENAMES = [f"Name{number}" for number in range(1, 6)]
_KEPT = {
    "OFSIGroupID": "OFSI group",
    "UNReferenceNumber": "UN number",
    "Titles/Title": "title",
    f"{_PERSON}/Titles/Title": "title",
    f"{_PERSON}/Positions/Position": "position",
    f"{_PERSON}/Genders/Gender": "gender",
    "PhoneNumbers/PhoneNumber": "phone",
    "Websites/Website": "website",
    "EmailAddresses/EmailAddress": "email",
    f"{_BODY}/TypeOfEntities/TypeOfEntity": "type of entity",
    f"{_SHIP}/PreviousOwnerOperators/PreviousOwnerOperator": "previous owner",
    f"{_SHIP}/PreviousFlags/PreviousFlag": "former flag",
    f"{_SHIP}/TypeOfShipDetails/TypeOfShip": "vessel type",
    f"{_SHIP}/TonnageOfShipDetails/TonnageOfShip": "tonnage",
    f"{_SHIP}/LengthOfShipDetails/LengthOfShip": "length",
    f"{_SHIP}/HullIdentificationNumbers/HullIdentificationNumber": "hull number",
    "LastUpdated": "updated",
}
_USED = (
    "UniqueID",
    "Names/",
    "NonLatinNames/",
    "RegimeName",
    "IndividualEntityShip",
    "DesignationSource",
    "SanctionsImposed",
    "DateDesignated",
    "UKStatementofReasons",
    "OtherInformation",
    "Addresses/",
    f"{_PERSON}/DOBs/",
    f"{_PERSON}/BirthDetails/",
    f"{_PERSON}/Nationalities/",
    f"{_PERSON}/PassportDetails/",
    f"{_PERSON}/NationalIdentifierDetails/",
    f"{_BODY}/BusinessRegistrationNumbers/",
    f"{_BODY}/ParentCompanies/",
    f"{_BODY}/Subsidiaries/",
    f"{_SHIP}/IMONumbers/",
    f"{_SHIP}/CurrentBelievedFlagOfShips/",
    f"{_SHIP}/YearsBuilt/",
    f"{_SHIP}/CurrentOwnerOperators/",
)
"""Where the facts stand that crible uses; what stands elsewhere is kept."""


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the list.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".xml")
    root(source, _ROOT)
    published = None
    for path, node in elements(source, _ROOT, (_DATE, _ENTRY), upto=_ENTRY):
        if path == _DATE:
            published = day(node.content)
    return listed([source], published, _drafts(source, info.key))


def _drafts(source: Source, key: str) -> Iterator[Draft]:
    for _, node in elements(source, _ROOT, (_ENTRY,)):
        yield _draft(node, source, key)


def _draft(node: Node, source: Source, key: str) -> Draft:
    names = [
        (_name(one_), facts.name_type(one_.text("NameType")), one_)
        for one_ in node.nodes("Names/Name")
    ]
    primary = next((text for text, type_, _ in names if type_ == "primary"), "")
    kind = facts.kind(
        node.text("IndividualEntityShip"), primary or (names[0][0] if names else "")
    )
    where = f"{source.name}: line {node.line}"
    draft = Draft(key, node.text("UniqueID"), kind, where)
    for text, type_, one_ in names:
        draft.name(text, type_, facts.quality(one_.text("AliasStrength")))
    for one_ in node.nodes("NonLatinNames/NonLatinName"):
        language = one_.text("NonLatinScriptLanguage")
        facts.native(draft, one_.text("NameNonLatinScript"), language)
    draft.designations.append(
        Designation(
            facts.AUTHORITY,
            node.text("RegimeName"),
            facts.measures(node.text("SanctionsImposed")),
            day(node.text("DateDesignated")),
            node.text("UKStatementofReasons"),
            source=node.text("DesignationSource"),
        )
    )
    for one_ in node.nodes("Addresses/Address"):
        parts = (one_.text(part) for part in (*_LINES, "AddressPostalCode"))
        lines = ", ".join(filter(None, parts))
        draft.address(lines, one_.text("AddressLine6"), one_.text("AddressCountry"))
    _person(node, draft)
    _body(node, draft)
    _ship(node, draft)
    draft.remark(node.text("OtherInformation"))
    for path, what in _KEPT.items():
        for text in node.texts(path):
            draft.keep(what, text)
    for path, text in node.leaves():
        if path not in _KEPT and not path.startswith(_USED):
            draft.keep(path, text)
    return draft


def _name(node: Node) -> str:
    last = node.text("Name6") or node.text("Name")
    return facts.full((node.text(part) for part in _FORENAMES), last)


def _person(node: Node, draft: Draft) -> None:
    for text in node.texts(f"{_PERSON}/DOBs/DOB"):
        facts.births(draft, text)
    for place in node.nodes(f"{_PERSON}/BirthDetails/Location"):
        parts = (place.text("TownOfBirth"), place.text("CountryOfBirth"))
        draft.keep("birth place", ", ".join(filter(None, parts)))
    for text in node.texts(f"{_PERSON}/Nationalities/Nationality"):
        facts.nationalities(draft, text)
    for tag, what, scheme in (
        ("PassportDetails/Passport", "Passport", "passport"),
        (
            "NationalIdentifierDetails/NationalIdentifier",
            "NationalIdentifier",
            "national-id",
        ),
    ):
        for paper in node.nodes(f"{_PERSON}/{tag}"):
            more = paper.text(f"{what}AdditionalInformation")
            facts.papers(draft, paper.text(f"{what}Number"), scheme, more)


def _body(node: Node, draft: Draft) -> None:
    path = f"{_BODY}/BusinessRegistrationNumbers/BusinessRegistrationNumber"
    for text in node.texts(path):
        facts.registrations(draft, text)
    for parent in node.texts(f"{_BODY}/ParentCompanies/ParentCompany"):
        facts.relations(draft, parents=parent, subsidiaries="", owners="")
    for child in node.texts(f"{_BODY}/Subsidiaries/Subsidiary"):
        facts.relations(draft, parents="", subsidiaries=child, owners="")


def _ship(node: Node, draft: Draft) -> None:
    for text in node.texts(f"{_SHIP}/IMONumbers/IMONumber"):
        facts.imo(draft, text)
    flags = f"{_SHIP}/CurrentBelievedFlagOfShips/CurrentBelievedFlagOfShip"
    for text in node.texts(flags):
        draft.country(text, "flag")
        draft.keep("flag", text)
    for text in node.texts(f"{_SHIP}/YearsBuilt/YearBuilt"):
        draft.date("built", text)
    owners = f"{_SHIP}/CurrentOwnerOperators/CurrentOwnerOperator"
    for text in node.texts(owners):
        facts.relations(draft, parents="", subsidiaries="", owners=text)
