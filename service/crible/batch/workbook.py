"""Writes rows as a spreadsheet (XLSX), one at a time and the same bytes every time.

Every cell is a text, so that no spreadsheet takes ``007`` for a number; those that
would run as a formula once the sheet is saved as CSV get an apostrophe. A library for
spreadsheets was the alternative; what is needed of it are these pages.
"""

from __future__ import annotations

import re
import zipfile
from itertools import chain, islice
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from crible.batch.results import escaped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

# What a sheet holds at most; what is more goes on the next.
ROWS = 1_048_576
_CELL = 32_767
# A fixed moment, or the same rows would not make the same file.
_MOMENT = (1980, 1, 1, 0, 0, 0)
# What XML cannot say at all.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]")
_BLOCK = 500

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f"{_OFFICE}/spreadsheetml/2006/main"
_LINKS = f"{_OFFICE}/officeDocument/2006/relationships"
_PACKAGE = f"{_OFFICE}/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write(
    target: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Collection[int] = (),
    most: int = ROWS,
) -> None:
    """Write a workbook.

    Args:
        target: the file.
        headings: the first row of each sheet.
        rows: the others, of the same width.
        numbers: places of the columns that hold numbers.
        most: rows of a sheet, its headings included.
    """
    numeric = frozenset(numbers)
    left = iter(rows)
    first: list[Sequence[str]] = list(islice(left, 1))
    sheets = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        while first or not sheets:
            sheets += 1
            here = chain(first, islice(left, most - 1 - len(first)))
            _sheet(archive, sheets, headings, here, numeric)
            first = list(islice(left, 1))
        _put(archive, "[Content_Types].xml", _types(sheets))
        _put(
            archive,
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        _put(
            archive,
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
            + "".join(
                f'<sheet name="Result {number}" sheetId="{number}" r:id="rId{number}"/>'
                for number in range(1, sheets + 1)
            )
            + "</sheets></workbook>",
        )
        _put(
            archive,
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="rId{number}" Type="{_LINKS}/worksheet" '
                f'Target="worksheets/sheet{number}.xml"/>'
                for number in range(1, sheets + 1)
            )
            + "</Relationships>",
        )


def _types(sheets: int) -> str:
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        f'ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        f'ContentType="{_SHEET_TYPE}.sheet.main+xml"/>{parts}</Types>'
    )


def _put(archive: zipfile.ZipFile, name: str, content: str) -> None:
    archive.writestr(_member(name), (_HEAD + content).encode("utf-8"))


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member


def _sheet(
    archive: zipfile.ZipFile,
    number: int,
    headings: Sequence[str],
    rows: Iterator[Sequence[str]],
    numeric: frozenset[int],
) -> None:
    name = f"xl/worksheets/sheet{number}.xml"
    with archive.open(_member(name), "w", force_zip64=True) as file:
        # The first row stays in sight when the others move.
        file.write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
            "<sheetData>".encode()
        )
        file.write(_row(headings, frozenset()).encode("utf-8"))
        while block := list(islice(rows, _BLOCK)):
            file.write("".join(_row(row, numeric) for row in block).encode("utf-8"))
        file.write(b"</sheetData></worksheet>")


def _row(cells: Sequence[str], numeric: frozenset[int]) -> str:
    return (
        "<row>"
        + "".join(
            f"<c><v>{cell}</v></c>" if place in numeric and cell else _text(cell)
            for place, cell in enumerate(cells)
        )
        + "</row>"
    )


def _text(cell: str) -> str:
    if not cell:
        return "<c/>"
    said = escape(_UNSAYABLE.sub("�", escaped(cell)[:_CELL]))
    # A bare carriage return would be read back as a line feed.
    said = said.replace("\r", "&#13;")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'
