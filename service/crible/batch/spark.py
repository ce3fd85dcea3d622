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
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crible._version import __version__
from crible.batch import digests, results
from crible.batch.answered import Answered
from crible.batch.columns import Columns, recognise
from crible.batch.dialects import sniff, told
from crible.batch.files import flaw_of
from crible.batch.parquetfile import library, text_of
from crible.batch.records import Record
from crible.batch.rows import Rows
from crible.batch.sieve import Sieve
from crible.errors import FileRefused, UsageError
from crible.model import EntrySummary
from crible.usecases import batches
from crible.usecases.listings import Listings
from crible.usecases.screening import Call, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.batch.job import Job
    from crible.matching import Profile
    from crible.usecases.services import Services
    from crible.usecases.verdicts import Terms

_CORRUPT = "_crible_corrupt"
_FIRST = "_crible_first"
_ENTRIES = "crible-entries.json"
# Rows that Spark hands to Python at a time, and rows of an answer.
_ROWS = 2_000
_BROKEN = "it is no row of the header's columns"


@dataclass(frozen=True, slots=True)
class OnCluster:
    """What a run on a cluster did."""

    manifest: dict[str, Any]
    manifest_path: Path
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """What a Python worker needs to know; small, and sent with every task."""

    index: str
    profile: Profile
    terms: Terms
    columns: Columns
    headings: tuple[str, ...]
    batch: str
    escaped: bool
    hits_only: bool
    all_hits: bool


# The mapped index of this Python worker, by the name of its file.
_opened: dict[str, tuple[Any, Listings, dict[str, EntrySummary]]] = {}


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
    frame, headings = _read(session, job, source)
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
    task = _Task(
        index=index.name,
        profile=services.profile,
        terms=terms,
        columns=columns,
        headings=headings,
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
        "spark.sql.execution.arrow.maxRecordsPerBatch", str(_ROWS)
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


def _read(session: Any, job: Job, source: str) -> tuple[Any, tuple[str, ...]]:
    """The rows as a frame, and their headings."""
    try:
        if source.rstrip("/").lower().endswith(".parquet"):
            frame = session.read.parquet(source)
            return frame, tuple(frame.columns)
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
    return frame, headings


def _entries_file(services: Services, snapshot: str) -> Path:
    """What a result shows of every entry, as a file."""
    folder = services.folder / "batches" / snapshot
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _ENTRIES
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


def _written(
    frame: Any, task: _Task, target: str, *, overwrite: bool
) -> dict[str, int]:
    """Screen and write; gives the rows by outcome."""
    sql = _library()
    of = sql.functions
    names = results.headings(task.headings)
    numbers = results.numbers(len(task.headings))
    places = range(len(names))
    kinds = {int: "bigint", float: "double"}
    schema = ", ".join(
        f"_r{place} {kinds.get(numbers.get(place, str), 'string')}" for place in places
    )
    found = frame.mapInArrow(_Answerer(task), f"{schema}, {_FIRST} boolean")
    outcome = of.col(f"_r{len(task.headings)}")
    wanted = ("match", "review", "clear", "error")
    seen = sql.Observation("crible")
    found = found.observe(
        seen,
        *(
            of.count(of.when(of.col(_FIRST) & (outcome == name), 1)).alias(name)
            for name in wanted
        ),
    )
    if task.hits_only:
        hits = of.col(f"_r{len(task.headings) + 1}")
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


class _Answerer:
    """Answers record batches; made on the driver, called in the Python workers."""

    def __init__(self, task: _Task) -> None:
        self._task = task

    def __call__(self, parts: Iterable[Any]) -> Iterator[Any]:
        """A record batch of results for each of rows."""
        task = self._task
        screener, listings, entries = _open(task)
        sieve = Sieve(screener, listings, task.terms, chunk=_ROWS)
        number = 0
        for part in parts:
            records = _records(part, len(task.headings), number)
            rows = Rows(task.columns, task.headings)
            read = (rows.read(record) for record in records if not record.blank)
            number += part.num_rows
            answers = [
                Answered.of(row, verdicts, ("",) * len(verdicts))
                for some in sieve.each(read)
                for row, verdicts, _ in some
            ]
            yield _table(task, answers, entries)


def _open(task: _Task) -> tuple[Any, Listings, dict[str, EntrySummary]]:
    known = _opened.get(task.index)
    if known is None:
        from crible.matching import Screener  # noqa: PLC0415 - in the worker only

        files = importlib.import_module("pyspark").SparkFiles
        screener = Screener.open(files.get(task.index), profile=task.profile)
        shown = json.loads(Path(files.get(_ENTRIES)).read_text("utf-8"))
        entries = {
            entry_id: EntrySummary(
                entry_id, entry_id.partition(":")[0], caption, kind, status
            )
            for entry_id, (caption, kind, status) in shown.items()
        }
        _opened.clear()
        known = _opened[task.index] = (screener, Listings(screener), entries)
    return known


def _records(part: Any, width: int, number: int) -> Iterator[Record]:
    """The rows of a record batch as records; of a broken one its text."""
    columns = [column.to_pylist() for column in part.columns]
    for place, values in enumerate(zip(*columns, strict=True), start=number):
        cells = tuple(map(text_of, values[:width]))
        if len(values) > width and values[width] is not None:
            yield Record(place, (), _BROKEN, text=str(values[width]))
        else:
            yield Record(place, cells, flaw_of(cells, width))


def _table(
    task: _Task, answers: list[Answered], entries: dict[str, EntrySummary]
) -> Any:
    arrow = library()
    width = len(task.headings)
    cells: list[list[str]] = []
    first: list[bool] = []
    for answered in answers:
        rows = results.rows_of(
            answered,
            entries,
            batch=task.batch,
            width=width,
            all_hits=task.all_hits,
            numbered=False,
        )
        cells += rows
        first += [place == 0 for place in range(len(rows))]
    numbers = results.numbers(width)
    whole = width + len(results.COLUMNS)
    columns = list(zip(*cells, strict=True)) or [()] * whole
    arrays = []
    for place, column in enumerate(columns):
        kind = numbers.get(place)
        if kind:
            values = [kind(cell) if cell else None for cell in column]
            told_as = arrow.int64() if kind is int else arrow.float64()
            arrays.append(arrow.array(values, told_as))
        else:
            said = map(results.escaped, column) if task.escaped else column
            arrays.append(arrow.array(list(said), arrow.string()))
    arrays.append(arrow.array(first, arrow.bool_()))
    names = [*(f"_r{place}" for place in range(whole)), _FIRST]
    return arrow.RecordBatch.from_arrays(arrays, names=names)
