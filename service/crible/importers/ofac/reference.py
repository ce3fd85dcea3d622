"""What the parties of ``SDN_ADVANCED.XML`` point to by number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crible.importers import countries
from crible.importers.ofac.entries import LINKED
from crible.importers.xmlfile import elements
from crible.model import Designation, Relation, RelationType

if TYPE_CHECKING:
    from crible.importers.source import Source
    from crible.importers.xmlfile import Node

_SETS = "ReferenceValueSets"
_VALUES = (
    "AliasType",
    "AreaCode",
    "Country",
    "DetailReference",
    "FeatureType",
    "IDRegDocType",
    "LegalBasis",
    "List",
    "LocPartType",
    "NamePartType",
    "PartySubType",
    "PartyType",
    "RelationType",
    "SanctionsType",
)
_PLACE = "Locations/Location"
_PAPER = "IDRegDocuments/IDRegDocument"
_PARTY = "DistinctParties/DistinctParty"
_LINK = "ProfileRelationships/ProfileRelationship"
_ENTRY = "SanctionsEntries/SanctionsEntry"
_TYPES: dict[str, RelationType] = {
    "Owned or Controlled By": "subsidiary-of",
    "Providing support to": "supplies",
}
_KIN = "Family member of"
"""No business link: kept as it stands."""


@dataclass(slots=True)
class Reference:
    """Values, places, documents, links and measures, by number.

    Attributes:
        published: the file's date of issue.
        places: (text, city, country) by location.
        papers: (label, number, country code) by identity.
        designations: by profile.
    """

    published: date | None = None
    places: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    papers: dict[str, list[tuple[str, str, str | None]]] = field(default_factory=dict)
    designations: dict[str, tuple[Designation, ...]] = field(default_factory=dict)
    _values: dict[tuple[str, str], str] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)
    _links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _aside: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def value(self, kind: str, number: str) -> str:
        """The word that a number stands for, or empty text."""
        return self._values.get((kind, number), "")

    def party_type(self, number: str) -> str:
        """``individual``, ``vessel``, ``aircraft`` or something else, lower case."""
        own = self.value("PartySubType", number)
        if own and own != "Unknown":
            return own.lower()
        return self.value("PartyType", self._parents.get(number, "")).lower()

    def links(self, profile: str, key: str) -> list[Relation]:
        """Relations of a profile; OFAC's own word for the link is kept as source."""
        return [
            Relation(
                _TYPES.get(word, "acts-for"),
                f"{key}:{target}",
                source=f"OFAC: {word}" if word else LINKED,
            )
            for word, target in self._links.get(profile, ())
            if target != profile
        ]

    def aside(self, profile: str) -> list[tuple[str, str]]:
        """Family members and former links: word and profile."""
        return self._aside.get(profile, [])

    def add(self, path: str, node: Node) -> None:
        """Notes an element of the file."""
        if path == _PLACE:
            self.places[node.get("ID")] = self._place(node)
        elif path == _PAPER:
            label = self.value("IDRegDocType", node.get("IDRegDocTypeID"))
            country = self.value("Country", node.get("IssuedBy-CountryID"))
            paper = (label, node.text("IDRegistrationNo"), countries.code(country))
            self.papers.setdefault(node.get("IdentityID"), []).append(paper)
        elif path == _LINK:
            word = self.value("RelationType", node.get("RelationTypeID"))
            link = (word, node.get("To-ProfileID"))
            aside = word == _KIN or node.get("Former") == "true"
            links = self._aside if aside else self._links
            links.setdefault(node.get("From-ProfileID"), []).append(link)
        elif path == _ENTRY:
            known = self.designations.get(node.get("ProfileID"), ())
            made = self._designations(node)
            self.designations[node.get("ProfileID")] = (*known, *made)
        elif path == "DateOfIssue":
            self.published = _day(node)
        else:
            number = node.get("ID")
            text = node.content or node.get("LegalBasisShortRef")
            self._values[node.tag, number] = text
            if node.tag == "PartySubType":
                self._parents[number] = node.get("PartyTypeID")
            elif node.tag == "AreaCode":
                # Countries stand below areas in the file, so they are looked up late.
                self._parents[f"area {number}"] = node.get("CountryID")

    def _place(self, node: Node) -> tuple[str, str, str]:
        country = city = ""
        for pointer in node.nodes("LocationCountry"):
            country = self.value("Country", pointer.get("CountryID"))
        for pointer in node.nodes("LocationAreaCode"):
            above = self._parents.get(f"area {pointer.get('AreaCodeID')}", "")
            country = country or self.value("Country", above)
        texts: list[str] = []
        for part in node.nodes("LocationPart"):
            text = ", ".join(part.texts("LocationPartValue/Value"))
            if self.value("LocPartType", part.get("LocPartTypeID")).upper() == "CITY":
                city = text
            elif text:
                texts.append(text)
        return ", ".join(texts), city, country

    def _designations(self, node: Node) -> tuple[Designation, ...]:
        """One a programme; what else is imposed stands with each as a measure."""
        days = [_day(event) for event in node.nodes("EntryEvent/Date")]
        bases = [
            self.value("LegalBasis", event.get("LegalBasisID"))
            for event in node.nodes("EntryEvent")
        ]
        programmes: list[str] = []
        measures: list[str] = []
        for measure in node.nodes("SanctionsMeasure"):
            word = self.value("SanctionsType", measure.get("SanctionsTypeID"))
            comment = measure.text("Comment")
            if word == "Program":
                programmes.append(comment)
            else:
                measures.append(": ".join(filter(None, (word, comment))))
        return tuple(
            Designation(
                "OFAC",
                programme,
                tuple(filter(None, measures)),
                min(filter(None, days), default=None),
                legal_basis=", ".join(
                    dict.fromkeys(
                        basis for basis in bases if basis not in {"", "Unknown"}
                    )
                ),
                source=self.value("List", node.get("ListID")),
            )
            for programme in programmes or [""]
        )


def survey(source: Source, root: str) -> Reference:
    """Reads everything but the parties.

    Raises:
        ListRefused: the file is no readable XML of that kind.
    """
    reference = Reference()
    values = tuple(f"{_SETS}/{value}Values/{value}" for value in _VALUES)
    paths = (*values, "DateOfIssue", _PLACE, _PAPER, _PARTY, _LINK, _ENTRY)
    for path, node in elements(source, root, paths):
        if path != _PARTY:
            reference.add(path, node)
    return reference


def _day(node: Node) -> date | None:
    parts = [node.text(part) for part in ("Year", "Month", "Day")]
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None
