"""How far each of some listed names may agree with a subject, before any is aligned.

Every word of these names is held against every unit of the subject by what the index
says of the words alone. No link of an alignment can be better than that, so the sums are
never below those of the alignment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from crible.matching.alignment import ACRONYM, CONCEPT, CUT, INITIAL, PREFIX
from crible.matching.ceiling import Reach
from crible.matching.index import ABBREVIATION, FORM, SINGLE
from crible.matching.prospects import LEAST_BITS
from crible.matching.side import IDLE, TELLING, stands_beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.found import Found
    from crible.matching.index import Index
    from crible.matching.retrieval import Retrieved, Way
    from crible.matching.units import Unit

# Agreement that floors of the score ask of a word.
_TIGHT = 0.93 - 1e-6
_ALIKE = 0.85 - 1e-6


class Bound:
    """The words of some names, and how far each is met; see the module."""

    def __init__(self, index: Index, asked: Asked, names: NDArray[np.uint32]) -> None:
        self._index = index
        self._asked = asked
        self._names = names
        self._count = len(names)
        starts = index.name_parts_at[names].astype(np.int64)
        sizes = index.name_parts_at[names + 1].astype(np.int64) - starts
        ends = np.cumsum(sizes)
        self._owner = np.repeat(np.arange(self._count), sizes)
        places = np.arange(len(self._owner)) + np.repeat(starts - ends + sizes, sizes)
        self._parts = index.name_parts[places]
        self._words = index.part_word[self._parts]
        self._weights = index.part_weight[self._parts]
        self._flags = index.part_flags[self._parts]
        side = asked.side
        # How far each listed word, and each word of ours in each name, is met at most.
        self._theirs = np.zeros(len(self._words))
        self._ours = np.zeros((len(side.tokens), self._count))
        self._letters = np.zeros_like(self._ours)
        self._their_letters = np.zeros(len(self._words))
        self._initials = np.zeros(self._count)
        # Words of ours that may stand for a form of theirs.
        self._formed = np.zeros(self._ours.shape, dtype=np.bool_)

    def meet(self, founds: Sequence[Found], ways: Sequence[list[Way]]) -> None:
        """Enter what the index says of the units: words alike, and ways to cut them."""
        units = self._asked.units
        rows = [
            (met.word, met.credit, unit)
            for unit, found in enumerate(founds)
            for met in found.rows
        ]
        if rows:
            # In ascending credit, so that of several entries the best one stays.
            rows.sort(key=lambda row: row[1])
            words, credit, of = (np.array(column) for column in zip(*rows, strict=True))
            order = np.argsort(words, kind="stable")
            ordered = words[order]
            first = ordered.searchsorted(self._words, "left")
            counts = ordered.searchsorted(self._words, "right") - first
            at = np.repeat(np.arange(len(counts)), counts)
            if len(at):
                ends = np.cumsum(counts)
                row = order[
                    np.arange(len(at)) + np.repeat(first - ends + counts, counts)
                ]
                ranked = np.argsort(row, kind="stable")
                at, row = at[ranked], row[ranked]
                self._enter(at, credit[row], of[row])
        for unit, found in enumerate(ways):
            for way in found:
                self._enter_cut(units[unit], way)
        self._enter_concepts()
        self._enter_initials()
        if self._asked.truncated:
            self._enter_beginning(units[len(self._asked.side.tokens) - 1])

    def spell(self, retrieved: Retrieved) -> None:
        """Enter acronyms: words of ours that are initials of theirs, and the reverse."""
        side = self._asked.side
        for place, names in retrieved.by_letters:
            at = np.flatnonzero(_among(self._names, names))
            if len(at):
                self._ours[place, at] = np.maximum(self._ours[place, at], ACRONYM)
                theirs = np.isin(self._owner, at)
                self._theirs[theirs] = np.maximum(self._theirs[theirs], ACRONYM)
                self._initials[at] += side.weights[place]
        if len(retrieved.spelled):
            there = np.flatnonzero(_among(self._words, retrieved.spelled))
            if len(there):
                self._theirs[there] = np.maximum(self._theirs[there], ACRONYM)
                at = self._owner[there]
                np.add.at(self._initials, at, self._weights[there])
                for place in self._asked.said:
                    self._ours[place, at] = np.maximum(self._ours[place, at], ACRONYM)

    def _enter(self, at: NDArray[Any], credit: NDArray[Any], of: NDArray[Any]) -> None:
        """Enter how far listed words agree with units, in ascending credit."""
        self._theirs[at] = credit
        sizes = self._index.word_size[self._words[at]]
        self._their_letters[at] = self._weights[at] * sizes * credit
        owners = self._owner[at]
        for unit in np.unique(of).tolist():
            mine = of == unit
            found = np.zeros(self._count)
            found[owners[mine]] = credit[mine]
            self._take(self._asked.units[unit], found)
            self._form(self._asked.units[unit], at[mine])

    def _take(self, unit: Unit, found: NDArray[Any]) -> None:
        """Take how far a unit is met in each name for each of its words."""
        side = self._asked.side
        size = sum([side.sizes[place] for place in unit.positions])
        for place in unit.positions:
            np.maximum(self._ours[place], found, out=self._ours[place])
            np.maximum(
                self._letters[place],
                found * (side.weights[place] * size),
                out=self._letters[place],
            )

    def _form(self, unit: Unit, at: NDArray[Any]) -> None:
        """Note where a unit stands for listed words of which some are forms."""
        forms = self._owner[at[(self._flags[at] & FORM) != 0]]
        if len(forms):
            for place in unit.positions:
                self._formed[place, forms] = True

    def _enter_cut(self, unit: Unit, way: Way) -> None:
        """A unit that stands in a name in two or three pieces, side by side."""
        width = len(way.pieces)
        last = len(self._words) - width + 1
        if last <= 0:
            return
        there = self._owner[:last] == self._owner[width - 1 :]
        for shift, words in enumerate(way.pieces):
            run = self._words[shift : last + shift]
            there &= run == words[0] if len(words) == 1 else _among(run, words)
        at = np.flatnonzero(there)
        if not len(at):
            return
        found = np.zeros(self._count)
        found[self._owner[at]] = CUT
        self._take(unit, found)
        self._form(unit, at)
        size = sum([self._asked.side.sizes[place] for place in unit.positions])
        for shift in range(width):
            places = at + shift
            self._theirs[places] = np.maximum(self._theirs[places], CUT)
            self._their_letters[places] = np.maximum(
                self._their_letters[places], self._weights[places] * size * CUT
            )

    def _enter_concepts(self) -> None:
        """What words mean beside their neighbours: design bureau."""
        for concept, places in self._asked.by_concept.items():
            code = self._index.concept_code(concept)
            if code is None:
                continue
            at = np.flatnonzero(self._index.part_concept[self._parts] == code)
            if len(at):
                self._higher(at, CONCEPT)
                found = np.zeros(self._count)
                found[self._owner[at]] = CONCEPT
                for unit in places:
                    self._take(self._asked.units[unit], found)

    def _higher(self, at: NDArray[Any], value: float) -> None:
        """These listed words are met at least so far."""
        self._theirs[at] = np.maximum(self._theirs[at], value)
        sizes = self._index.word_size[self._words[at]]
        self._their_letters[at] = np.maximum(
            self._their_letters[at], self._weights[at] * sizes * value
        )

    def _enter_initials(self) -> None:
        """Single letters on either side, and the words that they may stand for."""
        asked, index = self._asked, self._index
        singles = np.flatnonzero(self._flags & SINGLE)
        if len(singles):
            firsts = index.word_first[self._words[singles]]
            for letter, places in asked.by_first.items():
                at = singles[firsts == ord(letter)]
                if len(at):
                    self._initial(at, places)
        if asked.singles:
            spoken = np.flatnonzero((self._flags & FORM) == 0)
            firsts = index.word_first[self._words[spoken]]
            for letter, places in asked.singles.items():
                at = spoken[firsts == ord(letter)]
                if len(at):
                    self._initial(at, places)

    def _enter_beginning(self, last: Unit) -> None:
        """The last word of a name that was cut off, for all that begin like it."""
        index = self._index
        letter = ord(last.text[0])
        at = [
            place
            for place in np.flatnonzero(
                index.arrays["word_letter"][self._words] == letter
            ).tolist()
            if index.words[int(self._words[place])].startswith(last.text)
        ]
        if at:
            places = np.array(at)
            self._higher(places, PREFIX)
            found = np.zeros(self._count)
            found[self._owner[places]] = PREFIX
            self._take(last, found)
            self._form(last, places)

    def _initial(self, at: NDArray[Any], places: list[int]) -> None:
        self._theirs[at] = np.maximum(self._theirs[at], INITIAL)
        owners = self._owner[at]
        most = max(self._asked.side.weights[place] for place in places)
        np.add.at(self._initials, owners, np.minimum(self._weights[at], most))
        for place in places:
            row = self._ours[place]
            row[owners] = np.maximum(row[owners], INITIAL)

    def reach(self) -> Reach:
        """The most that each name can have in common with the subject."""
        side, owner, count = self._asked.side, self._owner, self._count
        ours_weight = np.array(side.weights)
        total = float(ours_weight.sum()) or 1.0
        telling = ours_weight > TELLING
        unmet = self._ours == 0.0
        missing = unmet * ours_weight[:, None]
        theirs_total = np.bincount(owner, self._weights, count)
        their_telling = self._weights > TELLING
        lacking = self._weights * (self._theirs == 0.0)
        bits = np.minimum(
            np.array(side.bits) @ self._ours,
            np.bincount(
                owner, self._index.part_bits[self._parts] * self._theirs, count
            ),
        )
        letters = np.minimum(
            self._letters.sum(axis=0), np.bincount(owner, self._their_letters, count)
        )
        if self._asked.truncated:
            theirs = self._shown()
            lacking = np.zeros_like(lacking)
        else:
            met = np.bincount(owner, self._weights * self._theirs, count)
            theirs = met / np.maximum(theirs_total, 1e-6)
        return Reach(
            (ours_weight @ self._ours) / total,
            theirs,
            letters,
            bits,
            self._initials,
            missing[telling].sum(axis=0),
            missing[~telling].sum(axis=0),
            np.bincount(owner, lacking * their_telling, count),
            np.bincount(owner, lacking * ~their_telling, count),
            np.bincount(owner, their_telling, count) == 1,
        )

    def _shown(self) -> NDArray[Any]:
        """The share of each name that is met up to some word: the rest was cut off."""
        starts = np.searchsorted(self._owner, np.arange(self._count))
        ratios = []
        for values in (self._weights * self._theirs, self._weights):
            sums = np.cumsum(values)
            before = np.concatenate([[0.0], sums])[starts]
            ratios.append(sums - before[self._owner])
        met, said = ratios
        share = np.where(self._theirs > 0.0, met / np.maximum(said, 1e-6), 0.0)
        found: NDArray[Any] = np.maximum.reduceat(share, starts)
        return found

    def may_be_lifted(self, reach: Reach) -> NDArray[np.bool_]:
        """Names that a floor of the score may lift to the line, whatever the curve."""
        asked, owner, count = self._asked, self._owner, self._count
        said = np.array([t.role not in IDLE for t in asked.side.tokens])
        silent = np.array([stands_beside(token) for token in asked.side.tokens])
        telling = np.array(asked.side.weights) > TELLING
        spoken = (self._flags & FORM) == 0
        their_telling = self._weights > TELLING

        def none(which: NDArray[np.bool_]) -> NDArray[np.bool_]:
            found: NDArray[np.bool_] = np.bincount(owner, which, count) == 0
            return found

        tight = self._ours >= _TIGHT
        their_loose = self._theirs < _TIGHT
        # A name but for its spelling; a word of ours may stand for a form of theirs.
        alike = (self._ours[said] > 0.0).all(axis=0)
        alike &= none(spoken & (self._theirs < _ALIKE))
        # The one word that identifies a listed name.
        brand = tight[~silent].all(axis=0)
        brand &= np.bincount(owner, their_telling & ~their_loose, count) > 0
        brand &= none(their_telling & their_loose & ((self._flags & ABBREVIATION) == 0))
        # All that tells, with only common words left over on one side. What stands for
        # a form of theirs may do so loosely: Limietd.
        settled = tight | self._formed
        over = settled[said].all(axis=0) | none(spoken & their_loose)
        over &= settled[telling].all(axis=0) & none(their_telling & their_loose)
        over &= reach.bits >= LEAST_BITS
        lifted: NDArray[np.bool_] = alike | brand | over
        return lifted


def _among(values: NDArray[Any], known: NDArray[Any]) -> NDArray[np.bool_]:
    """Which values are among the known ones, which are in order."""
    places = known.searchsorted(values)
    np.minimum(places, len(known) - 1, out=places)
    found: NDArray[np.bool_] = known[places] == values
    return found
