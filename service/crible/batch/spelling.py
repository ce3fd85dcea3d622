"""Many readings of words as one row of letters, asked for their parts all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# A number whose powers tell the places of letters apart, and what undoes it, modulo 2^64.
_BASE = np.uint64(0x9E3779B97F4A7C15)
_UNDONE = np.uint64(pow(int(_BASE), -1, 1 << 64))
_BITS = 32


class Spelling:
    """Readings side by side, with sums by which any stretch of letters has a number.

    Equal stretches have equal numbers, wherever they stand.

    Args:
        letters: of all readings.
        sizes: letters of each.
    """

    def __init__(self, letters: NDArray[Any], sizes: NDArray[Any]) -> None:
        self.letters = letters
        self.sizes = sizes.astype(np.intp)
        ends = np.cumsum(self.sizes)
        self.start = ends - self.sizes
        self.end = ends
        count = len(letters)
        power = np.full(count + 1, _BASE, dtype=np.uint64)
        power[0] = 1
        self._power = np.cumprod(power)
        undone = np.full(count + 1, _UNDONE, dtype=np.uint64)
        undone[0] = 1
        self._undone = np.cumprod(undone)
        self._sums = np.zeros(count + 1, dtype=np.uint64)
        # A letter more than its number, so that none weighs nothing.
        np.cumsum((letters + np.uint64(1)) * self._power[:-1], out=self._sums[1:])

    @classmethod
    def of(cls, texts: Sequence[str]) -> Spelling:
        """The same from texts."""
        sizes = np.fromiter(map(len, texts), np.intp, len(texts))
        letters = np.frombuffer(
            "".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32
        )
        return cls(letters, sizes)

    def __len__(self) -> int:
        return len(self.sizes)

    def stretch(self, first: NDArray[Any], last: NDArray[Any]) -> NDArray[np.uint64]:
        """The numbers of stretches from one place to the one behind the last."""
        found: NDArray[np.uint64] = (
            self._sums[last] - self._sums[first]
        ) * self._undone[first]
        return found

    def wholes(self) -> NDArray[np.uint64]:
        """The number of each reading."""
        return self.stretch(self.start, self.end)

    def deletions(self) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
        """Each reading, and each way to leave a letter of it out, with its place."""
        owner = np.repeat(np.arange(len(self)), self.sizes)
        at = np.arange(len(self.letters))
        start, end = self.start[owner], self.end[owner]
        sums = self._sums
        # What stands behind the letter moves up by one place.
        less = (
            (sums[at] - sums[start]) + (sums[end] - sums[at + 1]) * _UNDONE
        ) * self._undone[start]
        return (
            np.concatenate([self.wholes(), less]),
            np.concatenate([np.arange(len(self)), owner]),
        )

    def signatures(self) -> NDArray[np.uint64]:
        """``slips.signature`` of each reading."""
        return signatures_of(self.letters, self.sizes)

    def texts(self) -> list[str]:
        """The readings as texts."""
        whole = "".join(map(chr, self.letters.tolist()))
        return [
            whole[start:end]
            for start, end in zip(self.start.tolist(), self.end.tolist(), strict=True)
        ]


def signatures_of(letters: NDArray[Any], sizes: NDArray[Any]) -> NDArray[np.uint64]:
    """``slips.signature`` of each of some runs of letters, which lie side by side."""
    bins = np.repeat(np.arange(len(sizes)) * _BITS, sizes) + letters % _BITS
    counts = np.bincount(bins, minlength=len(sizes) * _BITS).reshape(-1, _BITS)
    places = np.uint64(1) << np.arange(_BITS, dtype=np.uint64)
    once = ((counts > 0) * places).sum(axis=1, dtype=np.uint64)
    twice = ((counts > 1) * places).sum(axis=1, dtype=np.uint64)
    found: NDArray[np.uint64] = once | twice << np.uint64(_BITS)
    return found


def among(values: NDArray[Any], known: NDArray[Any]) -> NDArray[np.bool_]:
    """Which values are among the known ones, which are in order."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    places = known.searchsorted(values)
    np.minimum(places, len(known) - 1, out=places)
    found: NDArray[np.bool_] = known[places] == values
    return found


def within(
    ours: NDArray[np.uint64], theirs: NDArray[np.uint64], bits: int
) -> NDArray[np.bool_]:
    """For each of our signatures, whether one of theirs differs in so few bits."""
    found = np.zeros(len(ours), dtype=bool)
    if not len(theirs):
        return found
    step = max(1, _AT_ONCE // len(theirs))
    for at in range(0, len(ours), step):
        differ = ours[at : at + step, None] ^ theirs
        found[at : at + step] = (np.bitwise_count(differ) <= bits).any(axis=1)
    return found


def nearby(
    ours: NDArray[np.uint64], theirs: NDArray[np.uint64], bits: int
) -> Iterator[tuple[int, int]]:
    """Places of signatures that differ in so few bits, ours and theirs."""
    if not len(theirs):
        return
    step = max(1, _AT_ONCE // len(theirs))
    for at in range(0, len(ours), step):
        differ = ours[at : at + step, None] ^ theirs
        rows, columns = np.nonzero(np.bitwise_count(differ) <= bits)
        yield from zip((rows + at).tolist(), columns.tolist(), strict=True)


# Signatures that are held against each other at once.
_AT_ONCE = 1 << 20
