"""``crible batch``: screen a file of counterparties."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crible.cli import exits, options
from crible.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from crible.batch.files import CounterpartyFile
    from crible.batch.finished import Finished
    from crible.batch.job import Job
    from crible.usecases.services import Services


@click.command()
@click.argument("source", metavar="IN")
@click.option(
    "-o", "--output", "target", required=True, metavar="OUT", help="The result file."
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="ROLE=COLUMN",
    help="Which column plays a role, by heading or #NUMBER: name=Firm, "
    "identifier:inn=#4; may be repeated. Roles: name, alias, country, reference, kind, "
    "birth_date, registration_date, identifier.  [default: found by the headings]",
)
@click.option(
    "--no-header",
    is_flag=True,
    help="The first line is a row; columns are mapped by #NUMBER.",
)
@click.option(
    "--delimiter",
    metavar="CHAR",
    help="What parts the cells: , ; | or tab.  [default: found out]",
)
@options.encoding
@options.lists
@options.threshold
@options.state
@click.option(
    "--hits-only",
    is_flag=True,
    help="Leave clear rows out of the result; rows in error always stay.",
)
@click.option(
    "--all-hits",
    is_flag=True,
    help="A row for each hit in the result, not one for the best.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that screen.  [default: one for each processor]",
)
@click.option(
    "--resume/--restart",
    "resume",
    default=None,
    help="Go on with a run that was stopped, or refuse; or begin anew, whatever was "
    "done.  [default: go on where an unfinished run of the same question is there]",
)
@click.option(
    "--since",
    metavar="BATCH",
    default="",
    help="Screen what changed since an earlier batch: its id, or last for the newest of "
    "a file of this name. The outcome is that of a full run.",
)
@click.option(
    "--portfolio",
    metavar="NAME",
    default="",
    help="Keep the subjects under this name, to screen them again when a list changes.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where to screen: on this machine, or on a Spark cluster (crible[spark]).",
)
@click.option(
    "--master",
    metavar="URL",
    default="",
    help="The cluster, such as yarn or spark://HOST:7077.  [default: as Spark is set up]",
)
@click.option("--overwrite", is_flag=True, help="Replace OUT if it is there.")
@options.output_format
@options.exit_code
def batch(
    *,
    source: str,
    target: str,
    maps: tuple[str, ...],
    no_header: bool,
    delimiter: str | None,
    encoding: str | None,
    lists: tuple[str, ...],
    threshold: float | None,
    as_of: str,
    snapshot: str,
    hits_only: bool,
    all_hits: bool,
    workers: int | None,
    resume: bool | None,
    since: str,
    portfolio: str,
    engine: str,
    master: str,
    overwrite: bool,
    output_format: str,
    exit_code: bool,
) -> int:
    """Screen the file IN row by row and write the results to OUT.

    IN and OUT are CSV or TSV, XLSX, Parquet or JSON lines, by the ending of their
    names. OUT holds the original columns and what was found. OUT.manifest.json beside
    it says what went in, what came out and by which lists. A run that was stopped goes
    on when the same command is given again. The summary is printed in the --format
    asked for.
    """
    columns = [options.pair(text, "--map", "name=Company") for text in maps]

    from crible.batch import local
    from crible.batch.files import Reading
    from crible.batch.job import Job
    from crible.cli import session
    from crible.cli.pace import Pace
    from crible.usecases.moments import state_of

    with session.opened() as (settings, services):
        state = state_of(services, as_of=as_of, snapshot=snapshot)
        stale = session.warn_of_state(services, lists, state)
        job = Job(
            source=Path(source),
            target=Path(target),
            reading=Reading(columns, delimiter, encoding, header=not no_header),
            actor=settings.operator,
            lists=lists,
            threshold=threshold,
            hits_only=hits_only,
            all_hits=all_hits,
            overwrite=overwrite,
            state=state,
            workers=workers or len(os.sched_getaffinity(0)),
            resume=resume,
            since=since,
            portfolio=portfolio,
        )
        if engine == "spark":
            return _on_cluster(
                services, job, source, target, master, output_format, exit_code
            )
        if master:
            raise UsageError("--master is of use with --engine spark only.")
        with Pace() as pace:
            done = local.run(
                services,
                job,
                opened=lambda file: pace.say(_read_as(file)),
                resumed=lambda rows, since: pace.say(_goes_on(rows, since)),
                progress=pace.reached,
            )
    for note in done.notes:
        exits.say(f"Note: {note}")
    _print(done, output_format)
    exits.say(f"Result: {job.target}")
    exits.say(f"Manifest: {done.manifest_path}")
    if done.changes:
        exits.say(f"Changes: {done.changes}")
    return _code(done, stale, exit_code=exit_code)


def _on_cluster(
    services: Services,
    job: Job,
    source: str,
    target: str,
    master: str,
    output_format: str,
    exit_code: bool,
) -> int:
    from crible.batch import spark
    from crible.cli import printing, tables

    for given, name in (
        (job.since, "--since"),
        (job.portfolio, "--portfolio"),
        (job.resume is not None, "--resume"),
    ):
        if given:
            raise UsageError(f"{name} is not for a cluster.")
    done = spark.run(services, job, source, target, master)
    for note in done.notes:
        exits.say(f"Note: {note}")
    counts = done.manifest["counts"]
    if output_format == "json":
        printing.print_json(done.manifest, indent=True)
    elif output_format == "csv":
        printing.print_csv(("outcome", "rows"), list(counts.items()))
    else:
        tables.show_rows(tables.console(), ("outcome", "rows"), list(counts.items()))
    exits.say(f"Result: {target}")
    exits.say(f"Manifest: {done.manifest_path}")
    codes = [exits.OK]
    if counts["error"]:
        exits.say(f"Error: {counts['error']} rows could not be screened.")
        codes.append(exits.REFUSED)
    if exit_code and counts["match"] + counts["review"]:
        codes.append(exits.HITS)
    return exits.worst(*codes)


def _read_as(file: CounterpartyFile) -> str:
    from crible.cli.printing import visible

    columns = ", ".join(str(column) for column in file.columns.used)
    how = file.format
    if file.encoding:
        how = str(file.encoding)
    if file.delimiter_shown:
        how += f", delimiter {file.delimiter_shown!r}"
    return visible(f"Read as {how}; {columns}")


def _goes_on(rows: int, since: datetime) -> str:
    return (
        f"Going on behind row {rows:,}: a run begun at {since:%Y-%m-%d %H:%M} UTC was "
        "stopped there."
    )


def _code(done: Finished, stale: int, *, exit_code: bool) -> int:
    counts = done.manifest.counts
    code = stale
    if counts["error"]:
        exits.say(f"Error: {counts['error']} rows could not be screened.")
        for line in done.errors:
            exits.say(f"  {line}")
        if counts["error"] > len(done.errors):
            exits.say("  ... and more; filter the result by outcome = error")
        refused = counts["error"] > done.unanswered
        code = exits.worst(code, exits.REFUSED if refused else exits.LISTS)
    if exit_code and counts["match"] + counts["review"]:
        code = exits.worst(code, exits.HITS)
    return code


def _since(delta: dict[str, Any]) -> list[tuple[object, ...]]:
    subjects, entries, hits = delta["subjects"], delta["entries"], delta["hits"]
    return [
        ("subjects", subjects["new"], subjects["gone"], "", subjects["same"]),
        (
            "list entries",
            entries["added"],
            entries["removed"],
            entries["changed"],
            "",
        ),
        ("hits", *(hits.get(what, 0) for what in ("new", "gone", "changed")), ""),
    ]


def _print(done: Finished, output_format: str) -> None:
    from crible.cli import printing, tables

    manifest = done.manifest
    counts = list(manifest.counts.items())
    if output_format == "json":
        printing.print_json(manifest.as_dict(), indent=True)
    elif output_format == "csv":
        printing.print_csv(("outcome", "rows"), counts)
    else:
        screen = tables.console()
        tables.show_rows(screen, ("outcome", "rows"), counts)
        if manifest.delta:
            tables.show_rows(
                screen,
                ("since the earlier batch", "new", "gone", "changed", "same"),
                _since(manifest.delta),
            )
        if done.top:
            tables.show_rows(
                screen,
                ("line", "name", "score", "band", "entry", "caption", "status"),
                [
                    (
                        top.line,
                        top.name,
                        f"{top.score:.2f}",
                        top.band,
                        top.entry_id,
                        top.caption,
                        top.status,
                    )
                    for top in done.top
                ],
                title="Best hits",
            )
