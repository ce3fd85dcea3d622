"""``crible portfolio``: subjects that are screened again when a list changes."""

from __future__ import annotations

import os

import click

from crible.cli import exits, options


@click.group()
def portfolio() -> None:
    """Subjects that are kept, and screened again when a list changes.

    ``crible batch IN -o OUT --portfolio NAME`` stores one.
    """


@portfolio.command()
@options.output_format
def show(output_format: str) -> int:
    """Show every portfolio, and the lists as of which it was last screened."""
    from crible.cli import session
    from crible.usecases.portfolios import portfolio_json

    with session.opened() as (_, services):
        shapes = [portfolio_json(row) for row in services.store.portfolios.all()]
    _print(
        ("name", "at", "snapshot", "source", "screened", "actor"),
        shapes,
        output_format,
    )
    return exits.OK


@portfolio.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that screen.  [default: one for each processor]",
)
@options.output_format
@options.exit_code
def rescreen(
    names: tuple[str, ...], workers: int | None, output_format: str, *, exit_code: bool
) -> int:
    """Screen portfolios again: those named, or all whose lists have changed.

    Prints the alerts that are new: hits that were not there before, or whose entry is
    no longer what it was.
    """
    from crible.batch import rescreen as rescreening
    from crible.cli import session
    from crible.cli.alerts import show_cases
    from crible.usecases.alerts import case_json

    shapes = []
    with session.opened() as (settings, services):
        due = names or [
            row.name
            for row in services.store.portfolios.all()
            if rescreening.is_due(services, row)
        ]
        for name in due:
            done = rescreening.rescreen(
                services,
                name,
                actor=settings.operator,
                workers=workers or len(os.sched_getaffinity(0)),
            )
            exits.say(
                f"{name}: {done.screened} of {sum(done.counts.values())} subjects "
                f"screened, {len(done.alerts)} new alerts"
            )
            shapes += [case_json(case) for case in done.alerts]
    show_cases(shapes, output_format)
    return exits.HITS if exit_code and shapes else exits.OK


@portfolio.command()
@click.argument("name", metavar="[NAME]", default="")
@click.option(
    "--limit", type=click.IntRange(min=1), default=100, show_default=True,
    help="Alerts at most, the newest first.",
)  # fmt: skip
@options.output_format
def alerts(name: str, limit: int, output_format: str) -> int:
    """Show the alerts that portfolios raised, newest first."""
    from crible.cli import session
    from crible.cli.alerts import show_cases
    from crible.store.alerts import Wanted
    from crible.usecases.alerts import case_json

    with session.opened() as (_, services):
        names = [row.name for row in services.store.portfolios.all()]
        if name:
            services.store.portfolios.find(name)
            names = [name]
        found = [
            case
            for own in names
            for case in services.store.alerts.page(
                services.clock(), Wanted(portfolio=own), limit=limit
            )
        ]
    found.sort(key=lambda case: (case.alert.at, case.alert.id), reverse=True)
    show_cases([case_json(case) for case in found[:limit]], output_format)
    return exits.OK


def _print(
    columns: tuple[str, ...], shapes: list[dict[str, object]], output_format: str
) -> None:
    from crible.cli import printing, tables

    if output_format == "json":
        printing.print_json(shapes, indent=True)
        return
    rows = [[shape.get(column) for column in columns] for shape in shapes]
    if output_format == "csv":
        printing.print_csv(columns, rows)
    else:
        tables.show_rows(tables.console(), columns, rows)
