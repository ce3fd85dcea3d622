"""``crible audit``: verify, sign, export and replay what was recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crible.cli import exits, options
from crible.errors import TrailBroken, UsageError

if TYPE_CHECKING:
    from crible.store.rows import Checkpoint

_COLUMNS = ("seq", "what", "thing")
_REPLAY_COLUMNS = ("screening", "identical", "differs")


@click.group()
def audit() -> None:
    """Verify, sign, export, replay and prune the record of all acts."""


@audit.command()
@click.option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with a checkpoint that was kept elsewhere; may be repeated.",
)
@options.output_format
def verify(files: tuple[Path, ...], output_format: str) -> int:
    """Find rows and records that were changed, removed, moved or added.

    Prints the faults, none when all is well; ends with 70 when there is one.
    """
    from crible.cli import rows, session
    from crible.cli.progress import Counter
    from crible.usecases import audit_verify, checkpoints

    kept: list[Checkpoint] = [
        checkpoints.from_json(line)
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    with session.opened() as (_, services), Counter("rows read") as counter:
        found = audit_verify.verify(services, kept=kept, progress=counter.reached)
    shapes = [
        {"seq": fault.seq, "what": fault.what, "thing": fault.thing}
        for fault in found.faults
    ]
    if shapes or output_format != "table":
        rows.show(_COLUMNS, shapes, output_format)
    exits.say(
        f"{found.rows} rows, {found.screenings} screenings as recorded, "
        f"{found.decisions} decisions, "
        f"{found.erased} erased by retention, {found.checkpoints} checkpoints; "
        f"the end is {found.head[0]} {found.head[1]}."
    )
    if found.faults:
        raise TrailBroken(
            f"{len(found.faults)} faults in the audit trail.",
            hint="See docs/audit.md for what each means.",
        )
    return exits.OK


@audit.command()
def checkpoint() -> int:
    """Sign the present end of the trail and print the checkpoint: keep it elsewhere."""
    from crible.cli import printing, session
    from crible.usecases import checkpoints

    with session.opened() as (settings, services):
        signed = checkpoints.sign(services, Path(settings.audit_key))
    printing.print_json(checkpoints.as_json(signed))
    return exits.OK


@audit.command()
@click.option("--from", "since", default=1, show_default=True, help="First row.")
@click.option(
    "--records",
    is_flag=True,
    help="With screenings, alerts and decisions, which hold what was screened.",
)
def export(since: int, records: bool) -> int:
    """Print the trail as JSON lines, each with what proves it."""
    from crible.cli import session
    from crible.usecases import audit as usecase

    with session.opened() as (_, services):
        for line in usecase.export(services, since=since, records=records):
            click.echo(json.dumps(line, sort_keys=True, separators=(",", ":")))
    return exits.OK


@audit.command()
@click.argument("screenings", nargs=-1, metavar="[SCREENING]...")
@click.option(
    "--newest", type=click.IntRange(min=1), help="Replay so many, newest first."
)
@options.output_format
def replay(screenings: tuple[str, ...], newest: int | None, output_format: str) -> int:
    """Screen again with the lists and profile of then: is the answer the same?

    Ends with 70 when an answer differs or cannot be made again.
    """
    from crible.cli import rows, session
    from crible.usecases import replay as usecase

    if not screenings and newest is None:
        raise UsageError("Name a screening, or say --newest N.")
    found: list[dict[str, Any]] = []
    with session.opened() as (_, services):
        ids = [
            *screenings,
            *(act.id for act in services.store.screenings(limit=newest or 0)),
        ]
        found = [usecase.as_json(usecase.replay(services, item)) for item in ids]
    rows.show(_REPLAY_COLUMNS, found, output_format)
    if not all(item["identical"] for item in found):
        raise TrailBroken("Not every answer could be made again as it was.")
    return exits.OK


@audit.command()
@click.option(
    "--days",
    type=click.IntRange(min=0),
    help="Older than so many days.  [default: CRIBLE_RETENTION_DAYS]",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(days: int | None, yes: bool) -> int:
    """Remove screenings whose time is over; the trail keeps their hashes."""
    from datetime import timedelta

    from crible.cli import session
    from crible.usecases import retention

    with session.opened() as (settings, services):
        kept = settings.retention_days if days is None else days
        before = services.clock() - timedelta(days=kept)
        if not yes:
            click.confirm(
                f"Remove every screening from before {before:%Y-%m-%d}?",
                abort=True,
                err=True,
            )
        done = retention.erase(services, before, actor=settings.operator)
        retention.forget_requests(services, settings.idempotency_days)
    exits.say(
        f"Removed {done.screenings} screenings, up to row {done.through}, and "
        f"{done.alerts} settled alerts."
    )
    if done.waiting:
        exits.say(f"{done.waiting} alerts as old wait for a person, and stay.")
    return exits.OK
