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
    NameType,
    Outcome,
    Quality,
    Status,
)
from crible.store.review_rows import State, Word

_OUTCOME = (
    "`match` when a hit is strong, `review` when one reaches the alert line, "
    "`clear` when none does, `error` when the subject could not be screened."
)
SNAPSHOT = "The exact set of list versions used; see `/v1/snapshots/{id}`."
PROFILE = "The engine's parameters used."
_AS_OF = "The earlier moment or snapshot that was asked for; absent for the present."
_SCREENING = "The record of this act; see `/v1/screenings/{id}`."
NEXT = "Cursor of the next page; null when there is none."


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


class LastDecision(BaseModel):
    """The last decision about an alert, in short."""

    id: str = Field(description="See `/v1/decisions/{id}`.")
    verdict: Word
    at: dt.datetime
    actor: str
    expires: dt.datetime | None = Field(description="From then on it does not hold.")


class HitAlert(BaseModel):
    """How a hit stands that waits, or waited, for a person."""

    id: str = Field(description="See `/v1/alerts/{id}`.")
    state: State
    decision: LastDecision | None


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
    alert: HitAlert | None = Field(
        None,
        description="Where the hit waits for a person, or somebody has decided about "
        "it. It changes neither the hits nor the outcome.",
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
    snapshot: str = Field(description=SNAPSHOT)
    profile: str = Field(description=PROFILE)
    as_of: str | None = Field(None, description=_AS_OF)
    hits: list[Hit]
    problem: SubjectProblem | None = None


class ScreenAnswer(BaseModel):
    """Results in the order of the subjects."""

    snapshot: str = Field(description=SNAPSHOT)
    profile: str = Field(description=PROFILE)
    results: list[Result]


class Stretch(BaseModel):
    """Characters of a text, from one place up to another."""

    start: int
    end: int


class ScanAnswer(BaseModel):
    """Mentions in the order of the text."""

    outcome: Outcome = Field(description=_OUTCOME)
    screening: str = Field(description=_SCREENING)
    snapshot: str = Field(description=SNAPSHOT)
    profile: str = Field(description=PROFILE)
    as_of: str | None = Field(None, description=_AS_OF)
    mentions: list[Mention]
    problem: SubjectProblem | None = None
    unsearched: list[Stretch] | None = Field(
        None, description="What was not searched in time; the outcome is error then."
    )
    format: str | None = Field(None, description="What the text was read as.")
    warnings: list[str] | None = Field(None, description="What was left out or odd.")
    text: str | None = Field(
        None, description="The text that was scanned, where it is not the one sent."
    )
    annotated: str | None = Field(
        None, description="The text as an HTML fragment with marks and a legend."
    )


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
    next: str | None = Field(description=NEXT)


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
