"""What crible remembers: lists and their versions, snapshots, screenings, batches.

The only room that knows SQLAlchemy. It gives back values of :mod:`crible.model` and
the few rows of its own below, never an object that is tied to a connection. Loaded
lazily, so that naming the room costs nothing to a command that needs no database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crible.store.edition import Edition
    from crible.store.hooks import DeliveryRow, HookRow
    from crible.store.jobs import JobRow, Reached
    from crible.store.rows import (
        Alike,
        BatchRow,
        DownloadRow,
        ListRow,
        PortfolioRow,
        Switch,
        TurnRow,
    )
    from crible.store.store import Store

__all__ = [
    "Alike",
    "BatchRow",
    "DeliveryRow",
    "DownloadRow",
    "Edition",
    "HookRow",
    "JobRow",
    "ListRow",
    "PortfolioRow",
    "Reached",
    "Store",
    "Switch",
    "TurnRow",
]
_ROWS = frozenset(
    {
        "Alike",
        "BatchRow",
        "DownloadRow",
        "ListRow",
        "PortfolioRow",
        "Switch",
        "TurnRow",
    }
)


def __getattr__(name: str) -> Any:
    if name == "Store":
        from crible.store.store import Store  # noqa: PLC0415 - loaded on first use

        return Store
    if name == "Edition":
        from crible.store.edition import Edition  # noqa: PLC0415 - loaded on first use

        return Edition
    if name in {"JobRow", "Reached"}:
        from crible.store import jobs  # noqa: PLC0415 - loaded on first use

        return getattr(jobs, name)
    if name in {"DeliveryRow", "HookRow"}:
        from crible.store import hooks  # noqa: PLC0415 - loaded on first use

        return getattr(hooks, name)
    if name in _ROWS:
        from crible.store import rows  # noqa: PLC0415 - loaded on first use

        return getattr(rows, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
