"""``crible users``: people who sign in, and their roles."""

from __future__ import annotations

import sys
from typing import Any

import click

from crible.cli import exits, options
from crible.errors import UsageError

_COLUMNS = ("name", "role", "state", "created", "creator", "last_sign_in")
_ROLES = ("viewer", "analyst", "reviewer", "admin")


@click.group()
def users() -> None:
    """Add people who sign in, and change their roles and passwords."""


@users.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(_ROLES), help="What they do.")
def add(name: str, role: Any) -> int:
    """Add a person; the password is asked for, or read from standard input."""
    from crible.cli import session
    from crible.usecases import users as usecase

    with session.opened() as (settings, services):
        usecase.add(services, name, role, _password(), actor=settings.operator)
    exits.say(f"Added: {name}, {role}.")
    return exits.OK


@users.command("list")
@options.output_format
def show(output_format: str) -> int:
    """List everybody, disabled or not."""
    from crible.cli import rows, session

    with session.opened() as (_, services):
        found = services.store.users.all()
    shapes = [
        {
            "name": row.name,
            "role": row.role,
            "state": "disabled" if row.disabled else "good",
            "created": row.created.isoformat(timespec="seconds"),
            "creator": row.creator,
            "last_sign_in": (
                row.last_sign_in.isoformat(timespec="seconds")
                if row.last_sign_in
                else None
            ),
        }
        for row in found
    ]
    rows.show(_COLUMNS, shapes, output_format)
    return exits.OK


@users.command()
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
def role(name: str, role: Any) -> int:
    """Give a person another role; open sessions end."""
    from crible.cli import session
    from crible.usecases import users as usecase

    with session.opened() as (settings, services):
        usecase.set_role(services, name, role, actor=settings.operator)
    exits.say(f"{name} is {role} now.")
    return exits.OK


@users.command()
@click.argument("name")
def password(name: str) -> int:
    """Give a person another password; open sessions end."""
    from crible.cli import session
    from crible.usecases import users as usecase

    with session.opened() as (settings, services):
        usecase.set_password(services, name, _password(), actor=settings.operator)
    exits.say(f"The password of {name} is changed.")
    return exits.OK


@users.command()
@click.argument("name")
def disable(name: str) -> int:
    """Let a person in no more; what they did stays in the records."""
    from crible.cli import session
    from crible.usecases import users as usecase

    with session.opened() as (settings, services):
        usecase.disable(services, name, actor=settings.operator)
    exits.say(f"{name} is disabled.")
    return exits.OK


def _password() -> str:
    """The password: asked for twice at a terminal, else the first line that comes."""
    if sys.stdin.isatty():
        typed: str = click.prompt(
            "Password", hide_input=True, confirmation_prompt=True, err=True
        )
        return typed
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise UsageError("No password came on standard input.")
    return line
