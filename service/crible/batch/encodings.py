"""How the bytes of a file become text: declared, marked, proved or guessed.

UTF-8 and byte order marks are recognised with certainty. Anything else is a guess,
so it is stated with its confidence and refused below a line: a name decoded with the
wrong table resembles nothing and would come out clear.
"""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from crible.errors import FileRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Below this confidence a guess is refused. On short files of ten languages every
# wrong guess came out at 0.70 or less and every certain one at 0.93 or more
# (tests/batch/test_encodings.py keeps the table).
CONFIDENT = 0.8

# The code pages that office software writes. Leaving the exotic ones out removes
# look-alikes such as cp775 that would win on a handful of accented letters.
_CANDIDATES = [
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "koi8_r",
    "cp866",
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
]

# UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# First bytes of formats that people send by mistake, and what to do instead.
_FOREIGN = (
    (b"PK\x03\x04", "a ZIP container (XLSX, ODS, DOCX)", "Save it as CSV or text."),
    (b"\xd0\xcf\x11\xe0", "an old Office file (XLS, DOC)", "Save it as CSV or text."),
    (b"PAR1", "a Parquet file", "Export it as CSV."),
    (b"%PDF", "a PDF", "Extract its text first, for example with pdftotext."),
    (b"\x1f\x8b", "compressed with gzip", "Decompress it first."),
    (b"\xfd7zXZ", "compressed with xz", "Decompress it first."),
    (b"SQLite format 3", "a database", "Export the table as CSV."),
)

_DAMAGE = "crible-damage"
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAMPLE_BYTES = 256 * 1024
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Encoding:
    """A decided encoding; ``how`` says by what right, ``confidence`` is 0..1."""

    name: str
    how: str
    confidence: float = 1.0

    @property
    def marked(self) -> bool:
        """Whether the file begins with a byte order mark."""
        return self.how == "byte order mark"

    def __str__(self) -> str:
        if self.how == "guessed":
            return f"{self.name}, guessed with confidence {self.confidence:.0%}"
        return f"{self.name} ({self.how})"


def detect(stream: BinaryIO, *, declared: str | None, where: str) -> Encoding:
    """Decide the encoding of a file; the stream is read to its end and rewound.

    Args:
        stream: a seekable binary file.
        declared: what the caller says, or None to find out.
        where: name of the file, for messages.

    Raises:
        FileRefused: another format, or a guess below ``CONFIDENT``.
        UsageError: ``declared`` is no encoding.
    """
    head = stream.read(4096)
    stream.seek(0)
    refuse_foreign(head, where)
    if declared is not None:
        return _declared(declared, head)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, "byte order mark")
    wide = _wide(head)
    if wide:
        return Encoding(wide, "zero bytes")
    blocks = iter(lambda: stream.read(_CHUNK), b"")
    valid = _is_utf8(blocks)
    stream.seek(0)
    if valid:
        return Encoding("utf-8", "valid throughout")
    sound, damaged, sample = _survey(_lines(stream))
    stream.seek(0)
    # A few broken lines in a UTF-8 file are broken lines, not another encoding: text
    # of an old code page all but never forms valid multi-byte UTF-8 by chance.
    if sound >= 10 * damaged:
        return Encoding("utf-8", "nearly throughout")
    return _guess(sample, where)


def refuse_foreign(head: bytes, where: str) -> None:
    """Raise FileRefused when the first bytes belong to a format crible cannot read."""
    for magic, what, hint in _FOREIGN:
        if head.startswith(magic):
            raise FileRefused(f"This is {what}, not text.", where=where, hint=hint)


def damage_handler() -> str:
    """Name of an error handler that marks each undecodable byte and goes on.

    The byte becomes a lone low surrogate, which valid text never holds; that is what
    "surrogateescape" does too, but that one gives up on bytes below 128, which are
    what UTF-16 and the Chinese codecs stumble over.
    """
    codecs.register_error(_DAMAGE, _mark)
    return _DAMAGE


def is_damaged(text: str) -> bool:
    """Whether ``text`` holds a byte that could not be decoded."""
    return _SURROGATE.search(text) is not None


def decode(data: bytes, *, declared: str | None, where: str) -> tuple[str, Encoding]:
    """Decode a whole text strictly.

    Raises:
        FileRefused: another format, a guess below ``CONFIDENT``, or a byte that the
            encoding does not allow.
        UsageError: ``declared`` is no encoding.
    """
    encoding = detect(io.BytesIO(data), declared=declared, where=where)
    try:
        text = data.decode(encoding.name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            f"The byte 0x{data[error.start]:02X} is not valid {encoding.name}.",
            where=f"{where}, line {line}",
            hint="Say the encoding with --encoding, for example cp1251 or cp1252.",
        ) from None
    return text, encoding


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in bad), error.end


def _declared(name: str, head: bytes) -> Encoding:
    try:
        codec = codecs.lookup(name)
        "".encode(codec.name)
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(
            f"There is no encoding {name!r}.",
            hint="Common ones: utf-8, utf-16, cp1251, cp1252, gb18030.",
        ) from None
    if codec.name == "utf-8" and head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig", "byte order mark")
    return Encoding(codec.name, "declared")


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: mostly ASCII, so every other byte is zero."""
    if len(head) < 8:
        return ""
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def _is_utf8(blocks: Iterable[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for block in blocks:
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.readline(_CHUNK), b"")


def _survey(lines: Iterable[bytes]) -> tuple[int, int, bytes]:
    """Count the non-ASCII lines that are UTF-8 and those that are not; sample them."""
    sound = damaged = size = 0
    sample: list[bytes] = []
    for line in lines:
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            damaged += 1
        else:
            sound += 1
        if size < _SAMPLE_BYTES:
            sample.append(line[:_SAMPLE_BYTES])
            size += len(line)
    return sound, damaged, b"".join(sample)


def _guess(sample: bytes, where: str) -> Encoding:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed, slow

    matches = list(from_bytes(sample, cp_isolation=_CANDIDATES))
    if matches:
        best = matches[0]
        confidence = 1.0 - best.chaos
        # Tables that give the same letters are no doubt; those that give other
        # letters and look nearly as good are.
        rivals = [match for match in matches[1:] if str(match) != str(best)]
        if rivals:
            margin = _merit(best) - max(map(_merit, rivals))
            confidence = min(confidence, 0.5 + 3 * margin)
        same = best.could_be_from_charset
        name = "cp1252" if "cp1252" in same else best.encoding
        if confidence >= CONFIDENT:
            return Encoding(name, "guessed", round(confidence, 2))
        said = f"The best guess is {name}, at {max(confidence, 0.0):.0%}."
    else:
        said = "No known encoding fits."
    raise FileRefused(
        f"It is not UTF-8, and its encoding cannot be told safely. {said}",
        where=where,
        hint="Say it with --encoding, for example --encoding cp1251.",
    )


def _merit(match: object) -> float:
    """Legibility plus likeness to a language, as the detector measures them."""
    chaos: float = getattr(match, "chaos", 1.0)
    coherence: float = getattr(match, "coherence", 0.0)
    return 1.0 - chaos + coherence
