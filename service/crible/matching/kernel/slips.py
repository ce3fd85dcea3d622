"""Names that are a subject but for a slip of the pen, found by the compiled library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crible.matching.kernel.library import Room, needed
from crible.matching.slips import ONE_FROM, TWO_FROM

if TYPE_CHECKING:
    from crible.matching.index import Index


class KernelSlips:
    """The twin of what ``SlipFinder.find`` does for one text."""

    def __init__(self, index: Index) -> None:
        """Set up the room for answers.

        Raises:
            RuntimeError: there is no compiled library.
        """
        found = needed()
        self._call = found.crible_slips
        self._room = Room()
        self._arrays = tuple(
            self._room.hold(index.arrays[name])
            for name in ("slip_letters", "slip_texts", "slip_texts_at")
        )
        self._found = np.zeros(len(index.arrays["slip_letters"]) + 1, dtype=np.uint32)
        self._at = self._found.ctypes.data

    def rows(self, text: str, first: int, last: int, most: int) -> list[int] | None:
        """Rows whose text is a given one but for a slip.

        Args:
            text: words with single blanks between them.
            first: the first row of a length that may be it.
            last: the row after the last one of such a length.
            most: bits of the letters that may differ.

        Returns:
            None for a text that only Python can compare.
        """
        if not text.isascii() or "\0" in text:
            return None
        count = self._call(
            *self._arrays,
            first,
            last,
            text.encode(),
            len(text),
            most,
            ONE_FROM,
            TWO_FROM,
            self._at,
        )
        if count > last - first:
            return None
        found: list[int] = self._found[:count].tolist()
        return found
