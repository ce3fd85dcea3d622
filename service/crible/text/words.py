"""Split a name or a text into words with their places in the text as given.

Dotted and spaced letters become one word (d.o.o., K U P O L), a legal form glued to a
word is cut off (SiemensAG), runs of Han, kana and Thai are cut by the lexicon into
place, brand, trade and legal form, and a trailing number leaves its word (Plant9).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from crible.text import legal_forms, lexicon
from crible.text.clean import clean
from crible.text.lookalikes import repair, without_digits
from crible.text.remembered import remembered
from crible.text.scripts import dominant_script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Word(NamedTuple):
    """One word: lower case, with ``[start, end)`` in the text as given."""

    text: str
    start: int
    end: int
    script: str
    raw: str


_TRAILING_NUMBER = re.compile(r"((?i:no|nr)|.*[^\W\d_]{3})(\d{2,}|[2-9])\Z")
_CAMEL = re.compile(r"(?<=[a-zà-þ])(?=[A-Z])")
# Characters that a block search for marks covers: all of the basic plane before Hangul.
_MARKS_END = 0xAC00
# No character up to this one is a mark.
_NO_MARK = "\u02ff"


# Stretches of the basic plane that hold all of its marks. Latin, Greek, Cyrillic and Han
# letters are outside: their names pay for no search for marks.
_MAY_BE_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0590-\u1dff\u20d0-\u20ff\u2cef-\u2cf1\u2d7f\u2de0-\u2dff"
    "\u3020-\u309f\ua660-\uabff]"
)


def _word(text: str) -> re.Pattern[str]:
    """What finds the words of a text."""
    return _word_with_marks() if _MAY_BE_MARKS.search(text) else _WORD


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|&")


@cache
def _word_with_marks() -> re.Pattern[str]:
    """A run of letters, digits and their marks: Indic and Thai vowels are marks."""
    marks = "".join(
        char
        for char in map(chr, range(0x0300, _MARKS_END))
        if unicodedata.category(char) in {"Mn", "Mc"}
    )
    run = rf"[^\W_](?:[^\W_]|[{marks}])*"
    return re.compile(rf"{run}(?:'{run})*|&")


# The hard sign as BGN/PCGN prints it: ob"yedineniye. Elsewhere quotes part words.
_HARD_SIGN = re.compile(
    r"""(?<=\bob|\biz)["”](?=[iy]?[aeu])|(?<=\bpod|\braz)["”](?=[iy]?[aeu])""",
    re.IGNORECASE,
)

_GLUED_SCRIPTS = frozenset({"Hani", "Jpan", "Hira", "Kana", "Thai", "Hang"})


def words(
    text: str, known: Callable[[str], bool] | None = None, *, person: bool = False
) -> list[Word]:
    """All words of ``text``; any Unicode input is safe.

    Args:
        text: a name or running text.
        known: says of a piece of Han, kana or Thai whether it is a word beyond the
            lexicon, such as a brand of a loaded list: running text is cut by it.
        person: whether it is a person's name: then two or three letters are
            initials, not a legal form or a word spelled out.
    """
    cleaned = clean(text)
    source, origin = cleaned.text, cleaned.origin
    if '"' in source or "”" in source:
        source = _HARD_SIGN.sub("'", source)
    found: list[Word] = []
    among_latin = not source.isascii() and dominant_script(source) == "Latn"
    for match in _word(source).finditer(source):
        place = match.start()
        run = match[0]
        read = (
            _read(run, among_latin) if known is None else _cut(run, among_latin, known)
        )
        for lowered, start, end, script, raw in read:
            stop = origin[place + end - 1] + 1
            if text[stop : stop + 1] > _NO_MARK:
                stop = _cluster_end(text, stop - 1)
            found.append(Word(lowered, origin[place + start], stop, script, raw))
    if all(map(_is_long, found)):
        return found
    return _join_letters(found, text, person=person)


# Letters that come out of ``clean`` and ``repair`` as they went in, by their script.
_LATIN = re.compile(
    r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e]+\Z"
)
_CYRILLIC = re.compile(r"[\u0400-\u0481\u048a-\u052f]+\Z")


def words_of_run(run: str) -> list[Word]:
    """The same as ``words`` for a run of letters, for which there mostly is a short way.

    A run of one plain script is one word. Only what a capital within may cut
    (SiemensAG), digits, marks, and other scripts are read as names are.
    """
    if run.isascii():
        if run.isalpha() and not _CAMEL.search(run):
            return [Word(run.lower(), 0, len(run), "Latn", run)]
    elif _LATIN.match(run):
        return [Word(run.casefold(), 0, len(run), "Latn", run)]
    elif _CYRILLIC.match(run):
        return [Word(run.casefold(), 0, len(run), "Cyrl", run)]
    return words(run)


@remembered(8192)
def _read(run: str, among_latin: bool) -> tuple[Word, ...]:
    """The words of one run of letters, digits and apostrophes, with places in it."""
    return tuple(_cut(run, among_latin, None))


def _cut(
    run: str, among_latin: bool, known: Callable[[str], bool] | None
) -> Iterator[Word]:
    for start, end in _pieces(run, 0, len(run), known):
        raw = repair(run[start:end], among_latin=among_latin)
        lowered = raw.casefold().replace("'", "")
        if lowered:
            script = "Latn" if lowered.isascii() else dominant_script(lowered)
            lowered = _without_digits(lowered, script)
            yield Word(lowered, start, end, script, raw)


def _is_long(word: Word) -> bool:
    return len(word.text) > 1


def _without_digits(word: str, script: str) -> str:
    """A common word with a digit for a letter as it is meant: p1ant, s0lutions."""
    if script != "Latn" or word.isalpha():
        return word
    twin = without_digits(word)
    if twin and (lexicon.meaning(twin, script) or legal_forms.is_form(twin)):
        return twin
    return word


def _cluster_end(text: str, last: int) -> int:
    """End of the cluster that begins at ``last``: combining marks stay inside."""
    end = last + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _pieces(
    source: str, start: int, end: int, known: Callable[[str], bool] | None
) -> list[tuple[int, int]]:
    """Cut one run of letters, digits and apostrophes where the eye would."""
    if source.find("'", start, end) < 0:
        return _piece(source, start, end, known)
    return [
        part
        for piece in _cut_apostrophes(source, start, end)
        for part in _piece(source, *piece, known)
    ]


def _piece(
    source: str, start: int, end: int, known: Callable[[str], bool] | None
) -> list[tuple[int, int]]:
    """Cut what stands between elisions: glued forms, numbers, unspaced scripts."""
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
        cuts = _segment(run) if known is None else _segment_by(run, known)
        return [(start + first, start + last) for first, last in cuts]
    number = _TRAILING_NUMBER.match(run)
    if number:
        middle = start + number.end(1)
        return [(start, middle), (middle, end)]
    return [(start, end)]


_ELIDED = frozenset(
    ["l", "d", "s", "n", "j", "c", "m", "t", "qu", "all", "dell", "nell", "sull"]
)

_LONGEST_ELISION = max(map(len, _ELIDED))


# The soft sign of impul's and the like is no genitive.
_SOFT_BEFORE_S = re.compile(r"(?:pul|rel)'s\Z", re.IGNORECASE)


def _cut_apostrophes(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut d'Almaz -> d, Almaz; Almaz's -> Almaz; O'Brien and Impul's stay whole."""
    pieces: list[tuple[int, int]] = []
    while True:
        mark = source.find("'", start, min(end, start + _LONGEST_ELISION + 1))
        if mark < 0 or end - mark <= 2 or source[start:mark].lower() not in _ELIDED:
            break
        pieces.append((start, mark))
        start = mark + 1
    if (
        end - start > 3
        and source[end - 2 : end].lower() == "'s"
        and not _SOFT_BEFORE_S.search(source, start, end)
    ):
        end -= 2
    pieces.append((start, end))
    return pieces


def _cut_glued_form(run: str, start: int, end: int) -> list[tuple[int, int]]:
    """SiemensAG -> Siemens, AG; GmbH stays whole; XinKeYouXianGongSi is syllables."""
    if run.isupper() or run.islower() or legal_forms.is_form(run.lower()):
        return [(start, end)]
    if run.endswith("GongSi"):
        cuts = [0, *(cut.start() for cut in _CAMEL.finditer(run)), len(run)]
        return [(start + first, start + last) for first, last in pairwise(cuts)]
    for cut in _CAMEL.finditer(run):
        middle = cut.start()
        if middle >= 2 and legal_forms.is_form(run[middle:].lower()):
            return [(start, start + middle), (start + middle, end)]
    return [(start, end)]


@cache
def _vocabulary() -> tuple[frozenset[str], int]:
    """Words for segmentation, and the length of the longest."""
    known = frozenset((*lexicon.glued(), *legal_forms.glued()))
    return known, max(map(len, known), default=1)


@remembered(8192)
def _segment(run: str) -> tuple[tuple[int, int], ...]:
    """Longest known words from the left; what lies between is a brand."""
    return _segment_by(run, None)


# What the name of a city, province, county or district ends with.
_DIVISIONS = frozenset("市省县縣区區")
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
                position = stop
                # 深圳市 is the city of Shenzhen.
                if run[stop : stop + 1] in _DIVISIONS and size - stop > 1:
                    pieces.append((stop, stop + 1))
                    position += 1
                brand = position
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


def _join_letters(found: list[Word], text: str, *, person: bool) -> list[Word]:
    """Put dotted and spaced single letters together where they spell a word."""
    joined: list[Word] = []
    position = 0
    enough = 4 if person else 3
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
        stop = _before_wide_gap(found, position, stop)
        run = found[position:stop]
        together = "".join(word.text for word in run)
        if len(run) >= enough or (
            not person and len(run) == 2 and legal_forms.is_form(together)
        ):
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


def _before_wide_gap(found: list[Word], start: int, stop: int) -> int:
    """Where a run of letters ends: before ``D.O.O.`` in ``S.I.S. D.O.O.``.

    A gap wider than the first one parts two spellings of two letters or more each.
    """
    if stop - start < 4:
        return stop
    first = found[start + 1].start - found[start].end
    for place in range(start + 2, stop - 1):
        if found[place].start - found[place - 1].end > first:
            return place
    return stop


def _close(text: str, left: Word, right: Word) -> bool:
    """Whether only a dot, a slash or a blank stands between two letters."""
    return text[left.end : right.start].strip(" \u00a0./") == ""
