"""JSON as lists publish it: one document, or one object a line."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crible.errors import ListRefused
from crible.importers.table import END_OF_FILE
from crible.model import Reject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.importers.source import Source

_AGAIN = "Download the file again from its publisher."
_LONGEST = 1 << 24
"""An entity with thousands of mentions has a line of some megabytes."""


def document(source: Source) -> Any:
    """The value that a whole file is.

    Raises:
        ListRefused: it is no JSON in UTF-8.
    """
    content = b"".join(source.blocks()).removeprefix(b"\xef\xbb\xbf")
    _must_not_be_markup(content, source)
    try:
        text = content.decode("utf-8")
        value = json.loads(text)
        _must_be_text(text, value)
    except UnicodeDecodeError as error:
        raise ListRefused(
            f"The byte 0x{content[error.start]:02X} is not UTF-8.",
            where=f"{source.name}: byte {error.start + 1}",
            hint="Use the file as published, or convert it to UTF-8.",
        ) from error
    except json.JSONDecodeError as error:
        raise ListRefused(
            f"The JSON is cut off or damaged: {error.msg}.",
            where=f"{source.name}: line {error.lineno}, column {error.colno}",
            hint=_AGAIN,
        ) from error
    except (ValueError, RecursionError) as error:
        raise ListRefused(
            "The JSON holds half a character, a NUL, a number too long or a nesting too"
            " deep to be read.",
            where=source.name,
            hint=_AGAIN,
        ) from error
    return value


def objects(source: Source) -> Iterator[tuple[str, dict[str, Any]] | Reject]:
    """Place and content of every line that is an object.

    Raises:
        ListRefused: it is no text in UTF-8, or it breaks off in its last line.
    """
    last: Reject | None = None
    ended = True
    for number, line in replace(source, longest=_LONGEST).lines(ends=True):
        ended = line.endswith("\n")
        text = line.strip().rstrip(END_OF_FILE)
        if not text:
            continue
        where = f"{source.name}: line {number}"
        last = None
        try:
            value = json.loads(text)
            _must_be_text(text, value)
        except (ValueError, RecursionError) as error:
            what = "half a character, a NUL, or too deep"
            if isinstance(error, json.JSONDecodeError):
                what = error.msg
            last = Reject(where, f"Not a line of JSON ({what}).", text[:200])
            yield last
            continue
        if isinstance(value, dict):
            yield where, value
        else:
            yield Reject(where, "Not an object of JSON.", text[:200])
    if last is not None and not ended:
        raise ListRefused(
            f"The file breaks off in its last line: {last.reason}",
            where=last.where,
            hint=_AGAIN,
        )


def _must_be_text(text: str, value: Any) -> None:
    r"""Escapes can write what no text holds: ``\ud800`` alone, or ``\u0000``.

    Raises:
        ValueError: they do.
    """
    low = text.lower()
    if "\\u0000" in low:
        raise ValueError(text[:0])
    if "\\ud" in low:
        json.dumps(value, ensure_ascii=False).encode("utf-8")


def _must_not_be_markup(content: bytes, source: Source) -> None:
    if content[:200].lstrip()[:1] == b"<":
        raise ListRefused(
            "This is a web page or XML, not JSON.",
            where=f"{source.name}: line 1",
            hint=f"An error page may have been saved. {_AGAIN}",
        )
