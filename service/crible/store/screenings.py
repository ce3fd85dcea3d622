"""Screenings: one row per recorded act, inserted and never changed."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC
from hashlib import sha256
from json.encoder import encode_basestring_ascii as _quoted
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from crible.errors import CribleError, UnknownThing
from crible.model import Hit, Mention, Problem, Screening, Subject
from crible.store.encoding import number, restored, stored
from crible.store.schema import screenings
from crible.store.statements import FEW, Rows, differing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.engine import Connection

    from crible.store.alike import AlikeRows

# Most screenings of a batch have none of these.
_NOTHING = {value: stored(value) for value in ((), None)}


def _stored(value: tuple[object, ...] | Problem | None) -> str:
    return stored(value) if value else _NOTHING[value]  # type: ignore[index]  # as said


def row_of(act: Screening) -> dict[str, Any]:
    """A screening as a row."""
    return {
        "id": act.id,
        "at": act.at,
        "actor": act.actor,
        "channel": act.channel,
        "operation": act.operation,
        "outcome": act.outcome,
        "threshold": act.threshold,
        "snapshot": act.snapshot or None,
        "profile": act.profile or None,
        "batch": act.batch or None,
        "subject": stored(act.subject),
        "lists": _stored(act.lists),
        "hits": _stored(act.hits),
        "mentions": _stored(act.mentions),
        "problem": _stored(act.problem),
        "as_of": act.as_of,
        "limit": act.limit,
        "format": act.format,
    }


# Ids in one statement, which old builds of SQLite limit to 999.
_PAGE = 500
_ROWS = Rows(screenings)

# What the hash of a screening covers. A field added later gets a list of its own, so
# that what was hashed before still fits.
_HASHED = (
    *("id", "at", "actor", "channel", "operation", "outcome", "threshold"),
    *("snapshot", "profile", "batch", "subject", "lists", "hits", "mentions"),
    *("problem", "as_of", "limit", "format"),
)


_SORTED = sorted(_HASHED)


def digest_of(row: Mapping[Any, Any]) -> str:
    """SHA-256 of a screening's row as canonical JSON, of one about to be stored too."""
    return sha256(line_of(row).encode("ascii")).hexdigest()


def digests_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The hash of each row, by id.

    What the acts of a call share is put into words once; ``digest_of`` is the slow twin
    that says the same of one.
    """
    if len(rows) < FEW:
        return {row["id"]: digest_of(row) for row in rows}
    names = differing(rows, _SORTED)
    form = _form(
        "%s" if name in names else _said(name, rows[0][name]).replace("%", "%%")
        for name in _SORTED
    )
    return {
        row["id"]: sha256(
            (form % tuple([_said(name, row[name]) for name in names])).encode("ascii")
        ).hexdigest()
        for row in rows
    }


def line_of(row: Mapping[Any, Any]) -> str:
    """The canonical JSON of what the hash covers.

    Put together by hand, because a call with a thousand subjects has a thousand; it is
    ``hashed_of`` with sorted keys and without spaces.
    """
    return _form(_said(name, row[name]) for name in _SORTED)


def _form(values: Iterable[str]) -> str:
    pairs = zip(_SORTED, values, strict=True)
    return "{" + ",".join([f'"{name}":{value}' for name, value in pairs]) + "}"


def _said(name: str, value: Any) -> str:
    """A column's value in canonical JSON."""
    if type(value) is str:
        return _quoted(value)
    if value is None:
        return "null"
    if name == "at":
        return _quoted(value.astimezone(UTC).isoformat())
    return number(float(value) if name == "threshold" else value)


def hashed_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """What the hash of a screening covers, as JSON has it."""
    found = {name: row[name] for name in _HASHED}
    found["at"] = row["at"].astimezone(UTC).isoformat()
    found["threshold"] = float(row["threshold"])
    return found


def insert_rows(
    connection: Connection, rows: Sequence[Mapping[str, Any]], text: str
) -> list[Any]:
    """Store screenings, as ``row_of`` gives them, within ``refusals``; and ask more."""
    return _ROWS.ask_along(connection, rows, text)


def insert_alike(connection: Connection, alike: AlikeRows) -> None:
    """Store screenings that differ in id and subject alone, within ``refusals``."""
    if alike:
        _ROWS.insert_alike(connection, alike.common, ("id", "subject"), alike.varying())


@contextmanager
def refusals(connection: Connection) -> Iterator[None]:
    """Say why the database takes no screening, whenever it says so.

    Raises:
        CribleError: one of them is stored already, or names a snapshot, profile or
            batch that is not.
    """
    driver: Any = connection.dialect.dbapi
    try:
        yield
    except driver.IntegrityError:
        # Not chained: PostgreSQL repeats the values of the row.
        raise CribleError(
            "A screening cannot be recorded: its id is taken, or it names a "
            "snapshot, a profile or a batch that the database does not hold.",
            hint="Save the profile and open the batch first.",
        ) from None


def known(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Which of some ids are stored already."""
    found: set[str] = set()
    for start in range(0, len(ids), _PAGE):
        query = select(screenings.c.id).where(
            screenings.c.id.in_(ids[start : start + _PAGE])
        )
        found.update(connection.scalars(query))
    return found


def find(connection: Connection, screening_id: str) -> Screening:
    """A screening by its id.

    Raises:
        UnknownThing: there is none.
    """
    query = select(screenings).where(screenings.c.id == screening_id)
    row = connection.execute(query).first()
    if row is None:
        raise UnknownThing(f"There is no screening {screening_id!r}.")
    return screening_of(row)


def newest(
    connection: Connection, *, batch: str | None, limit: int
) -> tuple[Screening, ...]:
    """Screenings, newest first; those of one batch when it is named."""
    query = (
        select(screenings)
        .order_by(screenings.c.at.desc(), screenings.c.id.desc())
        .limit(limit)
    )
    if batch is not None:
        query = query.where(screenings.c.batch == batch)
    return tuple(screening_of(row) for row in connection.execute(query))


def screening_of(row: Row[Any]) -> Screening:
    """A screening from its row."""
    return Screening(
        id=row.id,
        at=row.at,
        actor=row.actor,
        channel=row.channel,
        operation=row.operation,
        subject=restored(Subject, row.subject),
        outcome=row.outcome,
        snapshot=row.snapshot or "",
        profile=row.profile or "",
        threshold=row.threshold,
        lists=restored(tuple[str, ...], row.lists),
        hits=restored(tuple[Hit, ...], row.hits),
        mentions=restored(tuple[Mention, ...], row.mentions),
        problem=restored(Problem | None, row.problem),  # type: ignore[arg-type]
        batch=row.batch or "",
        as_of=row.as_of,
        limit=row.limit,
        format=row.format,
    )
