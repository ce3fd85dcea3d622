"""What answers show of entries, read in two statements a page.

Every answer with a hit waits for this. The statements are written out: put together by
SQLAlchemy they took longer than the database took to run them, and whole entries bring
dozens of names of which one is shown.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from crible.model import Designation, EntrySummary
from crible.store.columns import escaped
from crible.store.parts import DESIGNATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from sqlalchemy.engine import Connection

# Ids in one statement, which old builds of SQLite limit to 999 with all else.
_PAGE = 500
# The caption is ``Entry.caption``: the first primary name, else the first.
_ENTRIES = """
SELECT r.id, r.entry_id, r.kind, r.status, r.digest,
  (SELECT n.text FROM names n WHERE n.revision_id = r.id
   ORDER BY n.type <> 'primary', n.position LIMIT 1)
FROM snapshot_versions s
JOIN list_versions v ON v.id = s.version_id
JOIN entry_revisions r ON r.list_key = v.list_key
WHERE s.snapshot_id = ? AND r.list_key IN ({keys}) AND r.entry_id IN ({ids})
  AND r.since_number <= v.number
  AND (r.until_number IS NULL OR r.until_number > v.number)
"""
_DESIGNATIONS = """
SELECT revision_id, position, authority, programme, measures, listed_on, reason,
  legal_basis, source
FROM designations WHERE revision_id IN ({ids}) ORDER BY revision_id, position
"""


def summaries(
    connection: Connection, entry_ids: Iterable[str], snapshot_id: str
) -> dict[str, EntrySummary]:
    """What an answer shows of entries, by id.

    Args:
        connection: where from.
        entry_ids: of the entries; those that the snapshot lacks are left out.
        snapshot_id: as of which state of the lists.
    """
    wanted = sorted(set(entry_ids))
    found: dict[str, EntrySummary] = {}
    for start in range(0, len(wanted), _PAGE):
        page = {escaped(entry_id): entry_id for entry_id in wanted[start:][:_PAGE]}
        keys = {escaped(entry_id.partition(":")[0]) for entry_id in page.values()}
        rows = _run(
            connection,
            _ENTRIES.format(keys=_marks(keys), ids=_marks(page)),
            (escaped(snapshot_id), *sorted(map(str, keys)), *page),
        )
        under = _designations(connection, [row[0] for row in rows])
        for revision, stored_id, kind, status, digest, caption in rows:
            entry_id = page[stored_id]
            found[entry_id] = EntrySummary(
                id=entry_id,
                list=entry_id.partition(":")[0],
                caption=entry_id if caption is None else caption,
                kind=kind,
                status=status,
                designations=tuple(under[revision]),
                revision=digest,
            )
    return found


def _designations(
    connection: Connection, revisions: Sequence[int]
) -> defaultdict[int, list[Designation]]:
    found: defaultdict[int, list[Designation]] = defaultdict(list)
    if not revisions:
        return found
    text = _DESIGNATIONS.format(ids=_marks(revisions))
    for row in _run(connection, text, tuple(revisions)):
        values = list(row)
        if isinstance(values[5], str):
            # SQLite has no dates.
            values[5] = date.fromisoformat(values[5])
        found[row[0]].append(DESIGNATIONS.from_row(values))
    return found


def _marks(values: Iterable[object]) -> str:
    return ", ".join(["?" for _ in values])


def _run(
    connection: Connection, text: str, values: tuple[Any, ...]
) -> Sequence[Sequence[Any]]:
    if connection.dialect.name == "postgresql":
        text = text.replace("?", "%s")
    return connection.exec_driver_sql(text, values).fetchall()
