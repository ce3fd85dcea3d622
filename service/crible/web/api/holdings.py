"""What callers get of lists, entries and snapshots, written down as in ``answers``."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from crible.model import (
    Kind,
    ListState,
    NameType,
    Origin,
    Quality,
    RelationType,
    Status,
)
from crible.web.api.answers import NEXT, PROFILE, SNAPSHOT, Designation, HitEntry


class SelfTestCounts(BaseModel):
    """What the self-test of a version found: listed names that miss their own entry."""

    entries: int
    names: int
    forms: int = Field(description="Spellings tried: names, and their ASCII forms.")
    missed: list[tuple[str, int, str]] = Field(
        description="Names as published that are not found: entry, number, reason."
    )
    missed_ascii: int
    profile: str


class Disabled(BaseModel):
    """Who took a list out of use, when and why; it is not looked at."""

    at: dt.datetime
    actor: str
    reason: str


class ListStatus(BaseModel):
    """One list and its state as of now."""

    key: str
    version: str | None
    entries: int
    names: int
    published: dt.date | None
    fetched: dt.datetime | None
    status: ListState
    rejects: int
    title: str
    failed: dt.datetime | None
    failure: str | None
    checked: dt.datetime | None = Field(
        description="When the content was last confirmed; its age counts from here."
    )
    age_days: float | None
    fresh_days: int = Field(description="Stale after so many days; 0 is never.")
    last_failed: dt.datetime | None = Field(
        description="The last failure, even if a later attempt went well."
    )
    last_failure: str | None
    accepted: str | None = Field(description="Who let a loss of entries pass.")
    selftest: SelfTestCounts | None
    disabled: Disabled | None = Field(description="Null while the list is in use.")


class ListsAnswer(BaseModel):
    """Every list that crible knows, loaded or not."""

    snapshot: str | None = Field(description=SNAPSHOT + " Null when none is loaded.")
    profile: str = Field(description=PROFILE)
    lists: list[ListStatus]


class EntryName(BaseModel):
    """One name of an entry; `generated` names were made by a romanisation rule."""

    text: str
    type: NameType
    quality: Quality
    script: str
    language: str | None
    origin: Origin
    source: str


class EntryIdentifier(BaseModel):
    """A number that somebody issued for the entry."""

    scheme: str
    value: str
    country: str | None


class Relation(BaseModel):
    """A link to another subject: an entry's id, or a name as published."""

    type: RelationType
    target: str
    percent: float | None
    source: str


class Address(BaseModel):
    """A postal address as published."""

    text: str
    city: str
    country: str | None


class EntryDate(BaseModel):
    """A date of the entry, such as its birth."""

    what: str
    value: str


class Entry(BaseModel):
    """One subject on one list, with everything the list says of it."""

    id: str
    list: str
    caption: str
    kind: Kind
    status: Status
    # ``list`` is a field here, hence the builtin by its other name.
    names: tuple[EntryName, ...]
    designations: tuple[Designation, ...]
    identifiers: tuple[EntryIdentifier, ...]
    relations: tuple[Relation, ...]
    countries: tuple[str, ...]
    addresses: tuple[Address, ...]
    dates: tuple[EntryDate, ...]
    remarks: str


class EntryAnswer(BaseModel):
    """An entry as of a snapshot."""

    snapshot: str = Field(description=SNAPSHOT)
    profile: str = Field(description=PROFILE)
    entry: Entry


class Version(BaseModel):
    """One dated state of a list; the hash covers its entries."""

    key: str
    version: str
    sha256: str
    number: int
    entries: int
    names: int
    rejects: int
    published: dt.date | None
    fetched: dt.datetime
    source: str


class SnapshotAnswer(BaseModel):
    """The list versions that a snapshot is made of."""

    snapshot: str = Field(description=SNAPSHOT)
    profile: str = Field(description="The engine's parameters in use now.")
    versions: list[Version]


class EntriesAnswer(BaseModel):
    """A page of a list's entries, by id."""

    snapshot: str = Field(description=SNAPSHOT)
    profile: str = Field(description=PROFILE)
    entries: list[HitEntry]
    next: str | None = Field(description=NEXT)


class SnapshotVersion(BaseModel):
    """A list and its version."""

    key: str
    version: str


class KnownSnapshot(BaseModel):
    """A snapshot, and what it is made of."""

    snapshot: str
    versions: list[SnapshotVersion]


class SnapshotsAnswer(BaseModel):
    """A page of snapshots, newest first."""

    snapshots: list[KnownSnapshot]
    next: str | None = Field(description=NEXT)


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"]
    version: str


class Ready(BaseModel):
    """Every loaded list is good; `lists` gives each list's state."""

    status: Literal["ready"]
    snapshot: str
    profile: str
    lists: dict[str, ListState]
