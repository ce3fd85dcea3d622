"""``names.toml``: how official lists and registers spell the subjects of the articles.

Kept apart from the articles, because an article proves what it says and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.importers.press.spelling import Spelling, written
from crible.importers.tomlfile import load

if TYPE_CHECKING:
    from pathlib import Path

FILE = "names.toml"
_KEYS = {"subject", "source", "text", "type", "script", "language", "quality"}


@dataclass(frozen=True, slots=True)
class Official:
    """A spelling with its source."""

    subject: str
    source: str
    spelling: Spelling
    where: str


def read(path: Path) -> tuple[Official, ...]:
    """Reads the file.

    Raises:
        ListRefused: it is malformed; the message names file and key.
    """
    return tuple(
        Official(
            subject=table.text("subject"),
            source=table.text("source"),
            spelling=written(table, None),
            where=table.where,
        )
        for table in load(path, {"names"}).tables("names", _KEYS)
    )
