"""Tables with headings, from CSV and from spreadsheets."""

from __future__ import annotations

import zipfile
from functools import partial

import pytest

from crible.errors import ListRefused
from crible.importers import csvfile, xlsxfile
from crible.importers.sheet import Sheet
from crible.importers.source import Source
from crible.model import Reject

from .builders import workbook

HEAD = "Report Date: 28-Apr-2026\nID,Name,  Other   Names \n"


def _sheet(tmp_path, content, required=("id", "NAME"), delimiter=","):
    path = tmp_path / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    source = Source(path)
    return Sheet(source.name, partial(csvfile.rows, source, delimiter), required)


def _values(sheet):
    return [
        item.reason
        if isinstance(item, Reject)
        else (item.get("Id"), item.get("other names"))
        for item in sheet.records()
    ]


def test_columns_are_found_below_a_title_and_in_any_case(tmp_path):
    """The rows above stay known, because they tell the date."""
    sheet = _sheet(tmp_path, HEAD + '1,A,"a\nb"\n2,B,\n')
    assert sheet.preface == [("Report Date: 28-Apr-2026",)]
    assert _values(sheet) == [("1", "a\nb"), ("2", "")]


def test_rows_know_their_line(tmp_path):
    """Also after a field with line breaks and a blank line."""
    sheet = _sheet(tmp_path, HEAD + '1,A,"a\n\n\nb"\n\n2,B,\n')
    assert [record.where for record in sheet.records()] == [
        "list.csv: line 3",
        "list.csv: line 8",
    ]


def test_mixed_line_ends_and_the_end_mark_do_no_harm(tmp_path):
    """CRLF, LF, a byte order mark, 0x1A at the end."""
    content = b"\xef\xbb\xbfid,name,other names\r\n1,A,x\n2,B,y\r\n\x1a"
    assert _values(_sheet(tmp_path, content)) == [("1", "x"), ("2", "y")]


def test_a_row_of_another_width_is_a_reject(tmp_path):
    """It is told which; empty cells at the end are no fault."""
    sheet = _sheet(tmp_path, HEAD + "1,A\n2,B,x,y\n3,C,z,,\n")
    assert _values(sheet) == [
        "2 columns where 3 are expected.",
        "4 columns where 3 are expected.",
        ("3", "z"),
    ]


def test_a_quotation_mark_in_the_wrong_place_names_the_lines_it_swallows(tmp_path):
    """The rows around it are read."""
    sheet = _sheet(tmp_path, HEAD + '1,A,x\n2,"B" b,y\n3,"C\n4,"D,x\n5,E,v\n')
    rejects = [item for item in sheet.records() if isinstance(item, Reject)]
    assert [item.where for item in rejects] == [
        "list.csv: line 4",
        "list.csv: lines 5 to 6",
    ]
    assert ("5", "v") in _values(sheet)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('1,A,x\n2,"B,y\n3,C,z\n', "never closed"),
        ('1,A,x\n2,"' + "B" * 200_000, "never closed"),
        ("1,A,x\n2,B", "breaks off in its last row"),
    ],
    ids=["quotation", "endless quotation", "last row"],
)
def test_a_file_that_breaks_off_is_refused(tmp_path, rows, message):
    """Nothing after the break can be known."""
    sheet = _sheet(tmp_path, HEAD + rows)
    if "last row" in message:
        assert _values(sheet)[-1].startswith("The last row has no line end")
    else:
        with pytest.raises(ListRefused, match=message):
            _values(sheet)


def test_another_table_is_refused_with_the_columns_it_lacks(tmp_path):
    """Two columns of one name are refused too."""
    with pytest.raises(ListRefused, match="'Name', 'Type'"):
        _sheet(tmp_path, "ID,b\n1,2\n", ("ID", "Name", "Type"))
    with pytest.raises(ListRefused, match="Two columns"):
        _sheet(tmp_path, "ID,Name,name\n")
    assert _sheet(tmp_path, "ID,Name,x,x\n").columns == ("id", "name", "x", "x (4)")


def _book(path):
    source = Source(path)
    assert xlsxfile.is_one(source)
    return Sheet(
        source.name, partial(xlsxfile.rows, source), ("id", "name"), padded=True
    )


def test_a_spreadsheet_gives_the_same_rows(tmp_path):
    """Shared texts in runs, numbers, days, and cells left out at the end."""
    rows = [
        ("Updated",),
        ("id", "name", "other names"),
        (17, "A B", 45292.0),
        ("2", "C"),
    ]
    sheet = _book(workbook(tmp_path / "list.xlsx", rows))
    assert sheet.preface == [("Updated",)]
    assert _values(sheet) == [("17", "2024-01-01"), ("2", "")]


def test_the_sheet_that_stands_first_is_read(tmp_path):
    """Whatever its file is called inside, and numbers as they were typed."""
    path = workbook(tmp_path / "list.xlsx", [("id", "name"), ("1", "Wrong sheet")])
    space = "http://schemas.openxmlformats.org"
    cells = "".join(
        f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in (("A1", "id"), ("B1", "name"), ("C1", "other names"))
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "xl/worksheets/sheet7.xml",
            f'<worksheet xmlns="{space}/spreadsheetml/2006/main"><sheetData>'
            f'<row r="1">{cells}</row><row r="2"><c r="A2"><v>1.021801143374E12</v></c>'
            '<c r="C2" t="str"><v>x</v></c></row></sheetData></worksheet>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{space}/spreadsheetml/2006/main" xmlns:r="{space}/'
            'officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="7"'
            ' r:id="rId9"/><sheet name="B" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{space}/package/2006/relationships">'
            '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="rId9" Target="/xl/worksheets/sheet7.xml"/></Relationships>',
        )
    assert _values(_book(path)) == [("1021801143374", "x")]


def test_a_damaged_spreadsheet_is_refused(tmp_path):
    """At any byte, and as an archive of something else."""
    path = workbook(tmp_path / "list.xlsx", [("id", "name"), ("1", "A")])
    content = path.read_bytes()
    other = tmp_path / "cut.xlsx"
    for end in range(8, len(content) - 1, 7):
        other.write_bytes(content[:end])
        with pytest.raises(ListRefused):
            list(_book(other).records())
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(ListRefused, match="without a sheet"):
        _book(other)
