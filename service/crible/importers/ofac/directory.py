"""Whose name is whose, so that "Linked To: NAME" can point to an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Directory:
    """Names of a list, each with the number of the one entry that bears it.

    A primary name outweighs another entry's alternate name; a name that two entries
    share on the same level leads to neither, because a wrong link is worse than none.
    """

    def __init__(self) -> None:
        self._primary: dict[str, str | None] = {}
        self._alternate: dict[str, str | None] = {}

    def add_primary(self, name: str, number: str) -> None:
        """Notes a primary name."""
        _note(self._primary, name, number)

    def add_alternates(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Notes (name, number) pairs of alternate names."""
        for name, number in pairs:
            _note(self._alternate, name, number)

    def number(self, name: str) -> str | None:
        """The entry that bears the name, or None."""
        key = _key(name)
        if key in self._primary:
            return self._primary[key]
        return self._alternate.get(key)


def _note(names: dict[str, str | None], name: str, number: str) -> None:
    key = _key(name)
    if names.setdefault(key, number) != number:
        names[key] = None


def _key(name: str) -> str:
    # The full stop at the end of a remark swallows that of "CO., LTD.".
    return " ".join(name.casefold().split()).rstrip(".")
