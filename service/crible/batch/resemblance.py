"""Which listed names hold a word like one that was noted, and how far it is met there.

Keys and letters sort out the words that none of a few entries can resemble; the finder
of their index, which the engine asks, judges the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.distance import OSA

from crible.batch import traces as noted
from crible.batch.held import NOTHING, Held, Met, Names, Runs
from crible.batch.spelling import Spelling, among, nearby
from crible.matching import keys
from crible.matching.alignment import CONCEPT, CUT
from crible.matching.finder import WordFinder
from crible.matching.index import ABBREVIATION, SINGLE
from crible.matching.kernel.library import library
from crible.matching.kernel.words import KernelWords
from crible.matching.retrieval import Retrieval
from crible.matching.side import TELLING
from crible.matching.similarity import REVOWELLED, allowed_edits
from crible.matching.storage import key_of
from crible.matching.units import SHORTEST_HALF, Unit

_NOWHERE = np.zeros(0, dtype=np.intp)
# Letters whose initials are told apart, see ``index.letter_bit``.
LETTERS = 31
# Room for the letters of a word beside a key.
_LENGTH_BITS = 16

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crible.batch.traces import Traces
    from crible.matching import Screener


class Resemblance:
    """The words of a few entries, to be asked for many words at once."""

    def __init__(self, few: Screener) -> None:
        index = few.index
        self._index = index
        self._profile = few.profile
        words = KernelWords(index) if library() else None
        self._retrieval = Retrieval(index, few.profile, WordFinder(index, words))
        # Where each word stands in the names, filed there or not.
        parts = index.name_parts
        words_of = index.part_word[parts]
        self._stands = np.argsort(words_of, kind="stable")
        self._stands_at = np.searchsorted(
            words_of[self._stands], np.arange(len(index.words) + 1)
        )
        self._name = np.repeat(
            np.arange(index.name_count),
            np.diff(index.name_parts_at.astype(np.int64)).astype(np.int64),
        )
        self._meant = index.part_concept[parts]
        self._weight = index.part_weight[parts]
        flags = index.part_flags[parts]
        self._tells = self._weight > TELLING
        self._short = (flags & ABBREVIATION) > 0
        self.single = (flags & SINGLE) > 0
        self._first = index.word_first[words_of]
        self._exact = index.arrays["exact_keys"]
        self._keys = np.unique(
            Spelling.of(
                [key for word in range(len(index.words)) for key in self.keys_of(word)]
            ).wholes()
        )
        sounds = []
        unvowelled = []
        for word in range(len(index.words)):
            marked = [key_of(key) for key in self.keys_of(word) if key[0] == "#"]
            if index.is_abjad(word):
                unvowelled += marked
            length = index.key_length(word)
            sounds += [(key << _LENGTH_BITS) + length for key in marked]
        self._sounding = np.unique(np.array(sounds, dtype=np.int64))
        self._unvowelled = np.unique(np.array(unvowelled, dtype=np.uint32))
        plain = [index.word_keys[word] for word in range(len(index.words))]
        self._plain = np.unique(Spelling.of(plain).wholes())
        edits = Spelling.of(
            [index.edit_keys[place] for place in range(len(index.edit_keys))]
        )
        self._deletions = np.unique(edits.deletions()[0])
        order = np.argsort(edits.sizes, kind="stable")
        self._long_sizes = edits.sizes[order]
        self._long = edits.signatures()[order]
        # The pinyin of a Han word is compared in full.
        self._long_key = [
            "" if index.edit_rank[place] == keys.OF_HAN else index.edit_keys[place]
            for place in order.tolist()
        ]

    def keys_of(self, word: int) -> tuple[str, ...]:
        """The keys under which a listed word is filed."""
        return keys.exact_keys(*self._index.word(word))

    def of_kinds(self, traces: Traces, texts: list[list[str]]) -> Held:
        """Who holds a word like each of the kinds, with their ``texts_of``."""
        may = any_of(among(traces.exact, self._exact), traces.exacts)
        may |= self._by_sound(traces)
        may |= (traces.flags & (noted.ODD | noted.SPELLED)) > 0
        meant = {text[2] for text in texts}
        means = {concept for concept in meant if concept and self._means(concept)}
        may |= np.array([text[2] in means for text in texts], dtype=bool)
        may |= self._by_letters(traces)
        met = {}
        for place in np.flatnonzero(may).tolist():
            found = self._met(_unit(texts[place]))
            if len(found.names):
                met[place] = found
        return Held.of(len(texts), met)

    def of_runs(
        self,
        traces: Traces,
        texts: list[list[str]],
        kind: NDArray[np.intp],
        words_at: NDArray[np.intp],
        held: Held,
    ) -> Runs:
        """Who holds a word like neighbours written together.

        Args:
            traces: of the subjects.
            texts: of their kinds.
            kind: of each word.
            words_at: where the words of each question begin.
            held: who holds a word like each kind.
        """
        spelling = Spelling(traces.letters, traces.letters_of)
        may = among(spelling.wholes(), self._keys)
        may |= among(traces.consonants, self._exact)
        numbers, owner = spelling.deletions()
        may[owner[among(numbers, self._deletions)]] = True
        question = np.repeat(np.arange(len(traces.how)), traces.joined)
        met = {}
        for row in np.flatnonzero(may).tolist():
            span = int(traces.span[row])
            first = words_at[question[row]] + (span >> noted.WIDTH_BITS)
            width = span & noted.WIDTH
            parts = [texts[place] for place in kind[first : first + width].tolist()]
            unit = Unit(
                "".join(part[5] for part in parts),
                parts[0][0],
                tuple(range(width)),
                role="joined",
            )
            found = self._met(unit)
            if len(found.names):
                met[row] = found
        # Those with several readings are kinds of their own.
        rows = np.array(list(met), dtype=np.intp)
        odd = np.searchsorted(traces.kind_hash, traces.odd_kind)
        again = np.repeat(np.arange(len(traces.how)), traces.odd)
        spans = np.concatenate([traces.span[rows], traces.odd_span]).astype(np.intp)
        odd_met = [held.of_word(place) for place in odd.tolist()]
        every = [*met.values(), *odd_met]
        kept = np.array([len(item.names) > 0 for item in every], dtype=bool)
        rows_of = np.concatenate([question[rows], again])[kept]
        spans = spans[kept]
        return Runs(
            rows_of,
            spans >> noted.WIDTH_BITS,
            spans & noted.WIDTH,
            Held.of(
                len(rows_of),
                dict(enumerate(item for item in every if len(item.names))),
            ),
        )

    def _means(self, concept: str) -> bool:
        """Whether a listed word means that."""
        index = self._index
        return index.concept_code(concept) is not None or bool(
            index.exact.get([key_of("@" + concept)])
        )

    def _by_sound(self, traces: Traces) -> NDArray[np.bool_]:
        """Kinds with the consonants of a listed word, and as many letters but one."""
        found = among(traces.sound, self._unvowelled)
        sound = traces.sound.astype(np.int64) << _LENGTH_BITS
        for apart in range(-REVOWELLED, REVOWELLED + 1):
            found |= among(sound + traces.plain_size + apart, self._sounding)
        return found & (traces.sound > 0)

    def _by_letters(self, traces: Traces) -> NDArray[np.bool_]:
        """Kinds of which a reading may be an edit away, or be cut in listed words."""
        found = np.zeros(len(traces.kind_hash), dtype=bool)
        lines, owner = _lines(traces)
        # Where letters do not tell, a word is compared in full.
        numbers, of = lines.deletions()
        found[owner[of[among(numbers, self._deletions)]]] = True
        # More edits than one are allowed in long words only.
        signatures = lines.signatures()
        for size in np.unique(lines.sizes).tolist():
            if size < keys.GRAM_LENGTH:
                continue
            edits = allowed_edits(size)
            first, last = np.searchsorted(
                self._long_sizes, [size - edits, size + edits + 1]
            )
            some = np.flatnonzero(lines.sizes == size)
            some = some[~found[owner[some]]]
            for ours, theirs in nearby(
                signatures[some], self._long[first:last], 2 * edits
            ):
                row, other = int(some[ours]), self._long_key[first + theirs]
                if other and OSA.distance(lines.text(row), other) > edits:
                    continue
                found[owner[row]] = True
        found[owner[self._cut(lines, traces.flags[owner])]] = True
        return found

    def _cut(self, lines: Spelling, flags: NDArray[np.integer]) -> NDArray[np.bool_]:
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
        apart = (flags & noted.UNSPACED) > 0
        if apart.any():
            has_begin, has_end = (np.zeros(len(lines), dtype=bool) for _ in range(2))
            has_begin[owner[begins]] = True
            has_end[owner[ends]] = True
            found |= apart & has_begin & has_end
        return found

    def names(self) -> Names:
        """What is to be known of each listed name, whoever asks."""
        count = self._index.name_count

        def sums(which: NDArray[np.bool_]) -> NDArray[np.float64]:
            found: Any = np.bincount(self._name, self._weight * which, count)
            return np.asarray(found, dtype=np.float64)

        letters = np.zeros(count, dtype=np.int64)
        some = self.single
        np.bitwise_or.at(
            letters,
            self._name[some],
            np.int64(1) << (self._first[some].astype(np.int64) % LETTERS),
        )
        told = ~self.single
        return Names(
            sums(np.ones(len(self._name), dtype=bool)),
            sums(self._tells & told),
            sums(~self._tells & told),
            sums(self._tells & ~self._short & told),
            sums(self.single),
            letters,
        )

    def _met(self, unit: Unit) -> Met:
        """The names that hold a word like a unit, or a meaning, or its pieces."""
        stands: list[NDArray[np.intp]] = []
        credits_: list[float] = []

        def add(some: NDArray[np.intp], credit: float) -> None:
            if len(some):
                stands.append(some)
                credits_.append(credit)

        for word, value in self._retrieval.met(unit).pairs():
            add(self._standing(word), value)
        for way in self._retrieval.ways(unit):
            for piece in way.pieces:
                for word in piece.tolist():
                    some = self._standing(word)
                    add(some[among(self._name[some], way.names)], CUT)
        if unit.concept:
            add(self._meaning(unit.concept), CONCEPT)
        return self._gathered(stands, credits_) if stands else NOTHING

    def _meaning(self, concept: str) -> NDArray[np.intp]:
        """Where words stand in names that mean something."""
        index = self._index
        code = index.concept_code(concept)
        found = [] if code is None else [np.flatnonzero(self._meant == code)]
        for group in index.exact.get([key_of("@" + concept)]):
            found += map(self._standing, group.tolist())
        return np.concatenate([_NOWHERE, *found])

    def _gathered(self, stands: list[NDArray[np.intp]], credits_: list[float]) -> Met:
        """Places in names, each list with how far they are met, by name."""
        at = stands[0]
        credit = np.full(len(at), credits_[0])
        if len(stands) > 1:
            at = np.concatenate(stands)
            credit = np.repeat(credits_, [len(some) for some in stands])
            order = np.lexsort((-credit, at))
            at, credit = at[order], credit[order]
            first = np.ones(len(at), dtype=bool)
            first[1:] = at[1:] != at[:-1]
            at, credit = at[first], credit[first]
        # What stands together in a name lies side by side.
        name = self._name[at]
        begins = np.flatnonzero(np.append(True, name[1:] != name[:-1]))
        weight, tells = self._weight[at], self._tells[at]
        return Met(
            name[begins],
            np.maximum.reduceat(credit, begins),
            np.add.reduceat(weight * credit, begins),
            np.add.reduceat(weight * tells, begins),
            np.add.reduceat(weight * ~tells, begins),
            np.add.reduceat(weight * (tells & ~self._short[at]), begins),
        )

    def _standing(self, word: int) -> NDArray[np.intp]:
        """Where a word stands in names, in their order."""
        return self._stands[self._stands_at[word] : self._stands_at[word + 1]]


def texts_of(traces: Traces) -> list[list[str]]:
    """The parts of the text of each kind, see ``noting``."""
    blob = traces.text.tobytes()
    ends = np.cumsum(traces.text_of.astype(np.intp)).tolist()
    starts = [0, *ends[:-1]]
    return [
        blob[start:end].decode("utf-8", "surrogatepass").split("\t", 5)
        for start, end in zip(starts, ends, strict=True)
    ]


def _unit(text: list[str]) -> Unit:
    script, role, concept, _, number, word = text
    width = 2 if role == "joined" else 1
    return Unit(
        word,
        script,
        tuple(range(width)),
        concept,
        role,
        int(number) if number else None,
    )


def _lines(traces: Traces) -> tuple[Spelling, NDArray[np.intp]]:
    """The readings of all kinds, and whose they are."""
    letters = traces.reads
    owner = np.repeat(np.arange(len(traces.reads_of)), traces.reads_of)
    breaks = letters == ord("\n")
    # The number of the line of each letter: of its kind, and among its own.
    line = owner + np.cumsum(breaks)
    kept = ~breaks
    letters, owner, line = letters[kept], owner[kept], line[kept]
    first = np.ones(len(line), dtype=bool)
    first[1:] = line[1:] != line[:-1]
    starts = np.flatnonzero(first)
    sizes = np.diff(np.append(starts, len(line)))
    return Spelling(letters, sizes), owner[starts]


def any_of(met: NDArray[np.bool_], counts: NDArray[np.integer]) -> NDArray[np.bool_]:
    """For each owner whether something was met, where each owns so many."""
    found = np.zeros(len(counts), dtype=bool)
    found[np.repeat(np.arange(len(counts)), counts)[met]] = True
    return found
