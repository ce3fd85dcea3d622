"""Builds OFAC files and spreadsheets in their layout out of rows of plain values."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from crible.model import ListInfo

if TYPE_CHECKING:
    from pathlib import Path

NULL = "-0- "
OFAC = ListInfo("ofac-sdn", "SDN", "OFAC", format="ofac-csv")
PRESS = ListInfo("press", "Press", "crible", format="crible-seeds")


def sdn_row(number=1, name="EXAMPLE", type=NULL, programmes="SDGT", remarks=NULL):  # noqa: A002
    """A row of sdn.csv."""
    cells = [name, type, programmes, *[NULL] * 7, remarks]
    return ",".join([str(number), *(quoted(cell) for cell in cells)])


def alt_row(number=1, name="SAMPLE", type="aka", alternate=1):  # noqa: A002
    """A row of alt.csv."""
    return f'{number},{alternate},"{type}","{name}",{NULL}'


def add_row(number=1, address=NULL, city=NULL, country="Russia", place=1):
    """A row of add.csv."""
    cells = (quoted(cell) for cell in (address, city, country))
    return f"{number},{place},{','.join(cells)},{NULL}"


def quoted(cell: str) -> str:
    """A cell as OFAC writes it: everything quoted but null."""
    return cell if cell == NULL else '"' + cell.replace('"', '""') + '"'


def table(*rows: str) -> bytes:
    """The bytes of a file: CRLF and the end mark."""
    return ("\r\n".join(rows) + "\r\n\x1a").encode()


def written(folder: Path, **files: bytes) -> Path:
    """Writes NAME.csv files and gives the folder."""
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content)
    return folder


def workbook(path, rows, styles=""):
    """Writes a spreadsheet in the layout of the format."""
    texts: list[str] = []
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for letter, value in zip("ABCDEFGH", row, strict=False):
            at = f'r="{letter}{number}"'
            if isinstance(value, str) and value:
                texts.append(value)
                cells.append(f'<c {at} t="s"><v>{len(texts) - 1}</v></c>')
            elif isinstance(value, float):
                cells.append(f'<c {at} s="1"><v>{value}</v></c>')
            elif value != "":
                cells.append(f"<c {at}><v>{value}</v></c>")
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(
        f"<si><r><t>{text[:1]}</t></r><r><t>{text[1:]}</t></r></si>" for text in texts
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
        sheet = (
            f"<worksheet {space}><sheetData>{''.join(lines)}</sheetData></worksheet>"
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet {space}><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/>'
            '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>',
        )
    return path
