"""The data files of the room, and how to read them.

Each file is TOML written for crible; its head says what it holds and which sources
were consulted for the facts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from crible.text import compiled

# Not importlib.resources: it takes longer to import than most tables take to read.
_FOLDER = Path(__file__).parent


@cache
def load(name: str) -> dict[str, Any]:
    """The content of ``tables/<name>.toml``, read once per process."""
    known: dict[str, Any] | None = compiled.section(name)
    return parsed(name) if known is None else known


def parsed(name: str) -> dict[str, Any]:
    """The content of ``tables/<name>.toml``, from the file itself."""
    import tomllib  # noqa: PLC0415 - a look-up has its tables compiled

    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def load_text(name: str) -> str:
    """The text of a table that is not TOML, such as ``frequency.tsv``."""
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def names(folder: str) -> tuple[str, ...]:
    """The tables of a folder, in alphabetical order."""
    return tuple(sorted(path.stem for path in (_FOLDER / folder).glob("*.toml")))
