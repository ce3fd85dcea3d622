"""Conditions on what is shown of an answer: schemata, topics, single entries.

They are applied to the hits of a screening that looked at everything, so the record
keeps what the engine found and an exclusion hides nothing from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.errors import UsageError
from crible.web.doors import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.model import EntrySummary, Hit
    from crible.web.doors.parameters import Parameters

# Hits that are asked of the engine when some may be left out.
_ENOUGH = 500
_EXCLUDED_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What may be shown.

    Attributes:
        schemata: entities of one of these, or of what is a kind of one; empty is all.
        without_schemata: none of these.
        topics: entities with one of these; empty is all.
        without: ids that are not shown.
    """

    schemata: frozenset[str] = frozenset()
    without_schemata: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def enough(self, limit: int) -> int:
        """How many hits to ask for so that ``limit`` may be left."""
        if self.schemata or self.without_schemata or self.topics:
            return max(_ENOUGH, limit)
        return limit + len(self.without)

    def shows(self, hit: Hit, entries: Mapping[str, EntrySummary]) -> bool:
        """Whether a hit may be shown."""
        if hit.entry_id in self.without:
            return False
        entry = entries.get(hit.entry_id)
        if entry is None:
            # Not to be told apart, so not to be hidden.
            return True
        broader = vocabulary.BROADER[vocabulary.SCHEMATA[entry.kind]]
        if self.schemata and not broader & self.schemata:
            return False
        if broader & self.without_schemata:
            return False
        return not self.topics or vocabulary.TOPICS.get(entry.status) in self.topics


def read(parameters: Parameters) -> Narrowing:
    """The conditions among the parameters of a request.

    Raises:
        UsageError: a schema or topic that no entry of crible can have.
    """
    excluded = frozenset(parameters.all("exclude_entity_ids"))
    if len(excluded) > _EXCLUDED_AT_MOST:
        raise UsageError(
            f"More than {_EXCLUDED_AT_MOST} entities to leave out.",
            where="exclude_entity_ids",
        )
    return Narrowing(
        without_schemata=schemata(parameters.all("exclude_schema"), "exclude_schema"),
        topics=topics(parameters.all("topics")),
        without=excluded,
    )


def schemata(given: list[str], where: str) -> frozenset[str]:
    """Schemata by name.

    Raises:
        UsageError: one that crible has no entries of.
    """
    if not set(vocabulary.KINDS).issuperset(given):
        raise UsageError(
            "crible has no entries of such a schema.",
            hint=f"It has: {', '.join(vocabulary.KINDS)}.",
            where=where,
        )
    return frozenset(given)


def topics(given: list[str]) -> frozenset[str]:
    """Topics by name.

    Raises:
        UsageError: one that crible does not tell.
    """
    known = set(vocabulary.TOPICS.values())
    if not known.issuperset(given):
        raise UsageError(
            "crible does not know which entries have such a topic.",
            hint=f"It knows: {', '.join(sorted(known))}.",
            where="topics",
        )
    return frozenset(given)
