"""Rates that hold across worker processes: one number a caller, in shared memory.

The generic cell rate algorithm: of each caller one moment is kept, at which its next
request would be due if it kept exactly to its rate; who comes earlier than that by more
than a burst is refused. The numbers lie in memory that the workers inherit from their
parent. The database was the alternative: a write for each request, to protect it.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
import threading
import time
import weakref
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# 16 bytes each: who, and when due. Enough that one whose due time is past is near.
_SLOTS = 16384
_SLOT = struct.Struct("=Qd")
_PROBES = 32
# A caller that was quiet may send so many seconds' worth at once.
_BURST_SECONDS = 10.0


class Throttle:
    """Counts requests of callers, for this process and those forked from it.

    Args:
        clock: seconds, the same in all processes of the machine.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._table = mmap.mmap(-1, _SLOTS * _SLOT.size)
        # A lock of POSIX on a file without a name: it belongs to a process rather than
        # to a descriptor, so that it holds between those that inherited it, and the
        # system opens it when its holder is killed.
        self._file, path = tempfile.mkstemp(prefix="crible-rates-")
        Path(path).unlink()
        weakref.finalize(self, os.close, self._file)
        self._lock = threading.Lock()

    def wait(self, who: str, per_minute: int, *, burst: int | None = None) -> float:
        """Count a request.

        Args:
            who: the caller.
            per_minute: its rate.
            burst: requests at once after a quiet time; ten seconds' worth by default.

        Returns:
            0.0 when it may go on; else the seconds after which it may try again.
        """
        each = 60.0 / per_minute
        ahead = each * burst if burst else max(_BURST_SECONDS, each)
        now = self._clock()
        mark = _mark(who)
        with self._locked():
            place, due = self._find(mark, now)
            due = max(due, now)
            if due + each - now > ahead + 1e-9:
                return due + each - now - ahead
            _SLOT.pack_into(self._table, place, mark, due + each)
        return 0.0

    def is_blocked(self, who: str, per_minute: int, *, burst: int) -> float:
        """As ``wait``, without counting."""
        each = 60.0 / per_minute
        now = self._clock()
        with self._locked():
            _, due = self._find(_mark(who), now)
        return max(0.0, max(due, now) + each - now - each * burst - 1e-9)

    def _find(self, mark: int, now: float) -> tuple[int, float]:
        """The place of a caller: its own, else one that nobody needs any more."""
        free = oldest = -1
        oldest_due = float("inf")
        for step in range(_PROBES):
            place = (mark + step) % _SLOTS * _SLOT.size
            known, due = _SLOT.unpack_from(self._table, place)
            if known == mark:
                return place, due
            if free < 0 and due <= now:
                free = place
            if due < oldest_due:
                oldest, oldest_due = place, due
        return (free if free >= 0 else oldest), now

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def _mark(who: str) -> int:
    """A number other than 0 for a caller."""
    return int.from_bytes(blake2b(who.encode(), digest_size=8).digest()) | 1
