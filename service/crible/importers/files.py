"""Which files a list is read from: those named, or those of a folder that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.importers.draft import finished
from crible.importers.listfile import ListFile
from crible.importers.source import Source, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from crible.importers.draft import Draft
    from crible.model import ListInfo, Reject

_PACKED = (".gz", ".xz")


def one(paths: Sequence[Path], info: ListInfo, *suffixes: str) -> Source:
    """The one file of a list that has one.

    Args:
        paths: the file, or a folder with exactly one file of such a suffix.
        info: the list, for messages.
        suffixes: such as ``.xml``; packed files end in ``.gz`` or ``.xz`` after it.

    Raises:
        ListRefused: none is named, or several.
    """
    sources = many(paths, info, *suffixes)
    if len(sources) > 1:
        raise ListRefused(
            f"This list is one file, and here are {len(sources)}.",
            where=", ".join(source.name for source in sources[:5]),
            hint="Name the one to read.",
        )
    return sources[0]


def many(paths: Sequence[Path], info: ListInfo, *suffixes: str) -> tuple[Source, ...]:
    """The files of a list that may have several, in the order of their names.

    Raises:
        ListRefused: none is named, or a folder has none.
    """
    if not paths:
        raise ListRefused(
            "No file is named.",
            where=info.key,
            hint=f"Download {' and '.join(info.urls) or 'the list'} and name the file.",
        )
    found: list[Source] = []
    for path in paths:
        if not path.is_dir():
            found.append(Source(path))
            continue
        inside = sorted(
            one
            for one in path.rglob("*")
            if one.is_file() and _suffix(one) in suffixes and one.stem[:1] != "."
        )
        if not inside:
            raise ListRefused(
                f"The folder holds no file that ends in {' or '.join(suffixes)}.",
                where=str(path),
                hint="Name the files themselves, or the folder they lie in.",
            )
        found += map(Source, inside)
    return tuple(found)


def listed(
    sources: Sequence[Source],
    published: date | None,
    drafts: Iterable[Draft | Reject],
    notes: Iterable[str] = (),
) -> ListFile:
    """What is known of the files, and their entries as a stream."""
    name = ", ".join(source.name for source in sources)
    return ListFile(
        published=published,
        sha256=digest(sources),
        source=name,
        items=finished(drafts, name if len(sources) == 1 else sources[0].name),
        notes=tuple(notes),
    )


def _suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    while suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""
