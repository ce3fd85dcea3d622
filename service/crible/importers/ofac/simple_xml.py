"""OFAC's ``sdn.xml`` and ``consolidated.xml``: one element an entry, no attributes.

The same facts as in the comma-separated tables, better separated: identifiers have
their label and country, aliases their strength. Persons are written as there, ``LAST,
First``, so that an entry is the same whichever file it came from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.importers import countries
from crible.importers.dates import american
from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.ofac.dates import iso
from crible.importers.ofac.directory import Directory
from crible.importers.ofac.entries import LINKED
from crible.importers.ofac.features import feature
from crible.importers.ofac.identifiers import identifier
from crible.importers.ofac.kinds import kind
from crible.importers.xmlfile import elements, root
from crible.model import Designation, NameType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.importers.xmlfile import Node
    from crible.model import ListInfo

_ROOT = "sdnList"
_HEAD = "publshInformation"  # spelt so by OFAC  # codespell:ignore publshinformation
_ENTRY = "sdnEntry"
_TYPES: dict[str, NameType] = {"f.k.a.": "former"}
_LINK = re.compile(r"\(?Linked To: (.+?)\)?\.?\s*(?:;|\Z)")
_LINES = ("address1", "address2", "address3", "stateOrProvince", "postalCode")
_VESSEL = {
    "vesselType": "vessel type",
    "vesselOwner": "owner",
    "tonnage": "tonnage",
    "grossRegisteredTonnage": "gross tonnage",
}


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the SDN or the consolidated list.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".xml")
    root(source, _ROOT)
    published = None
    directory = Directory()
    for path, node in elements(source, _ROOT, (_HEAD, _ENTRY)):
        if path == _HEAD:
            published = american(node.text("Publish_Date"))
            continue
        number = node.text("uid")
        directory.add_primary(_name(node), number)
        directory.add_alternates(
            (_name(aka), number) for aka in node.nodes("akaList/aka")
        )
    return listed([source], published, _drafts(source, directory, info.key))


def _drafts(source: Source, directory: Directory, key: str) -> Iterator[Draft]:
    for _, node in elements(source, _ROOT, (_ENTRY,)):
        yield _draft(node, source, directory, key)


def _draft(node: Node, source: Source, directory: Directory, key: str) -> Draft:
    number, name = node.text("uid"), _name(node)
    programmes = node.texts("programList/program")
    remarks = node.text("remarks")
    numbers = node.nodes("idList/id")
    facts = "; ".join(f"{one.text('idType')} {one.text('idNumber')}" for one in numbers)
    what = kind(node.text("sdnType").lower(), name, " ".join(programmes), facts)
    draft = Draft(key, number, what, f"{source.name}: line {node.line}")
    draft.name(name, "primary")
    for aka in node.nodes("akaList/aka"):
        draft.name(
            _name(aka),
            _TYPES.get(aka.text("type"), "alias"),
            "weak" if aka.text("category") == "weak" else "strong",
        )
    for programme in programmes:
        draft.designations.append(Designation("OFAC", programme))
    for one_ in numbers:
        _number(one_, draft)
    for place in ("nationality", "citizenship"):
        for text in node.texts(f"{place}List/{place}/country"):
            draft.country(text, place)
    _vessel(node, draft)
    for address in node.nodes("addressList/address"):
        lines = filter(None, (address.text(line) for line in _LINES))
        draft.address(", ".join(lines), address.text("city"), address.text("country"))
    for text in node.texts("dateOfBirthList/dateOfBirthItem/dateOfBirth"):
        draft.date("birth", iso(text))
    for text in node.texts("placeOfBirthList/placeOfBirthItem/placeOfBirth"):
        draft.keep("birth place", text)
    draft.keep("title", node.text("title"))
    draft.remark(remarks)
    for match in _LINK.finditer(remarks):
        _link(match[1], draft, directory)
    return draft


def _number(node: Node, draft: Draft) -> None:
    label, value = node.text("idType").rstrip(":"), node.text("idNumber")
    if feature(label, value, draft):
        return
    country = node.text("idCountry")
    clause = f"{label} {value}" + (f" ({country})" if country else "")
    if number := identifier(clause):
        scheme = number.scheme
        if draft.kind == "vessel" and scheme == "imo-company":
            scheme = "imo"
        code = number.country or countries.code(country)
        draft.identifier(scheme, number.value, code)
    else:
        draft.keep(label, f"{value} ({country})" if country else value)


def _vessel(node: Node, draft: Draft) -> None:
    draft.identifier("call-sign", node.text("vesselInfo/callSign"))
    flag = node.text("vesselInfo/vesselFlag")
    draft.country(flag, "flag")
    draft.keep("flag", flag)
    for tag, what in _VESSEL.items():
        draft.keep(what, node.text(f"vesselInfo/{tag}"))


def _link(name: str, draft: Draft, directory: Directory) -> None:
    number = directory.number(name)
    if number != draft.number:
        target = f"{draft.key}:{number}" if number else name
        draft.relation("acts-for", target, source=LINKED)


def _name(node: Node) -> str:
    last, first = node.text("lastName"), node.text("firstName")
    return f"{last}, {first}" if last and first else last or first
