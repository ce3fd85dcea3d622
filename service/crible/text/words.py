"""Split a name or a text into words with their places in the text as given.

Dotted and spaced letters become one word (d.o.o., K U P O L), a legal form glued to a
word is cut off (SiemensAG), runs of Han, kana and Thai are cut by the lexicon into
place, brand, trade and legal form, and a trailing number leaves its word (Plant9).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crible.text import legal_forms, lexicon
from crible.text.clean import clean
from crible.text.lookalikes import repair
from crible.text.scripts import dominant_script


if TYPE_CHECKING:
    from collections.abc import Callable


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


def words(
    text: str, known: Callable[[str], bool] | None = None
) -> list[Word]:
    """All words of ``text``; any Unicode input is safe.

    Args:
        text: a name or running text.
        known: says of a piece of Han, kana or Thai whether it is a word beyond the
            lexicon, such as a brand of a loaded list: running text is cut by it.
    """
    cleaned = clean(text)
    source, origin = cleaned.text, cleaned.origin
    found: list[Word] = []
    for match in _WORD.finditer(source):
        for start, end in _pieces(source, match.start(), match.end(), known):
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


def _pieces(
    source: str, start: int, end: int, known: Callable[[str], bool] | None
) -> list[tuple[int, int]]:
    """Cut one run of letters and digits where the eye would."""
    run = source[start:end]
    if "'" in run:
        pieces = _cut_apostrophes(run, start)
        if pieces != [(start, end)]:
            return [part for piece in pieces for part in _pieces(source, *piece, known)]
    if run.isascii():
        if run.isalpha():
            return _cut_glued_form(run, start, end)
        number = _TRAILING_NUMBER.match(run)
        if number:
            middle = start + number.end(1)
            return [(start, middle), (middle, end)]
        return [(start, end)]
    if any(dominant_script(char) in _GLUED_SCRIPTS for char in set(run)):
        cuts = _segment(run) if known is None else _segment_by(run, known)
        return [(start + first, start + last) for first, last in cuts]
    number = _TRAILING_NUMBER.match(run)
    if number:
        middle = start + number.end(1)
        return [(start, middle), (middle, end)]
    return [(start, end)]


_ELIDED = frozenset("l d s n j c m t qu all dell nell sull".split())


def _cut_apostrophes(run: str, start: int) -> list[tuple[int, int]]:
    """d'Almaz -> d, Almaz; Almaz's -> Almaz; O'Brien stays whole."""
    head, _, tail = run.partition("'")
    if head.lower() in _ELIDED and len(tail) > 1:
        middle = start + len(head)
        return [(start, middle), (middle + 1, start + len(run))]
    if run[-2:].lower() == "'s" and len(run) > 3:
        return [(start, start + len(run) - 2)]
    return [(start, start + len(run))]


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
    return _segment_by(run, None)


# A brand in Han is seldom longer.
_LONGEST_BRAND = 8


def _segment_by(
    run: str, also: Callable[[str], bool] | None
) -> tuple[tuple[int, int], ...]:
    known, longest = _vocabulary()
    if also is not None:
        longest = max(longest, _LONGEST_BRAND)
    pieces: list[tuple[int, int]] = []
    brand = position = 0
    size = len(run)
    while position < size:
        for stop in range(min(size, position + longest), position, -1):
            # A single character is a word only at the end: 厂 closes a name.
            piece = run[position:stop]
            if (stop - position > 1 or stop == size) and (
                piece in known
                or (also is not None and stop - position > 1 and also(piece))
            ):
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
