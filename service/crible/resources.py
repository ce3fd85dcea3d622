"""Finds the folders that ship with crible: migrations, watchlists, seeds.

In an installed wheel they lie in ``crible/_bundled``; in a checkout they are the
top-level folders of the tree. A folder counts only if its marker file is there, so
that a stray folder of the same name is never taken.
"""

from __future__ import annotations

from pathlib import Path

from crible.errors import CribleError

_MARKERS = {
    "migrations": "env.py",
    "watchlists": "press.toml",
    "seeds": "example-counterparties.csv",
}


def folder(name: str) -> Path:
    """Path of a shipped folder.

    Args:
        name: ``migrations``, ``watchlists`` or ``seeds``.

    Raises:
        CribleError: the folder is not where this installation should have it.
    """
    package = Path(__file__).resolve().parent
    marker = _MARKERS[name]
    for candidate in (package / "_bundled" / name, package.parent.parent / name):
        if (candidate / marker).is_file():
            return candidate
    raise CribleError(
        f"The folder {name!r} that ships with crible is missing.",
        hint="Install crible again from its wheel, or use a complete checkout.",
    )
