"""Mentions in a document: fields of a payment are names, everything else is prose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crible.model import Mention, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crible.documents.document import Document, Part, Passage
    from crible.matching.screener import Screener

# Alternatives told of a party.
_ALTERNATIVES = 4


def mentions(
    screener: Screener,
    document: Document,
    *,
    threshold: float,
    lists: Sequence[str] | None,
) -> list[Mention]:
    """All mentions of a document, in the order of its text."""
    if not document.parts:
        return list(screener.scan(document.text, threshold=threshold, lists=lists))
    found: list[Mention] = []
    for part in document.parts:
        if part.treatment == "name":
            found += _party(screener, document, part, threshold, lists)
        else:
            found += _prose(screener, document, part, threshold, lists)
    return sorted(found, key=lambda mention: mention.start)


def _party(
    screener: Screener,
    document: Document,
    part: Part,
    threshold: float,
    lists: Sequence[str] | None,
) -> Iterator[Mention]:
    """A field that is a name, read in every way its lines can be put together."""
    first, *others = part.passages
    subject = Subject(first.text, aliases=tuple(other.text for other in others))
    hits = screener.screen_subject(
        subject, threshold=threshold, limit=1 + _ALTERNATIVES, lists=lists
    )
    if hits:
        start, end = first.span(0, len(first.text))
        yield Mention(
            start,
            end,
            document.text[start:end],
            hits[0],
            hits[1:],
            field=part.field,
        )


def _prose(
    screener: Screener,
    document: Document,
    part: Part,
    threshold: float,
    lists: Sequence[str] | None,
) -> Iterator[Mention]:
    """A field of free text; ways to read it may show different names."""
    taken: list[tuple[int, int]] = []
    for passage in part.passages:
        for mention in screener.scan(passage.text, threshold=threshold, lists=lists):
            start, end = passage.span(mention.start, mention.end)
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                yield replace(
                    mention,
                    start=start,
                    end=end,
                    text=document.text[start:end],
                    short_for=_origin(passage, mention.short_for),
                    field=part.field,
                )


def _origin(passage: Passage, place: int | None) -> int | None:
    return None if place is None else passage.origin[place]
