"""Alerts and decisions as values, and how an alert stands.

Holds neither tables nor queries. How decisions make a state is said here and nowhere
else, so that another rule, such as a second person for every decision, has one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from crible.model import Subject

Word = Literal["false_positive", "true_match", "escalate", "hold", "reopen"]
"""false_positive: they are not the same. true_match: they are. escalate: somebody with
more authority is to decide. hold: more was asked for. reopen: what was decided no
longer holds."""

State = Literal["open", "lapsed", "held", "escalated", "decided", "replaced"]
"""open: nobody has decided. lapsed: somebody has, and it no longer holds. held,
escalated: as decided. decided: it is settled. replaced: a later alert of the pair
stands in its place."""

Cause = Literal["new", "entry-changed", "subject-changed", "both-changed"]

WAITING: tuple[State, ...] = ("open", "lapsed", "held", "escalated")
"""What a person still has to do something about."""

SETTLED: tuple[Word, ...] = ("false_positive", "true_match")

_STATES: dict[str, State] = {
    "false_positive": "decided",
    "true_match": "decided",
    "escalate": "escalated",
    "hold": "held",
    "reopen": "open",
}


def state_after(verdict: str | None, lapsed: str | None = None) -> State:
    """How an alert stands by its last decision.

    Args:
        verdict: of that decision; None when there is none.
        lapsed: the decision of the alert before that lapsed with this one.
    """
    if verdict is None:
        return "lapsed" if lapsed else "open"
    return _STATES[verdict]


@dataclass(frozen=True, slots=True)
class Alert:
    """A hit that waits for a person.

    Attributes:
        id: follows from pair, said and revision.
        at: when it was raised.
        pair: hash of counterparty and entry.
        said: hash of what the subject said, the reference left out.
        revision: hash of the entry as it was.
        subject: whom it is about.
        entry: id of the entry.
        score: of the hit.
        band: of the hit.
        matched: the name of the entry that the subject resembles.
        screening: the record of the hit.
        batch: the batch in which it was raised, or empty.
        portfolio: the portfolio for which it was raised, or empty.
        cause: why it was raised.
        follows: the alert of the pair before this one.
        lapsed: its decision that lapsed with this one.
    """

    id: str
    at: datetime
    pair: str
    said: str
    revision: str
    subject: Subject
    entry: str
    score: float
    band: str
    matched: str
    screening: str
    batch: str = ""
    portfolio: str = ""
    cause: Cause = "new"
    follows: str | None = None
    lapsed: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The last decision of an alert in short: id, verdict, when, by whom, until when."""

    id: str
    verdict: Word
    at: datetime
    actor: str
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an alert stands at a moment.

    Attributes:
        alert: its id.
        state: in a word.
        decision: the last one, if there is one.
        replaced: id of the alert that stands in its place.
    """

    alert: str
    state: State
    decision: Decided | None = None
    replaced: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """An alert and how it stands."""

    alert: Alert
    standing: Standing

    @property
    def lapsed(self) -> tuple[str, str] | None:
        """The decision that no longer holds, and why; None when the state is another."""
        if self.standing.state != "lapsed":
            return None
        if self.standing.decision is not None:
            return self.standing.decision.id, "expired"
        return (self.alert.lapsed or "", self.alert.cause)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said about an alert, and why.

    Attributes:
        id: unique and ordered by time.
        at: when.
        actor: who.
        alert: its id.
        number: 1 for the first of the alert, and so on.
        verdict: in a word.
        reason: code of the reason.
        note: the reason in their own words.
        subject: whom it is about, as was seen.
        entry: id of the entry.
        revision: hash of the entry as was seen.
        screening: the record of the hit that was seen.
        expires: from when on it no longer holds, or None.
    """

    id: str
    at: datetime
    actor: str
    alert: str
    number: int
    verdict: Word
    reason: str
    note: str
    subject: Subject
    entry: str
    revision: str
    screening: str
    expires: datetime | None = None
