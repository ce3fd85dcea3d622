"""Short vowels that Arabic, Persian and Hebrew do not write.

They cannot be derived; the usual patterns can. A word comes in as sounds, one Latin
letter each, long vowels marked; the vowel that is likeliest is set where consonants
meet. Names of persons do not come this way: they have a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_VOWELS = frozenset("aeiouāīūēō")
_RUN = re.compile(r"[\u0590-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufefc]+")
_SHORT = re.compile("[\u064b-\u0650\u0652\u05b0-\u05bb]")


@dataclass(frozen=True, slots=True)
class Voweller:
    """Romanises each word of an abjad, with vowels of one pattern.

    Args:
        sounds: letters to sounds, one Latin letter each.
        then: sounds to the letters of the scheme.
        vowelling: two vowels, the usual one and the one after a long ā (as in
            *qāsim*); empty to leave the skeleton bare. A third character ``.`` keeps
            two consonants together at the end of a word (*badr*, not *badar*).
    """

    sounds: Callable[[str], str]
    then: Callable[[str], str]
    vowelling: str

    def apply(self, text: str) -> str:
        """Romanise the words of the script; the rest stays."""
        return _RUN.sub(self._word, text)

    def _word(self, match: re.Match[str]) -> str:
        word = match[0]
        sounds = self.sounds(word)
        if self.vowelling and not _SHORT.search(word):
            article, hyphen, rest = sounds.rpartition("-")
            sounds = article + hyphen + self._filled(rest)
        return self.then(sounds)

    def _filled(self, sounds: str) -> str:
        """Set vowels so that no word starts with two consonants or holds three."""
        usual, after_long = self.vowelling[0], self.vowelling[1]
        keeps_final = self.vowelling.endswith(".")
        filled: list[str] = []
        last_long = False
        closed = 1  # Consonants since the last vowel; a word begins as if after one.
        size = len(sounds)
        for index, sound in enumerate(sounds):
            if sound in _VOWELS or not sound.isalpha():
                filled.append(sound)
                last_long = sound == "ā"
                closed = 0 if sound in _VOWELS else 1
                continue
            filled.append(sound)
            closed += 1
            following = sounds[index + 1] if index + 1 < size else ""
            if not following or following in _VOWELS or not following.isalpha():
                continue
            last_pair = index + 2 == size
            # Long ā takes its i at once (qā-s-i-m); a final pair opens (ahm-a-d).
            if last_long and closed == 1 and last_pair:
                filled.append(after_long)
                closed = 0
            elif closed >= 2 or (last_pair and not (keeps_final and closed == 1)):
                filled.append(usual)
                closed = 0
                last_long = False
        return "".join(filled)
