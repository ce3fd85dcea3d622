"""A record of a file becomes the parties to screen, or the reason why it cannot.

Cells are text and stay text: 007 is never a number. What a cell of a secondary
column (country, kind, identifier) says and crible does not understand is left out,
which can only widen the search, and counted so that the reader learns of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from crible.batch.columns import country_of, kind_of, seems_header
from crible.errors import SubjectRefused
from crible.model import Identifier, Problem, Subject
from crible.text import dates
from crible.text.identifiers import scheme_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.batch.columns import Column, Columns
    from crible.batch.records import Record
    from crible.model import Kind

_SCHEMED = re.compile(r"([^\W\d_][^:=]{1,39}?)\s*[:=]\s*(\S.*)")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,19}")
_SEVERAL = re.compile(r"[;|\n]")
_TELLING = re.compile(r"\w")
# Lines among which a second header, in another language or script, may stand.
_TOP = 3
# Different cells of a column for countries or kinds that are remembered.
_REMEMBERED = 10_000


class Party(NamedTuple):
    """A name of a row that is screened; ``column`` is the heading above it."""

    column: str
    subject: Subject | Problem


class Row(NamedTuple):
    """A record and the parties that it names, the counterparty first.

    Attributes:
        record: the record.
        parties: whom to screen.
        lost: role of each cell that was not understood and left out.
        number: of the record in its file, from 0, blank ones counted.
        blanks: blank records right before it.
    """

    record: Record
    parties: tuple[Party, ...]
    lost: tuple[str, ...] = ()
    number: int = 0
    blanks: int = 0


class Rows:
    """Turns records into rows."""

    def __init__(self, columns: Columns, headings: Sequence[str] = ()) -> None:
        self._lost: list[str] = []
        self._headings = headings
        self._columns = {
            role: columns.of(role)
            for role in (
                "name", "alias", "country", "reference", "kind", "birth_date",
                "registration_date", "identifier",
            )
        }  # fmt: skip
        self._has = frozenset(role for role, found in self._columns.items() if found)
        main, *others = self._columns["name"]
        self._main = main.index
        self._heading = main.heading.strip().casefold()
        self._others = others
        self._shown = _shown(main)
        self._countries_of: dict[str, tuple[tuple[str, ...], int]] = {}

    def read(self, record: Record, *, number: int = 0, blanks: int = 0) -> Row:
        """The row of a record, the ``number``-th, with so many ``blanks`` before."""
        self._lost = []
        parties = self._parties(record)
        return Row(record, parties, tuple(self._lost), number, blanks)

    def _parties(self, record: Record) -> tuple[Party, ...]:
        flaw = record.flaw or self._repeated_header(record)
        if flaw:
            problem = Problem(
                SubjectRefused.code,
                SubjectRefused.title,
                f"The row cannot be read: {flaw}.",
            )
            return (Party(self._shown, problem),)
        column, name = self._counterparty(record)
        has = self._has
        # Most files have few of these columns, and each is asked of every row.
        subject = Subject(
            name,
            self._parts(record, "alias") if "alias" in has else (),
            self._kind(record) if "kind" in has else None,
            self._countries(record) if "country" in has else (),
            self._identifiers(record) if "identifier" in has else (),
            self._date(record, "birth_date") if "birth_date" in has else "",
            self._date(record, "registration_date")
            if "registration_date" in has
            else "",
            self._first(record, "reference") if "reference" in has else "",
        )
        main = Party(column, subject)
        if not self._others:
            return (main,)
        return (main, *self._named_beside(record, main))

    def _counterparty(self, record: Record) -> tuple[str, str]:
        """Heading and name of the counterparty.

        Where its column is empty another one may hold it: companies in one column,
        persons in the next.
        """
        name = record.cells[self._main].strip()
        if not _TELLING.search(name):
            for column in self._others:
                other = record.cells[column.index].strip()
                if _TELLING.search(other):
                    return _shown(column), other
        return self._shown, name

    def _named_beside(self, record: Record, main: Party) -> tuple[Party, ...]:
        """The parties in further columns for names; what says nothing is left out."""
        reference = self._first(record, "reference")
        return tuple(
            Party(_shown(column), Subject(name, reference=reference))
            for column in self._others
            if _TELLING.search(name := record.cells[column.index].strip())
            and _shown(column) != main.column
        )

    def _repeated_header(self, record: Record) -> str:
        cells = record.cells
        # Asked of few rows: those at the top, and where the heading stands again.
        likely = (
            record.line <= _TOP or cells[self._main].strip().casefold() == self._heading
        )
        if likely and seems_header(cells, self._headings):
            return "it is a header, not a row"
        return ""

    def _first(self, record: Record, role: str) -> str:
        for column in self._columns[role]:
            return record.cells[column.index].strip()
        return ""

    def _date(self, record: Record, role: str) -> str:
        """A date as it stands there, for the record, whether understood or not."""
        cell = self._first(record, role)
        if cell and not dates.parse(cell):
            self._lost.append(role)
        return cell

    def _parts(self, record: Record, role: str) -> tuple[str, ...]:
        return tuple(
            part.strip()
            for column in self._columns[role]
            for part in _SEVERAL.split(record.cells[column.index])
            if part.strip()
        )

    def _kind(self, record: Record) -> Kind | None:
        cell = self._first(record, "kind")
        if not cell:
            return None
        kind = kind_of(cell)
        if kind is None:
            self._lost.append("kind")
        return cast("Kind | None", kind)

    def _countries(self, record: Record) -> tuple[str, ...]:
        codes: dict[str, None] = {}
        for column in self._columns["country"]:
            cell = record.cells[column.index]
            if not cell:
                continue
            known = self._countries_of.get(cell)
            if known is None:
                known = _countries(cell)
                if len(self._countries_of) < _REMEMBERED:
                    self._countries_of[cell] = known
            found, lost = known
            codes.update(dict.fromkeys(found))
            if lost:
                self._lost += ["country"] * lost
        return tuple(codes)

    def _identifiers(self, record: Record) -> tuple[Identifier, ...]:
        found: list[Identifier] = []
        for column in self._columns["identifier"]:
            for part in _SEVERAL.split(record.cells[column.index]):
                schemed = _SCHEMED.fullmatch(part.strip())
                if schemed and (scheme := _scheme(schemed[1])):
                    found.append(Identifier(scheme, schemed[2]))
                elif part.strip():
                    found.append(Identifier(column.scheme, part.strip()))
        return tuple(dict.fromkeys(found))


def _shown(column: Column) -> str:
    return column.heading or f"#{column.index + 1}"


def _countries(cell: str) -> tuple[tuple[str, ...], int]:
    """Codes of the countries that a cell names, and how many it names unknown to us."""
    codes: dict[str, None] = {}
    lost = 0
    for part in _SEVERAL.split(cell):
        # "Korea, South" is one country; "RU, CN" are two.
        whole = country_of(part) if part.strip() else None
        for piece in [part] if whole else part.split(","):
            code = country_of(piece) if piece.strip() else None
            if code:
                codes[code] = None
            elif piece.strip():
                lost += 1
    return tuple(codes), lost


def _scheme(label: str) -> str:
    """The scheme that stands before a number in its cell; empty when it is none."""
    return scheme_of(label) or (label.lower() if _PLAIN.fullmatch(label) else "")
