"""The slow twin of the screener: every listed name is scored, none is left out.

It uses the same ``case`` as the screener and nothing of its selection of candidates, so
a difference between the two is a name that the index lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.model import Subject

if TYPE_CHECKING:
    from crible.matching.screener import Screener


def full_scan(
    screener: Screener, name: str, *, kind=None, threshold: float | None = None
) -> dict[str, float]:
    """Best score of each entry that reaches the line, by entry id."""
    line = screener.profile.threshold if threshold is None else threshold
    subject = Subject(name, kind=kind)
    found: dict[str, float] = {}
    for parsed, persons in screener.read(name, kind):
        if not parsed.tokens:
            continue
        asked = screener.asked(parsed)
        for place in range(screener.index.name_count):
            entry = screener.index.entry(screener.index.name(place).entry)
            if persons is not None and (entry.kind == "person") != persons:
                continue
            score = screener.case(subject, asked, place).score
            if score >= line and score > found.get(entry.id, -1.0):
                found[entry.id] = score
    return found
