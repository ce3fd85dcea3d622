"""The formats that crible reads: a visible table of functions with one signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from crible.errors import UnknownThing
from crible.importers import ofac, press
from crible.importers.listfile import ListFile
from crible.model import ListInfo

Reader = Callable[[Sequence[Path], ListInfo], ListFile]

READERS: Mapping[str, Reader] = {
    "crible-seeds": press.read,
    "ofac-csv": ofac.read,
}


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
    return READERS[name](paths, info)
