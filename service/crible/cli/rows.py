"""Rows of any noun in the three formats that every command offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def show(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], form: str) -> None:
    """Print rows on standard output.

    Args:
        columns: headings, which are the keys of a row.
        rows: values as JSON has them.
        form: ``table``, ``json`` or ``csv``.
    """
    from crible.cli import printing, tables

    if form == "json":
        printing.print_json(list(rows), indent=True)
        return
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    if form == "csv":
        printing.print_csv(columns, cells)
    else:
        tables.show_rows(tables.console(), tuple(columns), cells)


def minute(moment: str) -> str:
    """A moment in ISO 8601 as a person reads it: to the minute, in UTC."""
    return moment[:16].replace("T", " ")


def _cell(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value
