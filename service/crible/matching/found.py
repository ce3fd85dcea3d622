"""What a finder found for one word: words of an index, and how far each agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

# In which way words agree, by the codes of kernel/words.c; the one without a
# name means the same.
HOW = ("edited", "same", "sound", "", "pinyin")
EDITED = HOW[0]


class Met(NamedTuple):
    """A word of the index that resembles another word.

    Attributes:
        word: its place.
        credit: how far they agree, also by what they mean.
        value: how far they agree by their letters.
        how: in which way.
    """

    word: int
    credit: float
    value: float
    how: str


class Found:
    """The words that resemble one, in ascending credit, as columns and as rows."""

    __slots__ = ("_by_word", "_columns", "_rows", "addresses", "count")

    def __init__(
        self, columns: Columns, start: int, count: int, addresses: Sequence[int]
    ) -> None:
        """A stretch of columns, see ``Columns``.

        Args:
            columns: where they stand.
            start: the first row of it.
            count: how many there are.
            addresses: of the words, their credit and more, for the compiled library.
        """
        self._columns = columns, start
        self.count = count
        self.addresses = addresses
        self._rows: tuple[Met, ...] | None = None
        self._by_word: dict[int, Met] | None = None

    @classmethod
    def of(cls, rows: Sequence[Met]) -> Found:
        """The same from rows in ascending credit."""
        columns = Columns(len(rows))
        columns.words[: len(rows)] = [row.word for row in rows]
        columns.credit[: len(rows)] = [row.credit for row in rows]
        found = cls(columns, 0, len(rows), columns.addresses(0))
        found._rows = tuple(rows)
        return found

    @property
    def rows(self) -> tuple[Met, ...]:
        """One for each word."""
        if self._rows is None:
            columns, start = self._columns
            here = slice(start, start + self.count)
            self._rows = tuple(
                map(
                    Met,
                    columns.words[here].tolist(),
                    columns.credit[here].tolist(),
                    columns.values[here].tolist(),
                    [HOW[code] for code in columns.how[here].tolist()],
                )
            )
        return self._rows

    def pairs(self) -> tuple[tuple[int, float], ...]:
        """(word, credit) of each row."""
        columns, start = self._columns
        here = slice(start, start + self.count)
        return tuple(
            zip(
                columns.words[here].tolist(), columns.credit[here].tolist(), strict=True
            )
        )

    @property
    def by_word(self) -> dict[int, Met]:
        """The rows of words that agree by their letters."""
        if self._by_word is None:
            self._by_word = {row.word: row for row in self.rows if row.value}
        return self._by_word


class Columns:
    """Room for the rows of many words, by column: the compiled library fills it."""

    def __init__(self, most: int) -> None:
        """Room for ``most`` rows."""
        self.most = max(1, most)
        self.used = 0
        self.words = np.zeros(self.most, dtype=np.uint32)
        self.credit = np.zeros(self.most)
        self.values = np.zeros(self.most)
        self.how = np.zeros(self.most, dtype=np.uint8)
        self._starts = [
            (column.ctypes.data, column.itemsize)
            for column in (self.words, self.credit, self.values, self.how)
        ]

    def addresses(self, row: int) -> tuple[int, ...]:
        """Where each column has a row."""
        return tuple([start + row * size for start, size in self._starts])
