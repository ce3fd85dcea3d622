"""What is measured: the engine, or anything else that answers the same question."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from crible.matching import Screener

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.matching import Profile
    from crible.model import Entry

# Entries looked at per name; below the alert line there may be many.
_MOST = 50


class Answer(NamedTuple):
    """One entry that a name resembles, with the name of it that does."""

    entry: str
    score: float
    listed: str = ""


class Matcher(Protocol):
    """Anything that screens a name against the list it was made with."""

    def ask(self, name: str, floor: float) -> Sequence[Answer]:
        """Every entry that scores at or above the floor, best first."""


class Engine:
    """The engine with one profile, asked as every caller asks it: without a kind.

    Args:
        entries: the list.
        profile: the parameters.
    """

    def __init__(self, entries: Sequence[Entry], profile: Profile) -> None:
        self._screener = Screener.build(entries, profile=profile)

    def ask(self, name: str, floor: float) -> list[Answer]:
        """Hits at or above the floor, best first."""
        hits = self._screener.screen(name, threshold=floor, limit=_MOST)
        return [Answer(hit.entry_id, hit.score, hit.matched.name) for hit in hits]
