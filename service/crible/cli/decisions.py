"""``crible decisions``: what people said about alerts."""

from __future__ import annotations

from typing import Any

import click

from crible.cli import exits, options

_WORDS = ("false_positive", "true_match", "escalate", "hold", "reopen")
_COLUMNS = (
    *("id", "at", "actor", "alert", "verdict", "reason", "note", "expires"),
    *("reference", "name", "entry"),
)
# A terminal is narrower than a file.
_SHOWN = ("id", "at", "actor", "verdict", "reason", "reference", "entry", "note")


@click.group()
def decisions() -> None:
    """Decide about alerts, and show what was decided."""


@decisions.command()
@click.argument("alert")
@click.option(
    "--verdict",
    type=click.Choice(_WORDS),
    required=True,
    help="false_positive: not the same; true_match: the same; escalate: somebody with "
    "more authority decides; hold: more was asked for; reopen: it no longer holds.",
)
@click.option("--reason", required=True, metavar="CODE", help="Code of the reason.")
@click.option("--note", required=True, metavar="TEXT", help="The reason in words.")
@click.option(
    "--after", metavar="ID", help="The last decision that you saw, if there was one."
)
@click.option(
    "--expires",
    default="",
    metavar="DATE",
    help="Until when a false positive holds.  [default: until a side changes]",
)
@options.output_format
def add(
    alert: str,
    verdict: Any,
    reason: str,
    note: str,
    after: str | None,
    expires: str,
    output_format: str,
) -> int:
    """Decide about an alert. A correction is a decision after the last one."""
    from crible.cli import session
    from crible.errors import SubjectRefused
    from crible.usecases import decisions as usecase
    from crible.usecases.moments import until

    if options.is_undecodable(note):
        raise SubjectRefused(
            "The argument holds bytes that are not valid text.", where="--note"
        )
    asked = usecase.Asked(
        verdict=verdict,
        reason=reason,
        note=note,
        after=after,
        expires=until(expires) if expires else None,
    )
    with session.opened() as (settings, services):
        made = usecase.decide(services, alert, asked, actor=settings.operator)
    _show([usecase.decision_json(made)], output_format)
    return exits.OK


@decisions.command(name="list")
@click.option("--verdict", type=click.Choice(_WORDS), help="With this verdict alone.")
@click.option("--actor", default="", help="Of this person alone.")
@click.option("--alert", default="", metavar="ID", help="About this alert alone.")
@click.option("--reference", default="", help="About this counterparty alone.")
@click.option("--entry", default="", metavar="ID", help="About this entry alone.")
@click.option("--since", default="", metavar="DATE", help="From that day or moment on.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=100, show_default=True,
    help="Decisions at most, the newest first.",
)  # fmt: skip
@options.output_format
def listed(
    verdict: str | None,
    actor: str,
    alert: str,
    reference: str,
    entry: str,
    since: str,
    limit: int,
    output_format: str,
) -> int:
    """Show decisions, newest first."""
    from crible.cli import session
    from crible.usecases.decisions import decision_json
    from crible.usecases.moments import since as since_of

    with session.opened() as (_, services):
        found = services.store.decisions.page(
            limit=limit,
            verdict=verdict or "",
            actor=actor,
            alert=alert,
            reference=reference,
            entry=entry,
            since=since_of(since) if since else None,
        )
    _show([decision_json(item) for item in found], output_format)
    return exits.OK


@decisions.command()
@click.argument("decision")
@options.output_format
def show(decision: str, output_format: str) -> int:
    """Show one decision."""
    from crible.cli import printing, rows, session
    from crible.usecases.decisions import decision_json

    with session.opened() as (_, services):
        shape = decision_json(services.store.decisions.find(decision))
    if output_format == "json":
        printing.print_json(shape, indent=True)
        return exits.OK
    shape |= {"subject": shape["subject"]["name"]}
    fields = [{"field": name, "value": value} for name, value in shape.items()]
    rows.show(("field", "value"), fields, output_format)
    return exits.OK


def _show(shapes: list[dict[str, Any]], output_format: str) -> None:
    from crible.cli import rows

    if output_format != "json":
        for shape in shapes:
            shape["name"] = shape["subject"]["name"]
    if output_format == "table":
        for shape in shapes:
            shape["at"] = rows.minute(shape["at"])
    columns = _SHOWN if output_format == "table" else _COLUMNS
    rows.show(columns, shapes, output_format)
