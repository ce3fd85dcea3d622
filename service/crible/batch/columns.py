"""Which column plays which role: by its heading in many languages, or as told.

The headings lie in ``columns.toml``. A file whose name column is neither known nor
told is refused: to guess it would be to screen the wrong column and call it clear.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crible.errors import FileRefused, UsageError
from crible.importers import countries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROLES = (
    "name",
    "alias",
    "country",
    "reference",
    "kind",
    "birth_date",
    "registration_date",
    "identifier",
)

# Roles that several columns may play together.
_MANY = ("name", "alias", "country", "identifier")

_TABLE = Path(__file__).with_name("columns.toml")

# The scheme of a number whose heading does not say what number it is.
_UNSTATED = "registration"


@dataclass(frozen=True, slots=True)
class Column:
    """One column in use; ``scheme`` is set for an identifier, ``index`` from 0."""

    role: str
    index: int
    heading: str
    scheme: str = ""

    def __str__(self) -> str:
        role = f"{self.role}:{self.scheme}" if self.scheme else self.role
        return f"{role} = {self.heading or f'#{self.index + 1}'}"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns in use and how many the file has; ``notes`` are for the reader.

    Of several columns for names the first one in ``used`` is that of the counterparty;
    the others name parties of their own: a director, a vessel, a bank.
    """

    width: int
    used: tuple[Column, ...]
    notes: tuple[str, ...] = ()

    def of(self, role: str) -> tuple[Column, ...]:
        """The columns that play a role, in file order; for names the main one first."""
        return tuple(column for column in self.used if column.role == role)


@dataclass(frozen=True, slots=True)
class _Known:
    """One heading of the table; ``rank`` orders the headings of a role."""

    role: str
    scheme: str
    rank: int


def knows_name(headings: Sequence[str]) -> bool:
    """Whether one of the headings is a known one for names."""
    return any(
        (known := _look_up(heading)) and known.role == "name" for heading in headings
    )


def recognise(
    headings: Sequence[str], told: Sequence[tuple[str, str]] = (), *, where: str = ""
) -> Columns:
    """Give each role its column.

    Args:
        headings: the first record of the file; empty strings when it has no header.
        told: (role, column) pairs that go before the table; a column is a heading
            or ``#N``, counted from 1; a role may be ``identifier:SCHEME``.
        where: name of the file, for messages.

    Raises:
        FileRefused: no column for names.
        UsageError: ``told`` names no role or no column of the file.
    """
    used = [_tell(headings, role, column) for role, column in told]
    settled = {column.role for column in used}
    taken = {column.index for column in used}
    found: dict[str, list[tuple[int, Column]]] = {}
    for index, heading in enumerate(headings):
        known = _look_up(heading)
        if known is None or index in taken or known.role in settled:
            continue
        column = Column(known.role, index, heading.strip(), known.scheme)
        found.setdefault(known.role, []).append((known.rank, column))
    notes: list[str] = []
    for role, ranked in found.items():
        # The earlier heading of the table goes first: it is the likelier one.
        ranked.sort(key=lambda pair: (pair[0], pair[1].index))
        best, *others = [column for _, column in ranked]
        used.append(best)
        if role in _MANY:
            used.extend(others)
        elif others:
            notes.append(
                f"Column {best.heading!r} is taken for the {role}, not "
                f"{', '.join(repr(column.heading) for column in others)}."
            )
    if not any(column.role == "name" for column in used):
        # The first line may be a row of names rather than a header, so it is not
        # repeated in the message.
        raise FileRefused(
            f"None of its {len(headings)} columns has a heading that means a name.",
            where=where,
            hint="Say which column holds the names: --map name=HEADING, or, when the "
            "file has no header line, --no-header --map name=#1.",
        )
    names = [column for column in used if column.role == "name"]
    if len(names) > 1:
        notes.append(
            f"Column {_shown(names[0])} is taken for the counterparty; "
            f"{', '.join(map(_shown, names[1:]))}: parties of their own, each screened "
            "by its name alone."
        )
    rest = sorted(
        (column for column in used if column.role != "name"),
        key=lambda column: column.index,
    )
    return Columns(len(headings), (*names, *rest), tuple(notes))


def seems_header(cells: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a row is no row but the headings again, in this or another language."""
    if [cell.strip() for cell in cells] == [heading.strip() for heading in headings]:
        return True
    told = [cell for cell in cells if cell.strip()]
    return len(told) > 1 and all(map(_look_up, told))


def kind_of(cell: str) -> str | None:
    """The kind that a cell such as ``Юрлицо`` means, or None."""
    return _kinds().get(_plain(cell))


def country_of(cell: str) -> str | None:
    """ISO 3166-1 alpha-2 code, lower case, of what a cell says, or None.

    Any two letters are taken for a code: which of them are assigned changes, and a
    foreign one merely fits no entry.
    """
    code = cell.strip().casefold()
    if re.fullmatch("[a-z]{2}", code) and code != "uk":
        return code
    return _countries().get(_plain(cell)) or countries.code(cell)


def _shown(column: Column) -> str:
    return repr(column.heading) if column.heading else f"#{column.index + 1}"


def _tell(headings: Sequence[str], role: str, wanted: str) -> Column:
    base, _, scheme = role.strip().lower().replace("-", "_").partition(":")
    if base not in ROLES or (scheme and base != "identifier"):
        raise UsageError(
            f"There is no role {role!r} for a column.",
            hint=f"Roles: {', '.join(ROLES)}; a scheme as identifier:inn.",
        )
    scheme = scheme.replace("_", "-")
    number = re.fullmatch(r"#(\d+)", wanted.strip())
    if number:
        index = int(number[1]) - 1
        if not 0 <= index < len(headings):
            raise UsageError(
                f"There is no column {wanted}: the file has {len(headings)}."
            )
    else:
        index = _find(headings, wanted)
    if base == "identifier" and not scheme:
        known = _look_up(headings[index])
        scheme = (known.scheme if known else "") or _UNSTATED
    return Column(base, index, headings[index].strip(), scheme)


def _find(headings: Sequence[str], wanted: str) -> int:
    exact = [i for i, heading in enumerate(headings) if heading.strip() == wanted]
    loose = [
        i for i, heading in enumerate(headings) if _plain(heading) == _plain(wanted)
    ]
    places = exact or loose
    if len(places) == 1:
        return places[0]
    if places:
        raise UsageError(
            f"Several columns are headed {wanted!r}.",
            hint=f"Give it by number: #{places[0] + 1} or #{places[1] + 1}.",
        )
    shown = ", ".join(heading.strip()[:30] or "(empty)" for heading in headings[:20])
    raise UsageError(f"No column is headed {wanted!r}.", hint=f"There are: {shown}.")


def _look_up(heading: str) -> _Known | None:
    table = _headings()
    # "Company (legal name)" is known by what stands before the brackets.
    outside = re.sub(r"[(\[（].*?[)\]）]", " ", heading)
    return table.get(_plain(heading)) or table.get(_plain(outside))


def _plain(text: str) -> str:
    """Letters and digits alone, without case and accents, single spaces between."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        char if char.isalnum() else " "
        for char in apart
        if not unicodedata.combining(char)
    )
    return " ".join(kept.split())


@functools.cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


@functools.cache
def _headings() -> Mapping[str, _Known]:
    known: dict[str, _Known] = {}
    for role, texts in _tables()["roles"].items():
        for rank, text in enumerate(texts):
            known.setdefault(_plain(text), _Known(role, "", rank))
    for scheme, texts in _tables()["identifiers"].items():
        for rank, text in enumerate(texts):
            known.setdefault(_plain(text), _Known("identifier", scheme, rank))
    return known


@functools.cache
def _countries() -> Mapping[str, str]:
    codes = _tables()["alpha3"]["codes"].split()
    known = dict(zip(codes[::2], codes[1::2], strict=True))
    for code, texts in _tables()["countries"].items():
        known.update((_plain(text), code) for text in texts)
    return known


@functools.cache
def _kinds() -> Mapping[str, str]:
    return {
        _plain(text): kind
        for kind, texts in _tables()["kinds"].items()
        for text in texts
    }
