"""Physical lines become records; a broken one never takes its neighbours with it.

The csv module alone would let one stray quote swallow the rest of a file. Here a
record that runs over several lines must close its quotes and have the header's
number of cells; otherwise it is called broken as far as no line behind is a row by
itself, and reading goes on at the first that is. So a stray quote costs its own row, and
a cell of millions of lines is one fault. Lines and records are bounded, so that memory is.
"""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING, NamedTuple, TextIO

from crible.batch.encodings import is_damaged
from crible.batch.files import flaw_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters of one physical line, and lines of one record. Addresses and notes with
# line breaks have a handful; a stray quote would go on for ever.
LINE_LIMIT = 1024 * 1024
RECORD_LINES = 200
RECORD_LIMIT = 2 * LINE_LIMIT

# Longer cells the csv module refuses.
_CELL_LIMIT = csv.field_size_limit()

_UNCLOSED = "a quote is opened and not closed, or closed in the wrong place"


class Record(NamedTuple):
    """One record; ``flaw`` says why it cannot be read, and is empty when it can.

    ``text`` is what stands there and has no place in the cells of the header.
    """

    line: int
    cells: tuple[str, ...]
    flaw: str = ""
    text: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it: an empty line, or delimiters only."""
        return not self.flaw and not "".join(self.cells).strip()


class _Line(NamedTuple):
    number: int
    text: str
    cut: bool = False


class Records:
    """Iterates over the records of a stream.

    Args:
        stream: opened with ``newline=""``.
        delimiter: one character.
        width: cells that a record must have; None while the header is unknown.
    """

    def __init__(
        self, stream: TextIO, delimiter: str, *, width: int | None = None
    ) -> None:
        self.width = width
        self._stream = stream
        self._delimiter = delimiter
        self._again: deque[_Line] = deque()
        self._number = 0

    def __iter__(self) -> Iterator[Record]:
        readline = self._stream.readline
        while True:
            text = "" if self._again else readline(LINE_LIMIT)
            cells = self._plain(text)
            if cells:
                self._number += 1
                yield Record(self._number, cells)
                continue
            line = self._next_line(text)
            if line is None:
                return
            yield self._record(line)

    def _plain(self, text: str) -> tuple[str, ...]:
        """The cells of a line that nobody quoted; none when it needs a closer look.

        Nine lines in ten are such, and a reader of their own costs as much as all the
        rest of reading.
        """
        if '"' in text or "\0" in text or len(text) > _CELL_LIMIT:
            return ()
        text = text.rstrip("\r\n")
        cells = tuple(text.split(self._delimiter))
        if len(cells) != self.width or not text:
            return ()
        return cells if text.isascii() or not is_damaged(text) else ()

    def _record(self, first: _Line) -> Record:
        if first.cut:
            return Record(
                first.number, (), f"the line is longer than {LINE_LIMIT} characters"
            )
        taken = [first]
        wanted_more = False

        def lines() -> Iterator[str]:
            nonlocal wanted_more
            yield first.text
            size = len(first.text)
            wanted_more = True
            while len(taken) < RECORD_LINES and size < RECORD_LIMIT:
                line = self._next_line()
                if line is None:
                    return
                if line.cut:
                    self._again.appendleft(line)
                    return
                taken.append(line)
                size += len(line.text)
                yield line.text

        cells = self._parse(lines(), strict=True)
        if len(taken) > 1 and (cells is None or not self._fits(cells)):
            self._again.extendleft(reversed(taken[1:]))
            return self._unclosed(first)
        if cells is None and wanted_more:
            return self._unclosed(first)
        if cells is None:
            # On one line a quote in the wrong place is common and harmless, as in
            # "Acme" Ltd: what the cells mean is plain if their number is right.
            cells = self._parse([first.text])
        if cells is None:
            limit = csv.field_size_limit()
            return Record(first.number, (), f"a cell is longer than {limit} characters")
        flaw = flaw_of(cells, self.width)
        surplus = cells[self.width :] if flaw and self.width else ()
        return Record(first.number, cells, flaw, text=" | ".join(surplus))

    def _unclosed(self, first: _Line) -> Record:
        """The row in which a quote was opened, with the lines behind that are no rows."""
        last = first.number
        while (line := self._next_line()) is not None:
            if self._is_row(line):
                self._again.appendleft(line)
                break
            last = line.number
        more = last - first.number
        flaw = _UNCLOSED
        if more:
            flaw += f"; {more:,} lines behind it, up to line {last}, are no rows either"
        return Record(first.number, self._parse([first.text]) or (), flaw)

    def _is_row(self, line: _Line) -> bool:
        """Whether a line has the cells of a row when it is read by itself."""
        if line.cut or self.width is None:
            return not line.cut
        text = line.text
        if '"' not in text:
            # Quick: a cell may have millions of lines.
            return text.count(self._delimiter) + 1 == self.width and not text.isspace()
        cells = self._parse([text])
        return cells is not None and self._fits(cells)

    def _parse(
        self, lines: Iterator[str] | list[str], *, strict: bool = False
    ) -> tuple[str, ...] | None:
        try:
            return tuple(
                next(csv.reader(lines, delimiter=self._delimiter, strict=strict), ())
            )
        except csv.Error:
            return None

    def _fits(self, cells: tuple[str, ...]) -> bool:
        return self.width is None or len(cells) == self.width

    def _next_line(self, text: str = "") -> _Line | None:
        """The next line; ``text`` is the beginning of it, where it was read."""
        if self._again:
            return self._again.popleft()
        text = text or self._stream.readline(LINE_LIMIT)
        if not text:
            return None
        self._number += 1
        cut = len(text) == LINE_LIMIT and not text.endswith(("\n", "\r"))
        rest = text if cut else "\n"
        while rest and not rest.endswith(("\n", "\r")):
            rest = self._stream.readline(LINE_LIMIT)
        return _Line(self._number, "" if cut else text, cut)
