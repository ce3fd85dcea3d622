"""The keys under which words and names are filed, and looked up again.

Words are filed under their readings, under the consonants of their plain reading
(for scripts without vowels), under what they mean, and, to be found with an edit,
under the reading less one letter; long words also under their three-letter grams.
Both sides use these functions, so a key that one side makes the other finds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from crible.matching.similarity import LONGEST_EDITED, grams
from crible.matching.storage import key_of
from crible.text import lexicon
from crible.text.skeleton import Reading, consonants, readings, readings_joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# The rank of a reading of a Han word: such words are compared in full.
OF_HAN = 2
# What stands in front of a reading that a letter may be missing from.
_DELETED = "-"
# As many readings take part in edits (see similarity.token_credit).
_EDITED = 3
# From this length of skeleton on, two edits are allowed, and grams find them.
GRAM_LENGTH = 8


@lru_cache(maxsize=1 << 14)
def exact_keys(word: str, script: str, *, joined: bool = False) -> tuple[str, ...]:
    """Keys on which two words meet without an edit."""
    found = [reading.key for reading in read_of(word, script, joined=joined)]
    plain = next((key for key in found if key[0] not in "=#"), "")
    skeleton = consonants(plain) if plain else ""
    if len(skeleton) >= 2:
        found.append("#" + skeleton)
    found += _meanings(word, script, joined=joined)
    return tuple(dict.fromkeys(found))


def spoken_keys(
    read: Iterable[Reading], word: str, script: str, *, joined: bool = False
) -> list[str]:
    """The same without consonants, which the compiled library finds by itself.

    Args:
        read: the readings of the word.
        word: in lower case.
        script: its ISO 15924 code.
        joined: whether it is several words written together.
    """
    return [
        *[reading.key for reading in read],
        *_meanings(word, script, joined=joined),
    ]


def _meanings(word: str, script: str, *, joined: bool) -> Iterator[str]:
    meaning = (lexicon.written if joined else lexicon.meaning)(word, script)
    if meaning:
        yield "@" + meaning.key
    value = lexicon.number(word)
    if value is None:
        value = lexicon.ROMAN_LETTERS.get(word)
    if value is not None:
        # IX and 9 share no letter and are one number.
        yield f"@number:{value}"


def edited_keys(read: Sequence[Reading]) -> list[str]:
    """Of the readings of a word those that take part in edits, four letters or more."""
    return [
        key
        for key in dict.fromkeys([reading.key for reading in read[:_EDITED]])
        if 3 < len(key) <= LONGEST_EDITED and key[0] not in "=#"
    ]


def read_of(word: str, script: str, *, joined: bool) -> tuple[Reading, ...]:
    """The readings of a word, or of several written together."""
    return readings_joined(word, script) if joined else readings(word, script)


def deletions(key: str) -> list[int]:
    """The hashes of ``key`` and of each way to leave one letter out.

    The same as ``key_of`` of these texts with a mark in front, but each of their common
    beginnings is hashed once.
    """
    if not key.isascii():
        # A letter is several bytes there.
        shorter = {key[:place] + key[place + 1 :] for place in range(len(key))}
        return [key_of(_DELETED + text) for text in (key, *shorter)]
    written = key.encode()
    before = crc32(_DELETED.encode())
    found = [crc32(written, before)]
    for place in range(len(written)):
        if written[place : place + 1] != written[place - 1 : place]:
            found.append(crc32(written[place + 1 :], before))
        before = crc32(written[place : place + 1], before)
    return found


def gram_keys(key: str) -> list[str]:
    """The keys under which a word is filed by its three-letter grams."""
    return [":" + gram for gram in grams(key)]
