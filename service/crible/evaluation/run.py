"""Alter, screen, count: recall and rank per class, alert rate per innocent source."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from crible.evaluation.alterations import CLASSES, Alteration, Given, given
from crible.evaluation.views import half, hidden_name, view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from crible.model import Entry, Kind


class Matcher(Protocol):
    """What is measured: the engine, or a rival behind the same door."""

    def ask(self, name: str, kind: Kind | None) -> list[tuple[str, float]]:
        """(entry id, score) of every hit at the threshold, best first."""


@dataclass(slots=True)
class ClassResult:
    """Counts of one class; ``misses`` holds (altered, listed, best wrong score)."""

    key: str
    group: str
    asked: int = 0
    found: int = 0
    first: int = 0
    misses: list[tuple[str, str, str]] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of altered names that hit their entry."""
        return self.found / self.asked if self.asked else float("nan")


@dataclass(slots=True)
class SourceResult:
    """Counts of one source of innocents; ``alerts`` holds (name, entry, score)."""

    source: str
    asked: int = 0
    alerted: int = 0
    alerts: list[tuple[str, str, float]] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Share of innocent names that alert."""
        return self.alerted / self.asked if self.asked else float("nan")


@dataclass(slots=True)
class Report:
    """All results of one matcher."""

    classes: list[ClassResult]
    sources: list[SourceResult]

    def mean_recall(self, *groups: str) -> float:
        """Mean over classes (of the groups named; all when none) that were asked."""
        kept = [
            c.recall
            for c in self.classes
            if c.asked and (not groups or c.group in groups)
        ]
        return sum(kept) / len(kept) if kept else float("nan")

    def mean_rate(self) -> float:
        """Mean alert rate over the sources that were asked."""
        kept = [s.rate for s in self.sources if s.asked]
        return sum(kept) / len(kept) if kept else float("nan")


def cases(
    entries: Sequence[Entry], alteration: Alteration, part: int, most: int, seed: int
) -> list[tuple[str, Given]]:
    """Altered names of one class from the entries of one half.

    Args:
        entries: the list.
        alteration: the class.
        part: 0 to tune, 1 to report.
        most: altered names at most.
        seed: of the generator; each class has its own stream.
    """
    rng = random.Random(f"{seed}:{alteration.key}:{part}")
    pool = [entry for entry in entries if half(entry.id) == part]
    rng.shuffle(pool)
    found: list[tuple[str, Given]] = []
    for entry in pool:
        if len(found) >= most:
            break
        names = [name for name in entry.names if name.quality == "strong"]
        if alteration.view == "hidden":
            gone = hidden_name(entry)
            names = [gone] if gone else []
        elif (
            alteration.view == "latin"
            and not any(n.script == "Latn" for n in entry.names)
        ) or (
            alteration.view == "native"
            and not any(n.script not in {"Latn", "Zyyy"} for n in entry.names)
        ):
            continue
        rng.shuffle(names)
        for name in names:
            item = given(entry, name)
            altered = alteration.alter(rng, item)
            if altered and altered.strip():
                found.append((altered, item))
                break
    return found


def measure(
    entries: Sequence[Entry],
    innocents: Mapping[str, Sequence[str]],
    make: Callable[[Sequence[Entry]], Matcher],
    *,
    part: int,
    per_class: int,
    per_source: int,
    seed: int = 7,
    progress: Callable[[str], None] = lambda _what: None,
) -> Report:
    """Run every class and every source through a matcher.

    Args:
        entries: the list.
        innocents: names by source.
        make: builds the matcher over a view of the list.
        part: 0 to tune, 1 to report.
        per_class: altered names per class at most.
        per_source: innocent names per source at most.
        seed: of all generators.
        progress: told what is being done.
    """
    results: list[ClassResult] = []
    sources: list[SourceResult] = []
    for kind in dict.fromkeys(alteration.view for alteration in CLASSES):
        progress(f"list as {kind}")
        matcher = make(list(view(entries, kind)))
        for alteration in CLASSES:
            if alteration.view == kind:
                progress(alteration.key)
                results.append(
                    _class(matcher, entries, alteration, part, per_class, seed)
                )
        if kind == "full":
            for source, names in innocents.items():
                progress(source)
                sources.append(_source(matcher, source, names, part, per_source, seed))
    order = [alteration.key for alteration in CLASSES]
    results.sort(key=lambda result: order.index(result.key))
    return Report(results, sources)


def _class(
    matcher: Matcher,
    entries: Sequence[Entry],
    alteration: Alteration,
    part: int,
    most: int,
    seed: int,
) -> ClassResult:
    result = ClassResult(alteration.key, alteration.group)
    for altered, item in cases(entries, alteration, part, most, seed):
        result.asked += 1
        hits = matcher.ask(altered, None)
        ids = [identity for identity, _ in hits]
        if item.entry.id in ids:
            result.found += 1
            result.first += (
                ids[0] == item.entry.id or hits[0][1] == dict(hits)[item.entry.id]
            )
            result.scores.append(dict(hits)[item.entry.id])
        else:
            result.misses.append((altered, item.name.text, item.entry.id))
    return result


def _source(
    matcher: Matcher, source: str, names: Sequence[str], part: int, most: int, seed: int
) -> SourceResult:
    rng = random.Random(f"{seed}:{source}:{part}")
    pool = [name for name in names if half(name) == part]
    rng.shuffle(pool)
    result = SourceResult(source)
    for name in pool[:most]:
        result.asked += 1
        hits = matcher.ask(name, None)
        if hits:
            result.alerted += 1
            result.alerts.append((name, *hits[0]))
            result.scores.append(hits[0][1])
    return result
