"""Tables for people, in colour where the terminal has it. The only user of rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crible.cli.printing import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crible.model import (
        Designation,
        EntrySummary,
        Hit,
        Listing,
        Mention,
        Screening,
    )

_BANDS = {"strong": "bold red", "review": "yellow", "weak": "dim"}
_OUTCOMES = {
    "match": "bold white on red",
    "review": "bold black on yellow",
    "clear": "bold green",
    "error": "bold white on magenta",
}
_STATES = {"good": "green", "stale": "yellow", "failed": "red", "missing": "dim"}

# Headings of figures, which stand to the right.
_RATES = (
    "asked", "recall", "rank 1", "ceiling", "alerts", "rate", "first", "second",
    "difference", "alert line", "mean recall", "mean alert rate",
)  # fmt: skip

# Beyond this a scanned text is shown by its lines with mentions alone.
_WHOLE_TEXT = 20_000

# Without a terminal there is no width to keep to; rich would take 80.
_PIPED_WIDTH = 160


def console(*, stderr: bool = False) -> Console:
    """A console; colour and width follow the terminal."""
    made = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not made.is_terminal:
        made = Console(
            stderr=stderr,
            highlight=False,
            emoji=False,
            markup=False,
            width=_PIPED_WIDTH,
        )
    return made


def show_screening(
    screen: Console,
    screening: Screening,
    entries: Mapping[str, EntrySummary],
    *,
    why: bool,
) -> None:
    """One looked-up name: outcome, hits, and the reasons of the best one."""
    screen.print(_headline(screening, screening.subject.name))
    if screening.problem:
        screen.print(Text(f"  {screening.problem.detail}", style="magenta"))
    if screening.hits:
        screen.print(_hits_table(screening.hits, entries))
        if why:
            screen.print(_why_table(screening.hits[0], entries))
    screen.print()


def show_scan(
    screen: Console,
    screening: Screening,
    entries: Mapping[str, EntrySummary],
    title: str,
) -> None:
    """One scanned text with its mentions marked, and a table of them."""
    screen.print(_headline(screening, title))
    if screening.problem:
        screen.print(Text(f"  {screening.problem.detail}", style="magenta"))
    screen.print()
    screen.print(_marked(screening, plain=not screen.color_system))
    screen.print()
    if screening.mentions:
        screen.print(_mentions_table(screening.mentions, entries))
        screen.print()


def show_part(
    screen: Console,
    screening: Screening,
    entries: Mapping[str, EntrySummary],
    title: str,
) -> None:
    """A part of a long text: its mentions, without the text; nothing where it is clear."""
    if screening.outcome == "clear":
        return
    screen.print(_headline(screening, title))
    if screening.problem:
        screen.print(Text(f"  {screening.problem.detail}", style="magenta"))
    screen.print()
    if screening.mentions:
        screen.print(_mentions_table(screening.mentions, entries))
        screen.print()


def show_rows(
    screen: Console,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
) -> None:
    """Any rows; cells that name a list state or an outcome take its colour."""
    table = _table(*headings, title=title)
    for row in rows:
        table.add_row(
            *(_cell(cell, {**_STATES, **_OUTCOMES}.get(str(cell), "")) for cell in row)
        )
    screen.print(table)


def show_styled(
    screen: Console,
    headings: Sequence[str],
    rows: Iterable[Sequence[tuple[object, str]]],
    *,
    title: str = "",
) -> None:
    """Rows whose cells each bring their own style."""
    table = _table(*headings, title=title)
    for row in rows:
        table.add_row(*(_cell(value, style) for value, style in row))
    screen.print(table)


def _headline(screening: Screening, title: str) -> Text:
    return Text.assemble(
        (f" {screening.outcome.upper()} ", _OUTCOMES[screening.outcome]),
        " ",
        (visible(title) or "(no name)", "bold"),
    )


def _hits_table(hits: Sequence[Hit], entries: Mapping[str, EntrySummary]) -> Table:
    """Hits, best first; those of one subject stand together, and its other listings."""
    table = _table("score", "band", "entry", "caption", "status", "matched", "acts")
    for hit, follows in _together(hits):
        entry = entries.get(hit.entry_id)
        table.add_row(
            _cell(f"{hit.score:.2f}", _BANDS[hit.band]),
            _cell(hit.band, _BANDS[hit.band]),
            _cell(f"= {hit.entry_id}" if follows else hit.entry_id),
            _cell(entry.caption if entry else ""),
            _cell(entry.status if entry else ""),
            _cell(f"{hit.matched.name} ({hit.matched.type})"),
            _cell(_acts(entry.designations if entry else ())),
        )
        for listing in _not_met(hit, hits, follows=follows):
            entry = entries.get(listing.entry_id)
            table.add_row(
                *(_cell(""), _cell("")),
                _cell(f"= {listing.entry_id}"),
                _cell(entry.caption if entry else ""),
                _cell(entry.status if entry else ""),
                _cell(" ".join(listing.reasons), "dim"),
                _cell(_acts(entry.designations if entry else ())),
            )
    return table


def _together(hits: Sequence[Hit]) -> Iterator[tuple[Hit, bool]]:
    """Hits in their order, each followed by those of the same subject on other lists.

    With each goes whether it follows one that is the same subject.
    """
    rest = {hit.entry_id: hit for hit in hits}
    for hit in hits:
        if hit.entry_id not in rest:
            continue
        del rest[hit.entry_id]
        yield hit, False
        for listing in hit.also:
            if listing.entry_id in rest:
                yield rest.pop(listing.entry_id), True


def _not_met(hit: Hit, hits: Sequence[Hit], *, follows: bool) -> Iterator[Listing]:
    """Other listings of a subject that are no hits; told with its first one."""
    met = {item.entry_id for item in hits}
    if not follows:
        yield from (item for item in hit.also if item.entry_id not in met)


def _why_table(hit: Hit, entries: Mapping[str, EntrySummary]) -> Table:
    entry = entries.get(hit.entry_id)
    caption = entry.caption if entry else hit.matched.name
    table = _table(
        "feature", "subject", "entry", "weight", "reason", title=f"Why {caption}"
    )
    for item in hit.contributions:
        table.add_row(
            _cell(item.feature),
            _cell(item.subject),
            _cell(item.entry),
            _cell(f"{item.weight:+.2f}", "green" if item.weight > 0 else "red"),
            _cell(item.reason),
        )
    return table


def _mentions_table(
    mentions: Sequence[Mention], entries: Mapping[str, EntrySummary]
) -> Table:
    table = _table("at", "text", "score", "band", "entry", "caption", "status", "acts")
    for mention in mentions:
        entry = entries.get(mention.entry_id)
        table.add_row(
            _cell(f"{mention.start}-{mention.end}"),
            _cell(" ".join(mention.text.split())),
            _cell(f"{mention.score:.2f}", _BANDS[mention.band]),
            _cell(mention.band, _BANDS[mention.band]),
            _cell(mention.entry_id),
            _cell(entry.caption if entry else mention.matched.name),
            _cell(entry.status if entry else ""),
            _cell(_acts(entry.designations if entry else ())),
        )
    return table


def _marked(screening: Screening, *, plain: bool) -> Text:
    """The text with mentions underlined; in brackets where there is no colour."""
    text = Text(visible(screening.subject.name))
    whole = screening.subject.name
    for mention in screening.mentions:
        text.stylize(f"underline {_BANDS[mention.band]}", mention.start, mention.end)
    if plain:
        pieces, at = [], 0
        shown = text.plain
        for mention in screening.mentions:
            if mention.start >= at:
                marked = shown[mention.start : mention.end]
                pieces += [shown[at : mention.start], "[[", marked, "]]"]
                at = mention.end
        text = Text("".join([*pieces, shown[at:]]))
    if len(whole) <= _WHOLE_TEXT:
        return text
    kept = [line for line in text.split("\n") if line.spans or "[[" in line.plain]
    return Text("\n…\n").join(kept)


def _acts(designations: Sequence[Designation]) -> str:
    """The acts of designation, shortest form that still tells them apart."""
    shown = []
    for item in designations:
        parts = [item.authority, item.programme]
        if item.listed_on:
            parts.append(item.listed_on.isoformat())
        shown.append(" ".join(part for part in parts if part))
    return "; ".join(dict.fromkeys(shown))


def _table(*headings: str, title: str = "") -> Table:
    table = Table(
        title=Text(visible(title), style="italic") if title else None,
        title_justify="left",
        header_style="bold cyan",
        border_style="dim",
    )
    for heading in headings:
        right = heading in {
            "score",
            "weight",
            "rows",
            "entries",
            "names",
            "rejects",
            *_RATES,
        }
        table.add_column(
            heading,
            justify="right" if right else "left",
            overflow="fold",
            # It is there to be copied.
            no_wrap=heading == "id",
        )
    return table


def _cell(value: object, style: str = "") -> Text:
    return Text("" if value is None else visible(str(value)), style=style)
