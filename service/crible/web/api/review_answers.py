"""What callers get of alerts and decisions, written down as in ``answers``."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from crible.model import Band
from crible.store.review_rows import Cause, State, Word
from crible.web.api.answers import (
    NEXT,
    PROFILE,
    SNAPSHOT,
    AnsweredSubject,
    Hit,
    LastDecision,
)
from crible.web.api.holdings import Entry

_STATE = (
    "`open`: nobody has decided. `lapsed`: somebody has, and it no longer holds. "
    "`held`, `escalated`: as decided. `decided`: it is settled. `replaced`: a later "
    "alert of the pair stands in its place."
)


class Lapsed(BaseModel):
    """A decision that no longer holds, and why."""

    decision: str
    why: Literal["entry-changed", "subject-changed", "both-changed", "expired"]


class Alert(BaseModel):
    """A hit that waits for a person."""

    id: str
    at: dt.datetime = Field(description="When it was raised.")
    state: State = Field(description=_STATE)
    reference: str | None
    subject: AnsweredSubject
    entry: str
    list: str
    score: float
    band: Band
    matched: str = Field(description="The name of the entry that it resembles.")
    screening: str = Field(description="The record; see `/v1/screenings/{id}`.")
    batch: str | None
    portfolio: str | None
    cause: Cause = Field(description="Why it was raised, beside an earlier one.")
    follows: str | None = Field(description="The alert of the pair before this one.")
    replaced_by: str | None
    lapsed: Lapsed | None
    decision: LastDecision | None


class AlertsAnswer(BaseModel):
    """A page of alerts."""

    alerts: list[Alert]
    next: str | None = Field(description=NEXT)


class Decision(BaseModel):
    """What a person said about an alert, and why; never changed."""

    id: str
    at: dt.datetime
    actor: str
    alert: str
    number: int = Field(description="1 for the first about the alert, and so on.")
    verdict: Word
    reason: str
    note: str
    expires: dt.datetime | None
    reference: str | None
    subject: AnsweredSubject = Field(description="As it was seen.")
    entry: str
    revision: str = Field(description="Hash of the entry as it was seen.")
    screening: str


class DecisionsAnswer(BaseModel):
    """A page of decisions, newest first."""

    decisions: list[Decision]
    next: str | None = Field(description=NEXT)


class AlertDecisions(BaseModel):
    """The decisions about one alert, the first first."""

    decisions: list[Decision]


class OtherAlert(BaseModel):
    """Another alert of the same counterparty and entry."""

    id: str
    at: dt.datetime
    cause: Cause
    state: State
    decision: LastDecision | None


class AlertAnswer(Alert):
    """An alert with all that a person needs who is to decide."""

    snapshot: str = Field(description=SNAPSHOT)
    profile: str = Field(description=PROFILE)
    hit: Hit
    entry_then: Entry = Field(description="The entry as it was screened against.")
    entry_now: Entry | None = Field(description="Null when its list has it no longer.")
    entry_changed: bool
    decisions: tuple[Decision, ...]
    others: tuple[OtherAlert, ...]
