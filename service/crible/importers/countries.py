"""Countries and peoples as lists write them, to ISO 3166-1 alpha-2 in lower case."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_SPACES = re.compile(r"\s+")
_SAINT = re.compile(r"\bst\.? ")


@lru_cache(maxsize=2048)
def code(name: str) -> str | None:
    """The code of a country, or None when the table does not know the name."""
    return _codes().get(_folded(name))


def of_people(name: str) -> str | None:
    """The code for a nationality such as ``Russian``, or None."""
    return _peoples().get(_folded(name))


def is_code(text: str) -> bool:
    """Whether the text is the code of a country."""
    return text in _table()["countries"]


def is_nowhere(name: str) -> bool:
    """Whether the text only says that no country is known."""
    return _folded(name) in _nowhere()


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    text = "".join(char for char in decomposed if not unicodedata.combining(char))
    text = _SPACES.sub(" ", text.replace("&", " and ").replace("-", " ")).strip(" .")
    return _SAINT.sub("saint ", text)


@cache
def _codes() -> dict[str, str]:
    countries: dict[str, list[str]] = _table()["countries"]
    return {
        _folded(name): alpha2 for alpha2, known in countries.items() for name in known
    }


@cache
def _peoples() -> dict[str, str]:
    where = files("crible.importers") / "tables" / "demonyms.toml"
    table: dict[str, list[str]] = tomllib.loads(where.read_text(encoding="utf-8"))
    return {_folded(name): alpha2 for alpha2, known in table.items() for name in known}


@cache
def _nowhere() -> frozenset[str]:
    return frozenset(_folded(name) for name in _table()["nowhere"])


@cache
def _table() -> dict[str, Any]:
    where = files("crible.importers") / "tables" / "countries.toml"
    return tomllib.loads(where.read_text(encoding="utf-8"))
