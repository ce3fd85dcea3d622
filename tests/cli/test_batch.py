"""``crible batch``: options, summary and exit codes; the run has its own tests."""

from __future__ import annotations

import csv
import json

import pytest
from tests.conftest import PRESS

from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.local import run
from crible.model import Entry, Name

CLEAN = "name,country\nQuiet Meadow Dairy,GB\n"
HITS = "name,country\nAlmaz-Antey,RU\nQuiet Meadow Dairy,GB\n"
BROKEN = "name,country\nAlmaz-Antey\nAlmaz-Antey,RU\n"


@pytest.fixture
def source(tmp_path):
    """Write a file and return its path."""

    def write(text, name="in.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (CLEAN, [], 0),
        (HITS, [], 0),
        (HITS, ["--exit-code"], 1),
        (CLEAN, ["--exit-code"], 0),
        (BROKEN, [], 3),
        (BROKEN, ["--exit-code"], 3),
        (HITS, ["--list", "un-sc"], 4),
        (HITS, ["--map", "name"], 2),
        (HITS, ["--map", "name=Nobody"], 2),
        (HITS, ["--threshold", "9"], 2),
        ("", [], 3),
    ],
)
def test_exit_code(crible, source, tmp_path, text, options, code):
    """The exit code tells errors, hits and wrong calls apart."""
    target = tmp_path / "out.csv"
    done = crible("batch", str(source(text)), "-o", str(target), *options)
    assert done.exit_code == code, done.stderr


def test_error_rows_are_named_and_the_rest_is_done(crible, source, tmp_path):
    """Standard error names the line, and the result holds every row."""
    target = tmp_path / "out.csv"
    done = crible("batch", str(source(BROKEN)), "-o", str(target))
    assert "line 2" in done.stderr
    with target.open(encoding="utf-8") as file:
        assert [row["outcome"] for row in csv.DictReader(file)] == ["error", "match"]


def test_stale_list_is_never_clear(crible, source, tmp_path, data_folder, publish_list):
    """Rows without a hit are errors while a list is too old; the exit code is 4."""
    old = Entry("ofac-sdn:9", "ofac-sdn", "company", (Name("Old Works"),))
    publish_list(data_folder, "ofac-sdn", (old,), days_ago=900, fresh_days=1)
    target = tmp_path / "out.csv"
    done = crible("batch", str(source(HITS)), "-o", str(target))
    assert done.exit_code == 4
    with target.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == ["match", "error"]
    assert "ofac-sdn" in rows[1]["reason"]


def test_summary_is_a_table_with_the_best_hits(crible, source, tmp_path):
    """The table counts outcomes and names the hits with their lines."""
    done = crible("batch", str(source(HITS)), "-o", str(tmp_path / "o.csv"))
    assert "press:almaz-antey" in done.stdout
    assert "Result:" in done.stderr
    assert "delimiter ','" in done.stderr


def test_summary_as_json_is_the_manifest(crible, source, tmp_path):
    """The manifest on standard output is the one beside the result."""
    target = tmp_path / "out.csv"
    done = crible("batch", str(source(HITS)), "-o", str(target), "--format", "json")
    beside = tmp_path / "out.csv.manifest.json"
    assert json.loads(done.stdout) == json.loads(beside.read_text(encoding="utf-8"))


def test_summary_as_csv_counts_outcomes(crible, source, tmp_path):
    """The CSV has a row for each outcome."""
    target = tmp_path / "out.csv"
    done = crible("batch", str(source(HITS)), "-o", str(target), "--format", "csv")
    assert done.stdout.splitlines() == [
        "outcome,rows",
        "match,1",
        "review,0",
        "clear,1",
        "error,0",
    ]


def test_everything_can_be_told(crible, source, tmp_path):
    """Delimiter, encoding, header and columns follow what the caller says."""
    text = "1\tMüller\n2\tAlmaz-Antey\n"
    done = crible(
        "batch", str(source(text, encoding="cp1252")), "-o", str(tmp_path / "o.csv"),
        "--no-header", "--delimiter", "tab", "--encoding", "cp1252",
        "--map", "name=#2", "--map", "reference=#1", "--hits-only", "--format", "json",
    )  # fmt: skip
    shape = json.loads(done.stdout)
    assert shape["counts"] == {"match": 1, "review": 0, "clear": 1, "error": 0}
    assert shape["output"]["rows"] == 1


def test_result_is_not_replaced_unasked(crible, source, tmp_path):
    """A second run needs --overwrite."""
    call = ["batch", str(source(HITS)), "-o", str(tmp_path / "out.csv")]
    assert crible(*call).exit_code == 0
    again = crible(*call)
    assert again.exit_code == 2
    assert "--overwrite" in again.stderr
    assert crible(*call, "--overwrite").exit_code == 0


def test_stopped_run_is_gone_on_with(crible, services, source, tmp_path):
    """The same command goes on, says so, and --resume insists on it."""
    rows = source("name\n" + "".join(f"Almaz-Antey {n}\n" for n in range(300)))
    target = tmp_path / "out.csv"
    call = ["batch", str(rows), "-o", str(target), "--workers", "1"]
    assert crible(*call, "--resume").exit_code == 2

    def stop(at):
        raise KeyboardInterrupt

    job = Job(rows, target, Reading(), "tester")
    with pytest.raises(KeyboardInterrupt):
        run(services, job, progress=stop, step=100)
    done = crible(*call, "--resume", "--format", "csv")
    assert done.exit_code == 0, done.stderr
    assert "Going on behind row 100" in done.stderr
    assert "review,300" in done.stdout.splitlines()


def test_every_hit_can_have_a_row(crible, source, tmp_path):
    """With --all-hits the counts stay those of the rows."""
    target = tmp_path / "out.jsonl"
    done = crible(
        "batch", str(source(HITS)), "-o", str(target), "--all-hits", "--format", "json"
    )
    assert json.loads(done.stdout)["counts"]["match"] == 1
    assert len(target.read_text(encoding="utf-8").splitlines()) == 2


def test_output_is_required(crible, source):
    """Without -o nothing is done."""
    assert crible("batch", str(source(HITS))).exit_code == 2


def test_batch_as_of_an_earlier_snapshot(crible, data_folder, publish_list, tmp_path):
    """A file can be screened as of an earlier snapshot; the manifest names it."""
    rows = tmp_path / "rows.csv"
    rows.write_text("name\nIEMZ Koupol\n", encoding="utf-8")
    first = json.loads(crible("lookup", "--format", "json", "IEMZ Koupol").stdout)
    publish_list(data_folder, "press", PRESS[1:])
    out = tmp_path / "out.csv"
    arguments = ("batch", str(rows), "-o", str(out), "--format", "json")
    done = crible(*arguments, "--snapshot", first["snapshot"])
    manifest = json.loads(done.stdout)
    assert manifest["snapshot"] == first["snapshot"]
    assert "match" in out.read_text(encoding="utf-8")
    present = json.loads(crible(*arguments, "--overwrite").stdout)
    assert present["snapshot"] != first["snapshot"]
    assert "clear" in out.read_text(encoding="utf-8")
