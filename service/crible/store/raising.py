"""Raising alerts, as part of the transaction that records their screenings.

A hit that is known costs one look by the ids of all hits of the transaction; what is
new is stored with what it follows, and told to webhooks.

So that no two processes wait for each other, new alerts are inserted in the order of
their ids, before the end of the chain is locked; and whoever changes how several alerts
stand, which is rare, does so alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from sqlalchemy import select, update

from crible.store.encoding import stored
from crible.store.hooks import tell
from crible.store.review_rows import state_after
from crible.store.schema_review import alerts
from crible.store.statements import Rows, ask

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row, RowMapping
    from sqlalchemy.engine import Connection

    from crible.store.review_rows import Alert, Cause, State

# Ids in one statement, which old builds of SQLite limit to 999.
_PAGE = 500
_ROWS = Rows(alerts)
# Any number will do, as long as nothing else in the database locks the same one.
_ALONE = 0x616C7274
# Alerts in one message to a webhook.
_TOLD = 100
_FACTS = (
    *("id", "at", "pair", "said", "revision", "subject", "entry", "score", "band"),
    *("matched", "screening", "batch", "portfolio", "cause", "follows", "lapsed"),
)


class Met(NamedTuple):
    """How a hit stands that was met: its state, and the decision if there is one."""

    state: State
    decision: str | None


def met(connection: Connection, ids: Collection[str]) -> dict[str, Met]:
    """Those of some alerts that are known, and in whose place no other stands."""
    found: dict[str, Met] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _PAGE):
        some = wanted[start : start + _PAGE]
        text = (
            "SELECT id, state, decision FROM alerts "  # noqa: S608 - marks alone
            f"WHERE id IN ({', '.join('?' * len(some))}) AND replaced IS NULL"
        )
        found.update((key, Met(*rest)) for key, *rest in ask(connection, text, *some))
    return found


def raise_new(
    connection: Connection, found: Mapping[str, Alert]
) -> tuple[dict[str, Any], ...]:
    """Store alerts that are not ``met``; their screenings are stored already.

    Returns:
        the rows that are new, as they were stored.
    """
    pairs = sorted({alert.pair for alert in found.values()})
    before = _earlier(connection, pairs)
    if before:
        hold(connection)
        before = _earlier(connection, pairs)
    made: list[dict[str, Any]] = []
    back: list[Row[Any]] = []
    for key in sorted(found):
        earlier = before.get(found[key].pair, ())
        same = [row for row in earlier if row.id == key]
        if same:
            back += same
        else:
            made.append(_row(found[key], earlier))
    new = _insert(connection, made)
    for row in new:
        if row["pair"] in before:
            _replace(connection, row["pair"], row["said"], row["id"])
    for known in back:
        _replace(connection, known.pair, known.said, known.id)
        connection.execute(
            update(alerts)
            .where(alerts.c.id == known.id)
            .values(replaced=None, state=state_after(known.verdict, known.lapsed))
        )
    if new:
        tell_of(connection, new, new[0]["at"])
    return tuple(new)


def hold(connection: Connection) -> None:
    """Change how several alerts stand alone, until the end of the transaction."""
    if connection.dialect.name == "postgresql":
        # On SQLite every writer is alone.
        ask(connection, "SELECT pg_advisory_xact_lock(?)", _ALONE)


def tell_of(
    connection: Connection, rows: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Have webhooks told of alerts that wait for a person."""
    for some in _messages(rows):
        told = _told(some)
        tell(connection, "alert.new", told, at=at, new_id=lambda: str(uuid4()))


def facts_of(row: Mapping[Any, Any]) -> dict[str, Any]:
    """What the hash of an alert covers: all but how it stands, as JSON has it."""
    found = {name: row[name] for name in _FACTS}
    found["at"] = row["at"].astimezone(UTC).isoformat()
    found["score"] = float(row["score"])
    return found


def digest_of(row: Mapping[Any, Any] | RowMapping) -> str:
    """SHA-256 of what an alert says, as canonical JSON."""
    text = json.dumps(facts_of(row), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def _earlier(connection: Connection, pairs: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """The alerts of some pairs, the first first; pairs without one are left out."""
    found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for start in range(0, len(pairs), _PAGE):
        some = pairs[start : start + _PAGE]
        text = (
            "SELECT DISTINCT pair FROM alerts "  # noqa: S608 - marks alone
            f"WHERE pair IN ({', '.join('?' * len(some))})"
        )
        # As a rule there is none, and whole rows need not be asked for.
        known = [pair for (pair,) in ask(connection, text, *some)]
        if not known:
            continue
        query = select(alerts).where(alerts.c.pair.in_(known))
        for row in connection.execute(query.order_by(alerts.c.at, alerts.c.id)):
            found[row.pair].append(row)
    return dict(found)


def _row(alert: Alert, known: Sequence[Row[Any]]) -> dict[str, Any]:
    """An alert as a row, with what it follows."""
    cause, earlier = _cause(alert, known)
    lapsed = None
    if earlier is not None:
        # An earlier one that nobody had decided hands on what lapsed with it.
        held = earlier.decision if earlier.verdict != "reopen" else None
        lapsed = held or (earlier.lapsed if earlier.decision is None else None)
    return {
        "id": alert.id,
        "at": alert.at,
        "pair": alert.pair,
        "said": alert.said,
        "revision": alert.revision,
        "reference": alert.subject.reference,
        "subject": stored(alert.subject),
        "entry": alert.entry,
        "list": alert.entry.partition(":")[0],
        "score": alert.score,
        "band": alert.band,
        "matched": alert.matched,
        "screening": alert.screening,
        "batch": alert.batch,
        "portfolio": alert.portfolio,
        "cause": cause,
        "follows": earlier.id if earlier is not None else None,
        "lapsed": lapsed,
        "state": state_after(None, lapsed),
        "replaced": None,
        "decision": None,
        "verdict": None,
        "decided": None,
        "decider": None,
        "expires": None,
    }


def _cause(alert: Alert, known: Sequence[Row[Any]]) -> tuple[Cause, Row[Any] | None]:
    """Why an alert is raised, and after which of the pair."""
    if not known:
        return "new", None
    same = [row for row in known if row.said == alert.said]
    if same:
        standing = [row for row in same if row.replaced is None]
        return "entry-changed", (standing or same)[-1]
    last = known[-1]
    changed = last.revision != alert.revision
    return ("both-changed" if changed else "subject-changed"), last


def _insert(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Insert rows, and return those that nobody else has inserted meanwhile."""
    if not rows:
        return []
    if connection.dialect.name != "postgresql":
        # Nobody else writes during a transaction of ours.
        _ROWS.insert(connection, rows)
        return rows
    new = _ROWS.insert_new(connection, rows)
    return [row for row in rows if row["id"] in new]


def _replace(connection: Connection, pair: str, said: str, key: str) -> None:
    """Put an alert in the place of those whose subject says the same."""
    connection.execute(
        update(alerts)
        .where(
            alerts.c.pair == pair,
            alerts.c.said == said,
            alerts.c.id != key,
            alerts.c.replaced.is_(None),
        )
        .values(replaced=key, state="replaced")
    )


def _messages(
    new: Sequence[Mapping[str, Any]],
) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Alerts as they are told: in messages of one origin each, none too long."""
    by_origin: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in new:
        by_origin[row["portfolio"], row["batch"]].append(row)
    for own in by_origin.values():
        for start in range(0, len(own), _TOLD):
            yield own[start : start + _TOLD]


def _told(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is told of new alerts: the caller's own key of a subject, and no name."""
    return {
        "portfolio": rows[0]["portfolio"] or None,
        "batch": rows[0]["batch"] or None,
        "alerts": [
            {
                "id": row["id"],
                "reference": row["reference"] or None,
                "entry": row["entry"],
                "score": row["score"],
                "band": row["band"],
                "screening": row["screening"],
                "state": row["state"],
                "cause": row["cause"],
            }
            for row in rows
        ],
    }
