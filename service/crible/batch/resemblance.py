"""Which listed names hold a word like one that was noted, and how far it is met there.

Keys and letters sort out the words that none of a few entries can resemble; the finder
of their index, which the engine asks, judges the others.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.batch import traces as noted
from crible.batch.held import Held, Names, Runs
from crible.batch.initials import LETTERS
from crible.batch.kinds import JOINED
from crible.batch.letters import Letters
from crible.batch.spelling import among
from crible.batch.traces import ragged
from crible.matching import keys
from crible.matching.alignment import CONCEPT, CUT
from crible.matching.finder import WordFinder
from crible.matching.index import ABBREVIATION, SINGLE
from crible.matching.kernel.library import library
from crible.matching.kernel.words import KernelWords
from crible.matching.retrieval import Retrieval
from crible.matching.side import TELLING
from crible.matching.storage import key_of
from crible.matching.units import Unit

_NOWHERE = np.zeros(0, dtype=np.intp)
# Scripts of which a reading tells how far a word is apart from one in an alphabet.
_SPELLED = frozenset({"Latn", "Cyrl", "Hani"})

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from crible.batch.traces import Traces
    from crible.batch.vocabulary import Vocabulary
    from crible.matching import Screener
    from crible.text.tokens import Token


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
        self._letters = Letters(index)

    def keys_of(self, word: int) -> tuple[str, ...]:
        """The keys under which a listed word is filed."""
        return keys.exact_keys(*self._index.word(word))

    def of_kinds(self, said: Vocabulary) -> Held:
        """Who holds a word like each of these."""
        may, cut = self._letters.resembled(said)
        meant = {token.concept for token in said.tokens}
        means = {concept for concept in meant if concept and self._means(concept)}
        may |= np.array([token.concept in means for token in said.tokens], dtype=bool)
        return self._held(
            len(may),
            (
                (place, _unit(said.tokens[place]), cut[place])
                for place in np.flatnonzero(may).tolist()
            ),
        )

    def of_runs(
        self,
        traces: Traces,
        said: Vocabulary,
        kind: NDArray[np.intp],
        words_at: NDArray[np.intp],
        held: Held,
    ) -> Runs:
        """Who holds a word like neighbours written together.

        Args:
            traces: of the subjects.
            said: their kinds.
            kind: of each word.
            words_at: where the words of each question begin.
            held: who holds a word like each kind.
        """
        may = self._letters.runs(traces)
        question = np.repeat(np.arange(len(traces.how)), traces.joined)

        def units() -> Iterator[tuple[int, Unit, bool]]:
            for place, row in enumerate(rows.tolist()):
                span = int(traces.span[row])
                first = words_at[question[row]] + (span >> noted.WIDTH_BITS)
                width = span & noted.WIDTH
                some = kind[first : first + width].tolist()
                text = "".join([said.tokens[one].text for one in some])
                run = tuple(range(width))
                yield (
                    place,
                    Unit(text, said.scripts[some[0]], run, role="joined"),
                    False,
                )

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


def _unit(token: Token) -> Unit:
    width = 2 if token.role == JOINED else 1
    run = tuple(range(width))
    return Unit(token.text, token.script, run, token.concept, token.role, token.number)
