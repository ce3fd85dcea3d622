"""A few entries of an index in an index of their own, weighed as among all of them.

How much a word says follows from how many entries hold it. With the counts of a few
entries a hit scores otherwise, by a third at times; with those of the whole it scores
what it scores there, so that whoever is hit there through one of these is hit here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.matching import Screener
from crible.matching.builder import build
from crible.matching.index import Index
from crible.matching.rarity import distinctive_weight
from crible.model import Entry, Name
from crible.text.scripts import dominant_script

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from numpy.typing import NDArray

    from crible.matching import Profile


class Few(Index):
    """An index of a few entries that counts words as the whole does."""

    def __init__(
        self, arrays: dict[str, NDArray[Any]], meta: dict[str, Any], whole: Index
    ) -> None:
        super().__init__(arrays, meta)
        self._whole = whole

    @property
    def entry_count(self) -> int:
        """How many entries the whole holds."""
        return self._whole.entry_count

    def entries_with(self, word: str, script: str) -> int:
        """How many entries of the whole hold exactly this word."""
        return self._whole.entries_with(word, script)


def screener_of(whole: Index, places: Iterable[int], profile: Profile) -> Screener:
    """A screener over some entries of an index, with the scores of the whole.

    Args:
        whole: the index.
        places: of the entries in it.
        profile: its parameters.
    """
    entries = [entry_of(whole, place) for place in places]
    made = build(entries, profile, before=whole)
    arrays = dict(made.arrays)
    role = made.meta["roles"].index("distinctive") if made.meta["roles"] else -1
    weights = arrays["part_weight"].copy()
    parts = zip(made.part_word.tolist(), arrays["part_role"].tolist(), strict=True)
    for part, (word, its_role) in enumerate(parts):
        if its_role != role:
            continue
        text, script = made.word(word)
        holding = whole.entries_with(text, script)
        weights[part] = distinctive_weight(
            text, script, holding, whole.entry_count, profile
        )
    arrays["part_weight"] = weights
    return Screener(Few(arrays, made.meta, whole), profile)


def entry_of(index: Index, place: int) -> Entry:
    """An entry as far as an index holds it."""
    listed = index.entry(place)
    names = tuple(
        Name(name.text, name.type, name.quality, dominant_script(name.text))
        for name in map(index.name, index.names_of(place))
    )
    return Entry(
        listed.id,
        listed.list,
        listed.kind or "other",
        names,
        countries=listed.countries,
        identifiers=listed.identifiers,
        dates=listed.dates,
    )
