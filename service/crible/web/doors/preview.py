"""An entry as a small page, for those who choose among candidates."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crible.web.doors import reconciliation

if TYPE_CHECKING:
    from crible.model import Entry

_SHOWN = (
    "list",
    "status",
    "alias",
    "weakAlias",
    "previousName",
    "country",
    "birthDate",
    "incorporationDate",
    "authority",
    "program",
    "listingDate",
)
# Long lists of aliases would push everything else out of the frame.
_MOST = 8


def page(entry: Entry) -> str:
    """A page without script, style or picture."""
    rows = []
    for property_ in _SHOWN:
        texts = [value["str"] for value in reconciliation.values(entry, property_)]
        if not texts:
            continue
        more = f" (and {len(texts) - _MOST} more)" if len(texts) > _MOST else ""
        said = escape("; ".join(texts[:_MOST]) + more)
        rows.append(f"<dt>{reconciliation.PROPERTIES[property_]}</dt><dd>{said}</dd>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(entry.caption)}</title></head><body>"
        f"<h1>{escape(entry.caption)}</h1><p>{escape(entry.id)}</p>"
        f"<dl>{''.join(rows)}</dl></body></html>"
    )
