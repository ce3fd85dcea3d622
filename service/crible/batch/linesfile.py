"""JSON lines: an object a line, whose keys are the columns.

Numbers keep the digits that were typed. The columns are the keys of all lines, in the
order in which they come; a file is read once through to learn them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crible.batch import encodings
from crible.batch.files import CounterpartyFile, Reading, flaw_of
from crible.batch.records import LINE_LIMIT, Record
from crible.errors import FileRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.batch.columns import Columns

# Far more than any table has; a file with other keys in each line is none.
_MOST_KEYS = 10_000
_MARK = b"\xef\xbb\xbf"
_EXCERPT = 200


class LinesFile(CounterpartyFile):
    """A file of JSON lines, in UTF-8."""

    format = "jsonl"

    def _begin(self, reading: Reading) -> Columns:
        where = self.path.name
        if reading.delimiter is not None or not reading.header:
            raise UsageError(
                "JSON lines have neither a delimiter nor a header line.", where=where
            )
        head = self._file.read(4096)
        self._file.seek(0)
        encodings.refuse_foreign(head, where)
        if reading.encoding is not None:
            encodings.detect(self._file, declared=reading.encoding, where=where)
        self.encoding = encodings.Encoding("utf-8", "the format's own")
        keys: dict[str, None] = {}
        sound = 0
        for _, text in self._lines():
            value, flaw = _object(text)
            sound += not flaw
            keys.update(dict.fromkeys(value))
            if len(keys) > _MOST_KEYS:
                raise FileRefused(
                    f"Its lines have more than {_MOST_KEYS:,} different keys.",
                    where=where,
                )
        if not sound:
            raise FileRefused(
                "None of its lines is an object of JSON.",
                where=where,
                hint="Each line must be one, such as "
                '{"name": "...", "country": "..."}.',
            )
        return self._headed(tuple(keys), reading)

    def __iter__(self) -> Iterator[Record]:
        """A record for each line; what is no object is a flaw."""
        for line, text in self._lines():
            if not text.strip():
                yield Record(line, ("",) * len(self.headings))
                continue
            value, flaw = _object(text)
            if flaw:
                shown = text[:_EXCERPT].decode("utf-8", "replace").strip()
                yield Record(line, (), flaw, text=shown)
                continue
            cells = tuple(text_of(value.get(key)) for key in self.headings)
            yield Record(line, cells, flaw_of(cells, len(cells)))

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Number and bytes of each line, a byte more than the limit at most."""
        self._file.seek(0)
        if self._file.read(len(_MARK)) != _MARK:
            self._file.seek(0)
        number = 0
        while line := self._file.readline(LINE_LIMIT + 1):
            number += 1
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = self._file.readline(LINE_LIMIT)
            yield number, line


def _object(line: bytes) -> tuple[dict[str, Any], str]:
    """The object that a line is, or why it is none."""
    if len(line) > LINE_LIMIT:
        return {}, f"the line is longer than {LINE_LIMIT} bytes"
    if not line.strip():
        return {}, "it is empty"
    try:
        value = json.loads(line.decode("utf-8"), parse_int=str, parse_float=str)
    except UnicodeDecodeError as error:
        return {}, f"byte {error.start + 1} of it is not UTF-8"
    except json.JSONDecodeError as error:
        return {}, f"it is not JSON ({error.msg} at column {error.colno})"
    except (ValueError, RecursionError):
        return {}, "it is not JSON that can be read"
    if not isinstance(value, dict):
        return {}, "it is not an object of JSON"
    if any(map(_is_nested, value.values())):
        # Inside of a cell a number stays a number.
        plain = json.loads(line)
        value.update((key, plain[key]) for key in value if _is_nested(value[key]))
    return value, ""


def _is_nested(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, (list, dict)) for item in value)
    return isinstance(value, dict)


def text_of(value: Any) -> str:
    """A cell: texts as they are, lists parted by semicolons, objects as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not _is_nested(value):
        return "; ".join(filter(None, map(text_of, value)))
    return json.dumps(value, ensure_ascii=False)
