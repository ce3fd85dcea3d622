"""From a subject's words to the listed names worth scoring.

For each unit the words of the index that earn credit are found; their names collect
that credit. The sum bounds the score from above, so names whose bound stays below the
line are left out without a loss (the tests hold this against a full scan).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from crible.matching import judgement, keys
from crible.matching.alignment import CONCEPT, CUT, CUT_UNLESS, INITIAL
from crible.matching.index import (
    CUT_LENGTHS,
    cut_key,
    initials_keys,
    is_light,
    whole_key,
)
from crible.matching.rarity import prior
from crible.matching.similarity import allowed_edits, grams_needed, token_credit
from crible.matching.storage import key_of
from crible.matching.units import cuts
from crible.text import lexicon
from crible.text.legal_forms import is_form
from crible.text.skeleton import readings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from crible.matching.index import Index
    from crible.matching.profile import Profile
    from crible.matching.units import Unit
    from crible.text.tokens import Parsed, Token

# Room above the bound, on the scale of a score: what a country may add.
_COUNTRY = 0.1
_ROUNDING = 0.01
# A bound that no line excludes.
_CERTAIN = 30.0
# From these shares of both names on the floors of the score may apply.
_NEARLY_ALL = 0.94
_ALL_BUT_FORMS = 0.9
# What is summed up for each name while a subject is looked for.
_SUMS = (
    "unit", "ours", "theirs", "whole", "bits", "telling", "common", "initials",
)  # fmt: skip
# A single letter says so much, see ``judgement``.
_INITIAL_BITS = 3.0
# Acronyms are met in names of so many words; they may stand for all of a listed one.
_LEAST_WITH_ACRONYM = 2
_WHOLE_NAME = 20.0
# Postings kept for words that come again, and the rows of one that is worth keeping.
_KEPT_POSTINGS = 4096
_KEPT_ROWS = 4096
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


class Posting(NamedTuple):
    """The listed names that a unit of the subject may meet, one row a word and name.

    Attributes:
        names: places of names, repeated where several words of one are met.
        credit: agreement of the words, in ascending order.
        weight: of the listed word times ``credit``.
        whole: the same, uncredited, for words that tell names apart; else 0.
        bits: what the listed word says times ``credit``.
        letters: names with a single letter that may stand for the unit.
    """

    names: NDArray[np.uint32]
    credit: NDArray[np.float32]
    weight: NDArray[np.float32]
    whole: NDArray[np.float32]
    bits: NDArray[np.float32]
    letters: NDArray[np.uint32] | None


class _Subject(NamedTuple):
    """What a subject's name weighs: in all, by kind of word, and in bits."""

    total: float
    telling: float
    common: float
    letters: float
    bits: float


class _Slack(NamedTuple):
    """What a name may gain without a posting; see ``Candidates._slack``."""

    ours: float
    theirs: float
    bits: float
    initials: float
    common: float
    truncated: bool


def _within(posting: Posting, met: NDArray[np.float32]) -> Posting:
    """The rows of a posting whose names were met before."""
    kept = met[posting.names] > 0.0
    return Posting(
        posting.names[kept],
        posting.credit[kept],
        posting.weight[kept],
        posting.whole[kept],
        posting.bits[kept],
        posting.letters,
    )


def _light_elsewhere(token: Token) -> bool:
    """Whether a word that tells here may be a form or a small word in another name."""
    if token.role not in {"distinctive", "generic", "line"}:
        return False
    if is_form(token.text) or token.text in lexicon.stop_words():
        return True
    meaning = lexicon.meaning(token.text, token.script)
    return meaning is not None and meaning.weight == "low"


class Candidates:
    """Selects names; holds scratch space, so one object serves one thread."""

    def __init__(self, index: Index, profile: Profile) -> None:
        self._index = index
        self._profile = profile
        self.finder = WordFinder(index)
        self._letters: dict[str, list[int]] | None = None
        self._postings: dict[tuple[str, str, bool], Posting] = {}
        self._sums = {
            name: np.zeros(index.name_count, dtype=np.float32)
            for name in _SUMS
        }

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
        # Undone here what steps after the judgement may add.
        lowest = 1.0 - (1.0 - line) / (1.0 - reach)
        lowest -= _COUNTRY if countries else _ROUNDING
        bar = judgement.logit(max(lowest, 0.001)) - _ROUNDING
        curves = {
            True: (self._profile.judgement_person,),
            False: (self._profile.judgement,),
            None: (self._profile.judgement, self._profile.judgement_person),
        }[persons]
        subject = self._weigh(parsed, subject_weights)
        slack = self._slack(parsed, subject_weights, truncated=truncated)
        names = self._meet(parsed, units, subject_weights, subject, slack, curves, bar)
        found: list[int] = []
        if len(names):
            bound = self._bound(parsed, names, subject, slack, curves)
            near = bound >= bar
            if persons is not None:
                near &= self._index.are_persons(names) == persons
            chosen, first = np.unique(names[near], return_index=True)
            order = np.argsort(-bound[near][first], kind="stable")
            found = chosen[order].tolist()
        sure = self._sure(parsed)
        for of, ours, theirs, bits in self._acronyms(parsed, units, subject_weights):
            more = slack._replace(
                ours=slack.ours + ours,
                theirs=slack.theirs + theirs,
                bits=slack.bits + bits,
                initials=1.0,
                common=slack.common + ours,
            )
            near = self._bound(parsed, of, subject, more, curves) >= bar
            if persons is not None:
                near &= self._index.are_persons(of) == persons
            sure.update(of[near].tolist())
        if len(names):
            for sums in self._sums.values():
                sums[names] = 0.0
        # Names met whole come first: only so many are scored.
        whole = self._whole(parsed)
        met = {*whole, *found}
        return (
            whole
            + [place for place in found if place not in whole]
            + sorted(sure.difference(met))
        )

    def _weigh(self, parsed: Parsed, weights: Sequence[float]) -> _Subject:
        least = judgement.TELLING
        return _Subject(
            sum(weights) or 1.0,
            sum(weight for weight in weights if weight > least),
            sum(weight for weight in weights if weight <= least),
            sum(
                judgement.size(token)
                for token in parsed.tokens
                if token.role not in {"legal", "stop"}
            ),
            judgement.bits_of(parsed.tokens, weights),
        )

    def _slack(
        self, parsed: Parsed, weights: Sequence[float], *, truncated: bool
    ) -> _Slack:
        """What links without a posting may add: light words, initials, cut-off words."""
        ours = bits = initials = theirs = 0.0
        common = 0.0
        for token, weight in zip(parsed.tokens, weights, strict=True):
            said = judgement.bits_of([token], [weight])
            if is_light(token, weight, self._profile) or _light_elsewhere(token):
                # Not looked for in names where it is light, and taken as met there.
                ours += weight
                bits += said
                common += weight
            elif len(token.text) == 1:
                # A listed word that begins with it.
                ours += weight
                bits += said
                common += weight
                theirs += 1.0
                initials += weight
        if truncated:
            last = parsed.tokens[-1]
            ours += weights[-1]
            common += weights[-1]
            bits += judgement.bits_of([last], [weights[-1]])
        return _Slack(ours, theirs, bits, initials, common, truncated=truncated)

    def _meet(
        self,
        parsed: Parsed,
        units: Sequence[Unit],
        weights: Sequence[float],
        subject: _Subject,
        slack: _Slack,
        curves: Sequence[Sequence[float]],
        bar: float,
    ) -> NDArray[np.uint32]:
        """Sum up what each name has in common with the subject; names may repeat.

        The heaviest units come first. As soon as a name that none of them met cannot
        reach the bar by all the others together, these count for met names alone.
        """
        heavy = [
            (sum(weights[place] for place in unit.positions), unit)
            for unit in units
            if unit.role != "stop"
        ]
        heavy.sort(key=lambda item: -item[0])
        met: list[NDArray[np.uint32]] = []
        left = set(range(len(weights)))
        closed = False
        sums = self._sums
        for weight, unit in heavy:
            if not closed and met:
                closed = not self._may_start(
                    parsed, weights, left, subject, slack, curves, bar
                )
            posting = self._posting(unit)
            if len(unit.positions) == 1:
                left.discard(unit.positions[0])
            if closed:
                posting = _within(posting, sums["ours"])
            names = posting.names
            if not len(names):
                continue
            said = judgement.bits_of(
                [parsed.tokens[place] for place in unit.positions],
                [weights[place] for place in unit.positions],
            )
            sums["unit"][names] = posting.credit
            sums["ours"][names] += sums["unit"][names] * weight
            for place in unit.positions:
                kind = "telling" if weights[place] > judgement.TELLING else "common"
                sums[kind][names] += weights[place]
            # The best of the words met counts, and nothing of another unit is lost.
            for name, values in (
                ("theirs", posting.weight),
                ("bits", np.minimum(posting.bits, said)),
            ):
                sums["unit"][names] = 0.0
                np.maximum.at(sums["unit"], names, values)
                sums[name][names] += sums["unit"][names]
            sums["unit"][names] = 0.0
            np.add.at(sums["whole"], names, posting.whole)
            if posting.letters is not None:
                sums["initials"][posting.letters] += self._profile.weight_initial
            met.append(names)
        return np.concatenate(met) if met else np.zeros(0, dtype=np.uint32)

    def _may_start(
        self,
        parsed: Parsed,
        weights: Sequence[float],
        left: set[int],
        subject: _Subject,
        slack: _Slack,
        curves: Sequence[Sequence[float]],
        bar: float,
    ) -> bool:
        """Whether a name met by no unit so far may reach the bar by those left."""
        if slack.truncated:
            return True
        least = judgement.TELLING
        ours = sum(weights[place] for place in left) + slack.ours
        telling = sum(weights[place] for place in left if weights[place] > least)
        common = sum(weights[place] for place in left if weights[place] <= least)
        share = min(1.0, ours / subject.total)
        if share > _ALL_BUT_FORMS:
            return True
        most = judgement.Reach(
            share,
            1.0,
            min(subject.total, ours),
            subject.letters,
            judgement.bits_of(
                [parsed.tokens[place] for place in left],
                [weights[place] for place in left],
            )
            + slack.bits,
            slack.initials + self._profile.weight_initial * len(left),
            max(0.0, subject.telling - telling),
            max(0.0, subject.common - common - slack.common),
            0.0,
        )
        return any(judgement.ceiling(most, curve) >= bar for curve in curves)

    def _bound(
        self,
        parsed: Parsed,
        names: NDArray[np.uint32],
        subject: _Subject,
        slack: _Slack,
        curves: Sequence[Sequence[float]],
    ) -> NDArray[np.float32]:
        """What the judgement of each name can be at most, as a logit."""
        index, sums = self._index, self._sums
        ours_met = sums["ours"][names] + slack.ours
        ours = np.minimum(1.0, ours_met / subject.total)
        if slack.truncated:
            theirs = np.ones_like(ours)
            theirs_met = np.full_like(ours, subject.total)
            missing: Any = 0.0
        else:
            theirs_met = sums["theirs"][names] + index.name_light[names] + slack.theirs
            theirs = np.minimum(1.0, theirs_met / np.maximum(index.name_weights[names], 1e-6))
            missing = np.maximum(
                0.0, index.name_telling[names] - sums["whole"][names] - slack.theirs
            )
        reach = judgement.Reach(
            ours,
            theirs,
            np.minimum(ours_met, theirs_met),
            subject.letters,
            np.minimum(subject.bits, sums["bits"][names] + slack.bits),
            slack.initials + sums["initials"][names],
            np.maximum(0.0, subject.telling - sums["telling"][names] - slack.ours),
            np.maximum(0.0, subject.common - sums["common"][names] - slack.common),
            missing,
        )
        best = np.maximum.reduce([judgement.ceiling(reach, curve) for curve in curves])
        # A name met whole may be lifted to the floor of exact names, and one whose
        # rare word is all of the subject to the floor of brands.
        whole = (ours > _NEARLY_ALL) & (theirs > _NEARLY_ALL)
        if any(
            token.role == "distinctive"
            and prior(token.text, token.script) <= self._profile.rare
            for token in parsed.tokens
        ):
            whole |= ours > _ALL_BUT_FORMS
        found: NDArray[np.float32] = np.where(whole, _CERTAIN, best)
        return found

    def _posting(self, unit: Unit) -> Posting:
        """The names that hold a word like a unit."""
        key = (unit.text, unit.script, len(unit.positions) == 1)
        known = self._postings.get(key)
        if known is not None:
            return known
        index = self._index
        pairs = list(self.finder.find(unit.text, unit.script))
        rows = [
            (names, credit, float(index.word_weights[place]), float(index.word_bits[place]))
            for place, credit in pairs
            for names in index.postings.get([place])
        ]
        letters = None
        if len(unit.positions) == 1 and len(unit.text) > 1:
            found = index.postings.get(self._as_initial(unit, pairs))
            weight = self._profile.weight_initial
            rows = [(names, INITIAL, weight, _INITIAL_BITS) for names in found] + rows
            letters = np.concatenate(found) if found else None
        if not pairs or pairs[-1][1] < CUT_UNLESS:
            rows += self._cut(unit)
        rows.sort(key=lambda row: row[1])
        counts = [len(names) for names, *_ in rows]
        credit, weight, bits = (
            np.repeat(np.array([row[at] for row in rows], dtype=np.float32), counts)
            for at in (1, 2, 3)
        )
        posting = Posting(
            np.concatenate([names for names, *_ in rows])
            if rows
            else np.zeros(0, dtype=np.uint32),
            credit,
            weight * credit,
            np.where(weight > judgement.TELLING, weight, np.float32(0.0)),
            bits * credit,
            letters,
        )
        if len(posting.names) <= _KEPT_ROWS:
            if len(self._postings) >= _KEPT_POSTINGS:
                self._postings.clear()
            self._postings[key] = posting
        return posting

    def _as_initial(
        self, unit: Unit, pairs: Sequence[tuple[int, float]]
    ) -> list[int]:
        """Single letters of listed names that a whole word of ours may stand for."""
        if self._letters is None:
            self._letters = _single_letters(self._index)
        met = {place for place, _ in pairs}
        places = self._letters.get(_first_letter(unit.text, unit.script), ())
        return [place for place in places if place not in met]

    def _cut(self, unit: Unit) -> list[tuple[NDArray[np.uint32], float, float, float]]:
        """Rows of the names that write a unit as two or three words of their own."""
        index = self._index
        ways = cuts(unit)
        known: dict[str, list[int]] = {}
        for half in {half for way in ways for half in way}:
            places = [
                place
                for group in index.exact.get([key_of(half)])
                for place in group.tolist()
                if readings(*index.word(place))[0].key == half
            ]
            if places:
                known[half] = places
        rows = []
        for way in ways:
            if not all(part in known for part in way):
                continue
            names: NDArray[np.uint32] | None = None
            for part in way:
                held = np.concatenate(
                    [np.zeros(0, dtype=np.uint32), *index.postings.get(known[part])]
                )
                names = held if names is None else np.intersect1d(names, held)
            if names is not None and len(names):
                weight, bits = (
                    sum(max(float(of[place]) for place in known[part]) for part in way)
                    for of in (index.word_weights, index.word_bits)
                )
                rows.append((names, CUT, weight, bits))
        return rows

    def _whole(self, parsed: Parsed) -> list[int]:
        """Names that read the same when written in one piece."""
        wanted = [key_of(whole_key(parsed))]
        cut = cut_key(parsed.text) if len(parsed.text) in CUT_LENGTHS else None
        if cut:
            wanted.append(key_of(cut))
        return [
            place for group in self._index.whole.get(wanted) for place in group.tolist()
        ]

    def _sure(self, parsed: Parsed) -> set[int]:
        """Names met as a whole or but for a slip: always worth scoring."""
        return set(self._whole(parsed)) | self._index.slips.find(parsed)

    def _acronyms(
        self, parsed: Parsed, units: Sequence[Unit], weights: Sequence[float]
    ) -> Iterator[tuple[NDArray[np.uint32], float, float, float]]:
        """Names met through initials: (names, ours, theirs, bits) that this may add."""
        index = self._index
        if len(parsed.tokens) < _LEAST_WITH_ACRONYM:
            return
        for unit in units:
            if (
                len(unit.positions) == 1
                and unit.role == "distinctive"
                and 3 <= len(unit.text) <= 7  # noqa: PLR2004 - as alignment has it
            ):
                place = unit.positions[0]
                said = judgement.bits_of([parsed.tokens[place]], [weights[place]])
                key = "%" + "".join(_first_letters(unit))
                for names in index.initials.get([key_of(key)]):
                    yield names, weights[place], _WHOLE_NAME, said
        for key in initials_keys(parsed):
            for group in index.exact.get([key_of(key[1:])]):
                for place in group.tolist():
                    said = float(index.word_bits[place])
                    for names in index.postings.get([place]):
                        yield names, sum(weights), float(index.word_weights[place]), said

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
