"""Whether a list may still be relied on, judged from what the store knows of it.

Apart from ``lists``, so that a screening can ask without loading any importer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from crible.model import ListState
    from crible.store import ListRow


def state(row: ListRow | None, now: datetime) -> ListState:
    """What a list is worth now; ``missing`` when the store has no version of it."""
    if row is None:
        return "missing"
    if row.disabled:
        return "disabled"
    if row.failed_at:
        return "failed"
    if row.version is None:
        return "missing"
    return "stale" if is_stale(row, now) else "good"


def is_stale(row: ListRow, now: datetime) -> bool:
    """Whether a list was last confirmed longer ago than its freshness limit.

    A limit of 0 days means that the list has none.
    """
    confirmed = row.checked_at or (row.version.fetched if row.version else None)
    limit = timedelta(days=row.info.fresh_days)
    return bool(row.info.fresh_days and confirmed and now - confirmed > limit)
