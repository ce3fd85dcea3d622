"""What changed from one version of a list to another, entry by entry.

The hashes of the entries tell which changed; only those are read and held against each
other. Names and designations are told one by one, other fields before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from crible.usecases.answers import designation_json
from crible.usecases.lists import find_version
from crible.usecases.records import version_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crible.model import Designation, Entry, ListVersion, Name
    from crible.usecases.services import Services

What = Literal["added", "removed", "changed"]

_PAGE = 500
# Fields told as a whole, before and after; the rest of an entry has parts.
_WHOLE = (
    "kind",
    "status",
    "identifiers",
    "relations",
    "countries",
    "addresses",
    "dates",
    "remarks",
    "raw",
)


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing of an entry that is no longer what it was.

    ``before`` is empty for what came, ``after`` for what went.
    """

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that came, went or changed; ``entry`` as it is or was last."""

    what: What
    entry: Entry
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """Two versions of a list held against each other."""

    before: ListVersion
    after: ListVersion
    changes: tuple[Change, ...]

    def count(self, what: What) -> int:
        """How many entries came, went or changed."""
        return sum(change.what == what for change in self.changes)


def diff(services: Services, key: str, before: str, after: str) -> Diff:
    """Hold two versions of a list against each other.

    Args:
        services: the collaborators.
        key: the list.
        before: a version as a person names it, see ``lists.find_version``.
        after: another.

    Raises:
        UnknownThing: there is no such list or version.
    """
    first = find_version(services, key, before)
    second = find_version(services, key, after)
    old, new = (
        services.store.contents.digests(first),
        services.store.contents.digests(second),
    )
    added = sorted(new.keys() - old.keys())
    removed = sorted(old.keys() - new.keys())
    changed = sorted(
        entry_id
        for entry_id in old.keys() & new.keys()
        if old[entry_id] != new[entry_id]
    )
    changes = [
        Change("added", entry, _parts(entry, came=True))
        for entry in _entries(services, second, added)
    ]
    changes += [
        Change("removed", entry, _parts(entry, came=False))
        for entry in _entries(services, first, removed)
    ]
    changes += [
        Change("changed", now, tuple(_details(then, now)))
        for then, now in zip(
            _entries(services, first, changed),
            _entries(services, second, changed),
            strict=True,
        )
    ]
    return Diff(first, second, tuple(changes))


def diff_json(found: Diff) -> dict[str, Any]:
    """A diff as ``crible lists diff --format json`` prints it."""
    return {
        "list": found.before.key,
        "from": version_json(found.before),
        "to": version_json(found.after),
        "added": found.count("added"),
        "removed": found.count("removed"),
        "changed": found.count("changed"),
        "changes": [
            {
                "change": change.what,
                "entry": change.entry.id,
                "caption": change.entry.caption,
                "kind": change.entry.kind,
                "status": change.entry.status,
                "designations": [
                    designation_json(item) for item in change.entry.designations
                ],
                "details": [
                    {
                        "field": detail.field,
                        "before": detail.before or None,
                        "after": detail.after or None,
                    }
                    for detail in change.details
                ],
            }
            for change in found.changes
        ],
    }


def _entries(
    services: Services, version: ListVersion, ids: Sequence[str]
) -> Iterator[Entry]:
    for start in range(0, len(ids), _PAGE):
        some = ids[start : start + _PAGE]
        found = services.store.contents.some(version, some)
        yield from (found[entry_id] for entry_id in some)


def _parts(entry: Entry, *, came: bool) -> tuple[Detail, ...]:
    """Names and designations of an entry that came or went."""
    said = [("name", _name(name)) for name in entry.names]
    said += [("designation", _designation(item)) for item in entry.designations]
    return tuple(
        Detail(field, "", text) if came else Detail(field, text, "")
        for field, text in said
    )


def _details(then: Entry, now: Entry) -> Iterator[Detail]:
    yield from _apart(
        "name",
        [_name(name) for name in then.names],
        [_name(name) for name in now.names],
    )
    yield from _apart(
        "designation",
        [_designation(item) for item in then.designations],
        [_designation(item) for item in now.designations],
    )
    for field in _WHOLE:
        before, after = getattr(then, field), getattr(now, field)
        if before != after:
            yield Detail(field, _text(before), _text(after))
    if then.names != now.names and sorted(map(_name, then.names)) == sorted(
        map(_name, now.names)
    ):
        # Their order, or what is not shown of them: script, language, source.
        yield Detail("names", "the same texts", "in another order or script")


def _apart(field: str, before: list[str], after: list[str]) -> Iterator[Detail]:
    """What went, then what came; what is there twice counts twice."""
    rest = list(after)
    for text in before:
        if text in rest:
            rest.remove(text)
        else:
            yield Detail(field, text, "")
    for text in rest:
        yield Detail(field, "", text)


def _name(name: Name) -> str:
    weak = ", weak" if name.quality == "weak" else ""
    made = ", generated" if name.origin == "generated" else ""
    return f"{name.text} ({name.type}{weak}{made})"


def _designation(item: Designation) -> str:
    parts = [
        item.authority,
        item.programme,
        "; ".join(item.measures),
        item.listed_on.isoformat() if item.listed_on else "",
        item.legal_basis,
        item.reason,
        item.source,
    ]
    return " | ".join(part for part in parts if part)


def _text(value: Any) -> str:
    """A field as a line for a person."""
    if isinstance(value, str):
        return value
    return "; ".join(_item(item) for item in value)


def _item(item: Any) -> str:
    if isinstance(item, str):
        return item
    if isinstance(item, tuple):
        return ": ".join(map(str, item))
    fields = [getattr(item, name) for name in item.__slots__]
    return " ".join(str(value) for value in fields if value not in {"", None})
