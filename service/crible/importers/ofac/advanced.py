"""OFAC's ``SDN_ADVANCED.XML``: facts as numbers that point to lists of values.

The file is read twice. First come the values, places, documents, links and measures,
of which only what entries need is kept; then the parties, which are made entries one by
one. An entry's number is its ``FixedRef``, the same as in OFAC's other files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.ofac.features import feature
from crible.importers.ofac.identifiers import identifier
from crible.importers.ofac.kinds import kind
from crible.importers.ofac.reference import Reference, survey
from crible.importers.xmlfile import elements, root

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.importers.xmlfile import Node
    from crible.model import ListInfo, NameType, Quality

ROOT = "Sanctions"
_PARTY = "DistinctParties/DistinctParty"
_TYPES: dict[str, NameType] = {"F.K.A.": "former"}


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the SDN or the consolidated list.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".xml")
    root(source, ROOT)
    reference = survey(source, ROOT)
    return listed([source], reference.published, _drafts(source, reference, info.key))


def _drafts(source: Source, reference: Reference, key: str) -> Iterator[Draft]:
    for _, node in elements(source, ROOT, (_PARTY,)):
        yield _draft(node, source, reference, key)


def _draft(node: Node, source: Source, reference: Reference, key: str) -> Draft:
    number = node.get("FixedRef")
    draft = Draft(key, number, "company", f"{source.name}: line {node.line}")
    draft.remark(node.text("Comment"))
    for profile in node.nodes("Profile"):
        programmes = reference.designations.get(profile.get("ID"), ())
        draft.designations += programmes
        for identity in profile.nodes("Identity"):
            _names(identity, draft, reference)
            for label, value, country in reference.papers.get(identity.get("ID"), ()):
                _number(label, value, country, draft)
        for one_ in profile.nodes("Feature"):
            _feature(one_, draft, reference)
        draft.relations += reference.links(profile.get("ID"), key)
        for word, other in reference.aside(profile.get("ID")):
            draft.keep("link", f"{word}: {key}:{other}")
        type_ = reference.party_type(profile.get("PartySubTypeID"))
        name = draft.names[0].text if draft.names else ""
        facts = "; ".join(f"{what} {value}" for what, value in draft.raw)
        codes = " ".join(one.programme for one in programmes)
        draft.kind = kind(type_, name, codes, facts.replace("target", "Target"))
    if draft.kind == "vessel":
        draft.identifiers = [
            number
            if number.scheme != "imo-company"
            else type(number)("imo", number.value, number.country)
            for number in draft.identifiers
        ]
    return draft


def _names(identity: Node, draft: Draft, reference: Reference) -> None:
    groups = {
        group.get("ID"): reference.value("NamePartType", group.get("NamePartTypeID"))
        for group in identity.nodes("NamePartGroups/MasterNamePartGroup/NamePartGroup")
    }
    main = identity.get("Primary") != "false"
    for alias in identity.nodes("Alias"):
        quality: Quality = "weak" if alias.get("LowQuality") == "true" else "strong"
        type_ = _TYPES.get(
            reference.value("AliasType", alias.get("AliasTypeID")), "alias"
        )
        if main and alias.get("Primary") == "true":
            type_ = "primary"
        for name in alias.nodes("DocumentedName"):
            draft.name(_written(name, groups), type_, quality)
            # Further spellings of a primary name are aliases in other scripts.
            type_ = "alias" if type_ == "primary" else type_


def _written(name: Node, groups: dict[str, str]) -> str:
    """``LAST, First Middle`` as in OFAC's other files; a body's name as it stands."""
    last: list[str] = []
    first: list[str] = []
    for part in name.nodes("DocumentedNamePart/NamePartValue"):
        type_ = groups.get(part.get("NamePartGroupID"), "")
        (last if type_ in {"Last Name", ""} else first).append(part.content)
    if last:
        return ", ".join(filter(None, (" ".join(last), " ".join(first))))
    return " ".join(first)


def _number(label: str, value: str, country: str | None, draft: Draft) -> None:
    if number := identifier(f"{label} {value}"):
        draft.identifier(number.scheme, number.value, country)
    elif not feature(label, value, draft):
        draft.keep(label, value)


def _feature(node: Node, draft: Draft, reference: Reference) -> None:
    label = reference.value("FeatureType", node.get("FeatureTypeID"))
    for version in node.nodes("FeatureVersion"):
        values = [detail.content for detail in version.nodes("VersionDetail")]
        values += [
            reference.value("DetailReference", detail.get("DetailReferenceID"))
            for detail in version.nodes("VersionDetail")
            if not detail.content
        ]
        values += [_period(period) for period in version.nodes("DatePeriod")]
        values.append(version.text("Comment"))
        for value in filter(None, values):
            _number(label, value, None, draft)
        for pointer in version.nodes("VersionLocation"):
            place = reference.places.get(pointer.get("LocationID"))
            if place is None:
                continue
            text, city, country = place
            if label in {"Location", ""}:
                draft.address(text, city, country)
            elif not feature(label, ", ".join(filter(None, place)), draft):
                draft.keep(label, ", ".join(filter(None, place)))


def _period(period: Node) -> str:
    """A day, a month, a year, or two of them with "to"; "circa" where it says so."""
    start, end = _point(period, "Start/From"), _point(period, "End/To")
    about = any(node.get("Approximate") == "true" for node in period.nodes("Start"))
    if not end or end == start or _same_year(period):
        found = start[:4] if _same_year(period) else start
    else:
        found = f"{start} to {end}"
    return f"circa {found}" if about and found else found


def _same_year(period: Node) -> bool:
    """The whole of a year, which is how the file writes a year without a day."""
    start, end = _point(period, "Start/From"), _point(period, "End/To")
    return start[4:] == "-01-01" and end[4:] == "-12-31" and start[:4] == end[:4]


def _point(period: Node, path: str) -> str:
    parts = [period.text(f"{path}/{part}") for part in ("Year", "Month", "Day")]
    numbers = [
        f"{int(part):02}" for part in parts if part.isdecimal() and len(part) < 5
    ]
    return "-".join(numbers)
