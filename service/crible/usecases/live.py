"""The index that answers now: built from the newest good version of each list.

Index files lie in a folder, one per (snapshot, profile), written to a temporary name
and renamed, so that a reader sees a whole index or none. A damaged file is rebuilt
from the store. A process that runs on asks ``current`` before each call; it looks
at the store's snapshot at most every few seconds and swaps the index when a list
was published.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crible.errors import IndexDamaged, ListsUnavailable
from crible.matching import Screener
from crible.matching.builder import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crible.matching import Profile
    from crible.model import Snapshot
    from crible.store import ListRow, Store

# A running service learns of a new list version within this many seconds.
_LOOK_EVERY = 2.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """A snapshot and the index built from it; they always travel together.

    ``rows`` is what the store knew of its lists when it was last looked at: by it a
    caller judges whether a list has gone stale.
    """

    snapshot: Snapshot
    screener: Screener
    rows: tuple[ListRow, ...] = ()


class LiveIndex:
    """Keeps the present index open and follows the store.

    Args:
        store: where list versions are.
        folder: where index files lie; made when missing.
        profile: parameters the index is built with.
        monotonic: a clock in seconds, for tests.
        build_workers: processes that build an index; beside other threads it is one.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        profile: Profile,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        build_workers: int = 1,
    ) -> None:
        self._store = store
        self._folder = folder
        self._profile = profile
        self._monotonic = monotonic
        self._build_workers = build_workers
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._looked = float("-inf")

    def current(self) -> Loaded:
        """The index of the newest snapshot, built first where needed.

        Raises:
            ListsUnavailable: no list has a good version.
        """
        with self._lock:
            now = self._monotonic()
            if self._loaded is not None and now - self._looked < _LOOK_EVERY:
                return self._loaded
            snapshot = self._store.current_snapshot()
            if snapshot is None:
                raise ListsUnavailable(
                    "No list is loaded, so nothing can be called clear.",
                    hint="Load one: crible lists import press, "
                    "or crible lists import ofac-sdn FILE.",
                )
            if self._loaded is None or self._loaded.snapshot.id != snapshot.id:
                self._loaded = self._open(snapshot)
            self._loaded = replace(self._loaded, rows=self._store.list_rows())
            self._looked = now
            return self._loaded

    def pinned(self) -> LiveIndex:
        """The present index, which the result keeps for good: for a long run."""
        pinned = LiveIndex(
            self._store, self._folder, self._profile, monotonic=lambda: 0.0
        )
        pinned._loaded, pinned._looked = self.current(), 0.0
        return pinned

    def refresh(self) -> Loaded:
        """Like ``current``, but looks at the store now: after a publication."""
        with self._lock:
            self._looked = float("-inf")
        return self.current()

    def _open(self, snapshot: Snapshot) -> Loaded:
        path = self._folder / f"{snapshot.id}-{self._profile.id}.crible"
        if path.exists():
            try:
                return Loaded(snapshot, Screener.open(path, profile=self._profile))
            except IndexDamaged:
                path.unlink(missing_ok=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        build(
            self._store.snapshot_entries(snapshot.id),
            self._profile,
            workers=self._build_workers,
        ).save(path)
        return Loaded(snapshot, Screener.open(path, profile=self._profile))
