"""The keys under which words and names are filed, and looked up again.

Words are filed under their readings, under the consonants of their plain reading
(for scripts without vowels), under what they mean, and, to be found with an edit,
under the reading less one letter; long words also under their three-letter grams.
Both sides use these functions, so a key that one side makes the other finds.
"""

from __future__ import annotations

from functools import lru_cache

from crible.matching.similarity import LONGEST_EDITED, grams
from crible.text import lexicon
from crible.text.skeleton import Reading, consonants, readings, readings_joined

# As many readings take part in edits (see similarity.token_credit).
_EDITED = 3
# From this length of skeleton on, two edits are allowed, and grams find them.
GRAM_LENGTH = 8


@lru_cache(maxsize=1 << 14)
def exact_keys(word: str, script: str, *, joined: bool = False) -> tuple[str, ...]:
    """Keys on which two words meet without an edit."""
    found = [reading.key for reading in _read(word, script, joined=joined)]
    plain = next((key for key in found if key[0] not in "=#"), "")
    skeleton = consonants(plain) if plain else ""
    if len(skeleton) >= 2:
        found.append("#" + skeleton)
    meaning = (lexicon.written if joined else lexicon.meaning)(word, script)
    if meaning:
        found.append("@" + meaning.key)
    value = lexicon.number(word)
    if value is None:
        value = lexicon.ROMAN_LETTERS.get(word)
    if value is not None:
        # IX and 9 share no letter and are one number.
        found.append(f"@number:{value}")
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1 << 14)
def edited_keys(word: str, script: str, *, joined: bool = False) -> tuple[str, ...]:
    """The readings that take part in edits, three letters or more."""
    found = [reading.key for reading in _read(word, script, joined=joined)[:_EDITED]]
    return tuple(
        key
        for key in dict.fromkeys(found)
        if 3 < len(key) <= LONGEST_EDITED and key[0] not in "=#"
    )


def _read(word: str, script: str, *, joined: bool) -> tuple[Reading, ...]:
    return readings_joined(word, script) if joined else readings(word, script)


def deletions(key: str) -> list[str]:
    """``key`` and each way to leave one letter out, with a mark in front."""
    return [
        "-" + key,
        *{"-" + key[:place] + key[place + 1 :] for place in range(len(key))},
    ]


def gram_keys(key: str) -> list[str]:
    """The keys under which a word is filed by its three-letter grams."""
    return [":" + gram for gram in grams(key)]
