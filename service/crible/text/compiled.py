"""The tables in the form that a look-up needs, made when crible is built or installed.

The TOML files are for people. Parsing them and working out the skeletons of their words
takes longer than all the rest of a look-up, so the build keeps the results in one file,
``tables/compiled.json``. The file carries a hash over the code and the tables of this
room; where the hash is another one (a checkout in which something was edited), the
file is left aside and everything is made from the tables again. So what is compiled can
be absent or stale, and no answer changes: only the start is slower.

The hash does not cover Unidecode and Python's own Unicode tables: a wheel is built once
and used with several versions of both, which agree on the letters of the tables.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, cast

T = TypeVar("T")

_ROOM = Path(__file__).parent
FILE = _ROOM / "tables" / "compiled.json"
# What was registered with ``derived``, by module and function.
_makers: dict[str, Callable[[], Any]] = {}


def derived(make: Callable[[], T]) -> Callable[[], T]:
    """Make once per process what a function without arguments returns, or look it up.

    The function must return what JSON gives back unchanged: texts, numbers, lists, and
    dictionaries by text.
    """
    name = f"{make.__module__.rpartition('.')[2]}.{make.__name__.strip('_')}"
    _makers[name] = make

    @cache
    @wraps(make)
    def found() -> T:
        known = section(name)
        return make() if known is None else cast("T", known)

    return found


def section(name: str) -> Any:
    """One part of the compiled file; None when it is not there."""
    blob, places = _compiled()
    if name not in places:
        return None
    start, end = places[name]
    return json.loads(blob[start:end])


def is_fresh() -> bool:
    """Whether there is a compiled file, made from this code and these tables."""
    return bool(_compiled()[1])


def write(path: Path = FILE) -> None:
    """Make everything from the tables and write it to ``path``."""
    places: dict[str, tuple[int, int]] = {}
    parts: list[bytes] = []
    offset = 0
    for name, value in made().items():
        part = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        places[name] = (offset, offset + len(part))
        parts.append(part)
        offset += len(part)
    head = {"made_from": digest(), "bytes": offset, "places": places}
    content = b"\n".join((json.dumps(head).encode(), b"".join(parts)))
    # Under its name there is all of it or nothing, whoever reads meanwhile.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def made() -> dict[str, Any]:
    """Every part by name, in a stable order, made from the tables."""
    # Here, because the tables are read with the help of this module; and a module
    # registers what it derives when it is imported.
    from crible.text import tables  # noqa: PLC0415

    for module in ("legal_forms", "lexicon"):
        import_module(f"crible.text.{module}")
    languages = tables.names("romanisation")
    raw = ["identifiers", *(f"romanisation/{language}" for language in languages)]
    return {
        **{name: _makers[name]() for name in sorted(_makers)},
        **{name: tables.parsed(name) for name in raw},
    }


@cache
def digest() -> str:
    """A hash over the code and the tables of the room."""
    tables = _ROOM / "tables"
    paths = [
        *_ROOM.glob("*.py"),
        *tables.glob("*.py"),
        *tables.glob("**/*.toml"),
        *tables.glob("*.tsv"),
    ]
    found = hashlib.blake2b(digest_size=16)
    for name, path in sorted(
        (path.relative_to(_ROOM).as_posix(), path) for path in paths
    ):
        content = path.read_bytes()
        found.update(f"{name}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


@cache
def _compiled() -> tuple[bytes, Mapping[str, tuple[int, int]]]:
    return read(FILE, digest())


def read(path: Path, made_from: str) -> tuple[bytes, Mapping[str, tuple[int, int]]]:
    """The parts of a compiled file and where each lies.

    Args:
        path: the file, which need not be there.
        made_from: the hash that it must carry; with another one, nothing is returned.
    """
    try:
        head, _, parts = path.read_bytes().partition(b"\n")
        said = json.loads(head)
        fits = said["made_from"] == made_from and said["bytes"] == len(parts)
    except (OSError, ValueError, LookupError, TypeError):
        return b"", {}
    return (parts, said["places"]) if fits else (b"", {})
