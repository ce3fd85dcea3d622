"""Several values in one field: numbered, as ``(1) Russia (2) Cyprus``, or parted."""

from __future__ import annotations

import csv
import re

_MARK = re.compile(r"(?:^|(?<=[\s;,.]))\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s*")


def enumerated(text: str) -> list[str]:
    """The values, or the text as it is when it begins with no number."""
    text = text.strip()
    if not _MARK.match(text):
        return [text] if text else []
    parts = (part.strip(" ;,") for part in _MARK.split(text))
    return [part for part in parts if part]


def parted(cell: str, delimiter: str = ";") -> list[str]:
    """The values of a cell that are parted by a mark, and quoted where they hold it."""
    if delimiter not in cell and '"' not in cell:
        return [cell.strip()] if cell.strip() else []
    try:
        parts = next(csv.reader([cell], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        parts = cell.split(delimiter)
    return [part.strip() for part in parts if part.strip()]
