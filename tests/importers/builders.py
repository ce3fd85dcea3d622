"""Builds OFAC files in the official layout out of rows of plain values."""

from __future__ import annotations

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
