"""``crible lists export``: a list version as FollowTheMoney entities."""

from __future__ import annotations

import click

from crible.cli import exits


@click.command()
@click.argument("key")
@click.option(
    "--version",
    "version",
    default="newest",
    show_default=True,
    metavar="VERSION",
    help="Which version: its id, its number, a day, newest or previous.",
)
def export(key: str, version: str) -> int:
    """Write list KEY to standard output as FollowTheMoney entities, one a line."""
    from crible.cli import printing, session
    from crible.usecases import lists_export

    with session.opened() as (_, services):
        for entity in lists_export.export(services, key, version):
            printing.print_json(entity)
    return exits.OK
