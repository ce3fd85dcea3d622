"""The UN Security Council's consolidated list, in its XML.

An entry's number is the Committee's permanent reference (``CDi.001``). Aliases are of
good or low quality for individuals, a.k.a. or f.k.a. for entities.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.importers import countries
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.kinds import of_body
from crible.importers.schemes import scheme
from crible.importers.xmlfile import elements, root
from crible.model import Designation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.importers.xmlfile import Node
    from crible.model import ListInfo, NameType

_ROOT = "CONSOLIDATED_LIST"
_PERSON = "INDIVIDUALS/INDIVIDUAL"
_BODY = "ENTITIES/ENTITY"
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_FORMER = re.compile(r"former|previous", re.IGNORECASE)
_OTHER = re.compile(r"[^\W\d_A-Za-zÀ-ɏ][^A-Za-zÀ-ɏ()]{2,}")
_PLACE = ("STREET", "STATE_PROVINCE", "ZIP_CODE")
_USED = {
    *_NAMES,
    "DATAID",
    "REFERENCE_NUMBER",
    "UN_LIST_TYPE",
    "LISTED_ON",
    "COMMENTS1",
    "NAME_ORIGINAL_SCRIPT",
    "NATIONALITY",
    "LIST_TYPE",
    "VERSIONNUM",
    "SORT_KEY",
    "SORT_KEY_LAST_MOD",
    "LAST_DAY_UPDATED",
}


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the list.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".xml")
    head = root(source, _ROOT)
    published = day(head.get("dateGenerated", "")[:10])
    return listed([source], published, _drafts(source, info.key))


def _drafts(source: Source, key: str) -> Iterator[Draft]:
    for path, node in elements(source, _ROOT, (_PERSON, _BODY)):
        yield _draft(node, source, key, is_person=path == _PERSON)


def _draft(node: Node, source: Source, key: str, *, is_person: bool) -> Draft:
    name = " ".join(filter(None, (node.text(part) for part in _NAMES)))
    draft = Draft(
        key,
        node.text("REFERENCE_NUMBER") or node.text("DATAID"),
        "person" if is_person else of_body(name),
        f"{source.name}: line {node.line}",
    )
    prefix = node.tag
    draft.name(name, "primary")
    for alias in node.nodes(f"{prefix}_ALIAS"):
        _alias(alias, draft)
    draft.name(node.text("NAME_ORIGINAL_SCRIPT"), "native")
    draft.designations.append(
        Designation(
            "UN Security Council",
            node.text("UN_LIST_TYPE"),
            listed_on=day(node.text("LISTED_ON")[:10]),
        )
    )
    for text in node.texts("NATIONALITY/VALUE"):
        draft.country(text, "nationality")
    for place in node.nodes(f"{prefix}_ADDRESS"):
        lines = filter(None, (place.text(line) for line in _PLACE))
        draft.address(", ".join(lines), place.text("CITY"), place.text("COUNTRY"))
        draft.keep("address note", place.text("NOTE"))
    for birth in node.nodes("INDIVIDUAL_DATE_OF_BIRTH"):
        draft.date("birth", _birth(birth))
        draft.keep("birth note", birth.text("NOTE"))
    for birth in node.nodes("INDIVIDUAL_PLACE_OF_BIRTH"):
        draft.keep("birth place", ", ".join(text for _, text in birth.leaves()))
    for paper in node.nodes("INDIVIDUAL_DOCUMENT"):
        _document(paper, draft)
    draft.remark(node.text("COMMENTS1"))
    for child in node.children():
        if child.tag not in _USED and not child.tag.startswith(f"{prefix}_"):
            for _, text in (("", child.content), *child.leaves()):
                draft.keep(child.tag.lower().replace("_", " "), text)
    for text in node.texts("LAST_DAY_UPDATED/VALUE"):
        draft.keep("updated", text)
    return draft


def _alias(node: Node, draft: Draft) -> None:
    quality, note = node.text("QUALITY").lower(), node.text("NOTE")
    type_: NameType = "alias"
    if quality == "f.k.a." or _FORMER.search(note):
        type_ = "former"
    draft.name(node.text("ALIAS_NAME"), type_, "weak" if quality == "low" else "strong")
    if not note:
        return
    draft.keep("alias note", note)
    for match in _OTHER.finditer(note):
        # "in Arabic script: ..." gives the alias once more, as it is written there.
        draft.name(match[0].strip(" ,;.)"), "native")


def _birth(node: Node) -> str:
    if node.text("TYPE_OF_DATE") == "BETWEEN" or node.text("FROM_YEAR"):
        return f"{node.text('FROM_YEAR')} to {node.text('TO_YEAR')}".removesuffix(
            " to "
        )
    exact = node.text("DATE")[:10] or node.text("YEAR")
    about = node.text("TYPE_OF_DATE") == "APPROXIMATELY"
    return f"circa {exact}" if about and exact else exact


def _document(node: Node, draft: Draft) -> None:
    number = node.text("NUMBER")
    kinds = [node.text("TYPE_OF_DOCUMENT"), node.text("TYPE_OF_DOCUMENT2")]
    label = " ".join(filter(None, kinds))
    issuer = node.text("ISSUING_COUNTRY") or node.text("COUNTRY_OF_ISSUE")
    note = ", ".join(
        text
        for path, text in node.leaves()
        if path not in {"NUMBER", "TYPE_OF_DOCUMENT", "ISSUING_COUNTRY"}
    )
    if number and any(map(str.isdigit, number)):
        draft.identifier(scheme(label, "unstated"), number, countries.code(issuer))
    elif number:
        draft.keep("document", f"{label} {number}")
    draft.keep("document note", note)
