"""A scanned text as HTML: mentions marked, a legend of the entries, nothing else.

The fragment stands alone in any page: no scripts, no addresses, every character of the
text escaped. Marks of direction, which would show a text in another order than it was
screened in, are shown as signs.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crible.model import EntrySummary, Mention, Screening

_STYLE = """
.crible { font: 1rem/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1f; background: #fff; }
.crible .text { white-space: pre-wrap; overflow-wrap: anywhere; }
.crible mark { color: inherit; padding: 0 .15em; border-radius: .2em; border-bottom: .15em solid; text-decoration: none; }
.crible mark.strong { background: #ffe0dc; border-color: #b3261e; }
.crible mark.review { background: #fff0c9; border-color: #8a5a00; }
.crible mark.weak { background: #e8eaf0; border-color: #5f6575; }
.crible sup { font-size: .7em; margin-left: .15em; }
.crible table { border-collapse: collapse; margin-top: 1.5rem; font-size: .9rem; }
.crible th, .crible td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-top: 1px solid #ccc; }
.crible .control { color: #b3261e; }
.crible .problem { border-left: .3em solid #b3261e; padding-left: .6em; }
@media (prefers-color-scheme: dark) {
  .crible { color: #e6e6ea; background: #17171a; }
  .crible mark.strong { background: #5c1d18; } .crible mark.review { background: #4d3a08; } .crible mark.weak { background: #33353d; }
}
"""
# Characters that turn the direction of what follows, and other controls.
_CONTROL = re.compile(
    "[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
_BANDS = {"strong": "strong", "review": "review", "weak": "weak"}


def fragment(screening: Screening, entries: Mapping[str, EntrySummary]) -> str:
    """The text of a scan with marks, and the legend, as one element."""
    text, mentions = screening.subject.name, screening.mentions
    numbers: dict[str, int] = {}
    pieces: list[str] = []
    at = 0
    for mention in mentions:
        if mention.start < at:
            continue
        number = numbers.setdefault(mention.entry_id, len(numbers) + 1)
        pieces += [
            _shown(text[at : mention.start]),
            f'<mark class="{_BANDS[mention.band]}" title="{_title(mention, entries)}">',
            _shown(text[mention.start : mention.end]),
            f"<sup>{number}</sup></mark>",
        ]
        at = mention.end
    pieces.append(_shown(text[at:]))
    problem = screening.problem
    said = f'<p class="problem">{_shown(problem.detail)}</p>' if problem else ""
    return (
        f'<section class="crible"><style>{_STYLE}</style>{said}'
        f'<div class="text" dir="auto">{"".join(pieces)}</div>'
        f"{_legend(mentions, numbers, entries)}</section>"
    )


def document(
    screening: Screening, entries: Mapping[str, EntrySummary], title: str
) -> str:
    """The same as a whole page."""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{_shown(title)}</title></head>\n<body>{fragment(screening, entries)}"
        "</body></html>\n"
    )


def _legend(
    mentions: Sequence[Mention],
    numbers: Mapping[str, int],
    entries: Mapping[str, EntrySummary],
) -> str:
    if not numbers:
        return "<p>No listed name was found.</p>"
    best: dict[str, Mention] = {}
    counts: dict[str, int] = {}
    for mention in mentions:
        counts[mention.entry_id] = counts.get(mention.entry_id, 0) + 1
        known = best.get(mention.entry_id)
        if known is None or mention.score > known.score:
            best[mention.entry_id] = mention
    rows = []
    for entry_id, number in numbers.items():
        entry, mention = entries.get(entry_id), best[entry_id]
        acts = (
            "; ".join(
                " ".join(part for part in (item.authority, item.programme) if part)
                for item in entry.designations
            )
            if entry
            else ""
        )
        cells = (
            str(number),
            entry.caption if entry else mention.matched.name,
            entry_id,
            entry.status if entry else "",
            f"{mention.score:.2f} {mention.band}",
            mention.matched.name,
            str(counts[entry_id]),
            acts,
        )
        rows.append("".join(f"<td>{_shown(cell)}</td>" for cell in cells))
    head = "".join(
        f"<th>{name}</th>"
        for name in ("", "entry", "id", "status", "score", "as", "times", "acts")
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _title(mention: Mention, entries: Mapping[str, EntrySummary]) -> str:
    entry = entries.get(mention.entry_id)
    caption = entry.caption if entry else mention.matched.name
    field = f" ({mention.field})" if mention.field else ""
    return _shown(
        f"{caption}, {mention.entry_id}, {mention.score:.2f}{field}", plain=True
    )


def _shown(text: str, *, plain: bool = False) -> str:
    """Text that shows what is there: escaped, and controls as signs."""

    def sign(found: re.Match[str]) -> str:
        name = f"[U+{ord(found[0]):04X}]"
        return name if plain else f'<span class="control">{name}</span>'

    return _CONTROL.sub(sign, escape(text, quote=True))
