"""Which subjects a change of the lists may concern, asked of the entries that changed.

On the second night nearly all subjects were clear the night before, and not nearly hit.
One of them can only have become a hit through an entry that is new or changed, or through
a word that weighs much more or less now: its own, or that of an entry. These entries, some hundreds of many
thousands, are asked by the engine itself, with the weights of the whole and with a lower
line; who reaches that is screened against everything, and the others stay clear.

A look at the words alone, before the engine's, was the alternative. It has to know every
way in which the engine lets names meet, and found 526 of 552 hits of a night.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from crible.batch import few
from crible.errors import CribleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.matching import Profile
    from crible.matching.index import Index
    from crible.model import Subject

_WORD = re.compile(r"\w+")
# How far below the line a likeness is followed up. Of 552 hits none scored less among
# the entries concerned than among all, by more than 0.006.
_MARGIN = 0.05
# A word that moved less in weight, 0.3 to 1, moves no score by as much as whoever comes
# near a hit misses it by; these were not clear to begin with.
_MOVED = 0.05


class Suspicion:
    """Knows the entries of an index through which somebody may be hit anew.

    Args:
        index: as it is now.
        changed: ids of entries that came or changed.
        before: the index of the earlier lists.
        line: score from which on a subject is hit.
        profile: parameters of the index.

    Attributes:
        entries: how many entries that are.
        screener: over these.
        line: score from which on a likeness is followed up.
        moved: words that weigh something else now.
    """

    def __init__(
        self,
        index: Index,
        changed: Iterable[str],
        before: Index,
        line: float,
        profile: Profile,
    ) -> None:
        self.line = max(0.0, line - _MARGIN)
        self.moved = moved_words(before, index) if before is not index else frozenset()
        wanted = set(changed)
        places = {
            place for place in range(len(index.ids)) if index.ids[place] in wanted
        }
        places.update(_holding(index, self.moved))
        self.entries = len(places)
        self.screener = few.screener_of(index, sorted(places), profile)

    def falls_on(self, subject: Subject) -> bool:
        """Whether a subject that was clear may be no longer."""
        if not self.entries:
            return False
        if any(map(self._holds_moved, (subject.name, *subject.aliases))):
            return True
        try:
            return bool(
                self.screener.screen_subject(subject, threshold=self.line, limit=1)
            )
        except CribleError:
            return True

    def _holds_moved(self, name: str) -> bool:
        """Whether a word weighs something else now, beside any entry."""
        return bool(self.moved) and not self.moved.isdisjoint(
            _WORD.findall(name.casefold())
        )


def moved_words(before: Index, now: Index) -> frozenset[str]:
    """Words that weigh something else than they did, beyond what can be noticed."""
    old = _weights(before)
    return frozenset(
        word
        for (word, script), weight in _weights(now).items()
        if abs(weight - old.get((word, script), weight)) > _MOVED
    )


def _weights(index: Index) -> dict[tuple[str, str], float]:
    weights = index.word_weights.tolist()
    return {index.word(place): weights[place] for place in range(len(weights))}


def _holding(index: Index, words: frozenset[str]) -> Iterator[int]:
    """Entries with a name that holds one of the words."""
    if not words:
        return
    places = [place for place in range(len(index.words)) if index.words[place] in words]
    names = index.postings.get(places)
    if names:
        yield from {index.name(place).entry for place in np.concatenate(names).tolist()}
