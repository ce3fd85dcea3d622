"""Formats: the same rows come in and go out in each, with the same findings."""

from __future__ import annotations

import csv
import dataclasses
import json
import zipfile
from datetime import date

import pytest

from crible.batch import workbook
from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.local import run
from crible.batch.opening import open_file
from crible.batch.results import COLUMNS, headings, numbers
from crible.errors import FileRefused, UsageError
from crible.importers import xlsxfile
from crible.importers.source import Source

HEADINGS = ["id", "name", "inn", "country"]
ROWS = [
    ["007", "IEMZ Koupol", "0012", "RU"],
    ["1e5", "Quiet <Meadow> & Söhne", "", "GB"],
    ["=1+1", "武汉高芯科技有限公司", "", "CN"],
]
OUTCOMES = ["match", "clear", "match"]
ENDINGS = [".csv", ".tsv", ".xlsx", ".jsonl", ".parquet"]


def _written(path):
    """Write the rows as a file of the format that its ending says."""
    match path.suffix:
        case ".csv" | ".tsv":
            with path.open("w", encoding="utf-8", newline="") as file:
                delimiter = "\t" if path.suffix == ".tsv" else ","
                csv.writer(file, delimiter=delimiter).writerows([HEADINGS, *ROWS])
        case ".xlsx":
            workbook.write(path, HEADINGS, ROWS)
        case ".jsonl":
            lines = [dict(zip(HEADINGS, row, strict=True)) for row in ROWS]
            text = "".join(
                json.dumps(line, ensure_ascii=False) + "\n" for line in lines
            )
            path.write_text(text, encoding="utf-8")
        case ".parquet":
            arrow = pytest.importorskip("pyarrow")
            parquet = pytest.importorskip("pyarrow.parquet")
            columns = [list(column) for column in zip(*ROWS, strict=True)]
            parquet.write_table(arrow.table(columns, names=HEADINGS), path)
    return path


def _read(path):
    """The rows of a result as texts, read by something else than crible."""
    match path.suffix:
        case ".csv" | ".tsv":
            with path.open(encoding="utf-8", newline="") as file:
                delimiter = "\t" if path.suffix == ".tsv" else ","
                return list(csv.reader(file, delimiter=delimiter))
        case ".xlsx":
            width = len(HEADINGS) + len(COLUMNS)
            rows = [row.fields for row in xlsxfile.rows(Source(path))]
            return [[*row, *[""] * (width - len(row))] for row in rows]
        case ".jsonl":
            text = path.read_text(encoding="utf-8")
            lines = list(map(json.loads, text.splitlines()))
            return [list(lines[0]), *[list(line.values()) for line in lines]]
    table = pytest.importorskip("pyarrow.parquet").read_table(path)
    return [table.column_names, *[list(row.values()) for row in table.to_pylist()]]


@pytest.mark.parametrize("target", ENDINGS)
@pytest.mark.parametrize("source", ENDINGS)
def test_every_format_goes_into_every_other(source, target, services, tmp_path):
    """Cells stay as they are, findings are the same, and only spreadsheets need escapes."""
    if ".parquet" in {source, target}:
        pytest.importorskip("pyarrow")
    job = Job(
        _written(tmp_path / f"in{source}"), tmp_path / f"out{target}", Reading(), "t"
    )
    done = run(services, job)
    head, *rows = _read(job.target)
    width = len(HEADINGS)
    assert head[: width + 3] == [*HEADINGS, *COLUMNS[:3]]
    spreadsheet = target in {".csv", ".tsv", ".xlsx"}
    cells = [[*row] for row in ROWS]
    if spreadsheet:
        cells[2][0] = "'=1+1"
    if source == ".xlsx":
        # Our own writer made the input, so it was escaped on the way in already.
        cells[2][0] = "'=1+1"
    assert [[str(cell) for cell in row[:width]] for row in rows] == cells
    assert [row[width] for row in rows] == OUTCOMES
    hits = [row[width + 1] for row in rows]
    assert hits == ([1, 0, 1] if target in {".jsonl", ".parquet"} else ["1", "0", "1"])
    assert done.manifest.as_dict()["input"]["format"] == (
        "csv" if source == ".tsv" else source[1:]
    )


@pytest.mark.parametrize("ending", [".xlsx", ".jsonl", ".parquet"])
def test_same_rows_make_the_same_bytes(ending, tmp_path):
    """No clock and no chance is in a result, or it could not be gone on with."""
    from crible.batch.outputs import output_for

    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    made = []
    for name in ("a", "b"):
        target = tmp_path / f"{name}{ending}"
        output = output_for(target, headings(["x"]), delimiter="", marked=False)
        cells = ["1", "clear", "0", *[""] * (len(COLUMNS) - 2)]
        stage = tmp_path / f"{name}.part"
        stage.write_bytes(output.head() + output.row(cells) * 3)
        made.append((target if output.finish(stage, target) else stage).read_bytes())
    assert made[0] == made[1]


def test_full_sheet_goes_on_with_the_next(tmp_path):
    """What a sheet cannot hold stands on the next one, under the headings again."""
    path = tmp_path / "many.xlsx"
    rows = [[str(number), *[""] * len(COLUMNS)] for number in range(5)]
    workbook.write(path, ["n", *COLUMNS], rows, most=3)
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if "worksheets" in name]
        last = archive.read("xl/worksheets/sheet3.xml").decode()
    assert len(sheets) == 3
    assert ">n<" in last
    assert ">4<" in last


def test_spreadsheet_is_one_to_other_programs(tmp_path):
    """Another library reads the workbook: texts as texts, our numbers as numbers."""
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "out.xlsx"
    ours = ["match", "2", "e:1", *[""] * (len(COLUMNS) - 3)]
    workbook.write(path, ["id", *COLUMNS], [["007", *ours]], numbers=numbers(1))
    sheet = openpyxl.load_workbook(path).active
    values = [cell.value for cell in sheet[2]][:4]
    assert values == ["007", "match", 2, "e:1"]


JSON_LINES = (
    '{"name": "IEMZ Koupol", "inn": 7712040126, "aliases": ["Kupol", "Koupol"]}\n'
    "\n"
    '{"name": "Broken"\n'
    "[1, 2]\n"
    '{"name": "Quiet Meadow", "extra": {"a": 1}, "size": 1.50, "on": true}\n'
)


def test_json_lines_keep_digits_and_tell_broken_lines(services, tmp_path):
    """Numbers stay as typed, keys of later lines are columns, a bad line is an error."""
    path = tmp_path / "in.jsonl"
    path.write_text(JSON_LINES, encoding="utf-8")
    job = Job(path, tmp_path / "out.csv", Reading(), "tester")
    done = run(services, job)
    with job.target.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == ["match", "error", "error", "clear"]
    assert rows[0]["inn"] == "7712040126"
    assert rows[0]["aliases"] == "Kupol; Koupol"
    assert (rows[3]["extra"], rows[3]["size"], rows[3]["on"]) == (
        '{"a": 1}',
        "1.50",
        "true",
    )
    assert rows[1]["reason"].startswith(
        "line 3: The row cannot be read: it is not JSON"
    )
    assert rows[1]["reason"].endswith('It reads: {"name": "Broken"')
    assert done.manifest.blank == 1


def test_parquet_values_become_texts(tmp_path):
    """Whole numbers, dates, lists and missing values have one plain form each."""
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "in.parquet"
    columns = {
        "name": ["Almaz", None],
        "inn": [7712040126.0, float("nan")],
        "dob": [date(1965, 3, 1), None],
        "aliases": [["a", "b"], []],
        "vip": [True, None],
    }
    parquet.write_table(arrow.table(columns), path)
    with open_file(path, Reading()) as file:
        rows = [record.cells for record in file]
    assert rows == [
        ("Almaz", "7712040126", "1965-03-01", "a; b", "true"),
        ("", "", "", "", ""),
    ]


@pytest.mark.parametrize("ending", [".xlsx", ".jsonl", ".parquet"])
@pytest.mark.parametrize(
    "reading",
    [Reading(delimiter=";"), Reading(encoding="cp1251"), Reading(header=False)],
)
def test_what_a_format_does_not_have_cannot_be_told(ending, reading, tmp_path):
    """A delimiter of a spreadsheet, an encoding of Parquet: the call makes no sense."""
    if ending == ".xlsx" and not reading.header:
        pytest.skip("a sheet may well have no header")
    if ending == ".jsonl" and reading.encoding:
        pytest.skip("told and not needed")
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    with pytest.raises(UsageError):
        open_file(_written(tmp_path / f"in{ending}"), reading)


def test_sheet_that_is_too_wide_is_refused(tmp_path):
    """Columns that would be cut off in silence are refused instead."""
    path = tmp_path / "wide.xlsx"
    workbook.write(path, ["name"] * 1200, [])
    with pytest.raises(FileRefused, match="1,000 columns or more"):
        open_file(path, Reading())


def test_csv_of_ten_thousand_columns_is_read(services, tmp_path):
    """A delimited file may be as wide as a line may be long."""
    path = tmp_path / "in.csv"
    wide = ",".join(f"c{number}" for number in range(9_999))
    path.write_text(f"name,{wide}\nIEMZ Koupol{',' * 9_999}\n", encoding="utf-8")
    job = Job(path, tmp_path / "out.csv", Reading(), "tester")
    assert run(services, job).manifest.counts["match"] == 1


def test_parquet_result_needs_distinct_headings(services, tmp_path):
    """Two columns of one name have no place in Parquet; that is said at the start."""
    pytest.importorskip("pyarrow")
    path = tmp_path / "in.csv"
    path.write_text("name,x,x\nA B,1,2\n", encoding="utf-8")
    job = Job(path, tmp_path / "out.parquet", Reading(), "tester")
    with pytest.raises(FileRefused, match="two columns of one name"):
        run(services, job)
    assert run(
        services, dataclasses.replace(job, target=tmp_path / "out.csv")
    ).manifest.rows
