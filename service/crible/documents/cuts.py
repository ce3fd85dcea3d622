"""A text of any length in parts, each small enough to be screened as a whole.

A part ends with a paragraph, else with a line, else with a sentence, else between words,
so that no name is cut in two; only what has none of these on thousands of characters
is cut anywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# So far before the end of a part an end of the text's own is looked for.
_SOUGHT = 20_000
_ENDS = (
    re.compile(r"\n[ \t]*\r?\n"),
    re.compile(r"\n"),
    re.compile(r"[.!?…。！？][\"'»”’)\]]*\s"),
    re.compile(r"\s"),
)


def parts(pieces: Iterable[str], size: int) -> Iterator[tuple[int, str]]:
    """Parts of at most ``size`` characters, each with the place where it begins.

    All parts in a row are the text; an empty text is one empty part.

    Args:
        pieces: the text, cut anywhere.
        size: characters of a part at most.
    """
    held, base = "", 0
    for piece in pieces:
        at = 0
        while at < len(piece):
            more = piece[at : at + size + 1 - len(held)]
            at += len(more)
            held += more
            if len(held) > size:
                end = _end(held, size)
                yield base, held[:end]
                held, base = held[end:], base + end
    if held or not base:
        yield base, held


def _end(text: str, size: int) -> int:
    """Where to end a part: behind the last end of something before ``size``."""
    first = max(1, size - _SOUGHT)
    for pattern in _ENDS:
        ends = [match.end() for match in pattern.finditer(text, first, size)]
        if ends:
            return ends[-1]
    return size
