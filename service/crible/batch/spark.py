"""The same screening on a cluster: Spark reads, spreads and writes, crible answers.

The only importer of pyspark, which the extra ``crible[spark]`` brings. The index and
what is shown of entries travel once to each machine, as files; each Python worker there
maps the index and answers by the very functions of a local run. Rows have no order on
a cluster: a result equals the local one after sorting, without lines and record ids.
"""

from __future__ import annotations

import csv
import importlib
import json
import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from crible._version import __version__
from crible.batch import digests, results
from crible.batch.columns import Columns, recognise
from crible.batch.dialects import sniff, told
from crible.batch.executor import ENTRIES, FIRST, ROWS, Answerer, Task, numbers_of
from crible.batch.parquetfile import library
from crible.errors import FileRefused, UsageError
from crible.usecases import batches
from crible.usecases.screening import Call, prepare

if TYPE_CHECKING:
    from pathlib import Path

    from crible.batch.job import Job
    from crible.usecases.services import Services

_CORRUPT = "_crible_corrupt"


@dataclass(frozen=True, slots=True)
class OnCluster:
    """What a run on a cluster did."""

    manifest: dict[str, Any]
    manifest_path: Path
    notes: tuple[str, ...]


def run(
    services: Services, job: Job, source: str, target: str, master: str
) -> OnCluster:
    """Screen a file or folder on a cluster.

    Args:
        services: the collaborators, on the driver.
        job: what to do; its paths are not looked at.
        source: CSV or Parquet, a file or a folder of such, on any Hadoop file system.
        target: folder of the result, CSV or Parquet by its ending.
        master: URL of the cluster; empty for what the environment says.

    Raises:
        FileRefused: the source cannot be read, pyspark is not installed, or its
            columns are not known.
        UsageError: the result is there already.
        ListsUnavailable: nothing to screen against.
    """
    sql = _library()
    services = _pinned(services, job)
    call = Call(
        actor=job.actor,
        channel="batch",
        lists=job.lists,
        threshold=job.threshold,
        state=job.state,
    )
    loaded, terms = prepare(services, call)
    session = _session(sql, master)
    frame, headings, delimiter = _read(session, job, source)
    columns = recognise(headings, job.reading.columns, where=source)
    index = services.live.file_of(loaded.snapshot)
    session.sparkContext.addFile(str(index))
    session.sparkContext.addFile(str(_entries_file(services, loaded.snapshot.id)))
    started = services.clock()
    batch = _batch_id(services, job, source, columns, loaded.snapshot.id)
    batches.begin(
        services,
        batch,
        started=started,
        actor=job.actor,
        input_name=source,
        input_sha256="",
        snapshot=loaded.snapshot.id,
    )
    task = Task(
        index=index.name,
        profile=services.profile,
        terms=terms,
        columns=columns,
        headings=headings,
        delimiter=delimiter,
        batch=batch,
        escaped=not target.lower().endswith(".parquet"),
        hits_only=job.hits_only,
        all_hits=job.all_hits,
    )
    counts = _written(frame, task, target, overwrite=job.overwrite)
    finished = batches.finish(services, batch, counts=counts, output_name=target)
    manifest = {
        "batch": batch,
        "engine": f"crible {__version__}, spark {session.version}",
        "input": {
            "file": source,
            "columns": [str(column) for column in columns.used],
            "rows": sum(counts.values()),
        },
        "output": {"file": target, "hits_only": job.hits_only},
        "counts": counts,
        "snapshot": loaded.snapshot.id,
        "profile": terms.profile,
        "threshold": terms.threshold,
        "operator": job.actor,
        "started": started.isoformat(),
        "finished": finished.isoformat(),
    }
    path = services.folder / "batches" / f"{batch}.manifest.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return OnCluster(manifest, path, columns.notes)


def _file(name: str) -> str:
    """Where a file that was added lies; called in the Python workers."""
    path: str = importlib.import_module("pyspark").SparkFiles.get(name)
    return path


def _library() -> Any:
    try:
        sql = importlib.import_module("pyspark.sql")
        importlib.import_module("pyspark.sql.functions")
    except ImportError:
        raise FileRefused(
            "A cluster needs pyspark, which is not installed.",
            hint="Install it: pip install 'crible[spark]'; it needs Java 17.",
        ) from None
    library()
    return sql


def _pinned(services: Services, job: Job) -> Services:
    return replace(services, live=services.live.pinned(job.state))


def _session(sql: Any, master: str) -> Any:
    builder = sql.SparkSession.builder.appName("crible").config(
        "spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS)
    )
    if master:
        builder = builder.master(master)
    if master.startswith("local"):
        # The executors are on this machine: the same Python, and the same crible.
        here = os.pathsep.join(filter(None, sys.path))
        builder = (
            builder.config("spark.pyspark.python", sys.executable)
            .config("spark.executorEnv.PYTHONPATH", here)
            .config("spark.ui.enabled", "false")
        )
    return builder.getOrCreate()


def _read(session: Any, job: Job, source: str) -> tuple[Any, tuple[str, ...], str]:
    """The rows as a frame, their headings, and what parts the cells of text."""
    try:
        if source.rstrip("/").lower().endswith(".parquet"):
            frame = session.read.parquet(source)
            return frame, tuple(frame.columns), ""
        head = session.read.text(source).first()
    except Exception as error:
        if type(error).__module__.startswith("pyspark"):
            raise FileRefused(
                f"Spark cannot read it ({type(error).__name__}).", where=source
            ) from None
        raise
    line = head[0].removeprefix("\ufeff") if head else ""
    if not line.strip() or not job.reading.header:
        raise FileRefused("On a cluster a CSV file needs a header line.", where=source)
    given = job.reading.delimiter
    delimiter = told(given) if given else sniff([line + "\n"])
    headings = tuple(next(csv.reader([line], delimiter=delimiter)))
    fields = ", ".join(f"_c{number} string" for number in range(len(headings)))
    frame = (
        session.read.option("header", "true")
        .option("sep", delimiter)
        .option("quote", '"')
        .option("escape", '"')
        .option("multiLine", "true")
        .option("enforceSchema", "true")
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", _CORRUPT)
        .option("encoding", job.reading.encoding or "utf-8")
        .option("nullValue", "\0")
        .option("emptyValue", "")
        .schema(f"{fields}, {_CORRUPT} string")
        .csv(source)
    )
    return frame, headings, delimiter


def _entries_file(services: Services, snapshot: str) -> Path:
    """What a result shows of every entry, as a file."""
    folder = services.folder / "batches" / snapshot
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ENTRIES
    if not path.exists():
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        shown = {
            entry.id: [entry.caption, entry.kind, entry.status]
            for entry in services.store.snapshot_entries(snapshot)
        }
        part.write_text(json.dumps(shown), encoding="utf-8")
        part.replace(path)
    return path


def _batch_id(
    services: Services, job: Job, source: str, columns: Columns, snapshot: str
) -> str:
    asked = digests.of_question(
        {
            "source": source,
            "columns": [str(column) for column in columns.used],
            "lists": list(job.lists),
            "threshold": job.threshold,
            "snapshot": snapshot,
            "profile": services.profile.id,
        }
    )
    ordinal = 0
    while batches.is_known(services, digests.batch_id(asked, ordinal)):
        ordinal += 1
    return digests.batch_id(asked, ordinal)


def _written(frame: Any, task: Task, target: str, *, overwrite: bool) -> dict[str, int]:
    """Screen and write; gives the rows by outcome."""
    sql = _library()
    of = sql.functions
    names = results.headings(task.headings)
    numbers = numbers_of(task)
    places = range(len(names))
    kinds = {int: "bigint", float: "double"}
    schema = ", ".join(
        f"_r{place} {kinds.get(numbers.get(place, str), 'string')}" for place in places
    )
    found = frame.mapInArrow(Answerer(task, _file), f"{schema}, {FIRST} boolean")
    outcome = of.col(f"_r{len(task.headings)}")
    wanted = ("match", "review", "clear", "error")
    seen = sql.Observation("crible")
    found = found.observe(
        seen,
        *(
            of.count(of.when(of.col(FIRST) & (outcome == name), 1)).alias(name)
            for name in wanted
        ),
    )
    if task.hits_only:
        hits = of.col(f"_r{len(task.headings) + 1}").cast("bigint")
        found = found.filter((outcome != "clear") | (hits > 0))
    if len(set(names)) != len(names):
        raise FileRefused("Two columns have one name.", where=target)
    result = found.select(
        *(of.col(f"_r{place}").alias(names[place]) for place in places)
    )
    writer = result.write.mode("overwrite" if overwrite else "errorifexists")
    try:
        if task.escaped:
            writer.option("header", "true").option("escape", '"').option(
                "emptyValue", ""
            ).csv(target)
        else:
            writer.parquet(target)
    except Exception as error:
        if type(error).__name__ == "AnalysisException":
            raise UsageError(
                "The result cannot be written there, or is there already.",
                where=target,
                hint="Say --overwrite to replace it, or give another name with -o.",
            ) from None
        raise
    counted = seen.get
    return {name: int(counted[name]) for name in wanted}
