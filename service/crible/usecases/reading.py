"""Mentions in a document: fields of a payment are names, everything else is prose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from crible.matching.mentions import search
from crible.model import Mention, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crible.documents.document import Document, Part, Passage
    from crible.matching.mentions import Searched
    from crible.matching.screener import Screener

# Alternatives told of a party.
_ALTERNATIVES = 4


class Read(NamedTuple):
    """Mentions of a document, and the stretches that were not searched in time."""

    mentions: list[Mention]
    unsearched: list[tuple[int, int]]


class Reader:
    """Reads documents against one index until time is up.

    Args:
        screener: what to look for.
        threshold: mentions from this score on.
        lists: keys of the lists to look at; all when None.
        late: whether the time is up; what comes then is not searched.
    """

    def __init__(
        self,
        screener: Screener,
        *,
        threshold: float,
        lists: Sequence[str] | None,
        late: Callable[[], bool],
    ) -> None:
        self._screener = screener
        self._threshold = threshold
        self._lists = lists
        self._late = late

    def read(self, document: Document) -> Read:
        """All mentions of a document, in the order of its text."""
        if not document.parts:
            text = document.text
            found, end = self._search(text)
            return Read(list(found), [(end, len(text))] if end < len(text) else [])
        read = Read([], [])
        for part in document.parts:
            if self._late():
                read.unsearched.append(_whole(part))
            elif part.treatment == "name":
                read.mentions.extend(self._party(document, part))
            else:
                self._prose(document, part, read)
        read.mentions.sort(key=lambda mention: mention.start)
        return read

    def _search(self, text: str) -> Searched:
        return search(
            self._screener,
            text,
            late=self._late,
            threshold=self._threshold,
            lists=self._lists,
        )

    def _party(self, document: Document, part: Part) -> Iterator[Mention]:
        """A field that is a name, read in every way its lines can be put together."""
        first, *others = part.passages
        subject = Subject(first.text, aliases=tuple(other.text for other in others))
        hits = self._screener.screen_subject(
            subject,
            threshold=self._threshold,
            limit=1 + _ALTERNATIVES,
            lists=self._lists,
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

    def _prose(self, document: Document, part: Part, read: Read) -> None:
        """A field of free text; ways to read it may show different names."""
        taken: list[tuple[int, int]] = []
        for passage in part.passages:
            found, searched = self._search(passage.text)
            if searched < len(passage.text):
                read.unsearched.append(passage.span(searched, len(passage.text)))
            for mention in found:
                start, end = passage.span(mention.start, mention.end)
                if all(end <= first or last <= start for first, last in taken):
                    taken.append((start, end))
                    read.mentions.append(
                        replace(
                            mention,
                            start=start,
                            end=end,
                            text=document.text[start:end],
                            short_for=_origin(passage, mention.short_for),
                            field=part.field,
                        )
                    )


def _whole(part: Part) -> tuple[int, int]:
    """Where a field begins and ends, as it was read first."""
    return part.passages[0].span(0, len(part.passages[0].text))


def _origin(passage: Passage, place: int | None) -> int | None:
    return None if place is None else passage.origin[place]
