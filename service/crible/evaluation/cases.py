"""What is asked: altered names by class, and innocent names by source.

All of it is fixed before the first question, so that two profiles answer the same
ones and a run can say how far it is. The same entries, innocents and seed give the
same plan.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from crible.evaluation.alterations import CLASSES
from crible.evaluation.given import Alteration, Given
from crible.evaluation.views import half, hidden_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crible.model import Entry, Name


class Case(NamedTuple):
    """An altered name and the listed one that it was made of."""

    altered: str
    given: Given


class Pool:
    """The entries of one half; names are cut into tokens once for all classes.

    Args:
        entries: the list.
        part: 0 to tune, 1 to report.
    """

    def __init__(self, entries: Sequence[Entry], part: int) -> None:
        self.part = part
        self.entries = [entry for entry in entries if half(entry.id) == part]
        self._given: dict[tuple[str, int], Given] = {}

    def given(self, entry: Entry, name: Name) -> Given:
        """A name ready to be altered."""
        key = (entry.id, id(name))
        item = self._given.get(key)
        if item is None:
            item = self._given[key] = Given(entry, name)
        return item


@dataclass(frozen=True, slots=True)
class Plan:
    """All questions of a run.

    Attributes:
        entries: the whole list, of which each class sees a view.
        classes: each class with its cases, in the order of ``CLASSES``.
        sources: innocent names by source.
        part: 0 to tune, 1 to report.
        seed: of all generators.
        most: altered names per class at most.
        pool: entries of the half that the cases come from.
    """

    entries: Sequence[Entry]
    classes: tuple[tuple[Alteration, tuple[Case, ...]], ...]
    sources: Mapping[str, tuple[str, ...]]
    part: int
    seed: int
    most: int
    pool: int

    @property
    def size(self) -> int:
        """Names to ask."""
        return sum(len(cases) for _, cases in self.classes) + sum(
            map(len, self.sources.values())
        )


def plan(
    entries: Sequence[Entry],
    innocents: Mapping[str, Sequence[str]],
    *,
    part: int,
    per_class: int,
    per_source: int,
    seed: int = 7,
) -> Plan:
    """Choose the names to ask.

    Args:
        entries: the list.
        innocents: names by source; the half that ``part`` names is used.
        part: 0 to tune, 1 to report.
        per_class: altered names per class at most.
        per_source: innocent names per source at most.
        seed: of all generators; each class and each source has its own stream.
    """
    pool = Pool(entries, part)
    return Plan(
        entries,
        tuple(
            (alteration, tuple(cases(pool, alteration, per_class, seed)))
            for alteration in CLASSES
        ),
        {
            source: _sample(source, names, part, per_source, seed)
            for source, names in innocents.items()
        },
        part,
        seed,
        per_class,
        len(pool.entries),
    )


def cases(pool: Pool, alteration: Alteration, most: int, seed: int) -> list[Case]:
    """Altered names of one class, from at most one name of each entry.

    Args:
        pool: the half of the list to draw from.
        alteration: the class.
        most: altered names at most.
        seed: of the generator; each class has its own stream.
    """
    rng = random.Random(f"{seed}:{alteration.key}:{pool.part}")
    order = pool.entries[:]
    rng.shuffle(order)
    found: list[Case] = []
    for entry in order:
        if len(found) >= most:
            break
        names = _names(entry, alteration.view)
        rng.shuffle(names)
        for name in names:
            item = pool.given(entry, name)
            altered = alteration.alter(rng, item)
            if altered and altered.strip():
                found.append(Case(altered, item))
                break
    return found


def _names(entry: Entry, view: str) -> list[Name]:
    """The names of an entry that a class may alter under its view of the list."""
    if view == "hidden":
        gone = hidden_name(entry)
        return [gone] if gone else []
    if (view == "latin" and not any(n.script == "Latn" for n in entry.names)) or (
        view == "native" and not any(_is_native(name) for name in entry.names)
    ):
        return []
    return [name for name in entry.names if name.quality == "strong"]


def _is_native(name: Name) -> bool:
    return name.script not in {"Latn", "Zyyy"}


def _sample(
    source: str, names: Sequence[str], part: int, most: int, seed: int
) -> tuple[str, ...]:
    rng = random.Random(f"{seed}:{source}:{part}")
    pool = [name for name in names if half(name) == part]
    rng.shuffle(pool)
    return tuple(pool[:most])
