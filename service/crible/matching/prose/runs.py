"""A block of text as runs of letters: where sentences begin and what is in capitals.

This is all that is done with every word of a text, so it is done by one expression and
one set; only the neighbourhood of words that some list knows is looked at closely.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from itertools import accumulate, compress, count

# Characters that do not part a word: what is not seen, and marks.
_INSIDE = (
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06e4\u06e7-\u06ed\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_RUN = re.compile(rf"[^\W_]+(?:[{_INSIDE}]+[^\W_]+)*")
_CUT = re.compile(rf"({_RUN.pattern})")
# Where a word may be broken at the end of a line, and its second half.
_HYPHEN = re.compile(r"[-\u2010\u00ad][ \t]*\r?\n[ \t]*([^\W\d_]{2,})")
# Either half has so many letters at least.
_HALF = 2
# What ends a sentence, a cell of a table or an item of a menu.
_END = re.compile(r"[.!?…][\"'»”’)\]]*\s|[。！？;；:：|•·►\t]|\n[ \t]*\r?\n")
_QUOTES = re.compile(r"[\"'«»“”„‟‘’‹›「」『』《》\s(\[\-–—]*\Z")
_OPENING = "\"'«“„‟‘‹「『《"
_CLOSING = "\"'»”“’›」』》"
# Single marks, which are apostrophes too.
_SINGLE_OPENING = "'‘‟"
_APOSTROPHES = "'’"
# French puts a blank inside its marks.
_FRENCH_OPENING = frozenset({"« ", "«\u00a0", "«\u202f"})
_FRENCH_CLOSING = frozenset({" »", "\u00a0»", "\u202f»"})
# A full stop after so few letters ends an abbreviation rather than a sentence.
_ABBREVIATION = 3
# Runs that are looked at to tell whether a line is a headline.
_TITLE_SHARE = 0.7
_TITLE_WORDS = 3
# A longer line is a paragraph.
_PARAGRAPH = 240


def _is_letter(char: str) -> bool:
    """What an expression calls a letter: a word's, and no digit of a number."""
    return char.isalnum() and not char.isdecimal()


class Block:
    """Part of a text with its runs; all places are places in the part."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._headlines: dict[int, bool] = {}
        # What stands before the first run, the run, what stands behind it, and so on:
        # no object for a word but the word.
        pieces = _CUT.split(text)
        ends = list(accumulate(map(len, pieces)))
        # The runs, and where each starts and ends.
        self.runs: list[str] = pieces[1::2]
        self.starts = ends[:-1:2]
        self.ends = ends[1::2]
        self.distinct = set(self.runs)

    def span(self, place: int) -> tuple[int, int]:
        """Start and end of a run."""
        return self.starts[place], self.ends[place]

    @cached_property
    def raised(self) -> list[int]:
        """Numbers of the runs that are not in small letters."""
        return self.places_of(self.distinct - self.lower)

    @cached_property
    def lower(self) -> frozenset[str]:
        """The runs that stand in small letters somewhere in this part."""
        return frozenset(filter(str.islower, self.distinct))

    @cached_property
    def without_capitals(self) -> bool:
        """Whether nobody used the shift key: a chat, a hasty message."""
        small = len(self.lower)
        cased = sum(run != run.lower() for run in self.distinct - self.lower)
        return cased * 50 < small

    def places_of(self, wanted: frozenset[str] | set[str]) -> list[int]:
        """Numbers of the runs that are one of these."""
        return list(compress(count(), map(wanted.__contains__, self.runs)))

    @cached_property
    def broken(self) -> list[tuple[int, int, str]]:
        """Words broken at the end of a line: start, end and the word in one piece."""
        if "\n" not in self.text:
            return []
        text = self.text
        found: list[tuple[int, int, str]] = []
        taken = 0
        # From the few hyphens back to their words, not from every word to a hyphen.
        for match in _HYPHEN.finditer(text):
            start = hyphen = match.start()
            while start > taken and _is_letter(text[start - 1]):
                start -= 1
            if hyphen - start >= _HALF:
                taken = match.end()
                found.append((start, taken, text[start:hyphen] + match[1]))
        return found

    def parts(self, left: int, right: int) -> bool:
        """Whether something between two places ends a sentence or an item."""
        found = _END.search(self.text, left, right)
        if not found:
            return False
        if found[0][0] != ".":
            return True
        # A stop after a short word in capitals (Co., Ltd., St.) ends nothing by itself.
        before = self.run_before(found.start() + 1)
        if before and len(before) <= _ABBREVIATION and before != before.lower():
            return self.parts(found.end(), right)
        return True

    def run_before(self, place: int) -> str:
        """The run that ends at or before a place, or nothing."""
        number = bisect_left(self.starts, place) - 1
        if number < 0:
            return ""
        return self.runs[number]

    def begins(self, start: int) -> bool:
        """Whether a word stands at the beginning of a sentence, line or item."""
        number = bisect_left(self.starts, start) - 1
        before = self.ends[number] if number >= 0 else 0
        between = self.text[before:start]
        if number < 0:
            return True
        return "\n" in between or self.parts(before, start)

    def quoted(self, start: int, end: int) -> bool:
        """Whether just these words stand in quotation marks.

        An apostrophe closes nothing that another mark has opened: «Makin' Whoopee».
        """
        if not (self.opened(start) and self.closed(end)):
            return False
        return (
            self.text[end] not in _APOSTROPHES
            or self.text[start - 1] in _SINGLE_OPENING
        )

    def opened(self, start: int) -> bool:
        """Whether a quotation mark opens just before a word: not an apostrophe."""
        text = self.text
        if text[max(0, start - 2) : start] in _FRENCH_OPENING:
            return True
        return (
            start > 0
            and text[start - 1] in _OPENING
            and not (start > 1 and text[start - 2].isalnum())
        )

    def closed(self, end: int) -> bool:
        """Whether a quotation mark closes just behind a word."""
        text = self.text
        if text[end : end + 2] in _FRENCH_CLOSING:
            return True
        return end < len(text) and text[end] in _CLOSING

    def headline(self, start: int) -> bool:
        """Whether a word stands in a line where capitals say nothing."""
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", start)
        last = len(self.text) if last < 0 else last
        # Of a paragraph the words around are looked at, so each place has its answer.
        key = first if last - first <= _PARAGRAPH else start
        known = self._headlines.get(key)
        if known is None:
            known = self._headlines[key] = self._is_headline(start, first, last)
        return known

    def _is_headline(self, start: int, first: int, last: int) -> bool:
        text = self.text
        # Long lines are paragraphs: the words around are enough.
        runs = _RUN.findall(text[max(first, start - 120) : min(last, start + 120)])
        long = [run for run in runs if len(run) > _ABBREVIATION and run.isalpha()]
        cased = [run for run in long if run != run.lower() or run != run.upper()]
        if cased and all(run.isupper() for run in runs if run.isalpha()):
            return True
        if len(cased) < _TITLE_WORDS:
            return False
        raised = sum(not run.islower() for run in cased)
        return raised >= _TITLE_SHARE * len(cased)
