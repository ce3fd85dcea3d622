"""``crible webhooks``: who is told of batches that ended and alerts that are new."""

from __future__ import annotations

import click

from crible.cli import exits, options

_COLUMNS = ("id", "url", "events", "created", "creator", "ended")
_MESSAGES = (
    *("id", "event", "state", "created", "attempts", "due"),
    *("status", "failure", "delivered"),
)


@click.group()
def webhooks() -> None:
    """Enter, list and end webhooks."""


@webhooks.command()
@click.argument("url")
@click.option(
    "--event",
    "events",
    multiple=True,
    required=True,
    type=click.Choice(("batch.finished", "alert.new")),
    help="What is told; may be repeated.",
)
def add(url: str, events: tuple[str, ...]) -> int:
    """Tell URL from now on, and print the secret that signs its messages, once."""
    from crible.cli import session
    from crible.jobs import webhooks as usecase

    with session.opened() as (settings, services):
        row = usecase.add(
            services,
            url,
            events,
            actor=settings.operator,
            allowed=settings.webhook_networks,
        )
    exits.say(f"Webhook {row.id}; its secret is shown this once:")
    click.echo(row.secret)
    return exits.OK


@webhooks.command("list")
@options.output_format
def show(output_format: str) -> int:
    """List every webhook ever entered, without the secrets."""
    from crible.cli import rows, session
    from crible.jobs.webhooks import hook_json

    with session.opened() as (_, services):
        found = services.store.hooks.all()
    rows.show(_COLUMNS, [hook_json(row) for row in found], output_format)
    return exits.OK


@webhooks.command()
@click.argument("hook")
@options.output_format
def messages(hook: str, output_format: str) -> int:
    """List the last hundred messages to a webhook and what became of them."""
    from crible.cli import rows, session
    from crible.jobs.webhooks import delivery_json

    with session.opened() as (_, services):
        services.store.hooks.find(hook)
        found = services.store.hooks.deliveries(hook)
    rows.show(_MESSAGES, [delivery_json(row) for row in found], output_format)
    return exits.OK


@webhooks.command()
@click.argument("hook")
def end(hook: str) -> int:
    """Send nothing more to a webhook, not even what waits."""
    from crible.cli import session

    with session.opened() as (_, services):
        services.store.hooks.end(hook, at=services.clock())
    return exits.OK
