r"""The audit trail: rows that each carry the hash of the one before.

The hash of a row is the SHA-256 of one line of text, its canonical JSON: the fields
``action, actor, at, body, previous, seq, thing`` in that order, no spaces, ASCII with
everything else as ``\uXXXX``. Anybody can compute it again from an export with a
standard library.

There is one order of all rows, whoever writes: on PostgreSQL appenders wait at the one
row of ``audit_head``, on SQLite at the transaction itself. A number drawn from a
sequence was the alternative; it leaves gaps, and a gap is what tampering looks like.
"""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from json.encoder import encode_basestring_ascii as _quoted
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from crible.store.rows import AuditEvent, AuditRow, Head
from crible.store.schema import screenings
from crible.store.schema_access import audit, audit_head
from crible.store.screenings import digest_of, hashed_of, insert_rows
from crible.store.statements import Rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import RowMapping
    from sqlalchemy.engine import Connection

_PAGE = 500
_ROWS = Rows(audit)
_FIELDS = (
    *(audit.c.seq, audit.c.at, audit.c.actor, audit.c.action, audit.c.thing),
    *(audit.c.body, audit.c.previous, audit.c.hash),
)


def line_of(row: AuditRow) -> str:
    """The text whose hash the row carries: its fields as canonical JSON."""
    # Put together by hand because the body is canonical already, and a call with a
    # thousand subjects has a long one.
    return (
        f'{{"action":{_quoted(row.action)},"actor":{_quoted(row.actor)},'
        f'"at":{_quoted(row.at.astimezone(UTC).isoformat())},"body":{row.body},'
        f'"previous":{_quoted(row.previous)},"seq":{row.seq},'
        f'"thing":{_quoted(row.thing)}}}'
    )


def hash_of(row: AuditRow) -> str:
    """The hash that the row must carry."""
    # A body that somebody changed may hold anything.
    return sha256(line_of(row).encode("utf-8", "surrogatepass")).hexdigest()


def append(
    connection: Connection,
    events: Sequence[AuditEvent],
    acts: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Add events at the end of the chain, as part of the caller's transaction.

    Call it as late in the transaction as can be: until the commit, nobody else appends.

    Args:
        connection: in a transaction.
        events: what to remember; nothing is done without any.
        acts: rows of screenings that are stored with them.
    """
    if not events:
        return
    wait = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
    ((seq, previous),) = insert_rows(
        connection,
        acts,
        f"SELECT seq, hash FROM audit_head{wait}",  # noqa: S608 - of ours alone
    )
    if seq == 0:
        events = [_begun(connection, events), *events]
    rows: list[dict[str, Any]] = []
    for event in events:
        seq += 1
        row = {
            "seq": seq,
            "at": event.at,
            "actor": event.actor,
            "action": event.action,
            "thing": event.thing,
            "body": _canonical(dict(event.body)),
            "previous": previous,
        }
        previous = row["hash"] = hash_of(AuditRow(**row, hash=""))
        rows.append(row)
    _ROWS.ask_along(
        connection, rows, "UPDATE audit_head SET seq = ?, hash = ?", seq, previous
    )


def _begun(connection: Connection, events: Sequence[AuditEvent]) -> AuditEvent:
    """The first event: it vouches for what was recorded before there was a chain."""
    # The rows of the acts that come with it are in this very transaction already.
    ours = {key for event in events for key in event.body.get("screenings", ())}
    count, digest = unchained(connection, ours)
    body = {"count": count, "digest": digest}
    return AuditEvent(events[0].at, "crible", "chain-begun", "", body)


def unchained(connection: Connection, known: Collection[str]) -> tuple[int, str]:
    """Number and joint hash of the screenings other than ``known``, by id."""
    whole = sha256()
    count = 0
    for row in connection.execute(
        select(screenings).order_by(screenings.c.id)
    ).mappings():
        if row["id"] not in known:
            count += 1
            whole.update(digest_of(row).encode("ascii"))
    return count, whole.hexdigest()


def head(connection: Connection) -> Head:
    """The end of the chain as ``audit_head`` has it."""
    seq, value = connection.execute(select(audit_head.c.seq, audit_head.c.hash)).one()
    return Head(seq, value)


def rows(connection: Connection, since: int = 1) -> Iterator[AuditRow]:
    """Every row from a number on, in the order of the numbers."""
    while True:
        found = connection.execute(
            select(*_FIELDS)
            .where(audit.c.seq >= since)
            .order_by(audit.c.seq)
            .limit(_PAGE)
        ).mappings()
        page = found.all()
        yield from map(_row, page)
        if len(page) < _PAGE:
            return
        since = page[-1]["seq"] + 1


def newest(connection: Connection, action: str) -> AuditRow | None:
    """The newest row of an action, if there is one."""
    query = select(*_FIELDS).where(audit.c.action == action)
    newest_first = query.order_by(audit.c.seq.desc()).limit(1)
    found = connection.execute(newest_first).mappings().first()
    return None if found is None else _row(found)


def count_screenings(connection: Connection) -> int:
    """How many screenings are stored, in the chain or not."""
    return connection.scalar(select(func.count()).select_from(screenings)) or 0


def digests(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The hash of screenings as they are stored now, by id; missing ones left out."""
    return {row["id"]: digest_of(row) for row in _some(connection, ids)}


def records(connection: Connection, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Screenings as they are hashed, of those that are still there."""
    return (hashed_of(row) for row in _some(connection, ids))


def _some(connection: Connection, ids: Sequence[str]) -> Iterator[RowMapping]:
    for start in range(0, len(ids), _PAGE):
        some = ids[start : start + _PAGE]
        query = select(screenings).where(screenings.c.id.in_(some))
        yield from connection.execute(query.order_by(screenings.c.id)).mappings()


def _row(found: RowMapping) -> AuditRow:
    return AuditRow(**found)


_canonical = json.JSONEncoder(
    allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
