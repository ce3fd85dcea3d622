"""The lists that crible knows of: ``watchlists/KEY.toml``, one file a list."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from crible.errors import ListRefused, UnknownThing
from crible.importers.own.columns import DEFAULTS, ROLES
from crible.importers.tomlfile import load
from crible.model import ListInfo
from crible.resources import folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crible.importers.tomlfile import Table

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KNOWN = {
    "title",
    "publisher",
    "homepage",
    "urls",
    "format",
    "licence",
    "cadence",
    "language",
    "fresh_days",
    "shrink_percent",
    "columns",
    "defaults",
    "reject_percent",
    "selftest_misses",
}


def catalogue(watchlists: Path | None = None) -> dict[str, ListInfo]:
    """Every known list by key, in key order.

    Args:
        watchlists: a folder of TOML files; by default the one that ships with crible.

    Raises:
        ListRefused: a file of the folder is malformed; the message names file and key.
    """
    where = folder("watchlists") if watchlists is None else watchlists
    return {path.stem: _read(path) for path in sorted(where.glob("*.toml"))}


def info(key: str, watchlists: Path | None = None) -> ListInfo:
    """What is known of one list.

    Raises:
        UnknownThing: no list has this key; the hint names those that come close.
    """
    known = catalogue(watchlists)
    if key in known:
        return known[key]
    close = get_close_matches(key, known, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(close)}?" if close else ""
    raise UnknownThing(
        f"There is no list {key!r}.", hint=hint or f"Known: {', '.join(known)}."
    )


def _read(path: Path) -> ListInfo:
    if not _KEY.fullmatch(path.stem):
        raise ListRefused(
            "A list's key has lower-case letters, digits and single hyphens.",
            where=path.name,
            hint="Rename the file, for instance to my-list.toml.",
        )
    table = load(path, _KNOWN)
    shrink = table.number("shrink_percent", 20.0)
    reject = table.number("reject_percent", 10.0)
    for name, value in (("shrink_percent", shrink), ("reject_percent", reject)):
        if value > 100:
            raise table.refusal(name, "is above 100.")
    return ListInfo(
        key=path.stem,
        title=table.text("title"),
        publisher=table.text("publisher"),
        homepage=table.text("homepage", ""),
        urls=table.texts("urls"),
        format=table.text("format"),
        licence=table.text("licence", ""),
        cadence=table.text("cadence", ""),
        language=table.text("language", "en"),
        fresh_days=int(table.number("fresh_days", 0)),
        shrink_percent=float(shrink),
        columns=tuple(_columns(table)),
        defaults=tuple(_defaults(table)),
        reject_percent=float(reject),
        selftest_misses=int(table.number("selftest_misses", 5)),
    )


def _columns(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """``[columns]``: for each role one column or several."""
    if (part := table.table("columns", set(ROLES))) is not None:
        for role in ROLES:
            if columns := part.column(role):
                yield role, columns


def _defaults(table: Table) -> Iterator[tuple[str, str]]:
    """``[defaults]``: what holds for rows that do not say it."""
    if (part := table.table("defaults", set(DEFAULTS))) is not None:
        for role in DEFAULTS:
            if part.has(role):
                yield role, part.text(role)
