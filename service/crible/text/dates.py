"""Dates as people and lists write them, as spans of days.

``1965``, ``circa 1965``, ``1960 to 1965``, ``23 Apr 2002``, ``00/00/1970`` are all
spans; ``03/04/1965`` is two, since nobody knows which number is the month.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

Agreement = Literal["day", "swapped", "month", "year", "near", "none", "differs"]

# Years apart from which on two dates are not one date misremembered.
APART = 2
_LONGEST = 60
_ABOUT = re.compile(
    r"\b(?:circa|ca|approximately|approx|about|around|environ|vers|etwa|um|около)\b\.?|~"
)
_RANGE = re.compile(r"\s+(?:to|and|until|till|bis|à|по|или|or)\s+|\s*[–—]\s*|\s-\s")
_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[t\s].*)?")
_NUMBERS = re.compile(
    r"(\d{1,4})\s*[./\-\s年]\s*(\d{1,2})\s*[./\-\s月]\s*(\d{1,4})\s*日?г?\.?"
)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./\-]\s*(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
# By the first letters; English, French, German, Spanish, Russian share most of them.
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("jan", "ene", "янв"),
    ("feb", "fev", "fév", "фев"),
    ("mar", "mär", "mrz", "мар"),
    ("apr", "avr", "abr", "апр"),
    ("may", "mai", "май", "мая"),
    ("jun", "juin", "июн"),
    ("jul", "juil", "июл"),
    ("aug", "aoû", "aou", "ago", "авг"),
    ("sep", "set", "сен"),
    ("oct", "okt", "окт"),
    ("nov", "ноя"),
    ("dec", "déc", "dez", "dic", "дек"),
)
_IDLE = frozenset({"st", "nd", "rd", "th", "of", "de", "г", "года", "the", "del", "le"})


@dataclass(frozen=True, slots=True)
class Span:
    """All days from ``first`` to ``last``; ``about`` when the source says circa."""

    first: date
    last: date
    about: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is one known day."""
        return self.first == self.last and not self.about


@lru_cache(maxsize=1 << 14)
def parse(text: str) -> tuple[Span, ...]:
    """The spans that a date may mean; none when it is no date.

    Args:
        text: a date in any usual form, a range, or a year with ``circa``.
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().strip()
    bare = " ".join(_ABOUT.sub(" ", plain).split())
    about = bare != " ".join(plain.split())
    if years := _YEARS.fullmatch(bare):
        parts = [years[1], years[2]]
    else:
        parts = _RANGE.split(re.sub(r"^(?:between|from|von|entre|с) ", "", bare))
    if len(parts) == 2:
        starts, ends = _single(parts[0]), _single(parts[1])
        found = [(a[0], b[1]) for a in starts[:1] for b in ends[:1] if a[0] <= b[1]]
    else:
        found = _single(bare) if len(parts) == 1 else []
    return tuple(dict.fromkeys(Span(first, last, about) for first, last in found))


def agreement(ours: tuple[Span, ...], theirs: tuple[Span, ...]) -> Agreement:
    """How well the best pair of spans agrees; ``none`` when it says nothing."""
    order: tuple[Agreement, ...] = (
        "day", "swapped", "month", "year", "near", "none", "differs",
    )  # fmt: skip
    found = {_agreement(a, b) for a in ours for b in theirs}
    return next((kind for kind in order if kind in found), "none")


def _agreement(a: Span, b: Span) -> Agreement:
    if a.is_day and b.is_day:
        return _days(a.first, b.first)
    gap = max(a.first.year - b.last.year, b.first.year - a.last.year)
    if gap > APART:
        return "differs"
    if gap > 1:
        return "none"
    overlap = a.first <= b.last and b.first <= a.last
    if not overlap:
        return "near" if a.about or b.about else "none"
    longest = max((span.last - span.first).days for span in (a, b))
    if a.about or b.about or longest > 366:
        return "near"
    return "month" if longest < 31 else "year"


def _days(a: date, b: date) -> Agreement:
    if a == b:
        # The first of January often stands for a year whose day nobody knows.
        return "year" if (a.month, a.day) == (1, 1) else "day"
    if a.year == b.year:
        if (a.month, a.day) == (b.day, b.month):
            return "swapped"
        if (1, 1) in {(a.month, a.day), (b.month, b.day)}:
            return "year"
        return "near" if a.month == b.month or a.day == b.day else "none"
    same_day = (a.month, a.day) == (b.month, b.day) != (1, 1)
    if same_day and (
        abs(a.year - b.year) == 1 or sorted(str(a.year)) == sorted(str(b.year))
    ):
        return "near"
    return "differs" if abs(a.year - b.year) > APART else "none"


def _single(text: str) -> list[tuple[date, date]]:
    """The (first, last) days that one date may mean."""
    text = text.strip()
    if text.isdecimal() and len(text) == 4:
        return _span(int(text), 0, 0)
    if match := _ISO.fullmatch(text):
        return _span(int(match[1]), int(match[2]), int(match[3] or 0))
    if match := _COMPACT.fullmatch(text):
        return _span(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_YEAR.fullmatch(text):
        return _span(int(match[2]), int(match[1]), 0)
    if match := _NUMBERS.fullmatch(text):
        return _numbers(match[1], match[2], match[3])
    return _worded(text)


def _numbers(first: str, second: str, third: str) -> list[tuple[date, date]]:
    if len(first) == 4:
        return _span(int(first), int(second), int(third))
    if len(third) != 4:
        return []
    a, b, year = int(first), int(second), int(third)
    both = _span(year, b, a)
    # Without zeros on both sides the other reading counts as well.
    if a != b and a and b:
        both += _span(year, a, b)
    return both


def _worded(text: str) -> list[tuple[date, date]]:
    """``23 Apr 2002``, ``April 23, 2002``, ``Apr 2002``."""
    month = day = year = 0
    for word in _WORDS.findall(text):
        if word.isdecimal():
            if len(word) == 4 and not year:
                year = int(word)
            elif len(word) <= 2 and not day:
                day = int(word)
            else:
                return []
        elif word in _IDLE:
            continue
        else:
            number = _month(word)
            if not number or month:
                return []
            month = number
    return _span(year, month, day) if year and month else []


def _month(word: str) -> int:
    best = 0
    for number, beginnings in enumerate(_MONTHS, start=1):
        if word.startswith(beginnings):
            best = number
    return best


def _span(year: int, month: int, day: int) -> list[tuple[date, date]]:
    """From a year with month and day, or 0 where unknown; none if it never was."""
    if not 1000 <= year <= 2999 or not 0 <= month <= 12:
        return []
    if not month:
        return [] if day else [(date(year, 1, 1), date(year, 12, 31))]
    length = calendar.monthrange(year, month)[1]
    if not 0 <= day <= length:
        return []
    if not day:
        return [(date(year, month, 1), date(year, month, length))]
    return [(date(year, month, day), date(year, month, day))]
