"""Letters that look alike across scripts, and digits that pass for letters.

A word of one script in which a few letters were taken from another ("КУПOЛ" with a
Latin O) is put back into the script of its majority. The pairs are the confusable
capitals and small letters of Unicode Technical Standard 39 that occur in names.
"""

from __future__ import annotations

from crible.text.remembered import remembered

_CYRILLIC = "АВЕКМНОРСТУХаеорсухіјѕԁһӏІЈЅ"
_LATIN__ = "ABEKMHOPCTYXaeopcyxijsdhlIJS"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοντυαικρ"
_GREEK_AS_LATIN = "ABEZHIKMNOPTYXovtuaikp"

TO_LATIN = str.maketrans(_CYRILLIC + _GREEK, _LATIN__ + _GREEK_AS_LATIN)
TO_CYRILLIC = str.maketrans(_LATIN__, _CYRILLIC)
# Latin capitals that all have a Cyrillic twin: a word made of these alone may be
# Cyrillic typed on a Latin keyboard (BEKTOP for ВЕКТОР).
_TWINS = frozenset("ABEKMHOPCTYX")
_UNUSUAL = frozenset("SJIsjidh")
_DIGITS = str.maketrans("0135", "oles")


def _is_cyrillic(char: str) -> bool:
    return "\u0400" <= char <= "\u052f"


def _is_latin(char: str) -> bool:
    return char.isalpha() and char < "\u0250"


def _is_greek(char: str) -> bool:
    return "\u0370" <= char <= "\u03ff"


@remembered(8192)
def repair(word: str, *, among_latin: bool = False) -> str:
    """Put a word of mixed scripts into the script of most of its letters.

    Args:
        word: one word, case kept.
        among_latin: whether the name around it is Latin, which decides a tie.

    A word of one script comes back as it is; one whose odd letters have no twin
    comes back as it is too.
    """
    if word.isascii():
        return word
    latin = sum(map(_is_latin, word))
    cyrillic = sum(map(_is_cyrillic, word))
    greek = sum(map(_is_greek, word))
    if cyrillic and latin and not greek:
        if cyrillic > latin or (cyrillic == latin and not among_latin):
            changed = word.translate(TO_CYRILLIC)
            # Few Cyrillic words have an S or a J: then the Latin reading comes first.
            usual = _UNUSUAL.isdisjoint(word) or any(
                map(_is_cyrillic, word.translate(TO_LATIN))
            )
            if usual and not any(_is_latin(char) for char in changed):
                return changed
        changed = word.translate(TO_LATIN)
        if not any(_is_cyrillic(char) for char in changed):
            return changed
        changed = word.translate(TO_CYRILLIC)
        return changed if not any(map(_is_latin, changed)) else word
    if greek and latin and not cyrillic and latin >= greek:
        changed = word.translate(TO_LATIN)
        return changed if not any(map(_is_greek, changed)) else word
    return word


def as_cyrillic(word: str) -> str | None:
    """The Cyrillic word that this all-capital Latin word may stand for, or None."""
    if len(word) >= 4 and word.isupper() and set(word) <= _TWINS:
        return word.translate(TO_CYRILLIC)
    return None


def without_digits(word: str) -> str | None:
    """``word`` with its look-alike digits as letters (kup0l -> kupol), or None.

    Only where digits are few and stand beside letters: ``gr4nit`` has no twin for
    4, ``b52`` is a number with a letter.
    """
    letters = sum(char.isalpha() for char in word)
    digits = sum(char in "0135" for char in word)
    if not digits or letters < 3 or digits > letters // 2:
        return None
    changed = word.translate(_DIGITS)
    return changed if changed.isalpha() else None
