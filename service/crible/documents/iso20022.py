"""ISO 20022 payment messages: pacs, pain and camt, the parties and the free text.

The XML is laid out as lines, a field a line, and offsets count in that text. Every element
``Nm`` is a party, whatever it stands in; remittance information and the like are prose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.documents.document import Document, Part, passage
from crible.documents.trees import local, parsed

if TYPE_CHECKING:
    from lxml import etree

_NAMES = frozenset({"Nm"})
_TEXTS = frozenset(
    {"Ustrd", "AddtlRmtInf", "InstrInf", "AdrLine", "AddtlTxInf", "AddtlNtryInf", "Cd_"}
)
# Elements that say nothing of where a field stands.
_PLAIN = frozenset({"Document", "FIId", "FinInstnId", "Pty", "PstlAdr", "RmtInf"})
_MARK = b"urn:iso:std:iso:20022:tech:xsd:"
_HEAD = 4096


def is_message(data: bytes) -> bool:
    """Whether bytes begin as an ISO 20022 message does."""
    return _MARK in data[:_HEAD].replace(b"\0", b"")


def read(data: bytes, *, where: str) -> Document:
    """The fields of a message that hold parties or free text.

    Raises:
        FileRefused: damaged, or with a document type.
    """
    text = ""
    parts: list[Part] = []
    for element in parsed(data, where).iter():
        name = local(element)
        if name not in _NAMES and name not in _TEXTS:
            continue
        said = " ".join((element.text or "").split())
        if not said:
            continue
        field = _path(element)
        start = len(text) + len(field) + 2
        text += f"{field}: {said}\n"
        treatment = "name" if name in _NAMES else "text"
        parts.append(
            Part(
                field,
                "name" if treatment == "name" else "text",
                (passage(text, start, start + len(said)),),
            )
        )
    warnings = () if parts else ("No element of the message names a party.",)
    return Document("iso20022", text, tuple(parts), warnings)


def of_listing(text: str) -> Document:
    """The document of a listing that ``read`` made: a record keeps no more of it."""
    parts: list[Part] = []
    start = 0
    for line in text.splitlines(keepends=True):
        field, mark, said = line.rstrip("\n").partition(": ")
        if mark and said:
            name = field.rpartition("/")[2].partition("[")[0]
            first = start + len(field) + len(mark)
            parts.append(
                Part(
                    field,
                    "name" if name in _NAMES else "text",
                    (passage(text, first, first + len(said)),),
                )
            )
        start += len(line)
    return Document("iso20022", text, tuple(parts))


def _path(element: etree._Element) -> str:
    """The nearest names around an element: CdtTrfTxInf[2]/Cdtr/Nm."""
    steps: list[str] = []
    node: etree._Element | None = element
    while node is not None and len(steps) < 3:
        name = local(node)
        if name not in _PLAIN:
            steps.append(name + _count(node, name))
        node = node.getparent()
    return "/".join(reversed(steps))


def _count(node: etree._Element, name: str) -> str:
    """Which of several of its kind an element is; nothing for a single one."""
    parent = node.getparent()
    if parent is None or not name.endswith("Inf"):
        return ""
    same = [child for child in parent if local(child) == name]
    return f"[{same.index(node) + 1}]" if len(same) > 1 else ""
