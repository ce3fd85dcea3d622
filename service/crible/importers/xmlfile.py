"""An XML list as a stream of elements, each given up as soon as it was read.

No document type, no entities, no network, no deep or huge nodes: a list needs none of
them, and each has been used to make a reader stall. Namespaces are left out, because
publishers change them without changing the format.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from lxml import etree

from crible.errors import ListRefused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from crible.importers.source import Source

_ENCODINGS = {
    "utf-8",
    "utf8",
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "iso-8859-15",
    "windows-1252",
}
_DECLARED = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']{0,40})[\"']")
_DOCTYPE = re.compile(rb"<!DOCTYPE(?!\s+html)", re.IGNORECASE)
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE\s+html|<html)", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"
_TAIL = b" \t\r\n\x1a"
_AGAIN = "Download the file again from its publisher."


class Node:
    """An element without its namespace; every text is stripped."""

    __slots__ = ("_element",)

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    @property
    def tag(self) -> str:
        """Its local name."""
        return _local(self._element)

    @property
    def line(self) -> int:
        """Where it begins in the file."""
        line = self._element.sourceline
        return line if isinstance(line, int) else 0

    def get(self, attribute: str) -> str:
        """An attribute, or empty text."""
        return _plain(self._element.get(attribute))

    def attributes(self) -> Iterator[tuple[str, str]]:
        """Every attribute that is not empty."""
        for name, value in self._element.attrib.items():
            if text := _plain(str(value)):
                yield str(name).rpartition("}")[2], text

    @property
    def content(self) -> str:
        """Its own text."""
        return _plain(self._element.text)

    def text(self, path: str) -> str:
        """The text of the first element at a path such as ``idList/id``."""
        return _plain(self._element.findtext(_wild(path)))

    def texts(self, path: str) -> list[str]:
        """Every text at a path that is not empty."""
        found = (_plain(one.text) for one in self._element.iterfind(_wild(path)))
        return [text for text in found if text]

    def nodes(self, path: str) -> list[Node]:
        """Every element at a path."""
        return [Node(one) for one in self._element.iterfind(_wild(path))]

    def children(self) -> list[Node]:
        """The elements directly below."""
        return [Node(one) for one in self._element]

    def leaves(self, prefix: str = "") -> Iterator[tuple[str, str]]:
        """Path and text of every element below that has text."""
        for child in self.children():
            path = f"{prefix}{child.tag}"
            if child.content:
                yield path, child.content
            yield from child.leaves(f"{path}/")


def elements(
    source: Source, root: str, paths: Collection[str], *, upto: str = ""
) -> Iterator[tuple[str, Node]]:
    """The elements at any of the paths below the root, in the order of the file.

    An element is empty again once the next one is asked for.

    Args:
        source: the file.
        root: the name that its outermost element has.
        paths: of the elements wanted, such as ``INDIVIDUALS/INDIVIDUAL``.
        upto: the path after which nothing more is wanted; the file is not read on.

    Raises:
        ListRefused: it is no XML, not that list, cut off, or has a document type.
    """
    wanted = {tuple(path.split("/")): path for path in paths}
    tags = {f"{{*}}{parts[-1]}" for parts in wanted}
    parser = _parser(("start", "end"), ("{*}" + root, *tags))
    checked = False
    for block in _blocks(source):
        for event, element in _events(parser, block, source):
            if not checked:
                _must_be_root(element, root, source)
                checked = True
            if event == "start" or element.getparent() is None:
                continue
            path = wanted.get(_path(element))
            if path is None:
                continue
            yield path, Node(element)
            _forget(element)
            if path == upto:
                return
    _close(parser, source)
    if not checked:
        # No element has the names that are waited for: it is another XML file.
        raise _other(source, "another root element", root)


def root(source: Source, name: str) -> dict[str, str]:
    """The attributes of the outermost element, without reading further.

    Raises:
        ListRefused: as for ``elements``.
    """
    parser = _parser(("start",), None)
    for block in _blocks(source):
        for _, element in _events(parser, block, source):
            _must_be_root(element, name, source)
            return dict(Node(element).attributes())
    _close(parser, source)
    raise _other(source, "no element", name)


def _parser(
    events: tuple[Literal["start", "end"], ...], tags: tuple[str, ...] | None
) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=events,
        tag=tags,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )


def _blocks(source: Source) -> Iterator[bytes]:
    """The file's blocks, the first one checked, the last one without its end mark."""
    held = b""
    for number, block in enumerate(source.blocks()):
        if number == 0:
            _must_look_like_xml(block, source)
            held = block.removeprefix(_BOM)
            continue
        yield held
        held = block
    yield held.rstrip(_TAIL)


def _must_look_like_xml(head: bytes, source: Source) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:400]:
        raise ListRefused(
            "The file is in UTF-16 or damaged; UTF-8 is expected.",
            where=f"{source.name}: line 1",
            hint="Use the file as published.",
        )
    head = head.removeprefix(_BOM)
    if _PAGE.match(head):
        raise ListRefused(
            "This is a web page, not a list.",
            where=f"{source.name}: line 1",
            hint=f"An error page may have been saved. {_AGAIN}",
        )
    if head.lstrip()[:1] != b"<":
        raise ListRefused(
            "The file does not begin as XML does.",
            where=f"{source.name}: line 1",
            hint="Name the XML file, or the format with --as-format.",
        )
    if match := _DOCTYPE.search(head):
        line = head.count(b"\n", 0, match.start()) + 1
        raise _doctype(f"{source.name}: line {line}")
    match = _DECLARED.match(head.lstrip())
    declared = match[1].decode("ascii", "replace") if match else "utf-8"
    if declared.lower() not in _ENCODINGS:
        raise ListRefused(
            f"The file says that it is in {declared}.",
            where=f"{source.name}: line 1",
            hint="Use the file as published, or convert it to UTF-8.",
        )


def _doctype(where: str) -> ListRefused:
    return ListRefused(
        "The file declares a document type (DOCTYPE), which no list needs and which"
        " can make a reader stall.",
        where=where,
        hint="Do not trust this file: get it from its publisher.",
    )


def _events(
    parser: etree.XMLPullParser, block: bytes, source: Source
) -> Iterator[tuple[str, etree._Element]]:
    try:
        parser.feed(block)
    except etree.XMLSyntaxError as error:
        raise _malformed(error, parser, source) from error
    for event, element in parser.read_events():
        if isinstance(element, etree._Element):  # noqa: SLF001 (has no other name)
            yield event, element


def _close(parser: etree.XMLPullParser, source: Source) -> None:
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        raise _malformed(error, parser, source) from error


def _malformed(
    error: etree.XMLSyntaxError, parser: etree.XMLPullParser, source: Source
) -> ListRefused:
    line, column = error.position
    what = str(error.msg or "no element")
    # Errors found while feeding are told at the end in a word that hides them.
    for entry in parser.feed_error_log:
        line, column, what = entry.line, entry.column, entry.message
        break
    return ListRefused(
        f"The XML is cut off or damaged: {what.strip().rstrip('.')}.",
        where=f"{source.name}: line {line}, column {column}",
        hint=_AGAIN,
    )


def _must_be_root(element: etree._Element, name: str, source: Source) -> None:
    tree = element.getroottree()
    if tree.docinfo.internalDTD is not None:
        raise _doctype(f"{source.name}: line {element.sourceline}")
    top = tree.getroot()
    if _local(top) != name:
        raise _other(source, f"the root element {_local(top)[:40]!r}", name)


def _other(source: Source, found: str, name: str) -> ListRefused:
    return ListRefused(
        f"The file has {found} where {name!r} is expected.",
        where=f"{source.name}: line 1",
        hint="It is another list or another format: see --as-format.",
    )


def _path(element: etree._Element) -> tuple[str, ...]:
    """Names from below the root down to the element."""
    names = [_local(element)]
    names += [_local(above) for above in element.iterancestors()]
    return tuple(reversed(names[:-1]))


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while (before := element.getprevious()) is not None:
            parent.remove(before)


def _local(element: etree._Element) -> str:
    tag = str(element.tag)
    return tag.rpartition("}")[2]


def _plain(text: str | None) -> str:
    return " ".join(text.split()) if text else ""


@lru_cache(maxsize=1024)
def _wild(path: str) -> str:
    return "/".join(f"{{*}}{part}" for part in path.split("/"))
