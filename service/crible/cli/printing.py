"""Rows on standard output, as JSON or CSV; tables are in ``tables``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from crible.batch.results import csv_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def print_json(value: Any, *, indent: bool = False) -> None:
    """One JSON document on a line, or indented for a single one."""
    encoding = (getattr(sys.stdout, "encoding", "") or "ascii").lower()
    click.echo(
        json.dumps(
            value,
            ensure_ascii=not encoding.startswith("utf"),
            indent=2 if indent else None,
        )
    )


def print_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Comma-separated rows; None is empty, and no cell can become a formula."""
    click.echo(csv_line(headings), nl=False)
    for row in rows:
        cells = ("" if cell is None else str(cell) for cell in row)
        click.echo(csv_line(cells), nl=False)


def visible(text: str) -> str:
    """The text with every character that could steer a terminal made visible.

    One character for one, so that offsets hold: control characters become their
    pictures, and those that turn the writing direction the replacement character.
    """
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    code = ord(char)
    if char in "\n\t":
        return char
    if code < 0x20:
        return chr(0x2400 + code)
    if (
        0x7F <= code <= 0x9F
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xD800 <= code <= 0xDFFF
        or char in "\u200e\u200f\u061c"
    ):
        return "�"
    return char
