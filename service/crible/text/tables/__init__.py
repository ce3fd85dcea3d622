"""The data files of the room, and how to read them.

Each file is TOML written for crible; its head says what it holds and which sources
were consulted for the facts.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """Parse ``tables/<name>.toml`` once per process."""
    text = (resources.files(__name__) / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def load_text(name: str) -> str:
    """The text of a table that is not TOML, such as ``frequency.tsv``."""
    return (resources.files(__name__) / name).read_text(encoding="utf-8")
