"""How the pieces of an entry become rows and come back.

One visible tuple names every piece that has a table of its own; what is shown but
never searched goes into one column as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crible.model import (
    Address,
    Designation,
    Entry,
    Identifier,
    Name,
    Relation,
)
from crible.store.encoding import restored, stored
from crible.store.schema import designations, identifiers, names, relations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Row, Table


@dataclass(frozen=True, slots=True)
class Details:
    """The fields of an entry that have no table."""

    countries: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()
    remarks: str = ""
    raw: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A field of an entry that is a tuple of values, and its table.

    ``to_row`` and ``from_row`` leave out and ignore the revision and the position.
    """

    field: str
    table: Table
    to_row: Callable[[Any], dict[str, Any]]
    from_row: Callable[[Any], Any]


def details_of(entry: Entry) -> str:
    """The fields without a table, as JSON."""
    return stored(
        Details(entry.countries, entry.addresses, entry.dates, entry.remarks, entry.raw)
    )


def entry_of(row: Row[Any], pieces: Mapping[str, tuple[Any, ...]]) -> Entry:
    """Put an entry together.

    Args:
        row: its revision.
        pieces: the values of each part, by field.
    """
    details = restored(Details, row.details)
    return Entry(
        id=row.entry_id,
        list=row.list_key,
        kind=row.kind,
        status=row.status,
        countries=details.countries,
        addresses=details.addresses,
        dates=details.dates,
        remarks=details.remarks,
        raw=details.raw,
        **pieces,
    )


def _name_row(name: Name) -> dict[str, Any]:
    return {
        "text": name.text,
        "type": name.type,
        "quality": name.quality,
        "script": name.script,
        "language": name.language,
        "origin": name.origin,
        "source": name.source,
    }


def _name(row: Sequence[Any]) -> Name:
    _, _, text, type_, quality, script, language, origin, source = row
    return Name(text, type_, quality, script, language, origin, source)


def _designation_row(designation: Designation) -> dict[str, Any]:
    return {
        "authority": designation.authority,
        "programme": designation.programme,
        "measures": stored(designation.measures),
        "listed_on": designation.listed_on,
        "reason": designation.reason,
        "legal_basis": designation.legal_basis,
        "source": designation.source,
    }


def _designation(row: Sequence[Any]) -> Designation:
    _, _, authority, programme, measures, listed_on, reason, legal_basis, source = row
    return Designation(
        authority,
        programme,
        restored(tuple[str, ...], measures),
        listed_on,
        reason,
        legal_basis,
        source,
    )


def _relation_row(relation: Relation) -> dict[str, Any]:
    return {
        "type": relation.type,
        "target": relation.target,
        "percent": relation.percent,
        "source": relation.source,
    }


def _relation(row: Sequence[Any]) -> Relation:
    _, _, type_, target, percent, source = row
    return Relation(type_, target, percent, source)


def _identifier_row(identifier: Identifier) -> dict[str, Any]:
    return {
        "scheme": identifier.scheme,
        "value": identifier.value,
        "country": identifier.country,
    }


def _identifier(row: Sequence[Any]) -> Identifier:
    _, _, scheme, value, country = row
    return Identifier(scheme, value, country)


NAMES = Part("names", names, _name_row, _name)
DESIGNATIONS = Part("designations", designations, _designation_row, _designation)
PARTS = (
    NAMES,
    DESIGNATIONS,
    Part("relations", relations, _relation_row, _relation),
    Part("identifiers", identifiers, _identifier_row, _identifier),
)
