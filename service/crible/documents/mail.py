"""E-mail: headers that name people, the body, and attachments that can be read."""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from typing import TYPE_CHECKING

from crible.documents import page
from crible.documents.document import Document
from crible.errors import CribleError, FileRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_HEADERS = ("From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject")
_HEAD = re.compile(
    rb"\A(?:From [^\n]{0,200}\n)?(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}"
)
_KNOWN = re.compile(
    rb"^(?:Received|From|To|Subject|Message-ID|MIME-Version|Return-Path|Delivered-To):",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNS = 3
_HEAD_SIZE = 16_384
# Messages within messages that are followed.
_DEEPEST = 4


def is_mail(data: bytes) -> bool:
    """Whether bytes begin as a mail does: several headers of mails."""
    head = data[:_HEAD_SIZE].replace(b"\r\n", b"\n")
    found = _HEAD.match(head)
    return found is not None and len(set(_KNOWN.findall(found[0].title()))) >= _SIGNS


def read(
    data: bytes, *, where: str, attached: Callable[[bytes, str], Document]
) -> Document:
    """A mail as one text: its headers, its body, its attachments.

    Args:
        data: the mail.
        where: what to call it.
        attached: reads the bytes of an attachment.

    Raises:
        FileRefused: not a mail.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
    except (MessageError, ValueError, LookupError, RecursionError):
        raise FileRefused("The mail is damaged.", where=where) from None
    warnings: list[str] = []
    pieces = list(_pieces(message, where, attached, warnings, 0))
    return Document("mail", "\n\n".join(pieces), (), tuple(warnings))


def _pieces(
    message: EmailMessage,
    where: str,
    attached: Callable[[bytes, str], Document],
    warnings: list[str],
    depth: int,
) -> Iterator[str]:
    yield "\n".join(_headers(message))
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None:
        text = _content(body)
        if body.get_content_subtype() == "html" and text.strip():
            text = page.read(text, where=where).text
        if text.strip():
            yield text.strip()
    for part in message.iter_attachments():
        name = part.get_filename() or part.get_content_type()
        if part.get_content_type() == "message/rfc822":
            inner = part.get_content()
            if isinstance(inner, EmailMessage) and depth < _DEEPEST:
                yield from _pieces(inner, where, attached, warnings, depth + 1)
            else:
                warnings.append(f"Not read: {name}.")
            continue
        try:
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                raise FileRefused("It has no content.")
            inside = attached(content, f"{where}, {name}")
        except CribleError as error:
            warnings.append(f"Attachment not read: {error}")
            continue
        yield f"[{name}]\n\n{inside.text}"
        warnings.extend(inside.warnings)


def _headers(message: EmailMessage) -> Iterator[str]:
    for name in _HEADERS:
        try:
            for value in message.get_all(name) or ():
                yield f"{name}: {value}"
        except (ValueError, IndexError, TypeError, AttributeError):
            # Header parsing of the standard library stumbles over some damage.
            continue


def _content(part: MIMEPart) -> str:
    try:
        found = part.get_content()
    except (LookupError, ValueError, KeyError):
        raw = part.get_payload(decode=True)
        found = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
    return found if isinstance(found, str) else ""
