"""``crible lists``: what is loaded, and importing more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crible.cli import exits, options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.usecases.lists import Imported, ListReport

_CSV = (
    "key",
    "version",
    "entries",
    "names",
    "published",
    "fetched",
    "status",
    "rejects",
    "title",
)
_FIRST_REJECTS = 5


@click.group()
def lists() -> None:
    """Show the lists and import new versions of them."""


@lists.command()
@options.output_format
def show(output_format: str) -> int:
    """Show every known list, its loaded version and its state.

    Ends with 4 when no list is loaded, or one is stale or failed. Lists of the
    catalogue that were never imported are shown as missing and are no fault.
    """
    from crible.cli import session
    from crible.usecases import lists as usecase

    with session.opened() as (_, services):
        reports = usecase.show(services)
    _print(reports, output_format)
    for report in reports:
        if report.failed_reason:
            exits.say(f"Failed: {report.info.key}: {report.failed_reason}")
    bad = any(report.state in {"stale", "failed"} for report in reports)
    if not any(report.version for report in reports):
        exits.say("No list is loaded. Begin with: crible lists import press")
        bad = True
    return exits.LISTS if bad else exits.OK


@lists.command("import")
@click.argument("key")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option(
    "--as-format",
    "as_format",
    metavar="NAME",
    help="Read the files in this format instead of the list's own.",
)
@options.output_format
def import_(
    key: str, files: tuple[str, ...], as_format: str | None, output_format: str
) -> int:
    """Import official files from disk as the newest version of list KEY.

    The list press needs no FILE: its articles ship with crible. A file that is refused
    leaves the last good version in force.
    """
    from crible.cli import session
    from crible.cli.progress import Counter
    from crible.usecases import lists as usecase

    with session.opened() as (_, services):
        with Counter("entries read") as counter:
            done = usecase.import_list(
                services,
                key,
                [Path(file) for file in files],
                format=as_format,
                progress=counter.reached,
            )
        report = next(item for item in usecase.show(services) if item.info.key == key)
    _say(done)
    _print([report], output_format, alone={"new": done.new})
    return exits.OK


def _say(done: Imported) -> None:
    version = done.version
    state = "imported" if done.new else "unchanged, already loaded"
    exits.say(
        f"{version.key}: {state}; {version.entries} entries, {version.names} names, "
        f"{len(done.rejects)} rejected."
    )
    for note in done.notes:
        exits.say(f"  note: {note}")
    for reject in done.rejects[:_FIRST_REJECTS]:
        exits.say(f"  rejected {reject.where}: {reject.reason}")
    if len(done.rejects) > _FIRST_REJECTS:
        exits.say(f"  ... and {len(done.rejects) - _FIRST_REJECTS} more")


def _print(
    reports: Sequence[ListReport],
    output_format: str,
    *,
    alone: dict[str, Any] | None = None,
) -> None:
    from crible.cli import printing, tables
    from crible.usecases.lists import report_json

    shapes = [report_json(report) for report in reports]
    if output_format == "json":
        value = shapes if alone is None else {**shapes[0], **alone}
        printing.print_json(value, indent=True)
    elif output_format == "csv":
        printing.print_csv(_CSV, [[shape[key] for key in _CSV] for shape in shapes])
    else:
        headings = ("list", "status", "entries", "names", "published", "fetched")
        tables.show_rows(
            tables.console(),
            (*headings, "version", "title"),
            [
                (
                    shape["key"],
                    shape["status"],
                    shape["entries"] or "",
                    shape["names"] or "",
                    shape["published"],
                    (shape["fetched"] or "")[:16].replace("T", " "),
                    shape["version"],
                    shape["title"],
                )
                for shape in shapes
            ],
        )
