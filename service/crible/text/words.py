"""Split a name or a text into words with their places in the text as given.

Dotted and spaced letters become one word (d.o.o., K U P O L), a legal form glued to a
word is cut off (SiemensAG), runs of Han, kana and Thai are cut by the lexicon into
place, brand, trade and legal form, and a trailing number leaves its word (Plant9).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from crible.text import legal_forms, lexicon
from crible.text.clean import clean
from crible.text.lookalikes import repair
from crible.text.scripts import dominant_script


class Word(NamedTuple):
    """One word: lower case, with ``[start, end)`` in the text as given."""

    text: str
    start: int
    end: int
    script: str
    raw: str


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|&")
_TRAILING_NUMBER = re.compile(r"(.*[^\W\d_]{3})(\d{2,}|[2-9])\Z")
_CAMEL = re.compile(r"(?<=[a-zà-þ])(?=[A-Z])")
_GLUED_SCRIPTS = frozenset({"Hani", "Jpan", "Hira", "Kana", "Thai", "Hang"})


def words(text: str) -> list[Word]:
    """All words of ``text``; any Unicode input is safe."""
    cleaned = clean(text)
    source, origin = cleaned.text, cleaned.origin
    found: list[Word] = []
    for match in _WORD.finditer(source):
        for start, end in _pieces(source, match.start(), match.end()):
            raw = repair(source[start:end])
            lowered = raw.casefold().replace("'", "")
            if not lowered:
                continue
            script = "Latn" if lowered.isascii() else dominant_script(lowered)
            last = origin[end - 1] + 1 if end < len(origin) - 1 else origin[end]
            stop = max(last, _cluster_end(origin, end))
            found.append(Word(lowered, origin[start], stop, script, raw))
    return _join_letters(found, text)


def _cluster_end(origin: range | list[int], end: int) -> int:
    """End of the last character's cluster, so that combining marks stay inside."""
    last = origin[end - 1]
    following = origin[end]
    return following if following - last <= 8 and following > last else last + 1


def _pieces(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut one run of letters and digits where the eye would."""
    run = source[start:end]
    if run.isascii():
        if run.isalpha():
            return _cut_glued_form(run, start, end)
        number = _TRAILING_NUMBER.match(run)
        if number:
            middle = start + number.end(1)
            return [(start, middle), (middle, end)]
        return [(start, end)]
    if any(dominant_script(char) in _GLUED_SCRIPTS for char in set(run)):
        return [
            (start + first, start + last) for first, last in _segment(run)
        ]
    number = _TRAILING_NUMBER.match(run)
    if number:
        middle = start + number.end(1)
        return [(start, middle), (middle, end)]
    return [(start, end)]


def _cut_glued_form(run: str, start: int, end: int) -> list[tuple[int, int]]:
    """SiemensAG -> Siemens, AG; GmbH stays whole."""
    if run.isupper() or run.islower() or legal_forms.is_form(run.lower()):
        return [(start, end)]
    for cut in _CAMEL.finditer(run):
        middle = cut.start()
        if middle >= 3 and legal_forms.is_form(run[middle:].lower()):
            return [(start, start + middle), (start + middle, end)]
    return [(start, end)]


@cache
def _vocabulary() -> tuple[frozenset[str], int]:
    """Words for segmentation, and the length of the longest."""
    known = frozenset((*lexicon.glued(), *legal_forms.glued()))
    return known, max(map(len, known), default=1)


@lru_cache(maxsize=65536)
def _segment(run: str) -> tuple[tuple[int, int], ...]:
    """Longest known words from the left; what lies between is a brand."""
    known, longest = _vocabulary()
    pieces: list[tuple[int, int]] = []
    brand = position = 0
    size = len(run)
    while position < size:
        for stop in range(min(size, position + longest), position, -1):
            # A single character is a word only at the end: 厂 closes a name.
            if run[position:stop] in known and (stop - position > 1 or stop == size):
                if brand < position:
                    pieces.extend(_by_script(run, brand, position))
                pieces.append((position, stop))
                position = brand = stop
                break
        else:
            position += 1
    if brand < size:
        pieces.extend(_by_script(run, brand, size))
    return tuple(pieces)


def _by_script(run: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a brand where Latin letters or digits meet another script."""
    pieces = []
    first = start
    for position in range(start + 1, end):
        if run[position].isascii() != run[position - 1].isascii():
            pieces.append((first, position))
            first = position
    pieces.append((first, end))
    return pieces


def _join_letters(found: list[Word], text: str) -> list[Word]:
    """Put dotted and spaced single letters together where they spell a word."""
    joined: list[Word] = []
    position = 0
    while position < len(found):
        stop = position
        while (
            stop < len(found)
            and len(found[stop].text) == 1
            and found[stop].text.isalpha()
            and found[stop].script not in _GLUED_SCRIPTS
            and (stop == position or _close(text, found[stop - 1], found[stop]))
        ):
            stop += 1
        run = found[position:stop]
        together = "".join(word.text for word in run)
        if len(run) >= 3 or (len(run) == 2 and legal_forms.is_form(together)):
            joined.append(
                Word(
                    together,
                    run[0].start,
                    run[-1].end,
                    run[0].script,
                    "".join(word.raw for word in run),
                )
            )
            position = stop
        else:
            width = max(1, len(run))
            joined.extend(found[position : position + width])
            position += width
    return joined


def _close(text: str, left: Word, right: Word) -> bool:
    """Whether only a dot, a slash or a blank stands between two letters."""
    return text[left.end : right.start].strip(" \u00a0./") == ""
