"""Unicode repair that keeps track of where each character came from.

Compatibility forms (full-width letters, ligatures, №) become plain ones, invisible
characters vanish, controls and broken code units become spaces. ``origin`` maps
every character that remains to its place in the text as given, so that a mention
can be reported in the caller's own offsets.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# Format characters (Cf) that separate words rather than sit inside one: none do.
# They are deleted: soft hyphen, zero-width space and joiners, bidi marks, BOM.
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻ`´ʹʺ′ˈ＇"), "'")
# What comes out as it went in: printable ASCII alone, or with letters that are composed,
# have no compatibility form and cannot be followed by a mark here (a test goes through
# all of them): Latin, Cyrillic, Hebrew, Arabic and Han, as most lists print them.
_PLAIN = re.compile(
    r"[\x20-\x7e\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e"
    r"\u0400-\u0481\u048a-\u052f\u05d0-\u05ea\u0621-\u063a\u0641-\u064a\u0671-\u0674\u0679-\u06d3"
    r"\u4e00-\u9fa5]*\Z"
)


class Cleaned(NamedTuple):
    """``text`` after repair; ``origin[i]`` is the index of ``text[i]`` as given.

    ``origin`` has one more element than ``text``: the length of the text as given.
    """

    text: str
    origin: range | list[int]


def clean(text: str) -> Cleaned:
    """Repair ``text``; any Unicode input is safe, including lone surrogates."""
    if _PLAIN.match(text):
        return Cleaned(text, range(len(text) + 1))
    out: list[str] = []
    origin: list[int] = []
    size = len(text)
    position = 0
    while position < size:
        end = position + 1
        while end < size and _continues(text[end]):
            end += 1
        for char in _repair(text[position:end]):
            out.append(char)
            origin.append(position)
        position = end
    origin.append(size)
    return Cleaned("".join(out), origin)


def _continues(char: str) -> bool:
    """Whether a character belongs to the one before: a mark, or a half-width one."""
    return unicodedata.combining(char) > 0 or char in "\uff9e\uff9f"


def _is_accent(char: str) -> bool:
    """Stress marks, overlays, Arabic and Hebrew points: what a name is printed without."""
    kind = unicodedata.combining(char)
    return kind == 1 or 10 <= kind <= 35 or kind >= 200


def _repair(cluster: str) -> str:
    """A base character with its marks, composed, without what cannot be seen."""
    if cluster.isascii():
        return cluster if cluster.isprintable() else " "
    # The sign is a word: in "№9" it must not grow together with its number.
    spaced = cluster.replace("№", "№ ")
    composed = unicodedata.normalize("NFKC", spaced).translate(_APOSTROPHES)
    kept = []
    for char in composed:
        category = unicodedata.category(char)
        if category == "Cf" or _is_accent(char):
            continue
        kept.append(" " if category in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} else char)
    return "".join(kept)
