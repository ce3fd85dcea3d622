"""How a source spells a name: the text, and what is known of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from crible.importers.tomlfile import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.model import NameType, Quality

SCRIPTS = {
    "Latn": "LATIN",
    "Cyrl": "CYRILLIC",
    "Hani": "CJK",
    "Grek": "GREEK",
    "Arab": "ARABIC",
    "Hebr": "HEBREW",
    "Hang": "HANGUL",
    "Kana": "KATAKANA",
    "Armn": "ARMENIAN",
    "Geor": "GEORGIAN",
}
"""ISO 15924 code -> how Unicode names the letters of the script."""

_KEYS = {"text", "type", "script", "language", "quality"}
_TYPES = ("primary", "alias", "former", "acronym", "native")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of one name."""

    text: str
    type: NameType
    script: str
    language: str | None
    quality: Quality


def spelling(
    owner: Table, value: str | Mapping[str, Any], language: str | None
) -> Spelling:
    """A spelling from an array: a plain text, or a table that says more.

    Args:
        owner: the table that holds the array.
        value: the item.
        language: of the article, which holds for names in Latin script.
    """
    if isinstance(value, str):
        value = {"text": value}
    return written(Table(f"{owner.where}: spellings", value, _KEYS), language)


def written(table: Table, language: str | None) -> Spelling:
    """A spelling from a table.

    Raises:
        ListRefused: a key is wrong, or the name has no letter of its script.
    """
    text = table.text("text")
    script = table.choice("script", tuple(SCRIPTS), "Latn")
    letters = (char for char in text if char.isalpha())
    # A script that does not fit is a slip that would send the name to the wrong
    # romanisation; mixed names, as OOO before Cyrillic letters, do occur.
    if not any(
        unicodedata.name(char, "").startswith(SCRIPTS[script]) for char in letters
    ):
        raise table.refusal(
            "script", f"is {script}, and the name has no letter of it.", "Correct it."
        )
    stated = table.text("language", "")
    return Spelling(
        text=text,
        type=cast("NameType", table.choice("type", _TYPES, "alias")),
        script=script,
        language=stated or (language if script == "Latn" else None),
        quality=cast("Quality", table.choice("quality", ("strong", "weak"), "strong")),
    )
