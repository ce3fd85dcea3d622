"""Listed names in running text, with their offsets.

Words that resemble a rare word of the index are *anchors*. Around each anchor the
stretch that can be a name is found (capitals, quotes, other scripts, words that names
are made of), and every window of it that holds the anchor is scored as a name would
be. Of overlapping windows the best reading is kept.

A lone word needs more than a name does: in prose "vector" is a word. It must be rare,
written like a name, and agree closely.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crible.matching.index import weights
from crible.model import Hit, Mention, Subject
from crible.text.inflection import stems
from crible.text.tokens import Parsed, from_words
from crible.text.words import Word, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crible.matching.screener import Screener

# An anchor's word of the index must be this rare, and agree this closely.
_ANCHOR_WEIGHT = 0.3
_ANCHOR_CREDIT = 0.75
# A name in prose is at most this many words; legal forms written out are long.
_LONGEST = 9
# Words on either side of an anchor that are looked at.
_REACH = 8
# A lone word must be this rare in the world's names.
_LONE_WEIGHT = 0.75
_LONE_CREDIT = 0.92
_OPEN = "\"'«“„‘‹([「『"
_SENTENCE_END = re.compile(r"[.!?…。！？]\s|\n\s*\n|[;；]")
_CASELESS = frozenset(
    {"Hani", "Jpan", "Hira", "Kana", "Hang", "Arab", "Hebr", "Thai", "Geor", "Deva"}
)


class _Window(NamedTuple):
    """Words ``first`` to ``last`` inclusive, with the hits they make as a name."""

    first: int
    last: int
    hits: tuple[Hit, ...]


def scan(
    screener: Screener,
    text: str,
    *,
    threshold: float | None = None,
    lists: Sequence[str] | None = None,
) -> tuple[Mention, ...]:
    """Listed names in ``text``; see ``Screener.scan``."""
    line = screener.profile.threshold if threshold is None else threshold
    return _Scan(screener, text, line, lists).run()


class _Scan:
    """One pass over one text."""

    def __init__(
        self, screener: Screener, text: str, line: float, lists: Sequence[str] | None
    ) -> None:
        self.screener = screener
        self.text = text
        self.line = line
        self.lists = lists
        index = screener.index
        self.words = [
            self._nominative(word)
            for word in words(text, lambda piece: index.entries_with(piece, "Hani") > 0)
        ]
        self.parsed = from_words(text, self.words)
        self._windows: dict[str, tuple[Hit, ...]] = {}

    def run(self) -> tuple[Mention, ...]:
        """All mentions, best reading of each stretch, in the order of the text."""
        found: list[_Window] = []
        for anchor in range(len(self.words)):
            if self._is_anchor(anchor):
                found.extend(self._around(anchor))
        found.sort(
            key=lambda window: (
                -_value(window),
                window.first,
                window.last,
            )
        )
        taken: set[int] = set()
        kept: list[_Window] = []
        for window in found:
            places = range(window.first, window.last + 1)
            if taken.isdisjoint(places):
                taken.update(places)
                kept.append(window)
        kept.sort(key=lambda window: window.first)
        return tuple(self._mention(window) for window in kept)

    def _nominative(self, word: Word) -> Word:
        """An inflected word as the list writes it, when the list has its stem."""
        if word.script not in {"Cyrl", "Latn"} or len(word.text) < 5:
            return word
        finder = self.screener.finder
        if any(credit > 0.9 for _, credit in finder.find(word.text, word.script)):
            return word
        for stem in stems(word.text, word.script):
            if any(credit > 0.95 for _, credit in finder.find(stem, word.script)):
                return word._replace(text=stem)
        return word

    def _is_anchor(self, place: int) -> bool:
        token = self.parsed.tokens[place]
        if token.role not in {"distinctive", "place", "line", "generic", "patronymic"}:
            return False
        if token.role in {"generic", "line", "place"} and not self._named(place):
            return False
        index = self.screener.index
        for known, credit in reversed(
            self.screener.finder.find(token.text, token.script)
        ):
            if credit < _ANCHOR_CREDIT:
                break
            if float(index.word_weights[known]) >= _ANCHOR_WEIGHT:
                return token.role == "distinctive" or credit > 0.95
        return False

    def _named(self, place: int) -> bool:
        """Whether a word is written like (part of) a name."""
        word = self.words[place]
        if word.script in _CASELESS:
            return True
        return word.raw[:1].isupper() or word.raw[:1].isdigit() or self._quoted(place)

    def _quoted(self, place: int) -> bool:
        start = self.words[place].start
        return start > 0 and self.text[start - 1] in _OPEN

    def _may_continue(self, left: int, right: int) -> bool:
        """Whether words ``left`` and ``right``, neighbours, can be of one name."""
        between = self.text[self.words[left].end : self.words[right].start]
        if len(between) > 12 or _SENTENCE_END.search(between):
            # "Co. Ltd" has a full stop inside a name.
            return self.parsed.tokens[left].role == "legal" and len(between) <= 3
        return True

    def _stretch(self, anchor: int) -> tuple[int, int]:
        """First and last word around an anchor that can be of one name with it."""

        def joins(place: int) -> bool:
            token = self.parsed.tokens[place]
            return self._named(place) or token.role in {
                "legal",
                "number",
                "generic",
                "line",
                "place",
                "stop",
                "particle",
            }

        first = last = anchor
        while (
            first > 0
            and anchor - first < _REACH
            and self._may_continue(first - 1, first)
            and joins(first - 1)
        ):
            first -= 1
        while (
            last + 1 < len(self.words)
            and last - anchor < _REACH
            and self._may_continue(last, last + 1)
            and joins(last + 1)
        ):
            last += 1
        return first, last

    def _around(self, anchor: int) -> Iterator[_Window]:
        """Every window that holds the anchor and makes a hit."""
        first, last = self._stretch(anchor)
        for start in range(first, anchor + 1):
            if self.parsed.tokens[start].role == "stop":
                continue
            for end in range(anchor, min(last, start + _LONGEST - 1) + 1):
                if self.parsed.tokens[end].role == "stop":
                    continue
                hits = self._hits(start, end)
                if hits:
                    yield _Window(start, end, hits)

    def _hits(self, start: int, end: int) -> tuple[Hit, ...]:
        window = self.words[start : end + 1]
        name = self.text[window[0].start : window[-1].end]
        key = " ".join(word.text for word in window) + ("" if name.islower() else "*")
        known = self._windows.get(key)
        if known is None:
            known = tuple(self._score(name, window))
            self._windows[key] = known
        if not known:
            return ()
        if self._lone(start, end):
            return tuple(hit for hit in known if self._lone_is_named(start, end, hit))
        if not any(self._named(place) for place in range(start, end + 1)):
            return ()
        return known

    def _score(self, name: str, window: list[Word]) -> Iterator[Hit]:
        parsed = from_words(name, window)
        if all(token.role in {"legal", "stop"} for token in parsed.tokens):
            return
        hits = list(self._as_name(parsed))
        hits.sort(key=lambda hit: (-hit.score, hit.entry_id))
        yield from hits[:5]

    def _as_name(self, parsed: Parsed) -> Iterator[Hit]:
        screener = self.screener
        wanted = None if self.lists is None else frozenset(self.lists)
        best: dict[int, Hit] = {}
        for place, hit in screener.parsed_hits(
            parsed, Subject(parsed.text), self.line, wanted
        ):
            known = best.get(place)
            if known is None or hit.score > known.score:
                best[place] = hit
        yield from best.values()

    def _lone(self, start: int, end: int) -> bool:
        """Whether a window has one word that says anything."""
        telling = [
            place
            for place in range(start, end + 1)
            if self.parsed.tokens[place].role
            in {"distinctive", "place", "line", "generic"}
        ]
        return len(telling) <= 1

    def _lone_is_named(self, start: int, end: int, hit: Hit) -> bool:
        """Whether a lone word is rare, written like a name and agrees closely."""
        place = next(
            place
            for place in range(start, end + 1)
            if self.parsed.tokens[place].role not in {"stop", "legal"}
        )
        token = self.parsed.tokens[place]
        if token.role != "distinctive" or not self._named(place):
            return False
        if any(item.feature == "person" for item in hit.contributions):
            return False
        supported = self._quoted(place) or any(
            self.parsed.tokens[other].role == "legal" for other in range(start, end + 1)
        )
        weight = weights(
            Parsed(token.text, (token,), ()), self.screener.index, self.screener.profile
        )[0]
        credit = max(
            (
                credit
                for known, credit in self.screener.finder.find(token.text, token.script)
                if self.screener.index.word(known)[0] in hit.matched.name.casefold()
                or credit >= _LONE_CREDIT
            ),
            default=0.0,
        )
        if credit < _LONE_CREDIT:
            return False
        return weight >= (_LONE_WEIGHT * 0.6 if supported else _LONE_WEIGHT)

    def _mention(self, window: _Window) -> Mention:
        start, end = self.words[window.first].start, self.words[window.last].end
        return Mention(
            start, end, self.text[start:end], window.hits[0], window.hits[1:]
        )


def _value(window: _Window) -> float:
    """Which of overlapping windows to keep: the better agreement, then the longer."""
    return window.hits[0].score + 0.004 * (window.last - window.first)


__all__ = ["scan"]
