"""The text of PDF files, with the extra ``pdf``."""

from __future__ import annotations

import io
import logging

from crible.documents.document import Document
from crible.errors import FileRefused


def read(data: bytes, *, where: str) -> Document:
    """The text of all pages, a blank line between them.

    Raises:
        FileRefused: damaged, encrypted, without text, or the extra is not installed.
    """
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - an extra
        from pypdf.errors import PyPdfError  # noqa: PLC0415
    except ImportError:
        raise FileRefused(
            "It is a PDF, and what reads PDF files is not installed.",
            where=where,
            hint="Install crible[pdf], or use pdftotext FILE - | crible scan -",
        ) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [page.extract_text().strip() for page in reader.pages]
    except ImportError:
        raise FileRefused(
            "The PDF is encrypted in a way that needs another package.", where=where
        ) from None
    except (PyPdfError, ValueError, LookupError, TypeError, RecursionError):
        raise FileRefused("The PDF is damaged.", where=where) from None
    if locked:
        raise FileRefused(
            "The PDF is encrypted.", where=where, hint="Save it without a password."
        )
    text = "\n\n".join(page for page in pages if page)
    if not text:
        raise FileRefused(
            "The PDF holds no text, only pictures.",
            where=where,
            hint="It must go through text recognition first.",
        )
    warnings = tuple(
        f"Page {number} holds no text; it may be a picture."
        for number, page in enumerate(pages, start=1)
        if not page
    )
    return Document("pdf", text, (), warnings)
