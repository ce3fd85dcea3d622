"""The index that answers now, and those of earlier days.

Index files lie in a folder, one per (snapshot, profile), written to a temporary name
and renamed, so that a reader sees a whole index or none. Whoever publishes a list has
made the next file before, so that running services only map it. A damaged or missing
file is built again from the store. A process that runs on asks ``current`` before each
call; it looks at the store's snapshot at most every few seconds and swaps the index
when a list was published. An answer holds the index that it began with.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from crible.errors import IndexDamaged, ListsUnavailable
from crible.matching import Screener
from crible.matching.builder import build
from crible.usecases.listings import Listings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from crible.matching import Profile
    from crible.model import Entry, Snapshot
    from crible.store import ListRow, Store

# A running service learns of a new list version within this many seconds.
_LOOK_EVERY = 2.0
# Indexes kept mapped beside the present one, for questions about earlier days.
_OPEN = 3
# Index files kept on disk, by last use; an older one is built again when asked for.
_KEPT_FILES = 12
# Seconds after which an unfinished file belongs to nobody any more.
_LEFT_BEHIND = 24 * 3600


@dataclass(frozen=True, slots=True)
class State:
    """Which state of the lists to answer from: the present one unless told.

    Attributes:
        snapshot: id of a snapshot, or empty.
        moment: the versions that were in force then, or None.
    """

    snapshot: str = ""
    moment: datetime | None = None

    def __str__(self) -> str:
        """As it was asked for, for the record; empty for the present state."""
        return self.moment.isoformat() if self.moment else self.snapshot


PRESENT = State()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A snapshot and the index built from it; they always travel together.

    ``listings`` finds the same subjects on other lists in that index. ``rows`` is what
    the store knew of its lists when it was last looked at: by it a
    caller judges whether a list has gone stale, as of ``moment`` or else of now.
    """

    snapshot: Snapshot
    screener: Screener
    listings: Listings
    rows: tuple[ListRow, ...] = ()
    moment: datetime | None = None


class LiveIndex:
    """Keeps the present index open, follows the store, and opens earlier ones.

    Safe to share between threads: each gets a screener of its own over the same
    mapped index, because a screener is not.

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
        self._present: Snapshot | None = None
        self._rows: tuple[ListRow, ...] = ()
        self._looked = float("-inf")
        # By snapshot id, the most recently used last. Building an old index must not
        # hold up whoever asks for the present one: hence a lock of its own.
        self._open: OrderedDict[str, Screener] = OrderedDict()
        self._building = threading.Lock()
        self._mine = threading.local()
        self._pinned: Loaded | None = None

    @property
    def build_workers(self) -> int:
        """Processes for what takes long: building an index, trying it."""
        return self._build_workers

    def current(self) -> Loaded:
        """The index of the newest snapshot, built first where needed.

        Raises:
            ListsUnavailable: no list has a good version.
        """
        if self._pinned is not None:
            return self._pinned
        with self._lock:
            now = self._monotonic()
            if self._present is None or now - self._looked >= _LOOK_EVERY:
                snapshot = self._store.current_snapshot()
                if snapshot is None:
                    raise self._without_lists()
                self._opened(snapshot)
                self._present = snapshot
                self._rows = self._store.list_rows()
                self._looked = now
            self._leave(self._present)
            return Loaded(self._present, *self._own(self._present), self._rows)

    def of(self, state: State) -> Loaded:
        """The index of the state that is asked for.

        Raises:
            ListsUnavailable: no list was loaded then.
            UnknownThing: there is no such snapshot.
        """
        if state == PRESENT or self._pinned is not None:
            return self.current()
        if state.moment is None:
            snapshot = self._store.snapshot(state.snapshot)
            return Loaded(snapshot, *self._own(snapshot))
        found = self._store.snapshot_at(state.moment)
        if found is None:
            raise ListsUnavailable(
                f"No list was loaded at {state.moment.isoformat()}.",
                hint="See when versions came: crible lists show --versions.",
            )
        rows = self._store.list_rows(moment=state.moment)
        return Loaded(found, *self._own(found), rows, state.moment)

    def pinned(self, state: State = PRESENT) -> LiveIndex:
        """An index that stays as it is, for a long run.

        Args:
            state: which; the present one by default.
        """
        pinned = LiveIndex(self._store, self._folder, self._profile)
        pinned._pinned = self.of(state)
        return pinned

    def with_profile(self, profile: Profile) -> LiveIndex:
        """The same lists under other parameters; itself when they are its own."""
        if profile == self._profile:
            return self
        return LiveIndex(
            self._store, self._folder, profile, build_workers=self._build_workers
        )

    def refresh(self) -> Loaded:
        """Like ``current``, but looks at the store now: after a publication."""
        with self._lock:
            self._looked = float("-inf")
        return self.current()

    def build(self, entries: Iterable[Entry]) -> Screener:
        """An index in memory, to try before it is kept."""
        before = self._before()
        index = build(
            entries,
            self._profile,
            workers=self._build_workers,
            before=before.index if before else None,
        )
        return Screener(index, self._profile)

    def _before(self) -> Screener | None:
        """The index of the present snapshot if there is one: most names stay."""
        snapshot = self._store.current_snapshot()
        if snapshot is None:
            return None
        known = self._open.get(snapshot.id)
        if known is not None:
            return known
        with suppress(IndexDamaged):
            return Screener.open(self._path(snapshot), profile=self._profile)
        return None

    def keep(self, snapshot: Snapshot, screener: Screener) -> None:
        """Store an index as the one of a snapshot, for this process and others."""
        self._folder.mkdir(parents=True, exist_ok=True)
        screener.save(self._path(snapshot))
        self._prune()

    def prepare(self, snapshot: Snapshot) -> None:
        """Make the index of a snapshot that is not stored yet, where it is missing."""
        if not self._path(snapshot).exists():
            entries = (
                self._store.entries(key, version) for key, version in snapshot.versions
            )
            self.keep(snapshot, self.build(chain.from_iterable(entries)))

    def file_of(self, snapshot: Snapshot) -> Path:
        """The index file of a snapshot, built first where needed: to send elsewhere."""
        self._opened(snapshot)
        path = self._path(snapshot)
        if not path.exists():
            self.keep(snapshot, self._opened(snapshot))
        return path

    def _leave(self, present: Snapshot) -> None:
        """Give up this thread's screener over lists that were renewed since.

        It holds what it has learnt of names: with a few versions and all threads, many
        times the memory of the index itself.
        """
        before = getattr(self._mine, "present", present.id)
        self._mine.present = present.id
        if before != present.id:
            getattr(self._mine, "opened", {}).pop(before, None)

    def _own(self, snapshot: Snapshot) -> tuple[Screener, Listings]:
        """A screener of this thread over the index of a snapshot, with its listings."""
        mine: OrderedDict[str, tuple[Screener, Listings]] | None = getattr(
            self._mine, "opened", None
        )
        if mine is None:
            mine = self._mine.opened = OrderedDict()
        found = mine.get(snapshot.id)
        if found is None:
            screener = Screener(self._opened(snapshot).index, self._profile)
            found = mine[snapshot.id] = screener, Listings(screener)
            while len(mine) > _OPEN:
                mine.popitem(last=False)
        mine.move_to_end(snapshot.id)
        return found

    def _opened(self, snapshot: Snapshot) -> Screener:
        """The index of a snapshot, mapped; built from the store where needed."""
        known = self._open.get(snapshot.id)
        if known is not None:
            return known
        with self._building:
            known = self._open.get(snapshot.id)
            if known is None:
                known = self._open[snapshot.id] = self._from_disk(snapshot)
                while len(self._open) > _OPEN:
                    self._open.popitem(last=False)
        return known

    def _from_disk(self, snapshot: Snapshot) -> Screener:
        path = self._path(snapshot)
        if path.exists():
            try:
                found = Screener.open(path, profile=self._profile)
            except IndexDamaged:
                path.unlink(missing_ok=True)
            else:
                with suppress(OSError):  # a folder that may only be read
                    os.utime(path)
                return found
        self.keep(snapshot, self.build(self._store.snapshot_entries(snapshot.id)))
        return Screener.open(path, profile=self._profile)

    def _without_lists(self) -> ListsUnavailable:
        off = [row.info.key for row in self._store.list_rows() if row.disabled]
        if off:
            return ListsUnavailable(
                f"Every loaded list is disabled: {', '.join(off)}. Nothing can be "
                "called clear.",
                hint=f"See why: crible lists show. To use one again: crible lists "
                f"enable {off[0]} --reason WHY.",
            )
        return ListsUnavailable(
            "No list is loaded, so nothing can be called clear.",
            hint="Load one: crible lists import press, or crible lists sync ofac-sdn.",
        )

    def _path(self, snapshot: Snapshot) -> Path:
        return self._folder / f"{snapshot.id}-{self._profile.id}.crible"

    def _prune(self) -> None:
        """Remove the index files that nobody has used for longest.

        Whoever has one mapped keeps it; it is built again when asked for.
        """
        with suppress(OSError):
            files = sorted(
                self._folder.glob("*.crible"), key=lambda path: path.stat().st_mtime
            )
            for path in files[:-_KEPT_FILES]:
                path.unlink(missing_ok=True)
            # What a process that was killed had not finished writing.
            for path in self._folder.glob(".*.crible.*.tmp"):
                if time.time() - path.stat().st_mtime > _LEFT_BEHIND:
                    path.unlink(missing_ok=True)
