"""What callers get, written down for the OpenAPI document.

The answers themselves are made by ``usecases.answers``, ``usecases.records`` and
``usecases.lists``; these models never touch them, since a second serialiser could
drift from the first. A test holds each real answer against its model.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from crible.model import (
    Band,
    Kind,
    ListState,
    NameType,
    Origin,
    Outcome,
    Quality,
    RelationType,
    Status,
)

_OUTCOME = (
    "`match` when a hit is strong, `review` when one reaches the alert line, "
    "`clear` when none does, `error` when the subject could not be screened."
)
_SNAPSHOT = "The exact set of list versions used; see `/v1/snapshots/{id}`."
_PROFILE = "The engine's parameters used."
_AS_OF = "The earlier moment or snapshot that was asked for; absent for the present."
_SCREENING = "The record of this act; see `/v1/screenings/{id}`."


class HitEntry(BaseModel):
    """What to show of an entry beside a hit."""

    id: str
    list: str
    caption: str
    kind: Kind | None
    status: Status | None


class Matched(BaseModel):
    """The name of the entry that the subject resembles."""

    name: str
    type: NameType
    quality: Quality
    script: str


class Designation(BaseModel):
    """One act by which an authority put an entry on its list."""

    authority: str
    programme: str
    measures: list[str]
    listed_on: dt.date | None
    reason: str
    legal_basis: str
    source: str


class Contribution(BaseModel):
    """One reason in a score; the weights of a hit add up to its score."""

    feature: str
    subject: str
    entry: str
    weight: float
    reason: str


class AlsoListed(BaseModel):
    """Another entry, of another list, that is the same subject, and why."""

    entry: HitEntry
    reasons: list[str]


class Hit(BaseModel):
    """An entry that a subject may be."""

    entry: HitEntry
    score: float = Field(ge=0, le=1)
    band: Band
    matched: Matched
    designations: list[Designation]
    contributions: list[Contribution]
    also: list[AlsoListed] = Field(
        description="The same subject on other lists, whether a hit itself or not."
    )


class Mention(Hit):
    """A hit in running text; offsets count Unicode code points of the text."""

    start: int
    end: int
    text: str
    alternatives: list[Hit]
    short_for: int | None = Field(
        None, description="Start of the mention in full that this one is short for."
    )
    field: str | None = Field(
        None, description="The field of a payment message that it stands in."
    )


class AnsweredSubject(BaseModel):
    """The subject as it was understood; what was not given is left out."""

    name: str
    aliases: list[str] | None = None
    kind: Kind | None = None
    countries: list[str] | None = None
    identifiers: dict[str, str | list[str]] | None = None
    birth_date: str | None = None
    registration_date: str | None = None
    reference: str | None = None


class SubjectProblem(BaseModel):
    """Why a subject could not be screened."""

    code: str
    title: str
    detail: str


class Result(BaseModel):
    """One answered subject."""

    subject: AnsweredSubject
    outcome: Outcome = Field(description=_OUTCOME)
    screening: str = Field(description=_SCREENING)
    snapshot: str = Field(description=_SNAPSHOT)
    profile: str = Field(description=_PROFILE)
    as_of: str | None = Field(None, description=_AS_OF)
    hits: list[Hit]
    problem: SubjectProblem | None = None


class ScreenAnswer(BaseModel):
    """Results in the order of the subjects."""

    snapshot: str = Field(description=_SNAPSHOT)
    profile: str = Field(description=_PROFILE)
    results: list[Result]


class ScanAnswer(BaseModel):
    """Mentions in the order of the text."""

    outcome: Outcome = Field(description=_OUTCOME)
    screening: str = Field(description=_SCREENING)
    snapshot: str = Field(description=_SNAPSHOT)
    profile: str = Field(description=_PROFILE)
    as_of: str | None = Field(None, description=_AS_OF)
    mentions: list[Mention]
    problem: SubjectProblem | None = None
    format: str | None = Field(None, description="What the text was read as.")
    warnings: list[str] | None = Field(None, description="What was left out or odd.")
    text: str | None = Field(
        None, description="The text that was scanned, where it is not the one sent."
    )
    annotated: str | None = Field(
        None, description="The text as an HTML fragment with marks and a legend."
    )


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

    snapshot: str | None = Field(description=_SNAPSHOT + " Null when none is loaded.")
    profile: str = Field(description=_PROFILE)
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

    snapshot: str = Field(description=_SNAPSHOT)
    profile: str = Field(description=_PROFILE)
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

    snapshot: str = Field(description=_SNAPSHOT)
    profile: str = Field(description="The engine's parameters in use now.")
    versions: list[Version]


class Record(BaseModel):
    """Who asked, when and how."""

    at: dt.datetime
    actor: str
    channel: str
    threshold: float
    lists: list[str]
    limit: int | None = Field(description="Hits asked for at most; null without limit.")
    batch: str | None


class ScreenRecord(Result, Record):
    """A stored screening of a subject, as it was answered."""

    operation: Literal["screen"]


class ScanRecord(ScanAnswer, Record):
    """A stored scan of a text, as it was answered, with the text."""

    operation: Literal["scan"]
    text: str


_NEXT = "Cursor of the next page; null when there is none."


class EntriesAnswer(BaseModel):
    """A page of a list's entries, by id."""

    snapshot: str = Field(description=_SNAPSHOT)
    profile: str = Field(description=_PROFILE)
    entries: list[HitEntry]
    next: str | None = Field(description=_NEXT)


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
    next: str | None = Field(description=_NEXT)


class KnownScreening(BaseModel):
    """A screening in a list of them."""

    screening: str = Field(description=_SCREENING)
    at: dt.datetime
    actor: str
    channel: str
    operation: Literal["screen", "scan"]
    outcome: Outcome
    snapshot: str
    profile: str
    reference: str
    hits: int
    batch: str | None


class ScreeningsAnswer(BaseModel):
    """A page of screenings, newest first."""

    screenings: list[KnownScreening]
    next: str | None = Field(description=_NEXT)


class ReplayAnswer(BaseModel):
    """Whether a recorded answer comes out the same again."""

    screening: str = Field(description=_SCREENING)
    identical: bool
    differs: list[str] = Field(
        description="Parts of the record that differ; `profile` when this version of "
        "crible cannot make the profile of then again."
    )
    snapshot: str
    profile: str


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
