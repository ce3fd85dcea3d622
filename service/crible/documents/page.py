"""The readable text of a web page.

The page is read as events, without a tree: neither depth nor broken markup can hurt, and
nothing is fetched. Scripts, forms and navigation are left out, and so are runs of bare
links, as menus without markup are; the warnings say so.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from crible.documents.document import Document
from crible.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

_SILENT = frozenset(
    "script style noscript template svg math head iframe object select option button "
    "textarea canvas audio video map datalist".split()
)
_NAVIGATION = frozenset("nav footer menu".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt "
    "fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header hr html legend li main ol "
    "p pre section summary table tbody tfoot thead tr ul".split()
)
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
# A menu without markup: so many short blocks in a row that are links and nothing else.
_MENU = 4
_MENU_WORDS = 6
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
# Deeper nesting is no page but an attack; closing it takes the square of the depth.
_DEEPEST = 10_000
_FEED = 1 << 16


def is_page(head: str) -> bool:
    """Whether a text begins as a web page does."""
    return re.match(
        r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
        head,
        re.IGNORECASE | re.DOTALL,
    ) is not None  # fmt: skip


def declared_encoding(head: bytes) -> str | None:
    """The encoding that a page says it has."""
    found = _DECLARED.search(head[:4096])
    return found[1].decode("ascii") if found else None


class _Block(NamedTuple):
    text: str
    linked: bool


class _Reader:
    """Collects blocks of text from the events of a page."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._depth = 0
        self.blocks: list[_Block] = []
        self.left_out = False
        self._pieces: list[str] = []
        self._linked = 0
        self._all = 0
        # Open elements that matter, by name: how deep each is nested.
        self._silent: list[str] = []
        self._links = 0
        self._kept_blanks = 0

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:
        """An element opens."""
        name = _name(tag)
        if name in _VOID:
            self._empty(name)
            return
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FileRefused(
                f"Its elements are nested more than {_DEEPEST} deep.",
                where=self._where,
                hint="Save the text of the page and scan that.",
            )
        if name in _BLOCKS:
            self._flush()
        elif name in _CELLS:
            self._pieces.append("\t")
        if self._silent:
            # Only elements of the kind that opened the silence can end it.
            if name == self._silent[0]:
                self._silent.append(name)
        else:
            self._open(name, attrib)

    def _empty(self, name: str) -> None:
        if name == "hr":
            self._flush()
        elif name == "br" and not self._silent:
            self._pieces.append("\n")

    def _open(self, name: str, attributes: Mapping[str | bytes, str | bytes]) -> None:
        if name in _SILENT or _is_hidden(attributes):
            self._silent.append(name)
        elif name in _NAVIGATION or attributes.get("role") == "navigation":
            self.left_out = True
            self._silent.append(name)
        elif name == "a":
            self._links += 1
        elif name == "pre":
            self._kept_blanks += 1

    def end(self, tag: str | bytes) -> None:
        """An element closes."""
        name = _name(tag)
        if name not in _VOID:
            self._depth -= 1
        if self._silent:
            if name == self._silent[-1]:
                self._silent.pop()
            return
        if name in _BLOCKS:
            self._flush()
        if name == "a" and self._links:
            self._links -= 1
        elif name == "pre" and self._kept_blanks:
            self._kept_blanks -= 1

    def data(self, data: str | bytes) -> None:
        """Text."""
        if self._silent or not isinstance(data, str):
            return
        size = len(data.strip())
        self._all += size
        if self._links:
            self._linked += size
        self._pieces.append(data if self._kept_blanks else _BLANKS.sub(" ", data))

    def comment(self, text: str | bytes) -> None:
        """A comment says nothing."""

    def close(self) -> str:
        """All text, menus left out."""
        self._flush()
        kept: list[str] = []
        run: list[str] = []
        for block in [*self.blocks, _Block("", linked=False)]:
            if block.linked and len(block.text.split()) <= _MENU_WORDS:
                run.append(block.text)
                continue
            if len(run) < _MENU:
                kept += run
            else:
                self.left_out = True
            run = []
            if block.text:
                kept.append(block.text)
        return "\n\n".join(kept)

    def _flush(self) -> None:
        lines = "".join(self._pieces).split("\n")
        text = "\n".join(
            re.sub(" *\t[ \t]*| {2,}", _gap, line).strip() for line in lines
        )
        text = text.strip()
        if text:
            self.blocks.append(_Block(text, self._linked * 10 > self._all * 8))
        self._pieces = []
        self._linked = self._all = 0


def _gap(found: re.Match[str]) -> str:
    return "\t" if "\t" in found[0] else " "


def _name(tag: object) -> str:
    return tag.lower() if isinstance(tag, str) else ""


def _is_hidden(attributes: Mapping[str | bytes, str | bytes]) -> bool:
    style = str(attributes.get("style", "")).replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style


def read(text: str, *, where: str) -> Document:
    """The readable text of a page.

    Raises:
        FileRefused: there is no readable text in it.
    """
    reader = _Reader(where)
    parser = etree.HTMLParser(target=reader, no_network=True, huge_tree=True)
    source = _XML_HEAD.sub("", text).replace("\0", " ")
    # Half characters cannot be told to the parser.
    source = source.encode("utf-8", "replace").decode("utf-8")
    for start in range(0, len(source), _FEED):
        parser.feed(source[start : start + _FEED])
    with suppress(etree.XMLSyntaxError):
        parser.close()
    found = reader.close()
    if not found.strip():
        raise FileRefused(
            "The page holds no readable text.",
            where=where,
            hint="Pages that a script fills must be saved from a browser.",
        )
    warnings = (
        ("Navigation and lists of links were left out.",) if reader.left_out else ()
    )
    return Document("html", found, (), warnings)
