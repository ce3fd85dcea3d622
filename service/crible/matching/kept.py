"""What was worked out lately, by key: bounded, and what comes again stays.

``lru_cache`` would do for functions of the module; these belong to one index. Emptying a
full dictionary would lose the frequent words of a night file with the rare ones.
"""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Two generations of results: the older one is dropped when the younger is full."""

    __slots__ = ("_most", "_older", "_younger")

    def __init__(self, most: int) -> None:
        """``most`` results are kept at most, half of them in each generation."""
        self._most = max(1, most // 2)
        self._younger: dict[K, V] = {}
        self._older: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._younger.keys() | self._older.keys())

    def get(self, key: K) -> V | None:
        """What is kept under a key, None when nothing is."""
        found = self._younger.get(key)
        if found is None:
            found = self._older.get(key)
            if found is not None:
                self[key] = found
        return found

    def __setitem__(self, key: K, value: V) -> None:
        if len(self._younger) >= self._most:
            self._older, self._younger = self._younger, {}
        self._younger[key] = value
