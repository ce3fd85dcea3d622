"""The first sheet of a spreadsheet (XLSX) as rows of text.

Only what a list needs: shared and inline texts, numbers as they stand, dates in ISO
form. Written here because a list comes as a spreadsheet once a year, and a whole
spreadsheet library would come with it.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import IO, TYPE_CHECKING

from lxml import etree

from crible.errors import ListRefused
from crible.importers.table import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.importers.source import Source

_ZIP = b"PK\x03\x04"
_SHEETS = re.compile(r"xl/worksheets/sheet\d*\.xml")
_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_COLUMN = re.compile(r"([A-Z]{1,3})\d+")
_DATE_FORMATS = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_LETTERS = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]")
_EPOCH = date(1899, 12, 30)
_CELLS = 1_000
_BAD = (
    zipfile.BadZipFile,
    etree.XMLSyntaxError,
    KeyError,
    EOFError,
    NotImplementedError,
)


def is_one(source: Source) -> bool:
    """Whether a file is a ZIP container, as spreadsheets are."""
    try:
        with source.path.open("rb") as raw:
            return raw.read(4) == _ZIP
    except OSError:
        return False  # said better by whoever opens it next


def rows(source: Source) -> Iterator[Row]:
    """The rows of the first sheet; ``line`` is the row's number there.

    Raises:
        ListRefused: it is no readable spreadsheet within the limits.
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            if sum(item.file_size for item in archive.infolist()) > source.cap:
                raise ListRefused(
                    f"More than {source.cap:,} bytes come out of this file.",
                    where=source.name,
                    hint="No list is that large: check where the file is from.",
                )
            yield from _rows(archive, source)
    except (*_BAD, OSError, RuntimeError, ValueError) as error:
        raise ListRefused(
            f"The spreadsheet cannot be read: {type(error).__name__}.",
            where=source.name,
            hint="Open it, save it again as .xlsx or as CSV in UTF-8, and import that.",
        ) from error


def _rows(archive: zipfile.ZipFile, source: Source) -> Iterator[Row]:
    names = archive.namelist()
    sheets = sorted((name for name in names if _SHEETS.fullmatch(name)), key=_order)
    first = _first(archive) if {_BOOK, _LINKS} <= set(names) else ""
    sheets = [first] if first in names else sheets
    if not sheets:
        raise ListRefused(
            "This is a ZIP archive without a sheet in it.",
            where=source.name,
            hint="Name a spreadsheet (.xlsx), or unpack it and name the file inside.",
        )
    texts = _texts(archive) if "xl/sharedStrings.xml" in names else []
    dates = _dates(archive) if "xl/styles.xml" in names else set()
    with archive.open(sheets[0]) as stream:
        for number, row in enumerate(_elements(stream, "row"), start=1):
            line = row.get("r", "")
            fields: list[str] = []
            for cell in row.iterfind("{*}c"):
                _put(fields, cell, texts, dates)
            if any(fields):
                yield Row(int(line) if line.isdecimal() else number, tuple(fields))


def _put(
    fields: list[str], cell: etree._Element, texts: list[str], dates: set[int]
) -> None:
    match = _COLUMN.fullmatch(cell.get("r", ""))
    place = _place(match[1]) if match else len(fields)
    if place >= _CELLS:
        return
    fields += [""] * (place + 1 - len(fields))
    value = cell.findtext("{*}v") or ""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        value = "".join(str(text.text or "") for text in cell.iter("{*}t"))
    elif kind == "s":
        index = int(value) if value.isdecimal() else -1
        value = texts[index] if 0 <= index < len(texts) else ""
    elif kind == "n":
        style = cell.get("s", "")
        dated = style.isdecimal() and int(style) in dates
        value = _day(value) if dated else _number(value)
    fields[place] = value


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _day(value: str) -> str:
    try:
        return (_EPOCH + timedelta(days=int(float(value)))).isoformat()
    except (ValueError, OverflowError):
        return value


def _number(value: str) -> str:
    """``1.021801143374E12`` as the digits that were typed."""
    if "e" not in value.lower():
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    exact = number.is_finite() and abs(number.adjusted()) < 30
    return f"{number:f}" if exact else value


def _first(archive: zipfile.ZipFile) -> str:
    """Where the sheet lies that stands first in the book."""
    with archive.open(_LINKS) as stream:
        links = etree.parse(io.BytesIO(stream.read(1 << 20)), _parser()).getroot()
    with archive.open(_BOOK) as stream:
        book = etree.parse(io.BytesIO(stream.read(1 << 20)), _parser()).getroot()
    targets = {one.get("Id", ""): one.get("Target", "") for one in links}
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        ids = [
            value for name, value in sheet.attrib.items() if str(name).endswith("}id")
        ]
        target = targets.get(str(ids[0]) if ids else "", "")
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _texts(archive: zipfile.ZipFile) -> list[str]:
    with archive.open("xl/sharedStrings.xml") as stream:
        return [
            "".join(str(text.text or "") for text in item.iter("{*}t"))
            for item in _elements(stream, "si")
        ]


def _dates(archive: zipfile.ZipFile) -> set[int]:
    """Styles that show a number as a day."""
    known = set(_DATE_FORMATS)
    styles: set[int] = set()
    with archive.open("xl/styles.xml") as stream:
        tree = etree.parse(io.BytesIO(stream.read(1 << 24)), _parser()).getroot()
    for one in tree.iterfind("{*}numFmts/{*}numFmt"):
        shape = _LETTERS.sub("", one.get("formatCode", "")).lower()
        if "y" in shape and one.get("numFmtId", "").isdecimal():
            known.add(int(one.get("numFmtId", "0")))
    for index, one in enumerate(tree.iterfind("{*}cellXfs/{*}xf")):
        number = one.get("numFmtId", "")
        if number.isdecimal() and int(number) in known:
            styles.add(index)
    return styles


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)


def _elements(stream: IO[bytes], name: str) -> Iterator[etree._Element]:
    found = etree.iterparse(
        stream,
        events=("end",),
        tag="{*}" + name,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    for _, element in found:
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and (before := element.getprevious()) is not None:
            parent.remove(before)


def _order(name: str) -> tuple[int, str]:
    return len(name), name
