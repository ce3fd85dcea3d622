"""Identifiers and dates of an entry as one string each, for the index file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.model import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterable

# Control characters made for this; a published value holds them only by accident.
_FIELD, _RECORD = "\x1f", "\x1e"
_SPACES = str.maketrans({_FIELD: " ", _RECORD: " "})


def write_identifiers(found: Iterable[Identifier]) -> str:
    """All identifiers of an entry as one string."""
    return _write((item.scheme, item.value, item.country or "") for item in found)


def read_identifiers(text: str) -> tuple[Identifier, ...]:
    """What ``write_identifiers`` wrote."""
    return tuple(
        Identifier(scheme, value, country or None)
        for scheme, value, country in _read(text)
    )


def write_dates(found: Iterable[tuple[str, str]]) -> str:
    """All dates of an entry as one string."""
    return _write(found)


def read_dates(text: str) -> tuple[tuple[str, str], ...]:
    """What ``write_dates`` wrote."""
    return tuple((what, value) for what, value in _read(text))


def _write(rows: Iterable[tuple[str, ...]]) -> str:
    return _RECORD.join(
        _FIELD.join(cell.translate(_SPACES) for cell in row) for row in rows
    )


def _read(text: str) -> list[list[str]]:
    return [row.split(_FIELD) for row in text.split(_RECORD)] if text else []
