"""``crible lists sync``: bring lists up to date from where they are published."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from crible.cli import exits, options
from crible.errors import CribleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.usecases.lists import ListReport

_COLUMNS = ("key", "outcome", "version", "entries", "names", "checked", "problem")


@click.command()
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option(
    "--from",
    "mirror",
    metavar="FOLDER|URL",
    default="",
    help="Take the files from FOLDER/KEY/ or URL/KEY/ instead of their publishers.",
)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Take every list of the catalogue that has an address, loaded or not.",
)
@click.option(
    "--allow-http",
    is_flag=True,
    help="Take plain HTTP from other machines, which anybody on the way can alter.",
)
@click.option(
    "--rescreen",
    is_flag=True,
    help="Then screen the portfolios again, and say how many alerts are new.",
)
@options.accept_shrink
@options.output_format
def sync(
    keys: tuple[str, ...],
    mirror: str,
    every: bool,
    allow_http: bool,
    rescreen: bool,
    accept_shrink: bool,
    output_format: str,
) -> int:
    """Bring lists up to date: those named, or all that were ever loaded.

    Downloads only what is newer, reads and guards it, and publishes it. A list that
    cannot be had or is held back keeps its last good version; the others go on, and the
    exit code is 4.
    """
    from crible import bootstrap
    from crible.cli import session
    from crible.cli.lists import say_imported
    from crible.cli.progress import Counter
    from crible.usecases import lists as usecase
    from crible.usecases import lists_sync

    outcomes: dict[str, tuple[str, str]] = {}
    with session.opened() as (settings, services):
        chosen = lists_sync.chosen(services, keys, mirror, every=every)
        with Counter("lists") as counter:
            run = lists_sync.Sync(
                bootstrap.fetcher(settings, allow_http=allow_http),
                settings.data_dir / "downloads",
                mirror,
                settings.operator if accept_shrink else "",
                counter.counted,
            )
            for key in chosen:
                try:
                    done = lists_sync.sync_list(services, key, run)
                except CribleError as error:
                    outcomes[key] = ("failed", str(error))
                    counter.say(f"{key}: failed: {error}")
                    continue
                outcomes[key] = (done.ending, "")
                if done.imported:
                    say_imported(done.imported, say=counter.say)
                else:
                    counter.say(f"{key}: nothing newer; confirmed")
        if rescreen:
            from crible.batch import nightly

            workers = len(os.sched_getaffinity(0))
            said = nightly.rescreen_due(
                services, actor=settings.operator, workers=workers
            )
            exits.say(said or "No portfolio is to be screened again.")
        reports = [
            report for report in usecase.show(services) if report.info.key in outcomes
        ]
    _print(reports, outcomes, output_format)
    failed = any(ending == "failed" for ending, _ in outcomes.values())
    return exits.LISTS if failed else exits.OK


def _print(
    reports: Sequence[ListReport],
    outcomes: dict[str, tuple[str, str]],
    output_format: str,
) -> None:
    from crible.cli import printing, tables
    from crible.usecases.lists import report_json

    shapes = []
    for report in reports:
        ending, problem = outcomes[report.info.key]
        shapes.append(
            {**report_json(report), "outcome": ending, "problem": problem or None}
        )
    if output_format == "json":
        printing.print_json(shapes, indent=True)
        return
    rows = [[shape[key] for key in _COLUMNS] for shape in shapes]
    if output_format == "csv":
        printing.print_csv(_COLUMNS, rows)
    else:
        # What went wrong is said above, and too long for a cell.
        tables.show_rows(
            tables.console(),
            ("list", *_COLUMNS[1:-2], "last good"),
            [[*row[:-2], str(row[-2] or "")[:16].replace("T", " ")] for row in rows],
        )
