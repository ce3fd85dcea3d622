"""The words of noted questions, and what they weigh today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crible.batch import traces as noted
from crible.batch.reach import Sums
from crible.batch.spelling import among
from crible.matching import judgement
from crible.matching.index import weights
from crible.matching.side import TELLING, bits_of
from crible.text.tokens import Parsed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crible.batch.traces import Traces
    from crible.batch.vocabulary import Vocabulary
    from crible.matching import Profile
    from crible.matching.index import Index

# What steps after the judgement may add, as in ``candidates``, and room for rounding.
_COUNTRY, _ROUNDING, _SLACK = 0.1, 0.01, 1e-6


class Words(NamedTuple):
    """The words of all questions: whose, at which place, and of which kind."""

    question: NDArray[np.intp]
    column: NDArray[np.intp]
    kind: NDArray[np.intp]
    at: NDArray[np.intp]

    @classmethod
    def of(cls, traces: Traces) -> Words:
        """The words of traces."""
        ends = np.cumsum(traces.tokens.astype(np.intp))
        at = ends - traces.tokens
        question = np.repeat(np.arange(len(at)), traces.tokens)
        return cls(
            question,
            np.arange(len(question)) - at[question],
            np.searchsorted(traces.kind_hash, traces.kind),
            at,
        )


def sums_of(
    traces: Traces,
    words: Words,
    said: Vocabulary,
    weight: NDArray[np.float64],
    bits: NDArray[np.float64],
    line: float,
) -> Sums:
    """What the words of each question say."""
    shape = len(traces.how), max(1, int(traces.tokens.max(initial=0)))
    place = words.question, words.column

    def column(values: NDArray[Any], beyond: Any) -> NDArray[Any]:
        table = np.full(shape, beyond, dtype=values.dtype)
        table[place] = values
        return table

    weights_of = column(weight[words.kind], 0.0)
    sizes = column(traces.size[words.kind].astype(float), 0.0)
    letters = sizes.copy()
    before = np.zeros((shape[0], shape[1] + 1))
    np.cumsum(sizes, axis=1, out=before[:, 1:])
    for counts, span in (
        (traces.joined, traces.span),
        (traces.odd, traces.odd_span),
    ):
        question = np.repeat(np.arange(shape[0]), counts)
        start = (span >> noted.WIDTH_BITS).astype(np.intp)
        end = start + (span & noted.WIDTH)
        together = before[question, end] - before[question, start]
        for shift in range(noted.WIDTH):
            there = start + shift < end
            np.maximum.at(
                letters,
                (question[there], start[there] + shift),
                together[there],
            )
    single = column(said.single[words.kind], beyond=False)
    cut = np.zeros(shape, dtype=bool)
    some = np.flatnonzero(((traces.how & noted.CUT) > 0) & (traces.tokens > 0))
    cut[some, traces.tokens[some].astype(np.intp) - 1] = True
    total = weights_of.sum(axis=1)
    return Sums(
        weights_of,
        column(bits[words.kind], 0.0),
        letters * weights_of,
        np.where(total > 0.0, total, 1.0),
        column(~said.idle[words.kind], beyond=False),
        column(said.silent[words.kind], beyond=True),
        # A word that tells may be the one that identifies a name.
        weights_of > TELLING,
        single | cut,
        cut,
        single,
        single.sum(axis=1),
        _bar(traces, line),
        traces.how,
    )


def weighed(
    traces: Traces, said: Vocabulary, whole: Index, profile: Profile
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weight and bits of each kind as of today.

    The lists have a part in the weight of words that they hold alone.
    """
    weight, bits = traces.weight.copy(), traces.bits.copy()
    listed = (traces.flags & noted.LISTED) > 0
    listed |= among(said.own, whole.arrays["exact_keys"])
    for place in np.flatnonzero(listed).tolist():
        token = said.tokens[place]
        if token.role != "distinctive":
            continue
        (weight[place],) = weights(Parsed("", (token,), ()), whole, profile)
        bits[place] = bits_of(token, weight[place], int(traces.size[place]))
    return weight, bits


def _bar(traces: Traces, line: float) -> NDArray[np.float64]:
    """What the names of each question have to reach, see ``Candidates.select``."""
    more = np.where(traces.how & noted.ABROAD, _COUNTRY, _ROUNDING)
    reach = above(traces.reach)
    lowest = 1.0 - (1.0 - line) / (1.0 - reach) - more
    values, of = np.unique(np.maximum(lowest, 0.001), return_inverse=True)
    return np.array([judgement.logit(value) - _ROUNDING for value in values])[of]


def above(reach: NDArray[np.floating]) -> Any:
    """What dates may add, rounded up: it was noted with fewer digits."""
    return np.where(reach > 0.0, np.minimum(reach.astype(float) + _SLACK, 0.999), 0.0)
