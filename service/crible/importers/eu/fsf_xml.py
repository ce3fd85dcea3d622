"""The EU's Financial Sanctions File in XML, version 1.1: facts are attributes.

An entry's number is the EU reference (``EU.27.28``). ``strong="false"`` marks an alias
as weak; the language of a name is given by code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.eu.facts import Alias, add_alias, birth, code, kind, paper
from crible.importers.files import listed, one
from crible.importers.xmlfile import elements, root
from crible.model import Designation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.importers.xmlfile import Node
    from crible.model import ListInfo

_ROOT = "export"
_ENTRY = "sanctionEntity"
_LINES = ("street", "poBox", "zipCode", "place", "region")


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the full list.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".xml")
    head = root(source, _ROOT)
    published = day(head.get("generationDate", "")[:10])
    return listed([source], published, _drafts(source, info.key))


def _drafts(source: Source, key: str) -> Iterator[Draft]:
    for _, node in elements(source, _ROOT, (_ENTRY,)):
        yield _draft(node, source, key)


def _draft(node: Node, source: Source, key: str) -> Draft:
    aliases = [_alias(one_) for one_ in node.nodes("nameAlias")]
    names = [alias.text for alias in aliases if alias.text]
    types = [type_.get("code") for type_ in node.nodes("subjectType")]
    draft = Draft(
        key,
        node.get("euReferenceNumber") or node.get("logicalId"),
        kind(types[0] if types else "", names[0] if names else ""),
        f"{source.name}: line {node.line}",
    )
    for alias in aliases:
        add_alias(alias, draft)
    for act in node.nodes("regulation"):
        _designation(act, draft)
    for one_ in node.nodes("citizenship"):
        draft.country(_country(one_), "citizenship")
    for one_ in node.nodes("birthdate"):
        _birth(one_, draft)
    for one_ in node.nodes("identification"):
        _paper(one_, draft)
    for one_ in node.nodes("address"):
        lines = ", ".join(filter(None, (one_.get(line) for line in _LINES)))
        draft.address(lines, one_.get("city"), _country(one_))
        for contact in one_.nodes("contactInfo"):
            draft.keep(contact.get("key").lower() or "contact", contact.get("value"))
        for text in one_.texts("remark"):
            draft.keep("address note", text)
    for text in node.texts("remark"):
        draft.remark(text)
    draft.keep("designation details", node.get("designationDetails"))
    draft.keep("UN number", node.get("unitedNationId"))
    draft.keep("logical id", node.get("logicalId"))
    return draft


def _alias(node: Node) -> Alias:
    parts = (node.get(part) for part in ("firstName", "middleName", "lastName"))
    return Alias(
        text=node.get("wholeName") or " ".join(filter(None, parts)),
        weak=node.get("strong") == "false",
        language=node.get("nameLanguage"),
        facts=(
            ("title", node.get("title")),
            ("function", node.get("function")),
            ("gender", node.get("gender")),
            *(("name note", text) for text in node.texts("remark")),
        ),
    )


def _designation(act: Node, draft: Draft) -> None:
    draft.designations.append(
        Designation(
            "EU",
            act.get("programme"),
            listed_on=day(act.get("entryIntoForceDate") or act.get("publicationDate")),
            legal_basis=act.get("numberTitle"),
            source=act.text("publicationUrl"),
        )
    )


def _birth(node: Node, draft: Draft) -> None:
    draft.date(
        "birth",
        birth(
            node.get("birthdate"),
            (node.get("year"), node.get("monthOfYear"), node.get("dayOfMonth")),
            (node.get("yearRangeFrom"), node.get("yearRangeTo")),
            about=node.get("circa") == "true",
        ),
    )
    calendar = node.get("calendarType")
    if calendar not in {"", "GREGORIAN"}:
        draft.keep("birth calendar", calendar)
    place = [node.get(part) for part in ("place", "city", "region")]
    place.append(node.get("countryDescription"))
    draft.keep("birth place", ", ".join(t for t in place if t not in {"", "UNKNOWN"}))


def _paper(node: Node, draft: Draft) -> None:
    marks = [
        mark
        for mark in ("knownExpired", "knownFalse", "reportedLost", "revokedByIssuer")
        if node.get(mark) == "true"
    ]
    notes = [*marks, node.get("issuedBy"), node.get("nameOnDocument")]
    paper(
        draft,
        node.get("identificationTypeCode"),
        node.get("identificationTypeDescription"),
        node.get("number") or node.get("latinNumber") or node.text("remark"),
        code(node.get("countryIso2Code")),
        ", ".join(filter(None, (*notes, node.text("remark")))),
    )


def _country(node: Node) -> str:
    return code(node.get("countryIso2Code")) or node.get("countryDescription")
