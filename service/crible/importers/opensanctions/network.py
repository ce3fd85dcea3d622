"""What surrounds the entities of a FollowTheMoney file: sanctions, links, documents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crible.importers.dates import day
from crible.importers.jsonfile import objects
from crible.importers.opensanctions.schemata import BESIDE, LINKS, PAPERS, kind
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from crible.importers.source import Source


@dataclass(frozen=True, slots=True)
class Link:
    """A link as one of its ends sees it; ``forward`` at the end that holds it."""

    schema: str
    other: str
    forward: bool
    role: str
    percent: float | None
    ended: str


@dataclass(slots=True)
class Network:
    """Everything but the entities themselves, by the entity's id.

    Attributes:
        names: captions of all that can be an entry.
        targets: those that the file marks as such.
        published: the day of the latest look at a source.
    """

    names: dict[str, str] = field(default_factory=dict)
    targets: set[str] = field(default_factory=set)
    links: dict[str, list[Link]] = field(default_factory=lambda: defaultdict(list))
    sanctions: dict[str, list[tuple[Designation, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    papers: dict[str, list[tuple[str, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    published: date | None = None

    def listed(self, id_: str) -> bool:
        """Whether an authority lists the entity now."""
        return any(not ended for _, ended in self.sanctions.get(id_, ()))

    def linked(self, id_: str) -> bool:
        """Whether somebody who is listed owns the entity now."""
        return any(
            link.schema == "Ownership"
            and not link.forward
            and not link.ended
            and self.listed(link.other)
            for link in self.links.get(id_, ())
        )

    def kept(self, id_: str) -> bool:
        """Whether the entity becomes an entry: a target, or owned by a listed one."""
        return id_ in self.targets or self.listed(id_) or self.linked(id_)

    def add(self, value: Mapping[str, Any]) -> None:
        """Notes one object of the file."""
        schema, id_ = str(value.get("schema", "")), str(value.get("id", ""))
        if seen := day(str(value.get("last_seen", ""))[:10]):
            self.published = max(seen, self.published or seen)
        if schema in LINKS:
            self._link(schema, value)
        elif schema == "Sanction":
            for entity in texts(value, "entity"):
                self.sanctions[entity].append(_sanction(value))
        elif schema in PAPERS:
            label = " ".join(texts(value, "type")) or schema
            country = " ".join(texts(value, "country")[:1])
            for holder in texts(value, "holder"):
                for number in texts(value, "number"):
                    self.papers[holder].append((label, number, country))
        elif schema not in BESIDE and kind(schema, "") is not None:
            self.names[id_] = str(value.get("caption", ""))
            # A file cut by hand may not say which are targets: then all are.
            if value.get("target", True):
                self.targets.add(id_)

    def _link(self, schema: str, value: Mapping[str, Any]) -> None:
        holds, leads = LINKS[schema]
        words = ("role", "relationship", "status", "summary")
        role = ", ".join(text for word in words for text in texts(value, word))
        ended = " ".join(texts(value, "endDate")[:1])
        percent = _percent(texts(value, "percentage"))
        for one in texts(value, holds):
            for other in texts(value, leads):
                self.links[one].append(Link(schema, other, True, role, percent, ended))
                self.links[other].append(Link(schema, one, False, role, percent, ended))


def survey(source: Source) -> Network:
    """Reads the file for what surrounds its entities.

    Raises:
        ListRefused: it is no readable file of JSON lines.
    """
    network = Network()
    for line in objects(source):
        if not isinstance(line, Reject):
            network.add(line[1])
    return network


def texts(value: Mapping[str, Any], name: str) -> list[str]:
    """The values of a property."""
    properties = value.get("properties")
    found = properties.get(name) if isinstance(properties, dict) else None
    if not isinstance(found, list):
        return []
    plain = (item.get("id") if isinstance(item, dict) else item for item in found)
    return [text for text in plain if isinstance(text, str) and text.strip()]


def _sanction(value: Mapping[str, Any]) -> tuple[Designation, bool]:
    days = [
        found
        for name in ("listingDate", "startDate")
        for text in texts(value, name)
        if (found := day(text[:10]))
    ]
    designation = Designation(
        authority=", ".join(texts(value, "authority")) or str(value.get("caption", "")),
        programme=", ".join(texts(value, "programId") or texts(value, "program")),
        measures=tuple(texts(value, "provisions")),
        listed_on=min(days, default=None),
        reason=" ".join((*texts(value, "reason"), *texts(value, "summary"))),
        legal_basis=", ".join(texts(value, "program")),
        source=" ".join(texts(value, "sourceUrl")[:1]),
    )
    return designation, bool(texts(value, "endDate"))


def _percent(values: list[str]) -> float | None:
    for text in values:
        try:
            found = float(text.strip().rstrip("%").replace(",", "."))
        except ValueError:
            continue
        if 0 <= found <= 100:
            return found
    return None
