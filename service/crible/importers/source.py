"""A list file on disk as checked bytes or lines of text: plain, ``.gz`` or ``.xz``.

Refuses what is no text of a list before any format looks at it: absent, empty, too
large, damaged, of another encoding. Knows nothing of columns or entries.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import lzma
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, cast

from crible.errors import ListRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

DECOMPRESSED_CAP = 1 << 30
"""No published list comes near a gibibyte; a compressed file that does is a bomb."""

LINE_CAP = 1 << 20
"""The longest line seen in a real list is 1.2 kB; a megabyte means no line breaks."""

_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_ZIP = b"PK\x03\x04"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_AGAIN = "Download the file again from its publisher."


@dataclass(frozen=True, slots=True)
class Source:
    """One file, opened anew by every call of ``lines`` or ``blocks``.

    Attributes:
        path: where it lies.
        cap: how many bytes it may have once decompressed.
        encoding: of its lines.
        longest: how many bytes a line may have.
    """

    path: Path
    cap: int = DECOMPRESSED_CAP
    encoding: str = "utf-8"
    longest: int = LINE_CAP

    @property
    def name(self) -> str:
        """The file's name without its folder, as it is stored and shown."""
        return self.path.name

    def lines(self, *, ends: bool = False) -> Iterator[tuple[int, str]]:
        """Number and text of every line, byte order mark removed.

        Args:
            ends: whether to keep the line ends.

        Raises:
            ListRefused: the file is no readable text within the limits.
        """
        read = 0
        number = 0
        with self._open() as stream:
            while line := stream.readline(self.longest + 1):
                number += 1
                read += len(line)
                self._must_be_below(read)
                if number == 1:
                    line = self._first(line)
                text = self._text(number, line)
                yield number, text if ends else text.rstrip("\r\n")
        self._must_be_above(read)

    def blocks(self, size: int = 1 << 16) -> Iterator[bytes]:
        """The unpacked bytes, block by block.

        Raises:
            ListRefused: the file cannot be unpacked within the limits.
        """
        read = 0
        with self._open() as stream:
            while block := stream.read(size):
                read += len(block)
                self._must_be_below(read)
                yield block
        self._must_be_above(read)

    def readable(self, other: str) -> Source:
        """The source with the encoding it is in: its own, or ``other``.

        For publishers who change between the two: a text that happens to be valid
        UTF-8 is UTF-8 for certain once it has a letter beyond ASCII.
        """
        decoder = codecs.getincrementaldecoder(self.encoding)()
        try:
            for block in self.blocks():
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return replace(self, encoding=other)
        return self

    def _must_be_below(self, read: int) -> None:
        if read > self.cap:
            raise ListRefused(
                f"More than {self.cap:,} bytes come out of this file.",
                where=self.name,
                hint="No list is that large: check where the file is from.",
            )

    def _must_be_above(self, read: int) -> None:
        if not read:
            raise ListRefused("The file is empty.", where=self.name, hint=_AGAIN)

    def _first(self, line: bytes) -> bytes:
        if line.startswith(_UTF16):
            raise ListRefused(
                "The file is in UTF-16; UTF-8 is expected.",
                where=self.name,
                hint="Use the file as published, not one saved by a spreadsheet.",
            )
        line = line.removeprefix(_BOM)
        head = line.lstrip()[:200].lower()
        if head.startswith((b"<!doctype html", b"<html")):
            raise ListRefused(
                "This is a web page, not the table that is expected.",
                where=f"{self.name}: line 1",
                hint=f"An error page may have been saved. {_AGAIN}",
            )
        if head[:1] == b"<":
            raise ListRefused(
                "This is XML, not the table that is expected.",
                where=f"{self.name}: line 1",
                hint="Say which format it is with --as-format, such as ofac-xml.",
            )
        return line

    def _text(self, number: int, line: bytes) -> str:
        where = f"{self.name}: line {number}"
        if len(line) > self.longest:
            raise ListRefused(
                f"A line is longer than {self.longest:,} bytes.",
                where=where,
                hint="This is not a table with one row a line.",
            )
        if (column := line.find(b"\0")) >= 0:
            raise ListRefused(
                "The file holds a NUL byte, which no text has.",
                where=f"{where}, byte {column + 1}",
                hint=f"It is damaged, or in UTF-16. {_AGAIN}",
            )
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError as error:
            raise ListRefused(
                f"The byte 0x{line[error.start]:02X} is not {self.encoding.upper()}.",
                where=f"{where}, byte {error.start + 1}",
                hint="Use the file as published, or convert it to UTF-8.",
            ) from error

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        self._must_be_a_file()
        try:
            with self.path.open("rb") as raw:
                head = raw.read(len(_XZ))
                raw.seek(0)
                if head.startswith(_ZIP):
                    raise ListRefused(
                        "The file is a ZIP archive.",
                        where=self.name,
                        hint="Unpack it and name the file inside.",
                    )
                if head.startswith(_GZIP):
                    with gzip.GzipFile(fileobj=raw) as stream:
                        yield cast("IO[bytes]", stream)
                elif head == _XZ:
                    with lzma.LZMAFile(raw) as stream:
                        yield cast("IO[bytes]", stream)
                else:
                    yield raw
        except (gzip.BadGzipFile, lzma.LZMAError, zlib.error, EOFError) as error:
            raise ListRefused(
                "The compressed file is damaged or was cut off.",
                where=self.name,
                hint=_AGAIN,
            ) from error
        except OSError as error:
            raise ListRefused(
                f"The file cannot be read: {error.strerror or 'input/output error'}.",
                where=self.name,
                hint="Check its permissions and the disk.",
            ) from error

    def _must_be_a_file(self) -> None:
        # Asked for before opening, because opening a pipe would wait for ever.
        if not self.path.exists():
            raise ListRefused(
                "There is no such file.",
                where=str(self.path),
                hint="Check the name and the folder.",
            )
        if not self.path.is_file():
            raise ListRefused(
                "This is not a regular file.",
                where=str(self.path),
                hint="Name a file on disk.",
            )


def digest(sources: Iterable[Source]) -> str:
    """SHA-256 over the bytes of all files as they lie on disk, in order.

    Raises:
        ListRefused: a file cannot be read.
    """
    whole = hashlib.sha256()
    for source in sources:
        try:
            with source.path.open("rb") as raw:
                while block := raw.read(1 << 20):
                    whole.update(block)
        except OSError as error:
            raise ListRefused(
                f"The file cannot be read: {error.strerror or 'input/output error'}.",
                where=source.name,
                hint="Check its permissions and the disk.",
            ) from error
    return whole.hexdigest()
