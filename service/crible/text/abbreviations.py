"""Tells abbreviations from words by their letters: IEMZ, TSK and NPO from Kupol.

Lists are printed in capitals, so case does not tell. A short word is taken for an
abbreviation when it cannot be said: no vowel, nothing but vowels, or a cluster of
consonants at either end that no European language has there. Of a script that writes no
vowels nothing of this can be told.
"""

from __future__ import annotations

from unidecode import unidecode

from crible.text.remembered import remembered
from crible.text.scripts import ABJADS, dominant_script

_LONGEST = 5
_VOWELS = frozenset("aeiouy")
# Pairs of consonants that words do begin with, and end in.
_STARTS = frozenset(
    (
        "bl br cl cr ch dr dz fl fr gl gr gh kh kl kn kr kv ks ph pl pr ps sc sh sk sl sm "
        "sn sp st sv sw th tr ts tv tw vl vr wh wr zh zv zl zm zn zd"
    ).split()
)
_ENDS = frozenset(
    (
        "bs ch ck cs ct dh ds ff fs ft gh gs ks kh lb ld lf lk ll lm lp ls lt lv mb mp ms nc "
        "nd ng nk nn ns nt nz ph ps pt rb rc rd rf rg rk rl rm rn rp rs rt rv rz sh sk sm sp "
        "ss st th ts tt tz zh zz sz cz"
    ).split()
)


@remembered(8192)
def is_abbreviation(word: str) -> bool:
    """Whether a lower-case word of up to five letters cannot be said as a word."""
    if not word.isascii() and dominant_script(word) in ABJADS:
        return False
    letters = unidecode(word).lower()
    if not letters.isalpha() or len(letters) > _LONGEST:
        return False
    vowels = sum(letter in _VOWELS for letter in letters)
    if vowels in {0, len(letters)}:
        return True
    start, end = letters[:2], letters[-2:]
    return (_VOWELS.isdisjoint(start) and start not in _STARTS) or (
        _VOWELS.isdisjoint(end) and end not in _ENDS
    )
