"""Several values in one field, numbered: ``(1) Russia (2) Cyprus``, ``a) X b) Y``."""

from __future__ import annotations

import re

_MARK = re.compile(r"(?:^|(?<=[\s;,.]))\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s*")


def enumerated(text: str) -> list[str]:
    """The values, or the text as it is when it begins with no number."""
    text = text.strip()
    if not _MARK.match(text):
        return [text] if text else []
    parts = (part.strip(" ;,") for part in _MARK.split(text))
    return [part for part in parts if part]
