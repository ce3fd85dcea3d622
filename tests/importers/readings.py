"""The fixtures of every format, and how a reading of one is shown as plain JSON."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from crible.importers import read
from crible.model import Entry, ListInfo

FORMATS = Path(__file__).parent / "formats"
EXPECTED = "expected.json"
COLUMNS = (
    ("id", ("Reference",)),
    ("name", ("Name of party",)),
    ("aliases", ("Also known as",)),
    ("kind", ("Type",)),
    ("countries", ("Country",)),
    ("identifiers", ("Tax no",)),
    ("listed_on", ("Since",)),
    ("reason", ("Why",)),
)


def described(format_: str) -> ListInfo:
    """A list that is published in a format."""
    return ListInfo(
        "my-list",
        "My list",
        "Me",
        format=format_,
        columns=COLUMNS if format_ == "table" else (),
        defaults=(("authority", "Board"),) if format_ == "table" else (),
    )


def files(folder: Path) -> list[Path]:
    """The files of a fixture."""
    inside = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in inside if path.name != EXPECTED]


def parsed(paths, format_):
    """What reading gives, as plain JSON without defaults."""
    found = read(paths, described(format_))
    items = list(found.items)
    return {
        "published": found.published and found.published.isoformat(),
        "source": found.source,
        "notes": list(found.notes),
        "entries": [plain(item) for item in items if isinstance(item, Entry)],
        "rejects": [plain(item) for item in items if not isinstance(item, Entry)],
    }


def plain(value):
    """A value without its defaults, so that a case shows what the file says."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if not dataclasses.is_dataclass(value):
        return value
    return {
        field.name: plain(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if getattr(value, field.name) != field.default
    }
