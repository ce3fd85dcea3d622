"""What listed names hold of the words of questions, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crible.batch import traces as noted
from crible.batch.traces import ragged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


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
    def nobody(cls, count: int) -> Held:
        """So many words that nobody holds."""
        nothing = np.zeros(0)
        names = np.zeros(0, dtype=np.int64)
        at = np.zeros(count + 1, dtype=np.intp)
        columns: Any = (at, names, *[nothing] * 5, np.zeros(count))
        return cls(*columns)

    @classmethod
    def together(cls, first: Held, second: Held) -> Held:
        """The words of both."""
        at = np.concatenate([first.at, second.at[1:] + first.at[-1]])
        rest = map(np.concatenate, zip(first[1:], second[1:], strict=True))
        columns: Any = (at, *rest)
        return cls(*columns)

    def some(self, words: NDArray[np.intp]) -> Held:
        """Some of the words, which may repeat."""
        sizes = np.diff(self.at)
        rows = ragged(sizes, words)
        at = np.zeros(len(words) + 1, dtype=np.intp)
        np.cumsum(sizes[words], out=at[1:])
        rest = [column[rows] for column in self[1:-1]]
        columns: Any = (at, *rest, self.best[words])
        return Held(*columns)

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
        by_first: by the first letter of its words, all of them, those that tell, those
            that do not, and those that tell and are no abbreviation.
    """

    whole: NDArray[np.float64]
    telling: NDArray[np.float64]
    common: NDArray[np.float64]
    named: NDArray[np.float64]
    single: NDArray[np.float64]
    letters: NDArray[np.int64]
    by_first: NDArray[np.float64]
