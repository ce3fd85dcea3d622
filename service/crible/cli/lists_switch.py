"""``crible lists disable`` and ``enable``: which loaded lists are looked at."""

from __future__ import annotations

import click

from crible.cli import exits

_reason = click.option(
    "--reason", required=True, help="Why; it is recorded with your name."
)


@click.command()
@click.argument("key")
@_reason
def disable(key: str, reason: str) -> int:
    """Take list KEY out of use: nothing is screened against it until it is enabled.

    It keeps its versions, is shown as disabled wherever lists are, and crible lists
    sync leaves it alone unless it is named. Earlier days are answered with it.
    """
    return _switch(key, reason, enabled=False)


@click.command()
@click.argument("key")
@_reason
def enable(key: str, reason: str) -> int:
    """Take list KEY into use again, in its newest version."""
    return _switch(key, reason, enabled=True)


def _switch(key: str, reason: str, *, enabled: bool) -> int:
    from crible.cli import session
    from crible.usecases import lists as usecase
    from crible.usecases.lists_switch import switch

    with session.opened() as (settings, services):
        switch(services, key, enabled=enabled, actor=settings.operator, reason=reason)
        reports = usecase.show(services)
    exits.say(f"{key}: {'in use again' if enabled else 'disabled'}")
    if not any(report.version and not report.disabled for report in reports):
        exits.say("No list is in use now: every screening is refused.")
        return exits.LISTS
    return exits.OK
