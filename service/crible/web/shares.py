"""How many connections each worker holds, so that none takes more than its share.

Workers take connections from one socket, and a client keeps its connection for many
requests: whoever happens to be awake when eight clients arrive would serve all of them
for good, while the other processors idle. A socket for each worker was the alternative:
the system then draws lots, and what waits at a worker that dies is lost.
"""

from __future__ import annotations

import mmap
import struct

_SLOT = struct.Struct("=q")
# More than there are ever workers at once; of those that come later, some reuse a slot.
_SLOTS = 256
_FREE = -1


class Shares:
    """Numbers in memory that the workers inherit; each writes its own alone."""

    def __init__(self) -> None:
        self._table = mmap.mmap(-1, _SLOTS * _SLOT.size)
        for worker in range(_SLOTS):
            self.leave(worker)

    def hold(self, worker: int, connections: int) -> None:
        """Say how many connections a worker holds.

        Args:
            worker: its number, counted up by whoever starts them.
            connections: how many.
        """
        _SLOT.pack_into(self._table, worker % _SLOTS * _SLOT.size, connections)

    def leave(self, worker: int) -> None:
        """Say that a worker is gone."""
        self.hold(worker, _FREE)

    def is_ahead(self, worker: int, connections: int) -> bool:
        """Whether another worker holds fewer."""
        own = worker % _SLOTS
        return any(
            _FREE < held < connections
            for place, (held,) in enumerate(_SLOT.iter_unpack(self._table))
            if place != own
        )
