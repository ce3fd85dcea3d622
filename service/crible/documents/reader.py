"""From bytes to a document: which format they are, and the reader of that format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.documents import iso20022, mail, office, page, portable, swift
from crible.documents.document import Document
from crible.errors import FileRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = ("text", "html", "mail", "pdf", "docx", "mt", "iso20022")
# What begins so is no text, and no reader here knows it.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_HEAD = 8192


def read(
    data: bytes,
    *,
    where: str,
    decode: Callable[[bytes, str | None], str],
    declared: str | None = None,
    format_name: str | None = None,
) -> Document:
    """Read a document of any format.

    Args:
        data: the bytes of the file.
        where: what to call it.
        decode: makes a text of bytes, given the encoding they are said to have.
        declared: the encoding that the caller says.
        format_name: one of ``FORMATS``; found out when None.

    Raises:
        FileRefused: of no format that can be read, or damaged.
        UsageError: no such format.
    """
    if format_name is not None and format_name not in FORMATS:
        raise UsageError(
            f"There is no format {format_name}.", hint=f"Formats: {', '.join(FORMATS)}."
        )
    chosen = format_name or _format_of_bytes(data)
    if chosen == "pdf":
        return portable.read(data, where=where)
    if chosen == "docx":
        return office.read(data, where=where)
    if chosen == "iso20022":
        return iso20022.read(data, where=where)
    if chosen == "mail":

        def attached(content: bytes, name: str) -> Document:
            return read(content, where=name, decode=decode)

        return mail.read(data, where=where, attached=attached)
    if chosen is None:
        refuse_foreign(data, where)
    said = declared
    if said is None and chosen in {None, "html"}:
        said = _said_by_page(data)
    text = decode(data, said)
    if "\0" in text:
        raise FileRefused(
            "It holds NUL characters, so it is not plain text.", where=where
        )
    return of_text(text, where=where, format_name=chosen)


def of_text(text: str, *, where: str, format_name: str | None = None) -> Document:
    """Read a document that is text already: prose, a page, or a payment message.

    Raises:
        FileRefused: a page without readable text, a damaged message.
    """
    chosen = format_name or _format_of_text(text)
    if chosen == "html":
        return page.read(text, where=where)
    if chosen == "mt":
        return swift.read(text)
    if chosen == "iso20022":
        # What a text says of its bytes is of no account: it has none any more.
        plain = text.partition("?>")[2] if text.lstrip().startswith("<?xml") else text
        return iso20022.read(plain.strip().encode("utf-8"), where=where)
    return Document("text", text)


def is_plain(head: bytes, *, format_name: str | None = None) -> bool:
    """Whether a file with this beginning is read as plain text, as far as that shows."""
    if format_name is not None:
        return format_name == "text"
    return (
        not head.startswith(b"PK")
        and _format_of_bytes(head) is None
        and _format_of_text(head.decode("utf-8", "replace")) == "text"
    )


def _format_of_bytes(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return "pdf"
    if office.is_document(data):
        return "docx"
    if iso20022.is_message(data):
        return "iso20022"
    return "mail" if mail.is_mail(data) else None


def _format_of_text(text: str) -> str:
    head = text[:_HEAD]
    if page.is_page(head):
        return "html"
    if swift.is_message(head):
        return "mt"
    if iso20022.is_message(head.encode("utf-8", "replace")):
        return "iso20022"
    return "text"


def _said_by_page(data: bytes) -> str | None:
    head = data[:_HEAD]
    if head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return None
    if not page.is_page(head.decode("latin-1")):
        return None
    return page.declared_encoding(head)


def refuse_foreign(data: bytes, where: str) -> None:
    """Refuse what begins as a format that is no text.

    Raises:
        FileRefused: a picture, an archive, a program.
    """
    for mark, what in _FOREIGN:
        if data.startswith(mark):
            raise FileRefused(
                f"It is {what}, not a text, page, mail, PDF, DOCX or payment message.",
                where=where,
                hint="Save its text and scan that.",
            )
