"""``crible alerts``: hits that wait for a person."""

from __future__ import annotations

from typing import Any

import click

from crible.cli import exits, options

_STATES = (
    *("waiting", "open", "lapsed", "held", "escalated", "decided", "replaced"),
    "any",
)
_COLUMNS = (
    *("id", "at", "state", "reference", "name", "entry", "score", "band", "matched"),
    *("cause", "verdict", "actor", "screening", "batch", "portfolio"),
)
# A terminal is narrower than a file.
_SHOWN = (
    "id",
    "at",
    "state",
    "reference",
    "name",
    "entry",
    "score",
    "matched",
    "cause",
)


@click.group()
def alerts() -> None:
    """Show the hits that wait for a person; ``crible decisions add`` decides."""


@alerts.command(name="list")
@click.option(
    "--state",
    type=click.Choice(_STATES),
    default="waiting",
    show_default=True,
    help="Those that stand so; waiting is open, lapsed, held and escalated.",
)
@click.option("--list", "key", default="", metavar="KEY", help="Of this list alone.")
@click.option(
    "--band", type=click.Choice(["strong", "review", "weak"]), help="Of this band."
)
@click.option("--portfolio", default="", help="Raised for this portfolio.")
@click.option("--batch", default="", help="Raised in this batch.")
@click.option("--reference", default="", help="Of this counterparty.")
@click.option("--entry", default="", metavar="ID", help="Of this entry.")
@click.option(
    "--since", default="", metavar="DATE", help="Raised from that day or moment on."
)
@click.option(
    "--order",
    type=click.Choice(["newest", "score"]),
    default="newest",
    show_default=True,
    help="The newest first, or those of the highest score.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=100, show_default=True,
    help="Alerts at most.",
)  # fmt: skip
@options.output_format
@options.exit_code
def listed(
    state: Any,
    key: str,
    band: str | None,
    portfolio: str,
    batch: str,
    reference: str,
    entry: str,
    since: str,
    order: Any,
    limit: int,
    output_format: str,
    *,
    exit_code: bool,
) -> int:
    """Show alerts, those that wait unless told otherwise."""
    from crible.cli import session
    from crible.store.alerts import Wanted
    from crible.store.review_rows import WAITING
    from crible.usecases.alerts import case_json
    from crible.usecases.moments import since as since_of

    wanted = Wanted(
        states={"waiting": WAITING, "any": ()}.get(state, (state,)),
        list=key,
        band=band or "",
        portfolio=portfolio,
        batch=batch,
        reference=reference,
        entry=entry,
        since=since_of(since) if since else None,
    )
    with session.opened() as (_, services):
        found = services.store.alerts.page(
            services.clock(), wanted, order=order, limit=limit
        )
    show_cases([case_json(case) for case in found], output_format)
    waits = any(case.standing.state in WAITING for case in found)
    return exits.HITS if exit_code and waits else exits.OK


@alerts.command()
@click.argument("alert")
@options.output_format
def show(alert: str, output_format: str) -> int:
    """Show an alert: subject, hit with its reasons, entry then and now, decisions."""
    from crible.cli import printing, rows, session
    from crible.usecases import decisions

    with session.opened() as (_, services):
        found = decisions.detail_json(services, alert)
    if output_format == "json":
        printing.print_json(found, indent=True)
        return exits.OK
    rows.show(("field", "value"), list(_fields(found)), output_format)
    return exits.OK


def show_cases(shapes: list[dict[str, Any]], output_format: str) -> None:
    """Print alerts, as JSON has them, on standard output."""
    from crible.cli import rows

    if output_format != "json":
        for shape in shapes:
            shape["name"] = shape["subject"]["name"]
            last = shape["decision"] or {}
            shape["verdict"] = last.get("verdict")
            shape["actor"] = last.get("actor")
    if output_format == "table":
        for shape in shapes:
            shape["at"] = rows.minute(shape["at"])
            shape["score"] = f"{shape['score']:.2f}"
    columns = _SHOWN if output_format == "table" else _COLUMNS
    rows.show(columns, shapes, output_format)


def _fields(found: dict[str, Any]) -> Any:
    """What a person reads first, a line each."""
    for name in ("id", "state", "at", "cause", "reference"):
        yield {"field": name, "value": found[name]}
    for name, value in found["subject"].items():
        if name == "reference":
            continue
        yield {"field": f"subject {name}", "value": _text(value)}
    hit = found["hit"]
    yield {"field": "entry", "value": found["entry"]}
    yield {"field": "caption", "value": hit["entry"]["caption"]}
    yield {"field": "status", "value": hit["entry"]["status"]}
    now = "gone" if found["entry_now"] is None else "changed"
    same = not found["entry_changed"]
    yield {"field": "entry now", "value": "the same" if same else now}
    yield {"field": "score", "value": f"{found['score']:.2f} {found['band']}"}
    yield {"field": "matched", "value": found["matched"]}
    for item in hit["contributions"]:
        yield {
            "field": f"reason {item['weight']:+.2f}",
            "value": item["reason"],
        }
    for item in found["decisions"]:
        said = f"{item['verdict']} ({item['reason']}) by {item['actor']}"
        yield {"field": f"decision {item['id']}", "value": f"{said}: {item['note']}"}
    yield {"field": "screening", "value": found["screening"]}


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(item)}" for name, item in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
