"""``crible batch``: screen a file of counterparties."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crible.cli import exits, options

if TYPE_CHECKING:
    from crible.batch.files import CounterpartyFile
    from crible.batch.local import Finished, Progress


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
    overwrite: bool,
    output_format: str,
    exit_code: bool,
) -> int:
    """Screen the CSV or TSV file IN row by row and write the results to OUT.

    OUT holds the original columns and what was found. OUT.manifest.json beside it says
    what went in, what came out and by which lists. The summary is printed in the
    --format asked for.
    """
    columns = [options.pair(text, "--map", "name=Company") for text in maps]

    from crible.batch import local
    from crible.batch.files import Reading
    from crible.batch.job import Job
    from crible.cli import session
    from crible.cli.progress import Counter
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
            overwrite=overwrite,
            state=state,
        )
        with Counter("rows", total=_size(job.source)) as counter:

            def progress(at: Progress) -> None:
                counter.reached(at.rows, position=at.position)

            def opened(file: CounterpartyFile) -> None:
                counter.say(_read_as(file))

            done = local.run(services, job, progress=progress, opened=opened)
    for note in done.notes:
        exits.say(f"Note: {note}")
    _print(done, output_format)
    exits.say(f"Result: {job.target}")
    exits.say(f"Manifest: {done.manifest_path}")
    return _code(done, stale, exit_code=exit_code)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        # What is wrong with the path is said when the file is opened.
        return None


def _read_as(file: CounterpartyFile) -> str:
    from crible.cli.printing import visible

    columns = ", ".join(str(column) for column in file.columns.used)
    return visible(
        f"Read as {file.encoding}, delimiter {file.delimiter_shown!r}; {columns}"
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
        if done.top:
            tables.show_rows(
                screen,
                ("line", "name", "score", "band", "entry", "caption", "status"),
                [
                    (
                        top.line,
                        top.name,
                        f"{top.hit.score:.2f}",
                        top.hit.band,
                        top.hit.entry_id,
                        top.entry.caption if top.entry else "",
                        top.entry.status if top.entry else "",
                    )
                    for top in done.top
                ],
                title="Best hits",
            )
