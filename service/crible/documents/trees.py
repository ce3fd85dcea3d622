"""XML from strangers, read without what makes a reader stall or read other files."""

from __future__ import annotations

import re

from lxml import etree

from crible.errors import FileRefused

_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
# UTF-16 hides the letters of a declaration between zero bytes.
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def parsed(data: bytes, where: str) -> etree._Element:
    """The root of a document.

    Raises:
        FileRefused: not well-formed, or with a document type, which no message and no
            office file needs.
    """
    seen = data.replace(b"\0", b"") if data.startswith(_WIDE) else data
    if _DOCTYPE.search(seen):
        raise FileRefused(
            "The XML declares a document type or entities, which no such file needs.",
            where=where,
            hint="It may be an attempt to make a reader stall or read other files.",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = f"line {error.lineno}" if error.lineno else "the beginning"
        raise FileRefused(f"The XML is damaged at {line}.", where=where) from None


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; nothing for a comment."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
