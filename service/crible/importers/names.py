"""Names of an entry: their order, their type and their script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.model import Kind, Name
from crible.text.scripts import NEUTRAL, dominant_script

if TYPE_CHECKING:
    from collections.abc import Iterable

_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ACRONYM = re.compile(r"[A-Z]{2,8}")


def collect(kind: Kind, published: Iterable[Name]) -> tuple[Name, ...]:
    """The names to store: as published, then persons' names in spoken order.

    A text that is published twice is kept once, as strong if it is strong anywhere.
    """
    names: dict[str, Name] = {}
    for name in published:
        known = names.get(name.text)
        if known is None or (known.quality == "weak" and name.quality == "strong"):
            names[name.text] = name
    if kind == "person":
        for name in tuple(names.values()):
            if (spoken := spoken_order(name.text)) is not None:
                names.setdefault(
                    spoken,
                    Name(
                        spoken,
                        "former" if name.type == "former" else "alias",
                        name.quality,
                        origin="generated",
                        source="name order",
                    ),
                )
        return tuple(names.values())
    initials = [first_letters(name.text) for name in names.values() if " " in name.text]
    return tuple(_typed(name, initials) for name in names.values())


def spoken_order(text: str) -> str | None:
    """``LAST, First Middle`` -> ``First Middle LAST``; None without a comma."""
    parts = [part.strip() for part in text.split(",")]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return None
    suffix = parts.pop() if len(parts) > 2 and _SUFFIX.fullmatch(parts[-1]) else ""
    return " ".join((*parts[1:], parts[0], suffix)).strip()


def within(acronym: str, initials: str) -> bool:
    """Whether the letters occur in this order, starting with the first word."""
    rest = iter(initials)
    return initials[:1] == acronym[:1] and all(letter in rest for letter in acronym)


def script(text: str) -> str:
    """The script to note for a name; Latin where it has no letter at all."""
    found = dominant_script(text)
    return "Latn" if found in NEUTRAL else found


def _typed(name: Name, initials: list[str]) -> Name:
    """Calls an alias an acronym when it spells the first letters of another name."""
    if (
        name.type != "alias"
        or not _ACRONYM.fullmatch(name.text)
        or not any(within(name.text, letters) for letters in initials)
    ):
        return name
    return Name(
        name.text,
        "acronym",
        name.quality,
        name.script,
        name.language,
        name.origin,
        name.source,
    )


def first_letters(text: str) -> str:
    """The first letter of every word, as capitals."""
    return "".join(word[0].upper() for word in _WORD.findall(text))
