"""``crible keys``: who may ask over HTTP, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crible.cli import exits, options

if TYPE_CHECKING:
    from datetime import datetime

    from crible.store.rows import KeyRow

_COLUMNS = (
    *("name", "prefix", "scopes", "rate", "state", "created", "creator"),
    *("expires", "revoked", "last_used"),
)
_SCOPES = ("screen", "review", "read", "admin", "reconcile")


@click.group()
def keys() -> None:
    """Make, list, replace and revoke access keys."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(_SCOPES),
    help="What it may do; may be repeated.",
)
@click.option(
    "--days", type=click.IntRange(min=1), help="Refuse it after so many days."
)
@click.option(
    "--rate", type=click.IntRange(min=1), help="Requests a minute of this key."
)
def add(name: str, scopes: tuple[Any, ...], days: int | None, rate: int | None) -> int:
    """Make a key and print it, once: it is stored nowhere.

    From the first key on, crible serve answers nobody without one.
    """
    from datetime import timedelta

    from crible.cli import session
    from crible.usecases import keys as usecase

    with session.opened() as (settings, services):
        row, secret = usecase.create(
            services,
            name,
            scopes,
            actor=settings.operator,
            rate=rate,
            expires=services.clock() + timedelta(days=days) if days else None,
        )
    _hand_over(row, secret)
    return exits.OK


@keys.command("list")
@options.output_format
def show(output_format: str) -> int:
    """List every key ever made, newest first, without the secrets."""
    from crible.cli import rows, session

    with session.opened() as (_, services):
        found = services.store.keys.all()
        now = services.clock()
    rows.show(_COLUMNS, [_json(row, now) for row in found], output_format)
    return exits.OK


@keys.command()
@click.argument("name")
@click.option(
    "--overlap-hours",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="The old key opens for so many hours more.",
)
def rotate(name: str, overlap_hours: int) -> int:
    """Replace a key by a new one of the same name, scopes, rate and end."""
    from datetime import timedelta

    from crible.cli import session
    from crible.usecases import keys as usecase

    with session.opened() as (settings, services):
        row, secret = usecase.rotate(
            services,
            name,
            actor=settings.operator,
            overlap=timedelta(hours=overlap_hours),
        )
    _hand_over(row, secret)
    return exits.OK


@keys.command()
@click.argument("name")
def revoke(name: str) -> int:
    """End the keys of a name, or the one of a prefix; within a second it is refused."""
    from crible.cli import session
    from crible.usecases import keys as usecase

    with session.opened() as (settings, services):
        ended = usecase.revoke(services, name, actor=settings.operator)
    for row in ended:
        exits.say(f"Revoked: {row.prefix} ({row.name}).")
    if not ended:
        exits.say("It was over already.")
    return exits.OK


def _hand_over(row: KeyRow, secret: str) -> None:
    """The secret goes to standard output alone, so that it can be piped."""
    exits.say(f"Key {row.name}, scopes {', '.join(row.scopes)}. It is shown once:")
    click.echo(secret)


def _json(row: KeyRow, now: datetime) -> dict[str, Any]:
    state = "good" if row.is_good(now) else "over"
    if state == "over" and row.revoked is not None and row.revoked <= now:
        state = "revoked"
    return {
        "name": row.name,
        "prefix": row.prefix,
        "scopes": list(row.scopes),
        "rate": row.rate,
        "state": state,
        "created": row.created.isoformat(timespec="seconds"),
        "creator": row.creator,
        "expires": _moment(row.expires),
        "revoked": _moment(row.revoked),
        "last_used": _moment(row.last_used),
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
