"""A record of a file becomes a subject to screen, or the reason why it cannot.

Cells are text and stay text: 007 is never a number. What a cell of a secondary
column (country, kind, identifier) says and crible does not understand is left out,
which can only widen the search, and counted so that the reader learns of it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from crible.batch.columns import country_of, kind_of
from crible.errors import SubjectRefused
from crible.model import Identifier, Problem, Subject
from crible.text import dates
from crible.text.identifiers import scheme_of

if TYPE_CHECKING:
    from crible.batch.columns import Columns
    from crible.batch.records import Record
    from crible.model import Kind

_SCHEMED = re.compile(r"([^\W\d_][^:=]{1,39}?)\s*[:=]\s*(\S.*)")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,19}")
_SEVERAL = re.compile(r"[;|\n]")


@dataclass(frozen=True, slots=True)
class Row:
    """A record and what is screened for it."""

    record: Record
    subject: Subject | Problem


class Rows:
    """Turns records into rows; ``ignored`` counts cells left out, by role."""

    def __init__(self, columns: Columns) -> None:
        self.ignored: Counter[str] = Counter()
        self._columns = columns

    def read(self, record: Record) -> Row:
        """The row of a record."""
        if record.flaw:
            problem = Problem(
                SubjectRefused.code,
                SubjectRefused.title,
                f"The row cannot be read: {record.flaw}.",
            )
            return Row(record, problem)
        return Row(
            record,
            Subject(
                name=self._first(record, "name"),
                aliases=self._parts(record, "alias"),
                kind=self._kind(record),
                countries=self._countries(record),
                identifiers=self._identifiers(record),
                birth_date=self._date(record, "birth_date"),
                registration_date=self._date(record, "registration_date"),
                reference=self._first(record, "reference"),
            ),
        )

    def _first(self, record: Record, role: str) -> str:
        for column in self._columns.of(role):
            return record.cells[column.index].strip()
        return ""

    def _date(self, record: Record, role: str) -> str:
        """A date as it stands there, for the record, whether understood or not."""
        cell = self._first(record, role)
        if cell and not dates.parse(cell):
            self.ignored[role] += 1
        return cell

    def _parts(self, record: Record, role: str) -> tuple[str, ...]:
        return tuple(
            part.strip()
            for column in self._columns.of(role)
            for part in _SEVERAL.split(record.cells[column.index])
            if part.strip()
        )

    def _kind(self, record: Record) -> Kind | None:
        cell = self._first(record, "kind")
        kind = kind_of(cell)
        if cell and kind is None:
            self.ignored["kind"] += 1
        return cast("Kind | None", kind)

    def _countries(self, record: Record) -> tuple[str, ...]:
        codes: dict[str, None] = {}
        for part in self._parts(record, "country"):
            # "Korea, South" is one country; "RU, CN" are two.
            whole = country_of(part)
            for piece in [part] if whole else part.split(","):
                code = country_of(piece)
                if code:
                    codes[code] = None
                elif piece.strip():
                    self.ignored["country"] += 1
        return tuple(codes)

    def _identifiers(self, record: Record) -> tuple[Identifier, ...]:
        found: list[Identifier] = []
        for column in self._columns.of("identifier"):
            for part in _SEVERAL.split(record.cells[column.index]):
                schemed = _SCHEMED.fullmatch(part.strip())
                if schemed and (scheme := _scheme(schemed[1])):
                    found.append(Identifier(scheme, schemed[2]))
                elif part.strip():
                    found.append(Identifier(column.scheme, part.strip()))
        return tuple(dict.fromkeys(found))


def _scheme(label: str) -> str:
    """The scheme that stands before a number in its cell; empty when it is none."""
    return scheme_of(label) or (label.lower() if _PLAIN.fullmatch(label) else "")
