"""``crible lists diff``: what changed from one version of a list to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crible.cli import exits, options

if TYPE_CHECKING:
    from crible.usecases.lists_diff import Change, Diff

_CSV = (
    "change", "entry", "caption", "kind", "status", "field", "before", "after",
)  # fmt: skip
_STYLES = {"added": "green", "removed": "red", "changed": "yellow"}
# Details of an entry in a table; JSON and CSV have them all.
_SHOWN = 6


@click.command()
@click.argument("key")
@click.argument("before", metavar="[V1]", default="previous")
@click.argument("after", metavar="[V2]", default="newest")
@options.output_format
def diff(key: str, before: str, after: str, output_format: str) -> int:
    """Show what was added, removed and changed in list KEY from V1 to V2.

    A version is named by its id or the beginning of one, its number, a day (the version
    in force at its end), newest or previous; without V1 and V2 the last change is shown.
    """
    from crible.cli import session
    from crible.usecases import lists_diff

    with session.opened() as (_, services):
        found = lists_diff.diff(services, key, before, after)
    exits.say(
        f"{key}: from {found.before.version} (#{found.before.number}, "
        f"{found.before.fetched:%Y-%m-%d}) to {found.after.version} "
        f"(#{found.after.number}, {found.after.fetched:%Y-%m-%d}): "
        f"{found.count('added')} added, {found.count('removed')} removed, "
        f"{found.count('changed')} changed."
    )
    _print(found, output_format)
    return exits.OK


def _print(found: Diff, output_format: str) -> None:
    from crible.cli import printing, tables
    from crible.usecases.lists_diff import diff_json

    if output_format == "json":
        printing.print_json(diff_json(found), indent=True)
    elif output_format == "csv":
        printing.print_csv(
            _CSV,
            [
                (
                    change.what,
                    change.entry.id,
                    change.entry.caption,
                    change.entry.kind,
                    change.entry.status,
                    detail.field,
                    detail.before,
                    detail.after,
                )
                for change in found.changes
                for detail in change.details
            ],
        )
    else:
        tables.show_styled(
            tables.console(),
            ("change", "entry", "caption", "kind", "what"),
            [
                (
                    (change.what, _STYLES[change.what]),
                    (change.entry.id, ""),
                    (change.entry.caption, ""),
                    (change.entry.kind, ""),
                    (_what(change), ""),
                )
                for change in found.changes
            ],
        )


def _what(change: Change) -> str:
    """The details of an entry on a line each: minus what went, plus what came."""
    lines = []
    for detail in change.details:
        if detail.before and detail.after:
            lines.append(f"~ {detail.field}: {detail.before} -> {detail.after}")
        elif detail.before:
            lines.append(f"- {detail.field}: {detail.before}")
        else:
            lines.append(f"+ {detail.field}: {detail.after}")
    if len(lines) > _SHOWN:
        lines[_SHOWN - 1 :] = [f"... and {len(lines) - _SHOWN + 1} more"]
    return "\n".join(lines)
