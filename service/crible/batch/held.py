"""What listed names hold of the words of questions, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crible.batch import traces as noted
from crible.batch.traces import ragged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


class Met(NamedTuple):
    """The names that hold a word like a given one; the columns are those of ``Held``."""

    names: NDArray[np.int64]
    credit: NDArray[np.float64]
    told: NDArray[np.float64]
    telling: NDArray[np.float64]
    common: NDArray[np.float64]
    named: NDArray[np.float64]


NOTHING = Met(np.zeros(0, dtype=np.int64), *[np.zeros(0)] * 5)


class Held(NamedTuple):
    """For each of some words the listed names that hold one like it.

    Attributes:
        at: where the names of each begin.
        names: their places.
        credit: how far it is met there.
        told: the weight that is met there, by how far it is.
        telling: the weight that tells and is met there at all.
        common: the weight that does not, likewise.
        named: the telling weight of what is no abbreviation, likewise.
        best: how far at most.
    """

    at: NDArray[np.intp]
    names: NDArray[np.int64]
    credit: NDArray[np.float64]
    told: NDArray[np.float64]
    telling: NDArray[np.float64]
    common: NDArray[np.float64]
    named: NDArray[np.float64]
    best: NDArray[np.float64]

    @classmethod
    def of(cls, count: int, met: dict[int, Met]) -> Held:
        """From what was met by some of so many words, in ascending order."""
        sizes = np.zeros(count, dtype=np.intp)
        best = np.zeros(count)
        for place, found in met.items():
            sizes[place] = len(found.names)
            best[place] = found.credit.max()
        at = np.zeros(count + 1, dtype=np.intp)
        np.cumsum(sizes, out=at[1:])
        rows = list(met.values()) or [NOTHING]
        columns: Any = (at, *map(np.concatenate, zip(*rows, strict=True)), best)
        return cls(*columns)

    def of_word(self, place: int) -> Met:
        """What was met by one word."""
        here = slice(self.at[place], self.at[place + 1])
        columns: Any = [column[here] for column in self[1:7]]
        return Met(*columns)

    def rows(
        self, words: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For some words, which may repeat: whose row it is, and which one."""
        sizes = np.diff(self.at)
        return np.repeat(np.arange(len(words)), sizes[words]), ragged(sizes, words)


class Runs(NamedTuple):
    """Words written together that resemble a listed one.

    Attributes:
        question: whose they are.
        start: the first of them.
        width: how many.
        held: who holds such a word.
    """

    question: NDArray[np.intp]
    start: NDArray[np.intp]
    width: NDArray[np.intp]
    held: Held

    def places(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """The places of runs, and of their first word, their second, their third."""
        for shift in range(noted.WIDTH):
            rows = np.flatnonzero(self.width > shift)
            yield rows, self.start[rows] + shift


class Names(NamedTuple):
    """Of each listed name what its words weigh.

    Attributes:
        whole: all of them.
        telling: those that tell, without single letters.
        common: those that do not, likewise.
        named: of those that tell those that are no abbreviation.
        single: single letters.
        letters: the bits of single letters.
    """

    whole: NDArray[np.float64]
    telling: NDArray[np.float64]
    common: NDArray[np.float64]
    named: NDArray[np.float64]
    single: NDArray[np.float64]
    letters: NDArray[np.int64]
