"""From a word to the words of an index that resemble it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crible.matching import keys
from crible.matching.alignment import CONCEPT
from crible.matching.found import EDITED, Found, Met
from crible.matching.kept import Kept
from crible.matching.similarity import (
    BY_CONVENTION,
    EDITS_WHEN_JOINED,
    MINIMUM,
    REVOWELLED,
    SHORTEST_HAN,
    VOWELS_APART,
    Credit,
    allowed_edits,
    by_consonants,
    edited,
    grams_needed,
    revowelled,
    sounds_alike,
    token_credit,
)
from crible.matching.slips import signature
from crible.matching.storage import key_of
from crible.text.scripts import ABJADS
from crible.text.skeleton import abjad_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.matching.index import Index
    from crible.matching.kernel.words import KernelWords

# Words whose findings are kept: a night file repeats its words.
_KEPT = 1 << 14
_KEPT_JOINED = 1 << 10
_NONE = (0.0, "")
_SAME = Credit(1.0, "same")


class WordFinder:
    """Finds the words of an index that resemble a word; remembers what it found."""

    def __init__(self, index: Index, kernel: KernelWords | None = None) -> None:
        """Find in an index, with the compiled library or by this module alone."""
        self._index = index
        self.kernel = kernel
        self._kept: Kept[tuple[str, str], Found] = Kept(_KEPT)
        # Words written together seldom come again, and would push out those that do.
        self._joined: Kept[tuple[str, str], Found] = Kept(_KEPT_JOINED)

    def find(self, word: str, script: str) -> tuple[tuple[int, float], ...]:
        """(word of the index, credit) pairs, credit above zero, in ascending credit."""
        return self.met(word, script).pairs()

    def met(self, word: str, script: str, *, joined: bool = False) -> Found:
        """All words that agree in some way, in ascending credit.

        Args:
            word: one word in lower case.
            script: its ISO 15924 code.
            joined: whether it is several words written together.
        """
        kept = self._joined if joined else self._kept
        found = kept.get((word, script))
        if found is None:
            found = kept[word, script] = self._look_up(word, script, joined=joined)
        return found

    def _look_up(self, word: str, script: str, *, joined: bool) -> Found:
        kernel = self.kernel
        known = kernel.resembling(word, script, joined=joined) if kernel else None
        if not known:
            return _settled(*self._found(word, script, joined=joined))
        if not (known.in_full or known.unvowelled):
            return known.found
        found = {met.word: (met.value, met.how) for met in known.found.rows}
        plain = keys.read_of(word, script, joined=joined)[0].key
        if known.unvowelled:
            skeleton = _skeleton(keys.exact_keys(word, script, joined=joined))
            for place, credit in self._by_consonants(
                set(known.unvowelled), plain, skeleton
            ).items():
                if credit[0] >= found.get(place, _NONE)[0]:
                    found[place] = credit
        for place in known.in_full:
            agreed = self._in_full(word, script, plain, place, joined=joined)
            if agreed.value:
                found[place] = agreed
        return _settled(found, set(known.meaning))

    def _found(
        self, word: str, script: str, *, joined: bool
    ) -> tuple[dict[int, tuple[float, str]], set[int]]:
        """How far words agree by their letters, and which mean the same."""
        index = self._index
        by_meaning: set[int] = set()
        sounding: set[int] = set()
        in_full: set[int] = set()
        into = {"@": by_meaning, "#": sounding}
        wanted = keys.exact_keys(word, script, joined=joined)
        for key, group in zip(
            wanted, index.exact.each([key_of(key) for key in wanted]), strict=True
        ):
            if group is not None:
                into.get(key[0], in_full).update(group.tolist())
        plain = keys.read_of(word, script, joined=joined)[0].key
        found: dict[int, tuple[float, str]] = {}
        if script in ABJADS:
            in_full |= sounding
        elif plain[0] != "=":
            found = self._by_consonants(sounding - in_full, plain, _skeleton(wanted))
        for place, value in self._edited(word, script, plain, joined=joined):
            if value is None:
                in_full.add(place)
            elif value > found.get(place, _NONE)[0]:
                found[place] = value, EDITED
        for place in in_full:
            credit = self._in_full(word, script, plain, place, joined=joined)
            if credit.value:
                found[place] = credit
        return found, by_meaning

    def _in_full(
        self, word: str, script: str, plain: str, place: int, *, joined: bool
    ) -> Credit:
        """How far a word agrees with one of the index that shares a reading with it."""
        index = self._index
        other, its_script = index.word(place)
        if other == word:
            return _SAME
        if plain[0] != "=" and index.word_keys[place] == plain:
            alike = sounds_alike(plain, same_script=script == its_script)
            if alike is not None:
                return alike
        return token_credit(word, script, other, its_script, joined=joined)

    def _by_consonants(
        self, places: set[int], plain: str, skeleton: str
    ) -> dict[int, tuple[float, str]]:
        """Words with the consonants of an alphabet's word, if no more sets them apart."""
        index = self._index
        found: dict[int, tuple[float, str]] = {}
        vowels_apart = len(skeleton) > VOWELS_APART
        for place in places:
            if index.is_abjad(place):
                if skeleton in abjad_keys(index.words[place]):
                    found[place] = by_consonants(skeleton[1:])
            elif (
                vowels_apart and abs(index.key_length(place) - len(plain)) <= REVOWELLED
            ):
                value = revowelled(plain, index.word_keys[place])
                if value:
                    found[place] = value, EDITED
        return found

    def _edited(
        self, word: str, script: str, plain: str, *, joined: bool
    ) -> Iterator[tuple[int, float | None]]:
        """(word, credit) of words a few edits away; None for one to compare in full."""
        index = self._index
        ours = keys.edited_keys(keys.read_of(word, script, joined=joined))
        if plain[0] == "=" and len(plain) <= SHORTEST_HAN:
            return
        # Han signs and unvowelled words are compared in full.
        whole = script in ABJADS or plain[0] == "="
        words, ranks = index.edit_word, index.edit_rank
        for key in ours:
            for number in self._near(key, joined=joined, whole=whole):
                place, rank = words[number], ranks[number]
                if whole or rank == keys.OF_HAN:
                    yield place, None
                    continue
                value = edited(key, index.edit_keys[number], joined=joined)
                if rank or key != plain:
                    value -= BY_CONVENTION
                if value >= MINIMUM:
                    yield place, value

    def _near(self, key: str, *, joined: bool, whole: bool) -> set[int]:
        """Readings that may be within the edits allowed of another.

        Args:
            key: the other one.
            joined: whether it is of several words written together.
            whole: whether letters do not tell how far words are apart.
        """
        near: set[int] = set()
        for group in self._index.near.get(keys.deletions(key)):
            near.update(group.tolist())
        if near and not whole:
            # An edit changes two bits of a signature at most.
            letters, ours = self._index.edit_signature, signature(key)
            most = 2 * (EDITS_WHEN_JOINED if joined else allowed_edits(len(key)))
            near = {
                number
                for number in near
                if (letters[number] ^ ours).bit_count() <= most
            }
        if not joined and len(key) >= keys.GRAM_LENGTH:
            near.update(self._far(key))
        return near

    def _far(self, key: str) -> list[int]:
        """Long readings two edits away, or three for a very long one."""
        index = self._index
        edits = allowed_edits(len(key))
        rows = index.grams.get([key_of(gram) for gram in keys.gram_keys(key)])
        needed = grams_needed(len(key), edits)
        if len(rows) < needed:
            return []
        numbers = np.concatenate(rows)
        numbers.sort()
        # A number that stands there so often stands as far behind itself.
        ahead, behind = numbers[: len(numbers) - needed + 1], numbers[needed - 1 :]
        near = ahead[ahead == behind]
        differ = index.edit_letters[near] ^ np.uint64(signature(key))
        near = near[np.bitwise_count(differ) <= 2 * edits]
        lengths = index.edit_length[near].astype(np.int16)
        found: list[int] = near[np.abs(lengths - len(key)) <= edits].tolist()
        return found


def _skeleton(wanted: Iterable[str]) -> str:
    """Of the keys of a word the one of its consonants."""
    return next((key for key in wanted if key[0] == "#"), "")


def _settled(by_letters: dict[int, tuple[float, str]], by_meaning: set[int]) -> Found:
    """Words that agree by their letters and words that mean the same, in order."""
    rows = [
        Met(place, max(value, CONCEPT) if place in by_meaning else value, value, how)
        for place, (value, how) in by_letters.items()
    ]
    rows += [
        Met(place, CONCEPT, 0.0, "") for place in by_meaning if place not in by_letters
    ]
    rows.sort(key=lambda met: (met.credit, met.word))
    return Found.of(rows)
