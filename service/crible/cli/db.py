"""``crible db``: create, upgrade and inspect the database."""

from __future__ import annotations

import re

import click

from crible.cli import exits, options


@click.group()
def db() -> None:
    """Create, upgrade and inspect the database."""


@db.command()
def upgrade() -> int:
    """Create the database, or bring it to this version's revision."""
    from crible.cli import session

    with session.opened_store() as (settings, store):
        before, _ = store.revision()
        after = store.upgrade()
    done = "is up to date" if before == after else "upgraded"
    exits.say(f"Database {done}: {_shown(settings.database_url)}, revision {after}.")
    return exits.OK


@db.command()
@options.output_format
def status(output_format: str) -> int:
    """Say where the database is and whether its revision fits this version.

    Ends with 70 when it does not fit, and with 4 when nothing was set up yet, as every
    other command then would.
    """
    from crible.cli import printing, session, tables

    with session.opened_store() as (settings, store):
        database, code = store.revision()
    row = {
        "database": _shown(settings.database_url),
        "revision": database,
        "wanted": code,
        "fits": database == code,
    }
    if output_format == "json":
        printing.print_json(row, indent=True)
    elif output_format == "csv":
        printing.print_csv(list(row), [list(row.values())])
    else:
        shown = {**row, "revision": database or "none", "fits": _yes(database == code)}
        tables.show_rows(tables.console(), list(shown), [list(shown.values())])
    if database == code:
        return exits.OK
    exits.say("Bring it up to date: crible db upgrade")
    return exits.INTERNAL if database else exits.LISTS


def _yes(fits: bool) -> str:
    return "yes" if fits else "no"


def _shown(url: str) -> str:
    """The URL without its password, wherever in it the password stands."""
    head, mark, query = url.partition("?")
    head = re.sub(r"(//[^:@/]*):.*@", r"\1:***@", head)
    query = re.sub(r"(?i)(^|&)([^=&]*pass[^=&]*)=[^&]*", r"\1\2=***", query)
    return head + mark + query
