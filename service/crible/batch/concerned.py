"""Whom a few entries may concern, told from what was noted when names were read.

This is no second opinion on what names have in common. It asks what ``Candidates.select``
asks, of the same index of a few entries, for all subjects at once:

* a listed name is taken in because a word of it resembles a word of the subject (or two
  or three written together, or a piece of one), because initials agree, because the name
  as a whole is filed under the same key, or because its letters are nearly the same;
* of names taken in by words, those are scored whose ``Prospects`` reach the line.

Whoever meets nothing of this is given no name to score by the engine, and cannot be hit.
What is coarser here than there lets more subjects through, never fewer: keys stand for
words that share them, signatures for edits, and a whole name is not scored. The engine is
asked about all that are let through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crible.batch import initials
from crible.batch import traces as noted
from crible.batch.reach import Line, Theirs
from crible.batch.resemblance import Resemblance
from crible.batch.spelling import among, within
from crible.batch.traces import any_of, ragged
from crible.batch.vocabulary import Vocabulary
from crible.batch.weighing import Words, above, sums_of, weighed
from crible.matching import Screener
from crible.matching.alignment import ACRONYM, ACRONYM_LETTERS, INITIAL
from crible.matching.index import TWICE
from crible.matching.side import TELLING
from crible.matching.slips import allowed
from crible.matching.storage import key_of
from crible.text.tokens import Parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from crible.batch.held import Held, Runs
    from crible.batch.reach import Sums
    from crible.batch.traces import Traces
    from crible.matching.asked import Asked
    from crible.matching.index import Index

# What steps after the judgement may add, as in ``candidates``, and room for rounding.
_COUNTRY, _ROUNDING, _SLACK = 0.1, 0.01, 1e-6
_EITHER = noted.PERSONS | noted.OTHERS
_NONE = np.zeros(0, dtype=np.intp)
# Pairs of a question and a name that are worked out at once.
_PAIRS = 1 << 15


class _Engine(Screener):
    """The engine, as far as it chooses names to score."""

    def chooses(
        self,
        asked: Asked,
        line: float,
        *,
        countries: bool,
        reach: float,
        persons: bool | None,
    ) -> bool:
        """Whether there are any."""
        return bool(
            self._candidates.select(
                asked, line, countries=countries, reach=reach, persons=persons
            ).names
        )

    def slipped(self, parsed: Parsed) -> bool:
        """Whether a listed name is the same but for a slip of the pen."""
        return bool(self._candidates.slips.find(parsed))


class Concern:
    """Tells whom some entries may concern.

    Args:
        few: over an index of these entries, with the weights of the whole.
        whole: index of all.
        line: score from which on a likeness is followed up.
        moved: words that weigh something else now, whoever holds them.
    """

    def __init__(
        self, few: Screener, whole: Index, line: float, moved: Iterable[str]
    ) -> None:
        self._few = few
        self._whole = whole
        self._line = line
        self._moved = frozenset(moved)
        index, profile = few.index, few.profile
        self._resemblance = Resemblance(few)
        self._engine = _Engine(index, profile)
        self._curves = Line(profile)
        self._names = self._resemblance.names()
        # Names that have a single letter twice.
        singled = index.arrays["singled"]
        again = index.arrays["singled_letters"] >= TWICE
        self._twice = frozenset(singled[again].tolist())
        self._are_persons = index.are_persons(np.arange(index.name_count))
        # Keys of words that may be the initials of words of a subject.
        self._acronyms = np.unique(
            np.array(
                [
                    key_of(key)
                    for word in range(len(index.words))
                    if len(index.words[word]) in ACRONYM_LETTERS
                    for key in self._resemblance.keys_of(word)
                ],
                dtype=np.uint32,
            )
        )

    def falls_on(self, traces: Traces) -> NDArray[np.bool_]:
        """Which of these subjects the entries may concern."""
        index = self._few.index
        if not len(index.ids) or not len(traces):
            return np.zeros(len(traces), dtype=bool)
        words, said = Words.of(traces), Vocabulary.of(traces)
        moved = np.array(
            [token.text in self._moved for token in said.tokens], dtype=bool
        )
        sure = any_of(moved[words.kind], traces.tokens)
        sure |= any_of(among(traces.whole, index.arrays["whole_keys"]), traces.wholes)
        slips = self._by_slip(traces)
        may = initials.spelled(traces, words, said, self._acronyms)
        weight, bits = weighed(traces, said, self._whole, self._few.profile)
        sums = sums_of(traces, words, said, weight, bits, self._line)
        may |= self._by_words(traces, words, said, sums, ~(sure | may))
        for question in np.flatnonzero((may | slips) & ~sure).tolist():
            at = int(words.at[question])
            kinds = words.kind[at : at + int(traces.tokens[question])]
            tokens = tuple([said.tokens[kind] for kind in kinds.tolist()])
            parsed = Parsed(" ".join([token.text for token in tokens]), tokens, ())
            sure[question] = (
                self._chooses(traces, parsed, question)
                if may[question]
                else self._engine.slipped(parsed)
            )
        numbers = among(traces.number, index.arrays["identifiers_keys"])
        return any_of(sure, traces.questions) | any_of(numbers, traces.numbers)

    def _chooses(
        self,
        traces: Traces,
        parsed: Parsed,
        question: int,
    ) -> bool:
        """Whether the engine would score a name beside this question."""
        how = int(traces.how[question])
        asked = self._engine.asked(parsed)
        asked.truncated = bool(how & noted.CUT)
        return self._engine.chooses(
            asked,
            self._line,
            countries=bool(how & noted.ABROAD),
            reach=float(above(traces.reach[question])),
            persons=None if not how & _EITHER else bool(how & noted.PERSONS),
        )

    def _by_slip(self, traces: Traces) -> NDArray[np.bool_]:
        """Questions whose letters are those of a listed name but for some."""
        arrays = self._few.index.arrays
        theirs, lengths = arrays["slip_letters"], arrays["slip_length"].astype(int)
        met = np.zeros(len(traces.slip), dtype=bool)
        for length in np.unique(traces.slip_size).tolist():
            # As ``SlipFinder.find`` has it.
            most = allowed(length)
            first, last = lengths.searchsorted(
                [length - most, length + max(most, 1) + 1]
            )
            some = np.flatnonzero(traces.slip_size == length)
            met[some] = within(traces.slip[some], theirs[first:last], 2 * max(most, 1))
        return any_of(met, traces.slips)

    def _by_words(
        self,
        traces: Traces,
        words: Words,
        said: Vocabulary,
        sums: Sums,
        wanted: NDArray[np.bool_],
    ) -> NDArray[np.bool_]:
        """Of the questions wanted those that share enough words with a listed name."""
        held = self._resemblance.of_kinds(said)
        runs = self._resemblance.of_runs(traces, said, words.kind, words.at, held)
        # As if one listed name held all that any of them holds.
        best = np.zeros(sums.weights.shape)
        np.maximum.at(best, (words.question, words.column), held.best[words.kind])
        for row, column in runs.places():
            np.maximum.at(best, (runs.question[row], column), runs.held.best[row])
        initialled = initials.initialled(words, said, self._names, self._twice, wanted)
        found = self._by_acronym(
            traces, words, said, sums, best, initialled // self._few.index.name_count
        )
        found &= wanted
        rest = np.flatnonzero(wanted & ~found)
        likely = np.zeros(len(wanted), dtype=bool)
        likely[rest[self._curves.may_reach(sums.of(rest), best[rest])]] = True
        # A name that no telling word meets can be reached by few.
        common = np.where(sums.weights > TELLING, 0.0, best)
        some = np.flatnonzero(likely)
        commonly = np.zeros(len(found), dtype=bool)
        commonly[some[self._curves.may_reach(sums.of(some), common[some])]] = True
        telling = sums.weights[words.question, words.column] > TELLING
        asked = likely[words.question] & (telling | commonly[words.question])
        pairs = self._pairs(words, held, runs, asked, likely)
        pairs = np.union1d(pairs, initialled)
        for some in np.array_split(pairs, max(1, len(pairs) // _PAIRS)):
            found[self._by_name(some, traces, words, said, held, runs, sums)] = True
        return found

    def _by_acronym(
        self,
        traces: Traces,
        words: Words,
        said: Vocabulary,
        sums: Sums,
        best: NDArray[np.float64],
        initialled: NDArray[np.intp],
    ) -> NDArray[np.bool_]:
        """Questions with a word that is the initials of a name which may reach the line.

        Args:
            traces: of the subjects.
            words: of the questions.
            said: their kinds.
            sums: of the questions.
            best: how far each word is met by any name.
            initialled: questions of which single letters may stand for several words.
        """
        met = initials.acronyms_in(traces, words, said, self._few.index)
        found = np.zeros(len(best), dtype=bool)
        if not len(met):
            return found
        place = words.question[met], words.column[met]
        raised, weight = best.copy(), np.zeros(len(best))
        np.maximum.at(raised, place, ACRONYM)
        np.add.at(weight, place[0], sums.weights[place])
        some = np.unique(place[0])
        found[some] = self._curves.may_reach(sums.of(some), raised[some], weight[some])
        found[some] |= np.isin(some, initialled)
        return found

    def _pairs(
        self,
        words: Words,
        held: Held,
        runs: Runs,
        asked: NDArray[np.bool_],
        likely: NDArray[np.bool_],
    ) -> NDArray[np.int64]:
        """Questions and names that hold a word asked for, as one number a pair."""
        count = self._few.index.name_count
        question = words.question[asked]
        owner, row = held.rows(words.kind[asked])
        single = question[owner] * count + held.names[row]
        some = np.flatnonzero(likely[runs.question])
        owner, row = runs.held.rows(some)
        together = runs.question[some][owner] * count + runs.held.names[row]
        return np.unique(np.concatenate([single, together]))

    def _by_name(
        self,
        pairs: NDArray[np.int64],
        traces: Traces,
        words: Words,
        said: Vocabulary,
        held: Held,
        runs: Runs,
        sums: Sums,
    ) -> NDArray[np.intp]:
        """Questions that may reach the line by the words that one name holds."""
        index = self._few.index
        question, name = np.divmod(pairs, index.name_count)
        how = traces.how[question]
        kept = np.where(
            self._are_persons[name],
            (how & noted.OTHERS) == 0,
            (how & noted.PERSONS) == 0,
        )
        question, name, pairs = question[kept], name[kept], pairs[kept]
        if not len(pairs):
            return _NONE
        met = np.zeros((len(pairs), sums.weights.shape[1]))
        row = np.repeat(np.arange(len(pairs)), traces.tokens[question])
        word = ragged(traces.tokens, question)
        by_kind = np.repeat(np.arange(len(held.best)), np.diff(held.at))
        known = by_kind * index.name_count + held.names
        wanted = words.kind[word] * index.name_count + name[row]
        place_of = np.minimum(known.searchsorted(wanted), max(0, len(known) - 1))
        there_of = np.flatnonzero(known[place_of] == wanted) if len(known) else _NONE
        place_of = place_of[there_of]
        met[row[there_of], words.column[word[there_of]]] = held.credit[place_of]
        # Words written together, in the names that hold them.
        owner, line = runs.held.rows(np.arange(len(runs.question)))
        joint = runs.question[owner] * index.name_count + runs.held.names[line]
        place = np.minimum(pairs.searchsorted(joint), len(pairs) - 1)
        there = np.flatnonzero(pairs[place] == joint)
        joint_of, joint_line, owner = place[there], line[there], owner[there]
        for shift in range(noted.WIDTH):
            wide = runs.width[owner] > shift
            np.maximum.at(
                met,
                (joint_of[wide], runs.start[owner[wide]] + shift),
                runs.held.credit[joint_line[wide]],
            )
        spelled = met > 0.0
        names = self._names
        letters = names.letters[name]
        if letters.any():
            fits = (letters[row] >> initials.first_letters(words, said)[word]) & 1 == 1
            np.maximum.at(met, (row[fits], words.column[word[fits]]), INITIAL)
        unmet = [names.telling, names.common, names.named]
        told = names.single[name] * INITIAL
        lost = [column[name].copy() for column in unmet]
        for source, rows_of, lines in (
            (held, row[there_of], place_of),
            (runs.held, joint_of, joint_line),
        ):
            np.add.at(told, rows_of, source.told[lines])
            for missing, column in zip(
                lost, (source.telling, source.common, source.named), strict=True
            ):
                np.subtract.at(missing, rows_of, column[lines])
        singles = names.single[name]
        some = np.flatnonzero(sums.singles[question])
        if len(some):
            # Single letters of ours, and all of their words that begin so.
            begun = initials.begun(len(traces.how), words, said)[question[some]]
            met_so = (begun[:, :, None] * names.by_first[name[some]]).sum(axis=1)
            told[some] += INITIAL * met_so[:, 0]
            singles[some] += met_so[:, 0]
            for number, missing in enumerate(lost, start=1):
                missing[some] -= met_so[:, number]
        chosen = sums.of(question)
        theirs = Theirs(
            np.minimum(1.0, told / np.maximum(names.whole[name], _SLACK)),
            np.maximum(0.0, lost[0]),
            np.maximum(0.0, lost[1]),
            np.maximum(0.0, lost[2]),
            singles,
        )
        return np.unique(
            question[self._curves.may_reach_by_both(chosen, met, theirs, spelled)]
        )
