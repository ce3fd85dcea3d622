"""Which words may resemble one of a few listed ones, by their letters alone.

What is sorted out here the finder cannot find: it looks for the same keys, for readings
that share a deletion or enough letters, and for pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA

from crible.batch.spelling import Spelling, among, nearby
from crible.batch.vocabulary import Vocabulary, skeletons
from crible.matching import keys
from crible.matching.similarity import allowed_edits, edited, revowelled
from crible.matching.units import SHORTEST_HALF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from crible.batch.traces import Traces
    from crible.matching.index import Index

# Scripts of which a reading tells how far a word is apart from one in an alphabet.
_SPELLED = frozenset({"Latn", "Cyrl", "Hani"})


class Letters:
    """The words of a few entries by their letters.

    Attributes:
        keys: under which they are filed, as numbers of ``Spelling``.
    """

    def __init__(self, index: Index) -> None:
        filed = [keys.exact_keys(*index.word(word)) for word in range(len(index.words))]
        self.keys = np.unique(Spelling.of([key for of in filed for key in of]).wholes())
        marked = [
            (word, key) for word, of in enumerate(filed) for key in of if key[0] == "#"
        ]
        numbers = Spelling.of([key for _, key in marked]).wholes()
        self._sounding: dict[int, list[str]] = {}
        for (word, _), number in zip(marked, numbers.tolist(), strict=True):
            plain_key = "" if index.is_abjad(word) else index.word_keys[word]
            self._sounding.setdefault(number, []).append(plain_key)
        self._sounds = np.unique(numbers)
        plain = [index.word_keys[word] for word in range(len(index.words))]
        self._plain = np.unique(Spelling.of(plain).wholes())
        # Readings that an edit may lead to, by length. The pinyin of a Han word is
        # compared in full.
        edits = Spelling.of(
            [index.edit_keys[place] for place in range(len(index.edit_keys))]
        )
        order = np.argsort(edits.sizes, kind="stable")
        self._sizes = edits.sizes[order]
        self._long = edits.signatures()[order]
        self._edits = [
            "" if index.edit_rank[place] == keys.OF_HAN else index.edit_keys[place]
            for place in order.tolist()
        ]
        rank = np.argsort(order)
        numbers, of = edits.deletions()
        sort = np.argsort(numbers, kind="stable")
        self._deletions, self._deleted = numbers[sort], rank[of[sort]]

    def resembled(
        self, said: Vocabulary
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Words that may resemble a listed one, and those that may be cut in some."""
        found = said.odd.copy()
        found[said.every_of[among(said.every, self.keys)]] = True
        cut = said.spelled.copy()
        cut[said.lines_of[self._cut(said.lines, said.unspaced[said.lines_of])]] = True
        cut &= ~said.together
        plain = np.array([script in _SPELLED for script in said.scripts], dtype=bool)
        found |= cut
        found |= self._by_letters(said.lines, said.lines_of, said.spoken, plain)
        self._by_sound(said, found)
        return found, cut

    def runs(self, traces: Traces) -> NDArray[np.bool_]:
        """Neighbours that may resemble a listed word when written together."""
        spelling = Spelling(traces.letters, traces.letters_of)
        may = among(spelling.wholes(), self.keys)
        numbers, owner = spelling.deletions()
        may[owner[among(numbers, self._deletions)]] = True
        read = spelling.texts()
        sounds = Spelling.of(skeletons(read)).wholes()
        for place in np.flatnonzero(among(sounds, self._sounds) & ~may).tolist():
            may[place] = self._sounds_alike(int(sounds[place]), read[place])
        return may

    def _by_sound(self, said: Vocabulary, found: NDArray[np.bool_]) -> None:
        """Find words with the consonants of a listed one, and nearly its vowels."""
        plain = dict(
            zip(reversed(said.lines_of.tolist()), reversed(said.spoken), strict=True)
        )
        met = among(said.sounds, self._sounds) & ~found[said.sounds_of]
        for at in np.flatnonzero(met).tolist():
            place = int(said.sounds_of[at])
            found[place] = self._sounds_alike(int(said.sounds[at]), plain[place])

    def _sounds_alike(self, number: int, plain: str) -> bool:
        """Whether one of the words with these consonants may be meant.

        Of a word without vowels the consonants are all there is.
        """
        return any(
            not other or revowelled(plain, other) > 0.0
            for other in self._sounding[number]
        )

    def _by_letters(
        self,
        lines: Spelling,
        owner: NDArray[np.intp],
        spoken: list[str],
        plain: NDArray[np.bool_],
    ) -> NDArray[np.bool_]:
        """Kinds of which a reading may be an edit away from a listed one.

        Args:
            lines: readings.
            owner: the kind of each.
            spoken: the same as texts.
            plain: whether letters tell how far a kind is from another word; where they
                do not, it is compared in full.
        """
        found = np.zeros(len(plain), dtype=bool)
        for ours, theirs in self._by_deletion(lines):
            kind = owner[ours]
            if not found[kind]:
                other = self._edits[theirs]
                found[kind] = (
                    not plain[kind] or not other or edited(spoken[ours], other) > 0.0
                )
        # More edits than one are allowed in long words only.
        signatures = lines.signatures()
        for size in np.unique(lines.sizes).tolist():
            if size < keys.GRAM_LENGTH:
                continue
            edits = allowed_edits(size)
            start, end = np.searchsorted(
                self._sizes, [size - edits, size + edits + 1]
            ).tolist()
            some = np.flatnonzero((lines.sizes == size) & ~found[owner])
            for ours, theirs in nearby(
                signatures[some], self._long[start:end], 2 * edits
            ):
                line = int(some[ours])
                other = self._edits[start + theirs]
                if (
                    other
                    and plain[owner[line]]
                    and OSA.distance(spoken[line], other, score_cutoff=edits) > edits
                ):
                    continue
                found[owner[line]] = True
        return found

    def _by_deletion(self, lines: Spelling) -> Iterator[tuple[int, int]]:
        """Readings and listed ones, by their places, that a missing letter makes one."""
        numbers, of = lines.deletions()
        first = self._deletions.searchsorted(numbers, "left")
        counts = self._deletions.searchsorted(numbers, "right") - first
        met = np.flatnonzero(counts)
        ours = np.repeat(of[met], counts[met])
        ends = np.cumsum(counts[met])
        theirs = np.arange(len(ours)) + np.repeat(
            first[met] - ends + counts[met], counts[met]
        )
        pairs = np.unique(ours * len(self._edits) + self._deleted[theirs])
        one, other = np.divmod(pairs, len(self._edits))
        yield from zip(one.tolist(), other.tolist(), strict=True)

    def _cut(self, lines: Spelling, apart: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Readings that are the plain readings of two listed words side by side.

        Where names are written in one piece there may be a third between them.
        """
        owner = np.repeat(np.arange(len(lines)), lines.sizes)
        at = np.arange(len(owner))
        start, end = lines.start[owner], lines.end[owner]
        begins = among(lines.stretch(start, at), self._plain)
        ends = among(lines.stretch(at, end), self._plain)
        inside = (at - start >= SHORTEST_HALF) & (end - at >= SHORTEST_HALF)
        begins &= inside
        # The letter where they meet may belong to both.
        meet = begins & (ends | np.concatenate([[False], ends[:-1]]))
        found = np.zeros(len(lines), dtype=bool)
        found[owner[meet]] = True
        has_begin, has_end = (np.zeros(len(lines), dtype=bool) for _ in range(2))
        has_begin[owner[begins]] = True
        has_end[owner[ends]] = True
        three = np.flatnonzero(apart & has_begin & has_end & ~found)
        found[self._cut_in_three(lines, three, begins, ends)] = True
        return found

    def _cut_in_three(
        self,
        lines: Spelling,
        some: NDArray[np.intp],
        begins: NDArray[np.bool_],
        ends: NDArray[np.bool_],
    ) -> NDArray[np.intp]:
        """Of some readings those between whose first and last piece a third stands.

        Args:
            lines: all readings.
            some: places of those in question.
            begins: letters before which a listed word ends that begins the reading.
            ends: letters at which one begins that ends it.
        """
        middles: list[tuple[int, int, int]] = []
        for line in some.tolist():
            first, last = int(lines.start[line]), int(lines.end[line])
            after = np.flatnonzero(ends[first:last]).tolist()
            for before in np.flatnonzero(begins[first:last]).tolist():
                # Each letter where two meet may belong to both.
                middles += [
                    (line, first + start, first + end)
                    for start in (before, before - 1)
                    for behind in after
                    for end in (behind, behind + 1)
                    if end - start >= SHORTEST_HALF and first + end <= last
                ]
        if not middles:
            return some[:0]
        line_of, start_of, end_of = np.array(middles, dtype=np.intp).T
        found: NDArray[np.intp] = line_of[
            among(lines.stretch(start_of, end_of), self._plain)
        ]
        return found
