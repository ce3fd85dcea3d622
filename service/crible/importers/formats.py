"""The formats that crible reads: a visible table of functions with one signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import cast

from crible.errors import UnknownThing
from crible.importers.listfile import ListFile
from crible.model import ListInfo

Reader = Callable[[Sequence[Path], ListInfo], ListFile]

READERS: Mapping[str, str] = {
    "crible-seeds": "press:read",
    "crible-entries": "own.entries:read",
    "table": "own.sheet:read",
    "ofac-csv": "ofac:read",
    "ofac-xml": "ofac.simple_xml:read",
    "ofac-advanced-xml": "ofac.advanced:read",
    "eu-fsf-xml": "eu.fsf_xml:read",
    "eu-fsf-csv": "eu.fsf_csv:read",
    "eu-journal-csv": "eu.journal:read",
    "uk-sl-xml": "uk.fcdo_xml:read",
    "uk-sl-csv": "uk.fcdo_csv:read",
    "uk-sl-tables": "uk.tables:read",
    "uk-ofsi": "uk.ofsi:read",
    "un-xml": "un:read",
    "us-csl-csv": "us.csl:read_csv",
    "us-csl-json": "us.csl:read_json",
    "ca-sema-xml": "canada:read",
    "ch-seco-xml": "swiss:read",
    "opensanctions-csv": "opensanctions.simple:read",
    "opensanctions-ftm": "opensanctions.ftm:read",
}
"""Name -> module and function. Imported when asked for: a look-up on the command line
reads the catalogue and must not pay for an XML library."""


def formats() -> tuple[str, ...]:
    """Names that ``--as-format`` takes."""
    return tuple(READERS)


def read(
    paths: Sequence[Path],
    info: ListInfo,
    *,
    format: str | None = None,  # noqa: A002 (the word of the command line)
) -> ListFile:
    """Reads a list from disk.

    Args:
        paths: its files, or the folder they lie in; none for a list that ships.
        info: which list it is.
        format: how to read it; by default as the list's own publisher writes it.

    Returns:
        What is known of the files, and their entries as a stream.

    Raises:
        UnknownThing: the format is unknown.
        ListRefused: the files are not what the format expects.
    """
    name = format or info.format
    if name not in READERS:
        close = get_close_matches(name, READERS, n=1)
        hint = f"Did you mean {close[0]}? " if close else ""
        raise UnknownThing(
            f"There is no list format {name!r}.",
            hint=f"{hint}Known: {', '.join(READERS)}.",
        )
    return _reader(name)(paths, info)


def _reader(name: str) -> Reader:
    module, _, function = READERS[name].partition(":")
    return cast(
        "Reader", getattr(import_module(f"crible.importers.{module}"), function)
    )
