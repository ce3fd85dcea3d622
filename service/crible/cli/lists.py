"""``crible lists``: what is loaded, and importing more."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crible.cli import exits, options
from crible.errors import UnknownThing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crible.store.rows import Switch
    from crible.usecases.lists import ListReport
    from crible.usecases.lists_import import Imported

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
    "checked",
    "age_days",
    "fresh_days",
    "failed",
    "failure",
    "last_failed",
    "last_failure",
    "accepted",
    "disabled",
)
_VERSION = (
    "key",
    "number",
    "version",
    "entries",
    "names",
    "rejects",
    "published",
    "fetched",
    "source",
)
_SWITCH = ("key", "at", "enabled", "actor", "reason")
_FIRST_REJECTS = 5
# Command: the module under crible.cli that holds it, under the command's own name.
_ELSEWHERE = {
    "sync": "lists_sync",
    "diff": "lists_diff",
    "check": "lists_check",
    "export": "lists_export",
    "disable": "lists_switch",
    "enable": "lists_switch",
}


class Lists(click.Group):
    """The commands about lists; those in modules of their own are imported late."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a newcomer meets them."""
        return [*super().list_commands(ctx), *_ELSEWHERE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"crible.cli.{_ELSEWHERE[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=Lists)
def lists() -> None:
    """Show the lists and bring them up to date."""


@lists.command()
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option("--versions", is_flag=True, help="Show every version that is stored.")
@click.option(
    "--switches", is_flag=True, help="Show who disabled and enabled lists, and why."
)
@options.output_format
def show(
    keys: tuple[str, ...], versions: bool, switches: bool, output_format: str
) -> int:
    """Show every known list, or those named: version, age, state, failures.

    Ends with 4 when no list is loaded, or one is stale or failed. Lists of the
    catalogue that were never imported are shown as missing and are no fault.
    """
    from crible.cli import session
    from crible.usecases import lists as usecase

    with session.opened() as (_, services):
        reports = usecase.show(services)
        if unknown := sorted(set(keys) - {report.info.key for report in reports}):
            raise UnknownThing(f"There is no list {unknown[0]!r}.")
        if versions:
            _print_versions(usecase.versions(services, keys), output_format)
            return exits.OK
        if switches:
            _print_switches(usecase.switches(services, keys), output_format)
            return exits.OK
    chosen = [report for report in reports if not keys or report.info.key in keys]
    _print(chosen, output_format)
    for report in chosen:
        say_state(report)
    bad = any(report.state in {"stale", "failed"} for report in chosen)
    if not any(report.version for report in chosen):
        exits.say(
            "Not loaded."
            if keys
            else "No list is loaded. "
            "Begin with: crible lists import press, or crible lists sync ofac-sdn"
        )
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
@options.accept_shrink
@options.output_format
def import_(
    key: str,
    files: tuple[str, ...],
    as_format: str | None,
    accept_shrink: bool,
    output_format: str,
) -> int:
    """Import official files from disk as the newest version of list KEY.

    The list press needs no FILE: its articles ship with crible. A file that is refused
    (exit code 3) or held back by a guard (4) leaves the last good version in force.
    """
    from crible.cli import session
    from crible.cli.progress import Counter
    from crible.usecases import lists as usecase
    from crible.usecases.lists_import import import_list

    with session.opened() as (settings, services):
        with Counter("entries read") as counter:
            done = import_list(
                services,
                key,
                [Path(file) for file in files],
                format=as_format,
                progress=counter.counted,
                accept_shrink=settings.operator if accept_shrink else "",
            )
        report = next(item for item in usecase.show(services) if item.info.key == key)
    say_imported(done)
    _print([report], output_format, alone={"new": done.new})
    return exits.OK


def say_imported(done: Imported, say: Callable[[str], None] = exits.say) -> None:
    """Say what an import did, on standard error.

    Args:
        done: what it did.
        say: says a line; another one where a progress bar must not be disturbed.
    """
    version = done.version
    state = "imported" if done.new else "unchanged, already loaded"
    say(
        f"{version.key}: {state}; {version.entries} entries, {version.names} names, "
        f"{len(done.rejects)} rejected."
    )
    for note in done.notes:
        say(f"  note: {note}")
    if done.accepted:
        say(f"  accepted: {done.accepted}")
    if done.selftest:
        found = done.selftest
        given = [miss for miss in found.misses if miss.form == "given"]
        say(
            f"  self-test: {found.names - len(given)} of {found.names} names lead to "
            f"their own entry; of {found.forms - found.names} forms in ASCII "
            f"{len(found.misses) - len(given)} do not"
        )
        for miss in given:
            say(f"  not found: {miss}")
    for reject in done.rejects[:_FIRST_REJECTS]:
        say(f"  rejected {reject.where}: {reject.reason}")
    if len(done.rejects) > _FIRST_REJECTS:
        say(f"  ... and {len(done.rejects) - _FIRST_REJECTS} more")


def say_state(report: ListReport) -> None:
    """Say what is wrong with a list, on standard error."""
    key = report.info.key
    if report.disabled:
        exits.say(
            f"Disabled: {key}: by {report.disabled.actor} on "
            f"{report.disabled.at.date()}: {report.disabled.reason}"
        )
    if report.failed_reason:
        exits.say(f"Failed: {key}: {report.failed_reason}")
    elif report.state == "stale" and report.age is not None:
        exits.say(
            f"Stale: {key}: confirmed {report.age.days} days ago, good for "
            f"{report.info.fresh_days}. Renew it: crible lists sync {key}"
        )


def _print_versions(versions: Sequence[Any], output_format: str) -> None:
    from crible.cli import printing, tables
    from crible.usecases.records import version_json

    shapes = [version_json(version) for version in versions]
    rows = [[shape[key] for key in _VERSION] for shape in shapes]
    if output_format == "json":
        printing.print_json(shapes, indent=True)
    elif output_format == "csv":
        printing.print_csv(_VERSION, rows)
    else:
        tables.show_rows(tables.console(), _VERSION, rows)


def _print_switches(found: Sequence[Switch], output_format: str) -> None:
    from crible.cli import printing, tables
    from crible.usecases.lists import switch_json

    shapes = [
        {"key": item.key, "enabled": item.enabled, **switch_json(item)}
        for item in found
    ]
    rows = [[shape[key] for key in _SWITCH] for shape in shapes]
    if output_format == "json":
        printing.print_json(shapes, indent=True)
    elif output_format == "csv":
        printing.print_csv(_SWITCH, rows)
    else:
        tables.show_rows(tables.console(), _SWITCH, rows)


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
        rows = [
            {**shape, "disabled": (shape["disabled"] or {}).get("reason")}
            for shape in shapes
        ]
        printing.print_csv(_CSV, [[row[key] for key in _CSV] for row in rows])
    else:
        headings = ("list", "status", "entries", "names", "published", "last good")
        tables.show_rows(
            tables.console(),
            (*headings, "age", "last failed", "version", "title"),
            [
                (
                    shape["key"],
                    shape["status"],
                    shape["entries"] or "",
                    shape["names"] or "",
                    shape["published"],
                    _minute(shape["checked"]),
                    _days(report),
                    _minute(shape["last_failed"]),
                    shape["version"],
                    shape["title"],
                )
                for shape, report in zip(shapes, reports, strict=True)
            ],
        )


def _minute(text: str | None) -> str:
    return (text or "")[:16].replace("T", " ")


def _days(report: ListReport) -> str:
    if report.age is None:
        return ""
    limit = f" of {report.info.fresh_days}" if report.info.fresh_days else ""
    return f"{report.age.days}{limit} d"
