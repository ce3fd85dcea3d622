"""``crible lists check``: the self-test of loaded lists, at any time."""

from __future__ import annotations

import click

from crible.cli import exits, options

_COLUMNS = (
    "key", "status", "version", "entries", "names", "forms", "missed", "missed_ascii",
)  # fmt: skip
_FIRST_MISSES = 20


@click.command()
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option(
    "--thorough",
    is_flag=True,
    help="Look each name up in full instead of by the quick way; slow.",
)
@options.output_format
def check(keys: tuple[str, ...], thorough: bool, output_format: str) -> int:
    """Look every name of the loaded lists up: each must find its own entry.

    Checks all loaded lists, or those named, on the index that answers now. Ends with 4
    when a list fails.
    """
    from crible.cli import printing, session, tables
    from crible.cli.progress import Counter
    from crible.usecases import lists_check

    with session.opened() as (_, services), Counter("names tried") as counter:
        found = lists_check.check(
            services, keys, thorough=thorough, progress=counter.counted
        )
    shapes = [lists_check.checked_json(item) for item in found]
    rows = [[shape[key] for key in _COLUMNS] for shape in shapes]
    if output_format == "json":
        printing.print_json(shapes, indent=True)
    elif output_format == "csv":
        printing.print_csv(_COLUMNS, rows)
    else:
        tables.show_rows(tables.console(), ("list", *_COLUMNS[1:]), rows)
    for item in found:
        for miss in item.selftest.misses[:_FIRST_MISSES]:
            exits.say(f"  {miss}")
        rest = len(item.selftest.misses) - _FIRST_MISSES
        if rest > 0:
            exits.say(f"  ... and {rest} more of {item.version.key}; see --format json")
        if item.problem:
            exits.say(f"Failed: {item.version.key}: {item.problem}")
    return exits.LISTS if any(item.problem for item in found) else exits.OK
