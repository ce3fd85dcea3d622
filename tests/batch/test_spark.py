"""The cluster: a real one of two executor processes gives the local answers."""

from __future__ import annotations

import csv
import importlib.util
import shutil
from pathlib import Path

import pytest

from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.local import run
from crible.batch.results import escaped
from crible.errors import FileRefused, UsageError

NAMES = ("IEMZ Koupol", "Quiet Meadow", "Almaz Antey Telecom", "Golden Example Reef")
# Ids and lines belong to a run on one machine; a cluster has no order of rows.
LOCAL = ("screening", "batch")

needs_spark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="needs pyspark and Java",
)


def _source(folder, rows=400):
    path = folder / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "name", "country"])
        for number in range(rows):
            name = NAMES[number % 4]
            if number % 3:
                name = f"{name} {number}"
            if number % 50 == 7:
                name = f'"{name}", Inc.\nHouse'
            if number % 60 == 11:
                name = ""
            cells = [f"{number:05}", name, "RU" if number % 5 else "=1+1"]
            # A row that is short, and one that has a cell too many.
            cells = {201: cells[:2], 202: [*cells, "surplus"]}.get(number, cells)
            table.writerow(cells)
    return path


def _local(services, source, folder, **options):
    job = Job(source, folder / "local.csv", Reading(), "t", **options)
    counts = run(services, job).manifest.counts
    with job.target.open(encoding="utf-8", newline="") as file:
        return _sorted(csv.DictReader(file)), counts


def _sorted(rows):
    kept = []
    for row in rows:
        told = {key: value for key, value in row.items() if key not in LOCAL}
        if told["outcome"] == "error":
            told["reason"] = told["reason"].partition(": ")[2]
        kept.append(told)
    return sorted(kept, key=lambda row: tuple(map(str, row.values())))


def _parts(folder):
    for path in sorted(Path(folder).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


@needs_spark
@pytest.mark.enable_socket
@pytest.mark.filterwarnings("ignore")
def test_cluster_answers_as_this_machine_does(services, tmp_path):
    """CSV and Parquet, all rows and hits alone: after sorting not a byte differs."""
    from crible.batch import spark

    source = _source(tmp_path)
    master = "local-cluster[2,1,1024]"
    expected, counts = _local(services, source, tmp_path)
    job = Job(source, tmp_path / "x", Reading(), "t")
    target = f"{tmp_path}/cluster.csv"
    done = spark.run(services, job, str(source), target, master)
    found = []
    for row in _parts(target):
        if row["outcome"] == "error":
            row["reason"] = f": {row['reason']}"
        found.append(row)
    assert _sorted(found) == expected
    assert done.manifest["counts"] == counts
    assert services.store.batches.find(done.manifest["batch"]).finished is not None
    with pytest.raises(UsageError, match="already"):
        spark.run(services, job, str(source), target, master)

    # The same through Parquet, in and out, with hits alone.
    import pyarrow.parquet

    with source.open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if None not in row and None not in row.values()
        ]
    written = tmp_path / "in.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), written)
    (tmp_path / "again").mkdir()
    options = {"hits_only": True, "all_hits": True}
    expected, counts = _local(services, written, tmp_path / "again", **options)
    job = Job(source, tmp_path / "x", Reading(), "t", **options)
    target = f"{tmp_path}/cluster.parquet"
    done = spark.run(services, job, str(written), target, master)
    table = pyarrow.parquet.read_table(target)
    assert done.manifest["counts"] == counts
    found = [
        {**row, "score": "" if row["score"] is None else f"{row['score']:.4f}"}
        for row in table.to_pylist()
    ]
    told = [{key: str(value) for key, value in row.items()} for row in found]
    for row in told:
        if row["outcome"] == "error":
            row["reason"] = f": {row['reason']}"
        row["country"] = escaped(row["country"])
    assert _sorted(told) == expected
    assert table.schema.field("score").type == "double"


def test_cluster_without_pyspark_says_what_to_install(services, tmp_path, monkeypatch):
    """Where the extra is missing the message names it."""
    from crible.batch import spark

    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(spark.importlib, "import_module", missing)
    job = Job(tmp_path / "in.csv", tmp_path / "x", Reading(), "t")
    with pytest.raises(FileRefused, match=r"pyspark") as caught:
        spark.run(services, job, "in.csv", "out.csv", "")
    assert "crible[spark]" in caught.value.hint
