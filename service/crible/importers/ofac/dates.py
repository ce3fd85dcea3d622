"""Dates as OFAC writes them, to ISO text."""

from __future__ import annotations

import re

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
    month = f"{_MONTHS.index(match['month']) + 1:02}"
    day = f"-{match['day']}" if match["day"] else ""
    return f"{match['year']}-{month}{day}"
