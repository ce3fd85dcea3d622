"""What answers show of entries, kept in memory: of a snapshot it never changes.

A hit costs two queries otherwise, which take longer than finding it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from crible.store import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.model import EntrySummary
    from crible.store.database import Database

# Entries that names resemble come again and again; the others are soon asked for anew.
_KEPT = 1 << 14


class Summaries:
    """Summaries by snapshot and entry; safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[tuple[str, str], EntrySummary] = {}
        self._lock = threading.Lock()

    def some(
        self, entry_ids: Iterable[str], snapshot_id: str
    ) -> dict[str, EntrySummary]:
        """Those of some entries, by id; ids that the snapshot lacks are left out."""
        found: dict[str, EntrySummary] = {}
        missing = []
        for entry_id in entry_ids:
            known = self._kept.get((snapshot_id, entry_id))
            if known is None:
                missing.append(entry_id)
            else:
                found[entry_id] = known
        if missing:
            with self._database.reading() as connection:
                read = shown.summaries(connection, missing, snapshot_id)
            found.update(read)
            with self._lock:
                if len(self._kept) + len(read) > _KEPT:
                    self._kept.clear()
                self._kept.update(
                    {(snapshot_id, entry_id): item for entry_id, item in read.items()}
                )
        return found
