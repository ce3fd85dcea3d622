"""Dates as OFAC writes them, to ISO text."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_DATE = re.compile(
    r"(?:(?:(?P<day>\d{2}) )?(?P<month>" + "|".join(_MONTHS) + r") )?(?P<year>\d{4})"
)


def iso(text: str) -> str:
    """``03 May 1938`` -> ``1938-05-03``, ``May 1938`` -> ``1938-05``, ``1938``.

    What is no calendar date ("circa 1951", "1951 to 1953") is given back untouched.
    """
    match = _DATE.fullmatch(text)
    if not match:
        return text
    if not match["month"]:
        return text
    month = _MONTHS.index(match["month"]) + 1
    if not match["day"]:
        return f"{match['year']}-{month:02}"
    try:
        return date(int(match["year"]), month, int(match["day"])).isoformat()
    except ValueError:
        return text
