"""Reads a folder of seed files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.importers.listfile import ListFile
from crible.importers.press import article, official
from crible.importers.press.merge import merge
from crible.importers.press.romanised import Romanise, schemes
from crible.importers.source import Source, digest
from crible.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.model import Entry, ListInfo, Reject


def read(
    paths: Sequence[Path], info: ListInfo, romanise: Romanise = schemes
) -> ListFile:
    """Reads seeds.

    Args:
        paths: a folder of seed files, or the files; none for those that ship.
        info: which list they make.
        romanise: makes names by rule out of native ones.

    Raises:
        ListRefused: a file is malformed, or there is none; nothing is read in part,
            because facts about one subject are spread over several files.
    """
    files = _files(paths or (folder("seeds"),))
    articles = [article.read(path) for path in files if path.name != official.FILE]
    officials = [
        name
        for path in files
        if path.name == official.FILE
        for name in official.read(path)
    ]
    if not articles:
        raise ListRefused(
            "There is no article among the files.",
            where=", ".join(path.name for path in files),
            hint="docs/lists.md shows how to write one.",
        )
    entries = tuple(merge(articles, officials, info.key, romanise))
    return ListFile(
        published=max(filter(None, map(_day, articles)), default=None),
        sha256=digest(Source(path) for path in files),
        source=", ".join(path.name for path in files),
        items=_stream(entries),
    )


def _stream(entries: tuple[Entry, ...]) -> Iterator[Entry | Reject]:
    yield from entries


def _files(paths: Sequence[Path]) -> tuple[Path, ...]:
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not inside:
            raise ListRefused(
                "The folder holds no seed file (*.toml).",
                where=str(path),
                hint="docs/lists.md shows how to write one.",
            )
        found += inside
    return tuple(found)


def _day(one: article.Article) -> date | None:
    """The day of an article; the first of the month or year where that is all."""
    if not one.published:
        return None
    return date.fromisoformat(one.published + "-01-01"[len(one.published) - 4 :])
