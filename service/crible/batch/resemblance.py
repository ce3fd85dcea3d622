"""Which listed names hold a word like one that was noted, and how far it is met there.

Keys and letters sort out the words that none of a few entries can resemble; the finder
of their index, which the engine asks, judges the others.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.distance import OSA

from crible.batch import traces as noted
from crible.batch.held import Held, Names, Runs
from crible.batch.spelling import Spelling, among, nearby
from crible.batch.traces import any_of, ragged
from crible.matching import keys
from crible.matching.alignment import CONCEPT, CUT
from crible.matching.finder import WordFinder
from crible.matching.index import ABBREVIATION, SINGLE
from crible.matching.kernel.library import library
from crible.matching.kernel.words import KernelWords
from crible.matching.retrieval import Retrieval
from crible.matching.side import TELLING
from crible.matching.similarity import allowed_edits, edited, revowelled
from crible.matching.storage import key_of
from crible.matching.units import SHORTEST_HALF, Unit

_NOWHERE = np.zeros(0, dtype=np.intp)
# Letters whose initials are told apart, see ``index.letter_bit``.
LETTERS = 31
# Scripts of which a reading tells how far a word is apart from one in an alphabet.
_SPELLED = frozenset({"Latn", "Cyrl", "Hani"})

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
        self._stand_counts = np.bincount(words_of, minlength=len(index.words))
        self._name = np.repeat(
            np.arange(index.name_count),
            np.diff(index.name_parts_at.astype(np.int64)).astype(np.int64),
        )
        self._meanings: dict[str, NDArray[np.intp]] = {}
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
        self._sounding: dict[int, list[str]] = {}
        unvowelled = []
        for word in range(len(index.words)):
            marked = [key_of(key) for key in self.keys_of(word) if key[0] == "#"]
            if index.is_abjad(word):
                unvowelled += marked
            for key in marked:
                self._sounding.setdefault(key, []).append(index.word_keys[word])
        self._sounds = np.array(sorted(self._sounding), dtype=np.uint32)
        self._unvowelled = np.unique(np.array(unvowelled, dtype=np.uint32))
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

    def keys_of(self, word: int) -> tuple[str, ...]:
        """The keys under which a listed word is filed."""
        return keys.exact_keys(*self._index.word(word))

    def of_kinds(self, traces: Traces, texts: list[list[str]]) -> Held:
        """Who holds a word like each of the kinds, with their ``texts_of``."""
        may = any_of(among(traces.exact, self._exact), traces.exacts)
        may |= (traces.flags & noted.ODD) > 0
        meant = {text[2] for text in texts}
        means = {concept for concept in meant if concept and self._means(concept)}
        may |= np.array([text[2] in means for text in texts], dtype=bool)
        lines, owner = _lines(traces)
        spoken = lines.texts()
        cut = (traces.flags & noted.SPELLED) > 0
        cut[owner[self._cut(lines, traces.flags[owner])]] = True
        plain = np.array([text[0] in _SPELLED for text in texts], dtype=bool)
        may |= cut | self._by_letters(lines, owner, spoken, plain)
        may |= self._by_sound(traces, owner, spoken)
        places = np.flatnonzero(may).tolist()
        return self._held(
            len(texts), ((place, _unit(texts[place]), cut[place]) for place in places)
        )

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

        def units() -> Iterator[tuple[int, Unit, bool]]:
            for place, row in enumerate(rows.tolist()):
                span = int(traces.span[row])
                first = words_at[question[row]] + (span >> noted.WIDTH_BITS)
                width = span & noted.WIDTH
                parts = [texts[one] for one in kind[first : first + width].tolist()]
                text = "".join([part[5] for part in parts])
                run = tuple(range(width))
                yield place, Unit(text, parts[0][0], run, role="joined"), False

        rows = np.flatnonzero(may)
        found = self._held(len(rows), units())
        # Those with several readings are kinds of their own.
        odd = np.searchsorted(traces.kind_hash, traces.odd_kind)
        again = np.repeat(np.arange(len(traces.how)), traces.odd)
        spans = np.concatenate([traces.span[rows], traces.odd_span]).astype(np.intp)
        whole = Held.together(found, held.some(odd))
        kept = np.flatnonzero(np.diff(whole.at))
        return Runs(
            np.concatenate([question[rows], again])[kept],
            spans[kept] >> noted.WIDTH_BITS,
            spans[kept] & noted.WIDTH,
            whole.some(kept),
        )

    def _means(self, concept: str) -> bool:
        """Whether a listed word means that."""
        index = self._index
        return index.concept_code(concept) is not None or bool(
            index.exact.get([key_of("@" + concept)])
        )

    def _by_sound(
        self,
        traces: Traces,
        owner: NDArray[np.intp],
        spoken: list[str],
    ) -> NDArray[np.bool_]:
        """Kinds with the consonants of a listed word, and nearly its vowels."""
        found = among(traces.sound, self._unvowelled) & (traces.sound > 0)
        may = np.flatnonzero(among(traces.sound, self._sounds) & ~found)
        # The plain reading comes first.
        first = dict(zip(reversed(owner.tolist()), reversed(spoken), strict=True))
        for place in may.tolist():
            plain = first.get(place)
            found[place] = plain is None or any(
                revowelled(plain, other) > 0.0
                for other in self._sounding[int(traces.sound[place])]
            )
        return found

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
            self._by_first(),
        )

    def _by_first(self) -> NDArray[np.float64]:
        """What the words of each name weigh, by their first letter."""
        found = np.zeros((self._index.name_count, LETTERS, 4))
        place = self._name, self._first.astype(np.int64) % LETTERS
        kinds = (
            np.ones(len(self._name), dtype=bool),
            self._tells,
            ~self._tells,
            self._tells & ~self._short,
        )
        for column, which in enumerate(kinds):
            np.add.at(found[:, :, column], place, self._weight * which)
        return found

    def _held(self, count: int, asked: Iterable[tuple[int, Unit, bool]]) -> Held:
        """The names that hold words like some of so many units.

        Args:
            count: units that there are.
            asked: in ascending order the place of a unit, the unit, and whether it may
                be cut in pieces.
        """
        owners, words, credits_ = array("q"), array("q"), array("d")
        stands: list[tuple[int, NDArray[np.intp], float]] = []
        for owner, unit, may_be_cut in asked:
            for word, value in self._retrieval.met(unit).pairs():
                owners.append(owner)
                words.append(word)
                credits_.append(value)
            if may_be_cut:
                for way in self._retrieval.ways(unit):
                    for piece in way.pieces:
                        some = self._standing(piece)
                        some = some[among(self._name[some], way.names)]
                        stands.append((owner, some, CUT))
            if unit.concept:
                stands.append((owner, self._meaning(unit.concept), CONCEPT))
        found = np.array(words, dtype=np.intp)
        sizes = self._stand_counts[found]
        more = [len(some) for _, some, _ in stands]
        return self._gathered(
            count,
            np.concatenate(
                [
                    np.repeat(np.array(owners, dtype=np.intp), sizes),
                    np.repeat(np.array([one for one, _, _ in stands], np.intp), more),
                ]
            ),
            np.concatenate(
                [
                    self._stands[ragged(self._stand_counts, found)],
                    *[some for _, some, _ in stands],
                ]
            ),
            np.concatenate(
                [
                    np.repeat(np.array(credits_, dtype=np.float64), sizes),
                    np.repeat(np.array([how for _, _, how in stands], float), more),
                ]
            ),
        )

    def _meaning(self, concept: str) -> NDArray[np.intp]:
        """Where words stand in names that mean something."""
        known = self._meanings.get(concept)
        if known is None:
            known = self._meanings[concept] = self._meant_by(concept)
        return known

    def _meant_by(self, concept: str) -> NDArray[np.intp]:
        index = self._index
        code = index.concept_code(concept)
        found = [] if code is None else [np.flatnonzero(self._meant == code)]
        groups = index.exact.get([key_of("@" + concept)])
        return np.concatenate([_NOWHERE, *found, *map(self._standing, groups)])

    def _gathered(
        self,
        count: int,
        owner: NDArray[np.intp],
        at: NDArray[np.intp],
        credit: NDArray[np.float64],
    ) -> Held:
        """Places in names, each with whose it is and how far it is met, by name."""
        if not len(at):
            return Held.nobody(count)
        order = np.lexsort((-credit, at, owner))
        owner, at, credit = owner[order], at[order], credit[order]
        first = np.ones(len(at), dtype=bool)
        first[1:] = (at[1:] != at[:-1]) | (owner[1:] != owner[:-1])
        owner, at, credit = owner[first], at[first], credit[first]
        # What stands together in a name lies side by side.
        name = self._name[at]
        new = np.ones(len(name), dtype=bool)
        new[1:] = (name[1:] != name[:-1]) | (owner[1:] != owner[:-1])
        begins = np.flatnonzero(new)
        weight, tells = self._weight[at], self._tells[at]
        best = np.zeros(count)
        np.maximum.at(best, owner, credit)
        return Held(
            np.searchsorted(owner[begins], np.arange(count + 1)),
            name[begins],
            np.maximum.reduceat(credit, begins),
            np.add.reduceat(weight * credit, begins),
            np.add.reduceat(weight * tells, begins),
            np.add.reduceat(weight * ~tells, begins),
            np.add.reduceat(weight * (tells & ~self._short[at]), begins),
            best,
        )

    def _standing(self, words: NDArray[np.integer]) -> NDArray[np.intp]:
        """Where some words stand in names."""
        places = ragged(self._stand_counts, words.astype(np.intp))
        found: NDArray[np.intp] = self._stands[places]
        return found


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
