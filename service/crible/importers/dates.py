"""Dates as lists write them, to ISO text as far as they are calendar dates."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ISO = re.compile(
    r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?(?:T[\d:.Z+-]*)?"
)
_STROKES = re.compile(r"(?:(?:(?P<d>\d{1,2}|dd)/)?(?P<m>\d{1,2}|mm)/)?(?P<y>\d{4})")
_DOTS = re.compile(r"(?:(?:(?P<d>\d{1,2})\.)?(?P<m>\d{1,2})\.)(?P<y>\d{4})")
_WORDS = re.compile(
    r"(?:(?P<d>\d{1,2})[ -])?(?P<m>"
    + "|".join(_MONTHS)
    + r")[a-z]*\.?[ -](?P<y>\d{4})",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2})?")


def iso(text: str) -> str:
    """``03/05/1938``, ``3.5.1938``, ``3 May 1938`` -> ``1938-05-03``; the day first.

    Zeros and letters in place of numbers are unknown: ``00/00/1970`` -> ``1970``. What
    is no calendar date (``circa 1951``, ``31/02/1960``) is given back untouched.
    """
    text = " ".join(text.split())
    bare = _CLOCK.sub("", text)
    for shape in (_ISO, _STROKES, _DOTS, _WORDS):
        if match := shape.fullmatch(bare):
            return _joined(match["y"], match["m"] or "", match["d"] or "") or text
    return text


def day(text: str) -> date | None:
    """The calendar day that a text names, if it names one."""
    found = iso(text)
    if len(found) != len("2024-05-01"):
        return None
    try:
        return date.fromisoformat(found)
    except ValueError:
        return None


def american(text: str) -> date | None:
    """``05/03/2024`` with the month first, as US authorities write."""
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip())
    return day(f"{match[2]}/{match[1]}/{match[3]}") if match else None


def _joined(year: str, month: str, day_: str) -> str:
    months = {name: number for number, name in enumerate(_MONTHS, start=1)}
    known = months.get(month[:3].lower()) or (int(month) if month.isdigit() else 0)
    number = int(day_) if day_.isdigit() else 0
    if not known or int(year) == 0:
        return year if int(year) and not number else ""
    if known > 12:
        return ""
    if not number:
        return f"{year}-{known:02}"
    try:
        return date(int(year), known, number).isoformat()
    except ValueError:
        return ""
