"""``crible mcp``: tools for agents on standard input and output."""

from __future__ import annotations

import click

from crible.cli import exits
from crible.cli.session import opened


@click.command()
def mcp() -> int:
    """Offer look-ups to an agent over the Model Context Protocol.

    An agent's program starts this command itself and speaks to it on standard input
    and output. Needs the extra crible[mcp].
    """
    from crible.web import agents

    with opened() as (settings, services):
        agents.run(services, settings.operator)
    return exits.OK
