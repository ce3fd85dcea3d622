"""From a subject's words to the listed names worth scoring.

For each unit the words of the index that earn credit are found; their names collect
that credit. The sum bounds the score from above, so names whose bound stays below the
line are left out without a loss (the tests hold this against a full scan).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA

from crible.matching import judgement, keys
from crible.matching.alignment import CONCEPT, CUT, CUT_UNLESS, INITIAL
from crible.matching.index import CUT_LENGTHS, cut_key, initials_keys, whole_key
from crible.matching.rarity import prior
from crible.matching.similarity import allowed_edits, grams_needed, token_credit
from crible.matching.storage import key_of
from crible.matching.units import cuts
from crible.text.skeleton import readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.matching.index import Index
    from crible.matching.profile import Profile
    from crible.matching.units import Unit
    from crible.text.tokens import Parsed

# Room above the bound, on the scale of a score: what a country may add.
_COUNTRY = 0.1
_ROUNDING = 0.01
# A bound that no line excludes.
_CERTAIN = 30.0
# Share of a name that links without a posting may explain: initials, cut-off words.
_UNSEEN = 0.35
# Words kept in the cache of looked-up words: a night file repeats its words.
_CACHED = 200_000


class WordFinder:
    """Finds the words of an index that resemble a word; remembers what it found."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._found: dict[tuple[str, str], tuple[tuple[int, float], ...]] = {}

    def find(self, word: str, script: str) -> tuple[tuple[int, float], ...]:
        """(word of the index, credit) pairs, credit above zero, in ascending credit."""
        known = self._found.get((word, script))
        if known is not None:
            return known
        places: set[int] = set()
        index = self._index
        for group in index.exact.get(
            [key_of(key) for key in keys.exact_keys(word, script)]
        ):
            places.update(group.tolist())
        for key in keys.edited_keys(word, script):
            places.update(self._near(key))
        found = []
        for place in places:
            other = index.word(place)
            credit = token_credit(word, script, *other).value
            if keys_meet(word, script, other):
                credit = max(credit, CONCEPT)
            if credit > 0.0:
                found.append((place, credit))
        found.sort(key=lambda pair: (pair[1], pair[0]))
        if len(self._found) >= _CACHED:
            self._found.clear()
        result = self._found[word, script] = tuple(found)
        return result

    def _near(self, key: str) -> set[int]:
        """Words with a reading within the allowed edits of ``key``; a few too many."""
        index = self._index
        places: set[int] = set()
        for group in index.near.get([key_of(item) for item in keys.deletions(key)]):
            places.update(group.tolist())
        if len(key) >= keys.GRAM_LENGTH:
            places.update(self._far(key))
        return places

    def _far(self, key: str) -> list[int]:
        """Words with a long reading two edits away, or three for a very long one."""
        index = self._index
        edits = allowed_edits(len(key))
        rows = index.grams.get([key_of(gram) for gram in keys.gram_keys(key)])
        if not rows:
            return []
        counts = np.bincount(np.concatenate(rows), minlength=1)
        near = np.flatnonzero(counts >= grams_needed(len(key), edits))
        lengths = index.arrays["key_length"][near].astype(np.int16)
        near = near[np.abs(lengths - len(key)) <= edits]
        words = index.arrays["key_word"]
        return [
            int(words[place])
            for place in near.tolist()
            if OSA.distance(key, index.long_keys[place], score_cutoff=edits) <= edits
        ]


def keys_meet(word: str, script: str, other: tuple[str, str]) -> bool:
    """Whether two words mean the same concept, place or number."""
    ours = [key for key in keys.exact_keys(word, script) if key[0] == "@"]
    return bool(ours) and not set(ours).isdisjoint(keys.exact_keys(*other))


class Candidates:
    """Selects names; holds scratch space, so one object serves one thread."""

    def __init__(self, index: Index, profile: Profile) -> None:
        self._index = index
        self._profile = profile
        self.finder = WordFinder(index)
        self._letters: dict[str, list[int]] | None = None
        count = index.name_count
        self._ours = np.zeros(count, dtype=np.float32)
        self._theirs = np.zeros(count, dtype=np.float32)
        self._bits = np.zeros(count, dtype=np.float32)
        self._unit = np.zeros(count, dtype=np.float32)
        self._unit_weight = np.zeros(count, dtype=np.float32)

    def select(
        self,
        parsed: Parsed,
        units: Sequence[Unit],
        subject_weights: Sequence[float],
        line: float,
        *,
        truncated: bool = False,
        countries: bool = False,
        reach: float = 0.0,
        persons: bool | None = None,
    ) -> list[int]:
        """Names whose score may reach ``line``, best bound first.

        Args:
            parsed: the subject's name.
            units: of it.
            subject_weights: per token.
            line: alert line 0..1.
            truncated: whether the name was cut off at its end.
            countries: whether an agreeing country may add to the score.
            reach: share of what is missing to 1 that dates may add.
            persons: keep to names of persons, or to those that are none.
        """
        touched: list[np.ndarray] = []
        for unit in units:
            weight = sum(subject_weights[place] for place in unit.positions)
            rows, credit_of = self._postings(unit)
            if not rows:
                continue
            for (names, word_weight), credit in zip(rows, credit_of, strict=True):
                self._unit[names] = credit
                self._unit_weight[names] = np.maximum(
                    self._unit_weight[names], credit * word_weight
                )
            all_names = np.concatenate([names for names, _ in rows])
            # Repeats of a name in ``all_names`` assign the same sum once.
            self._ours[all_names] += self._unit[all_names] * weight
            self._bits[all_names] += self._unit[all_names] * judgement.bits_of(
                [parsed.tokens[place] for place in unit.positions],
                [subject_weights[place] for place in unit.positions],
            )
            self._theirs[all_names] += self._unit_weight[all_names]
            self._unit[all_names] = 0.0
            self._unit_weight[all_names] = 0.0
            touched.append(all_names)
        sure = self._sure(parsed, units)
        if not touched:
            return sorted(sure)
        names = np.unique(np.concatenate(touched))
        curves = {
            True: (self._profile.judgement_person,),
            False: (self._profile.judgement,),
            None: (self._profile.judgement, self._profile.judgement_person),
        }[persons]
        bound = self._bound(parsed, names, subject_weights, curves, truncated=truncated)
        self._ours[names] = 0.0
        self._theirs[names] = 0.0
        self._bits[names] = 0.0
        # Undone here what steps after the judgement may add.
        lowest = 1.0 - (1.0 - line) / (1.0 - reach)
        lowest -= _COUNTRY if countries else _ROUNDING
        near = bound >= judgement.logit(max(lowest, 0.001))
        if persons is not None:
            near &= self._index.are_persons(names) == persons
        chosen = names[near]
        order = np.argsort(-bound[near], kind="stable")
        found: list[int] = chosen[order].tolist()
        # Names met whole come first: only so many are scored.
        whole = self._whole(parsed)
        met = {*whole, *found}
        return (
            whole
            + [place for place in found if place not in whole]
            + sorted(sure.difference(met))
        )

    def _bound(
        self,
        parsed: Parsed,
        names: np.ndarray,
        subject_weights: Sequence[float],
        curves: Sequence[Sequence[float]],
        *,
        truncated: bool,
    ) -> np.ndarray:
        """What the judgement of each name can be at most, as a logit."""
        total = sum(subject_weights) or 1.0
        most = judgement.bits_of(parsed.tokens, subject_weights)
        unseen = 0.0
        if truncated or any(len(token.text) == 1 for token in parsed.tokens):
            unseen = _UNSEEN
        weights = self._index.name_weights[names]
        ours = np.minimum(1.0, self._ours[names] / total + unseen)
        theirs = np.minimum(1.0, self._theirs[names] / weights + unseen)
        matched = np.minimum(self._ours[names], self._theirs[names])
        matched = np.minimum(2.0, matched + unseen)
        bits = np.minimum(most, self._bits[names] + 40.0 * unseen)
        letters = sum(
            judgement.size(token)
            for token in parsed.tokens
            if token.role not in {"legal", "stop"}
        )
        best = np.maximum.reduce(
            [
                judgement.ceiling(ours, theirs, matched, letters, bits, coefficients)
                for coefficients in curves
            ]
        )
        # A name met whole may be lifted to the floor of exact names, and one whose
        # rare word is all of the subject to the floor of brands.
        whole = (ours > 0.94) & (theirs > 0.94)
        if any(
            token.role == "distinctive"
            and prior(token.text, token.script) <= self._profile.rare
            for token in parsed.tokens
        ):
            whole |= ours > 0.9
        return np.where(whole, _CERTAIN, best)

    def _postings(
        self, unit: Unit
    ) -> tuple[list[tuple[np.ndarray, float]], list[float]]:
        """(names, word weight) of each word found for a unit, in ascending credit."""
        index = self._index
        if unit.role == "stop":
            return [], []
        pairs = list(self.finder.find(unit.text, unit.script))
        if not pairs or pairs[-1][1] < CUT_UNLESS:
            pairs = sorted(
                {**dict(pairs), **dict(self._cut(unit))}.items(),
                key=lambda pair: (pair[1], pair[0]),
            )
        if len(unit.positions) == 1 and len(unit.text) > 1:
            pairs = sorted([*self._as_initial(unit, pairs), *pairs], key=_by_credit)
        rows: list[tuple[np.ndarray, float]] = []
        credit_of: list[float] = []
        for place, credit in pairs:
            for names in index.postings.get([place]):
                rows.append((names, float(index.word_weights[place])))
                credit_of.append(credit)
        return rows, credit_of

    def _as_initial(
        self, unit: Unit, pairs: Sequence[tuple[int, float]]
    ) -> list[tuple[int, float]]:
        """Single letters of listed names that a whole word of ours may stand for."""
        if self._letters is None:
            self._letters = _single_letters(self._index)
        met = {place for place, _ in pairs}
        places = self._letters.get(_first_letter(unit.text, unit.script), ())
        return [(place, INITIAL) for place in places if place not in met]

    def _cut(self, unit: Unit) -> list[tuple[int, float]]:
        """Words that are the halves of a unit that the list writes as two."""
        index = self._index
        ways = cuts(unit)
        if not ways:
            return []
        halves = {half for way in ways for half in way}
        known: dict[str, list[int]] = {}
        for half in halves:
            places = [
                place
                for group in index.exact.get([key_of(half)])
                for place in group.tolist()
                if readings(*index.word(place))[0].key == half
            ]
            if places:
                known[half] = places
        found: dict[int, float] = {}
        for way in ways:
            if all(part in known for part in way):
                for part in way:
                    found.update(dict.fromkeys(known[part], CUT))
        return sorted(found.items())

    def _whole(self, parsed: Parsed) -> list[int]:
        """Names that read the same when written in one piece."""
        wanted = [key_of(whole_key(parsed))]
        cut = cut_key(parsed.text) if len(parsed.text) in CUT_LENGTHS else None
        if cut:
            wanted.append(key_of(cut))
        return [
            place for group in self._index.whole.get(wanted) for place in group.tolist()
        ]

    def _sure(self, parsed: Parsed, units: Sequence[Unit]) -> set[int]:
        """Names met as a whole or through initials: always worth scoring."""
        index = self._index
        found = set(self._whole(parsed)) | index.slips.find(parsed)
        letters = [
            "%" + "".join(_first_letters(unit))
            for unit in units
            if len(unit.positions) == 1
            and unit.role == "distinctive"
            and 3 <= len(unit.text) <= 7
        ]
        if len(parsed.tokens) > 1:
            for group in index.initials.get([key_of(item) for item in letters]):
                found.update(group.tolist())
            for key in initials_keys(parsed):
                for group in index.exact.get([key_of(key[1:])]):
                    for place in group.tolist():
                        for names in index.postings.get([place]):
                            found.update(names.tolist())
        return found


def _by_credit(pair: tuple[int, float]) -> tuple[float, int]:
    return pair[1], pair[0]


def _first_letter(word: str, script: str) -> str:
    key = readings(word, script)[0].key
    return key[1] if key[0] in "=#" and len(key) > 1 else key[0]


def _first_letters(unit: Unit) -> list[str]:
    return [_first_letter(char, unit.script) for char in unit.text]


def _single_letters(index: Index) -> dict[str, list[int]]:
    """The words of one character, by the first letter of their reading."""
    found: dict[str, list[int]] = {}
    # One character takes at most four bytes.
    for place in np.flatnonzero(np.diff(index.arrays["words_at"]) <= 4).tolist():
        word, script = index.word(place)
        if len(word) == 1:
            found.setdefault(_first_letter(word, script), []).append(place)
    return found
