"""A folder of counterparty files, each with its outcomes in cases.toml."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.local import run
from crible.batch.opening import open_file
from crible.errors import CribleError, FileRefused, UsageError

FILES = Path(__file__).with_name("files")
CASES = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text(encoding="utf-8")
)


def _reading(case):
    return Reading(**case.get("reading", {}))


def test_every_file_has_a_case():
    """A file dropped into the folder wants its outcomes, and a case its file."""
    assert {path.name for path in FILES.iterdir()} == set(CASES)


@pytest.mark.parametrize(
    "name", [name for name, case in CASES.items() if "outcomes" in case]
)
def test_file_is_screened_row_by_row(name, services, tmp_path):
    """Each row comes out with its outcome, in order, and errors name their line."""
    case = CASES[name]
    target = tmp_path / "out.csv"
    done = run(services, Job(FILES / name, target, _reading(case), "tester"))
    encoding = done.manifest.source.encoding
    text = target.read_text(encoding="utf-8-sig" if encoding.marked else "utf-8")
    delimiter = {"tab": ",", "none: one column": ","}.get(
        done.manifest.source.delimiter_shown, done.manifest.source.delimiter_shown
    )
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    width = done.manifest.source.columns.width
    hits = {"match": "hit", "review": "hit"}
    outcomes = [hits.get(row[width], row[width]) for row in rows[1:]]
    assert outcomes == case["outcomes"]
    found = [int(error.split(":")[0].removeprefix("line ")) for error in done.errors]
    assert found == case.get("line", [])
    if "encoding" in case:
        assert encoding.name == case["encoding"]


@pytest.mark.parametrize(
    "name", [name for name, case in CASES.items() if "refused" in case]
)
def test_file_is_refused(name, services, tmp_path):
    """A file that cannot be read safely is refused and leaves nothing behind."""
    case = CASES[name]
    with pytest.raises(FileRefused, match=case["refused"]):
        run(services, Job(FILES / name, tmp_path / "out.csv", _reading(case), "t"))
    assert {path.name for path in tmp_path.iterdir()} == {"crible-data"}


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("absent.csv", None, "no such file"),
        ("folder", "folder", "a folder"),
        ("book.xls", b"PK", "cannot be read"),
        ("book.xlsx", b"PK", "spreadsheet cannot be read"),
        ("book.xlsx", b"", "is empty"),
        ("table.json", b"[]", "cannot be read"),
        ("lines.jsonl", b"name,country\nA,B\n", "None of its lines is an object"),
    ],
)
def test_what_is_no_file_is_refused(name, content, part, tmp_path):
    """Absent files, folders and files of another format each have their own message."""
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(FileRefused, match=part):
        open_file(path, Reading())


@pytest.mark.parametrize(
    ("reading", "part"),
    [
        (Reading(columns=[("name", "#9")]), "no column #9"),
        (Reading(columns=[("name", "Nobody")]), "No column is headed"),
        (Reading(columns=[("nome", "name")]), "no role"),
        (Reading(columns=[("name:inn", "name")]), "no role"),
        (Reading(delimiter="::"), "cannot be a delimiter"),
        (Reading(delimiter='"'), "cannot be a delimiter"),
        (Reading(encoding="klingon"), "no encoding"),
        (Reading(encoding="base64"), "no encoding"),
    ],
)
def test_senseless_reading_is_a_usage_error(reading, part):
    """What the caller says of a file must fit it."""
    with pytest.raises(UsageError, match=part):
        open_file(FILES / "comma.csv", reading)


def test_wrong_declared_encoding_makes_rows_errors(services, tmp_path):
    """A declared encoding is believed; rows it does not fit are errors, not clear."""
    job = Job(FILES / "cp1251.csv", tmp_path / "o.csv", Reading(), "t")
    told = Reading(
        encoding="utf-8", header=False, delimiter=";", columns=[("name", "#2")]
    )
    with pytest.raises(CribleError, match="first line cannot be read"):
        run(services, Job(job.source, job.target, told, "t"))


def test_header_row_is_never_repeated_in_the_refusal():
    """The first line may be a name, so the message does not quote it."""
    with pytest.raises(FileRefused) as caught:
        open_file(FILES / "no-header.csv", Reading())
    assert "Almaz" not in str(caught.value)


def test_file_that_grows_meanwhile_is_refused(tmp_path):
    """A file that changes while it is read has no hash that proves anything."""
    path = tmp_path / "grows.csv"
    path.write_text("name\nA Ltd\n", encoding="utf-8")
    with open_file(path, Reading()) as file:
        path.write_text("name\nA Ltd\nB Ltd\n", encoding="utf-8")
        with pytest.raises(FileRefused, match="changed"):
            file.check_unchanged()


def test_cell_of_a_megabyte_hides_no_delimiter(tmp_path):
    """One long quoted cell does not make a table look like a single column."""
    path = tmp_path / "long.csv"
    cell = "x" * (2 << 20)
    path.write_text(f'id,name\n1,"{cell}"\n2,Quiet Meadow\n', encoding="utf-8")
    with open_file(path, Reading()) as file:
        found = list(file)
    assert file.delimiter == ","
    assert [(record.line, bool(record.flaw)) for record in found] == [
        (2, True),
        (3, False),
    ]
