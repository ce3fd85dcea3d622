"""Hangul syllables in Latin letters.

Unicode numbers the syllables by first consonant, vowel and last consonant, so they
come apart by arithmetic; the letters of a scheme and what happens where two syllables
meet are data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIRST = 0xAC00
_VOWELS = 21
_FINALS = 28
_SILENT = 11
_RUN = re.compile("[\uac00-\ud7a3]+")
# A soft first consonant is voiced after these; after the others it is not.
_SONANT = frozenset({"", "n", "m", "ng", "l"})


@dataclass(frozen=True, slots=True)
class Romaniser:
    """One scheme for Hangul.

    Args:
        initials: letters of the 19 first consonants.
        vowels: letters of the 21 vowels.
        finals: letters of the 28 endings, as they sound before a consonant.
        linked: the same endings before a vowel.
        meets: ``ending+initial`` to what the two become.
        voiced: initials to what they become between sonants.
        between: what is put between syllables of a word; with a space, each stands
            alone, nothing is linked, and only the given name is voiced.
        surnames: syllables that are usual as a surname, with the usual spelling. If
            there are any, a word of two to four syllables that starts with one is
            taken for a person's name.
        given: syllables of given names with the usual spelling.
    """

    initials: tuple[str, ...]
    vowels: tuple[str, ...]
    finals: tuple[str, ...]
    linked: tuple[str, ...]
    meets: Mapping[str, str]
    voiced: Mapping[str, str]
    between: str
    surnames: Mapping[str, str]
    given: Mapping[str, str]

    @classmethod
    def of(cls, table: Mapping[str, str]) -> Romaniser:
        """Read a scheme from its table; ``-`` stands for nothing."""

        def letters(key: str) -> tuple[str, ...]:
            return tuple(item.strip("-") for item in table[key].split())

        def mapping(key: str) -> dict[str, str]:
            items = (item.partition("=") for item in table.get(key, "").split())
            return {left: right for left, _, right in items}

        return cls(
            initials=letters("initials"),
            vowels=letters("vowels"),
            finals=letters("finals"),
            linked=letters("linked"),
            meets=mapping("meets"),
            voiced=mapping("voiced"),
            between=table.get("between", "").replace("_", " "),
            surnames=mapping("surnames"),
            given=mapping("given"),
        )

    def apply(self, text: str) -> str:
        """Romanise the Hangul of a text; the rest stays."""
        return _RUN.sub(lambda match: self._word(match[0]), text)

    def _word(self, word: str) -> str:
        if self.surnames and 2 <= len(word) <= 4:
            length = 2 if len(word) == 4 else 1
            surname = self.surnames.get(word[:length])
            if surname is not None:
                given = [
                    self.given.get(char, self._joined(char)) for char in word[length:]
                ]
                return f"{surname.capitalize()} {'-'.join(given).capitalize()}"
        if self.between:
            return self.between.join(self._apart(word))
        return self._joined(word).capitalize()

    def _apart(self, word: str) -> list[str]:
        """Syllables that stand alone; after the second they are voiced."""
        syllables = [self._joined(char) for char in word]
        for index in range(2, len(word)):
            ending = (ord(word[index - 1]) - _FIRST) % _FINALS
            initial = (ord(word[index]) - _FIRST) // (_FINALS * _VOWELS)
            onset = self.initials[initial]
            if self.finals[ending] in _SONANT and onset in self.voiced:
                syllables[index] = self.voiced[onset] + syllables[index][len(onset) :]
        return [syllable.capitalize() for syllable in syllables]

    def _joined(self, word: str) -> str:
        pieces: list[str] = []
        ending = -1
        for char in word:
            rest, final = divmod(ord(char) - _FIRST, _FINALS)
            initial, vowel = divmod(rest, _VOWELS)
            pieces += [self._seam(ending, initial), self.vowels[vowel]]
            ending = final
        if ending >= 0:
            pieces.append(self.finals[ending])
        return "".join(pieces)

    def _seam(self, ending: int, initial: int) -> str:
        """The letters between two vowels: an ending and the initial after it."""
        onset = self.initials[initial]
        if ending < 0:
            return onset
        if initial == _SILENT:
            return self.linked[ending]
        coda = self.finals[ending]
        met = self.meets.get(f"{coda}+{onset}")
        if met is not None:
            return met
        if coda in _SONANT:
            onset = self.voiced.get(onset, onset)
        return coda + onset
