"""Whether a native name and a listed Latin one can be told to belong together.

Some companies carry an English brand that renders neither sound nor meaning of their
native name. No rule of spelling leads from one to the other; such cases are shown
apart, and still count as missed. The test is generous: one telling word whose
romanisation resembles a stretch of the Latin name is enough not to be a ceiling.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from unidecode import unidecode

from crible.evaluation.given import Given
from crible.text.romanise import variants

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.model import Name

# Below this resemblance (0..100, best stretch) names are taken for unrelated. Measured
# on 132 native company names of the EU list (Cyrillic, Han, Arabic): 115 of them stay
# below it against one Latin name of another entry, 7 against those of their own.
_RENDERS = 62.0
# Words of which fewer letters are left prove nothing.
_LEAST = 3
_VOWELS = re.compile("[aeiouyw]")


def is_ceiling(item: Given, listed: Iterable[Name]) -> bool:
    """Whether a name and the listed ones of the other script render one another.

    Args:
        item: the name that was asked, native or Latin.
        listed: the names that the list holds of the entry; those of the same side of
            the border of scripts do not count.

    Returns:
        True when they do not; False also when there is nothing to tell by.
    """
    if item.name.script == "Latn":
        natives = [name for name in listed if name.script not in {"Latn", "Zyyy"}]
        latin = [_folded(item.name.text)]
    else:
        natives = [item.name]
        latin = [_folded(name.text) for name in listed if name.script == "Latn"]
    words = [_renderings(Given(item.entry, name)) for name in natives]
    # A native name without any word to judge by may be the one that fits.
    if not latin or not words or not all(words):
        return False
    return resemblance(set().union(*words), latin) < _RENDERS


def resemblance(words: Iterable[str], latin: Iterable[str]) -> float:
    """The best resemblance, 0..100, of one of the words with a stretch of a name."""
    names = list(latin)
    best = 0.0
    for word in words:
        for name in names:
            if len(name) < _LEAST:
                continue
            short, long = sorted((word, name), key=len)
            best = max(best, fuzz.partial_ratio(short, long))
    return best


def _renderings(item: Given) -> set[str]:
    """Romanisations of the telling words of a name, folded; vowels left out for abjads."""
    telling = [
        token for token in item.parsed.tokens if token.role in {"distinctive", "place"}
    ]
    abjad = item.name.script in {"Arab", "Hebr"}
    found: set[str] = set()
    for token in telling:
        for _, spelled in variants(token.text):
            word = _folded(spelled)
            if len(word) >= _LEAST:
                found.add(word)
            bare = _VOWELS.sub("", word)
            if abjad and len(bare) >= _LEAST:
                found.add(bare)
    return found


def _folded(text: str) -> str:
    return re.sub("[^a-z0-9]", "", unidecode(text).lower())
