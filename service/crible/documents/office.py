"""The text of Word documents: a zip of XML, read with the standard library and lxml."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from crible.documents.document import Document
from crible.documents.trees import local, parsed
from crible.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_PARTS = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml\Z"
)
_BODY = "word/document.xml"
# Unpacked, no contract is larger; a bomb is.
_LARGEST = 64 * 1024 * 1024


def is_document(data: bytes) -> bool:
    """Whether bytes are a Word document."""
    return data.startswith(b"PK\x03\x04") and b"word/" in data


def read(data: bytes, *, where: str) -> Document:
    """The text of a document: body, notes, headers, footers, comments.

    Raises:
        FileRefused: damaged, encrypted, or larger unpacked than any document.
    """
    lines: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [item for item in archive.infolist() if _PARTS.match(item.filename)]
            if _BODY not in {item.filename for item in found}:
                raise FileRefused("The document has no body.", where=where)
            found.sort(key=lambda item: (item.filename != _BODY, item.filename))
            left = _LARGEST
            for item in found:
                with archive.open(item) as stream:
                    unpacked = stream.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise FileRefused(
                        "The document is too large when it is unpacked.", where=where
                    )
                lines += _paragraphs(parsed(unpacked, where))
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        reason = "encrypted" if "encrypted" in str(error) else "damaged"
        raise FileRefused(f"The document is {reason}.", where=where) from None
    text = "\n".join(lines).strip()
    if not text:
        raise FileRefused("The document holds no text.", where=where)
    return Document("docx", text)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter("{*}p"):
        pieces: list[str] = []
        for node in paragraph.iter():
            name = local(node)
            if name == "t":
                pieces.append(node.text or "")
            elif name in {"tab", "br", "cr"}:
                pieces.append("\t" if name == "tab" else "\n")
            elif name == "noBreakHyphen":
                pieces.append("-")
        text = "".join(pieces).strip()
        if text:
            yield text
