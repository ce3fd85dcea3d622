"""Which of OFAC's files is which, and which lie beside the one that was named.

A file is recognised by its shape, never by its name alone: people rename files, but
the four tables have 12, 5, 6 and 2 columns. Names only serve to find the siblings.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.importers.source import Source
from crible.importers.table import Row, rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crible.model import ListInfo

COLUMNS = {12: "primary", 5: "alternates", 6: "addresses", 2: "comments"}
"""Number of columns -> which table it is."""

_SAMPLE = 50
_SUFFIX = re.compile(r"\.csv(?:\.gz|\.xz)?\Z", re.IGNORECASE)
_PRIMARY = re.compile(r"(?P<prefix>.*?)(?:sdn|prim)\Z", re.IGNORECASE)
_SIBLINGS = {
    "alternates": ("alt",),
    "addresses": ("add",),
    "comments": ("sdn_comments", "comments"),
}


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one list; only the primary one must be there."""

    primary: Source
    alternates: Source | None = None
    addresses: Source | None = None
    comments: Source | None = None

    def present(self) -> tuple[Source, ...]:
        """Those that are there, in the order in which they are hashed."""
        four = (self.primary, self.alternates, self.addresses, self.comments)
        return tuple(source for source in four if source is not None)


def recognise(paths: Sequence[Path], info: ListInfo) -> Files:
    """Tells the files apart and adds those beside them.

    Args:
        paths: the primary file, the others too if they have unusual names; or the
            folder in which they lie.
        info: the list, which decides between ``sdn`` and ``cons_prim`` in a folder.

    Raises:
        ListRefused: no primary file, two files of one kind, or a file of no kind.
    """
    found: dict[str, Source] = {}
    for path in _named(paths, info):
        source = Source(path)
        kind = _kind(source)
        if kind in found:
            raise ListRefused(
                f"Two files hold the table of {kind}: {found[kind].name} is one.",
                where=source.name,
                hint="Name the files of one list only.",
            )
        found[kind] = source
    if "primary" not in found:
        raise ListRefused(
            "The file with the primary names (12 columns) is missing.",
            where=", ".join(source.name for source in found.values()),
            hint="Name sdn.csv or cons_prim.csv as well.",
        )
    primary = found["primary"]
    for kind in _SIBLINGS:
        beside = None if kind in found else _sibling(primary.path, kind)
        if beside is not None:
            sibling = Source(beside)
            # A stray file of that name with another shape is not taken on trust.
            if _kind(sibling) == kind:
                found[kind] = sibling
    return Files(
        primary=primary,
        alternates=found.get("alternates"),
        addresses=found.get("addresses"),
        comments=found.get("comments"),
    )


def _named(paths: Sequence[Path], info: ListInfo) -> tuple[Path, ...]:
    if not paths:
        raise ListRefused(
            "No file is named.",
            where=info.key,
            hint=f"Download {' and '.join(info.urls) or 'the list'} and name the file.",
        )
    if len(paths) > 1 or not paths[0].is_dir():
        return tuple(paths)
    folder = paths[0]
    stems = ("sdn", "cons_prim")
    inside = {stem: path for stem in stems if (path := _find(folder, (stem,)))}
    if len(inside) > 1:
        wanted = "cons_prim" if "cons" in info.key else "sdn"
        return (inside[wanted],)
    if not inside:
        raise ListRefused(
            "The folder holds neither sdn.csv nor cons_prim.csv.",
            where=str(folder),
            hint="Name the files themselves, or the folder they lie in.",
        )
    return tuple(inside.values())


def _kind(source: Source) -> str:
    """Which table a file is, by the columns that most of its first rows have."""
    widths: Counter[int] = Counter()
    for row in islice(rows(source), _SAMPLE):
        if isinstance(row, Row):
            widths[len(row.fields)] += 1
    width = widths.most_common(1)[0][0] if widths else 0
    if width not in COLUMNS:
        raise ListRefused(
            f"Most rows have {width} columns; OFAC's files have 12 (names), 5"
            " (alternate names), 6 (addresses) or 2 (comments).",
            where=f"{source.name}: line 1",
            hint="Use the comma-separated files as published, without changes.",
        )
    return COLUMNS[width]


def _sibling(primary: Path, kind: str) -> Path | None:
    match = _PRIMARY.match(_SUFFIX.sub("", primary.name))
    if not match:
        return None
    prefix = match["prefix"]
    return _find(primary.parent, tuple(prefix + stem for stem in _SIBLINGS[kind]))


def _find(folder: Path, stems: tuple[str, ...]) -> Path | None:
    """A file of the folder by stem, in any case; a plain one before a packed one."""
    wanted = {stem.lower() for stem in stems}
    candidates = [
        path
        for path in folder.iterdir()
        if _SUFFIX.search(path.name)
        and _SUFFIX.sub("", path.name).lower() in wanted
        and path.is_file()
    ]
    return min(candidates, key=lambda path: (len(path.name), path.name), default=None)
