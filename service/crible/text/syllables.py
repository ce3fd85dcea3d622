"""The spellings of a Hangul syllable that names are written with, whatever the scheme.

Kim Song Su, Kim Sung-soo and Gim Seongsu are one name: each syllable is spelled by the
habit of whoever wrote it, and lists mix habits within one name. What a whole word makes
by each scheme is in ``romanise``; here a name is taken apart.
"""

from __future__ import annotations

from itertools import product

from crible.text.remembered import remembered

_FIRST = 0xAC00
_LAST = 0xD7A3
_VOWELS = 21
_FINALS = 28
# In the order of Unicode; alternatives with a stroke, - for nothing.
_INITIAL = "g/k k n d/t t r/l m b/p p s/sh s - j/ch ch ch k t p h".split()
_VOWEL = (
    "a ae/ai ya yae eo/o/u e yeo/yo/yu ye o wa wae oe/oi yo u/oo wo we wi yu/yoo u/eu "
    "ui/i i/ee"
).split()
_FINAL = "- k/g k k n n n t l/r k m l l l p l m p/b p t t ng t t k t p t".split()
# Surnames that are spelled in other ways, too.
_SURNAMES = {
    "이": "yi/lee/ri/rhee",
    "리": "ri/li/lee/rhee",
    "박": "pak/park/bak",
    "임": "im/lim/rim",
    "림": "rim/lim/im",
    "유": "yu/yoo/ryu",
    "노": "no/roh/ro",
    "오": "o/oh",
    "안": "an/ahn",
    "우": "u/woo",
    "조": "jo/cho",
    "허": "ho/heo/hur/huh",
}
# Syllables of a given name that are written apart.
_TWO = 2
# Syllables of a name in one piece.
_NAME = range(2, 5)


def is_name(word: str) -> bool:
    """Whether a word may be a name in one piece: two to four syllables of Hangul."""
    return len(word) in _NAME and all(_FIRST <= ord(char) <= _LAST for char in word)


def cut_name(word: str) -> list[tuple[str, ...]]:
    """Ways to write a name: surname and given name, and three syllables apart."""
    first, rest = _surname(word[0]), [_spellings(char) for char in word[1:]]
    given = ["".join(parts) for parts in product(*rest)]
    found: list[tuple[str, ...]] = [(name, last) for name in first for last in given]
    if len(rest) == _TWO:
        found += product(first, *rest)
    return found


def _surname(syllable: str) -> tuple[str, ...]:
    special = _SURNAMES.get(syllable)
    return tuple(special.split("/")) if special else _spellings(syllable)


@remembered(2048)
def _spellings(syllable: str) -> tuple[str, ...]:
    rest, final = divmod(ord(syllable) - _FIRST, _FINALS)
    initial, vowel = divmod(rest, _VOWELS)
    parts = (_INITIAL[initial], _VOWEL[vowel], _FINAL[final])
    alternatives = (part.strip("-").split("/") for part in parts)
    return tuple("".join(spelled) for spelled in product(*alternatives))
