"""A plain text that is too long for one screening: read twice, never held as a whole.

The first time it is only decoded, so that a text that is none is refused before any of
it is on record; the second time it comes in parts, of which each is screened.
"""

from __future__ import annotations

import codecs
import shutil
import sys
import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

from crible.errors import FileRefused
from crible.usecases.verdicts import not_searched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crible.batch.encodings import Encoding
    from crible.model import Mention, Screening

_CHUNK = 1 << 18


def opened(path: Path | None) -> BinaryIO:
    """A file, or standard input when None, as a stream that can be read again."""
    if path is not None:
        return path.open("rb")
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - whoever opens it closes it
    shutil.copyfileobj(sys.stdin.buffer, kept, _CHUNK)
    kept.seek(0)
    return cast("BinaryIO", kept)


def is_longer(stream: BinaryIO, size: int) -> bool:
    """Whether a stream holds more bytes than this; it is rewound."""
    found = stream.seek(0, 2) > size
    stream.seek(0)
    return found


def check(stream: BinaryIO, encoding: Encoding, where: str) -> None:
    """Read a stream through and rewind it.

    Raises:
        FileRefused: a byte that the encoding does not allow, or a NUL character.
    """
    read = 0
    try:
        for piece in pieces(stream, encoding):
            if "\0" in piece:
                raise FileRefused(
                    "It holds NUL characters, so it is not plain text.", where=where
                )
            read += len(piece)
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"The byte 0x{error.object[error.start]:02X} after {read} characters or "
            f"more is not valid {encoding.name}.",
            where=where,
            hint="Say the encoding with --encoding, for example cp1251 or cp1252.",
        ) from None
    stream.seek(0)


def pieces(stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    """The text of a stream, a quarter of a megabyte at a time."""
    decoder = codecs.getincrementaldecoder(encoding.name)()
    while block := stream.read(_CHUNK):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def moved(screening: Screening, base: int) -> Screening:
    """A screening of a part with its places counted in the whole text."""
    problem = screening.problem
    if problem and problem.unsearched:
        problem = not_searched(
            [(start + base, end + base) for start, end in problem.unsearched]
        )
    return replace(
        screening,
        mentions=tuple(_moved(item, base) for item in screening.mentions),
        problem=problem,
    )


def _moved(mention: Mention, base: int) -> Mention:
    origin = None if mention.short_for is None else mention.short_for + base
    return replace(
        mention, start=mention.start + base, end=mention.end + base, short_for=origin
    )
