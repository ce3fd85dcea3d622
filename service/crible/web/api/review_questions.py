"""What callers send to ``/v1/alerts`` and ``/v1/decisions``, strict as ``questions``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from crible.model import Band  # noqa: TC001 - pydantic resolves it
from crible.store.review_rows import State, Word
from crible.usecases.decisions import NOTE_LENGTH, REASONS
from crible.web.api.parameters import Parameters
from crible.web.api.questions import _QUERY, _STRICT, Cursor, ListKey, PageSize, Text

_REASON: Any = {
    "enum": sorted({code for codes in REASONS.values() for code in codes}),
}
_REASONS = " ".join(
    f"`{word}`: {', '.join(f'`{code}`' for code in codes)}."
    for word, codes in REASONS.items()
)


def _zoned(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise ValueError("The moment names no zone, such as Z or +01:00")
    return moment


Since = Annotated[
    datetime | None,
    AfterValidator(_zoned),
    Field(description="Those from this moment on, ISO 8601 with a zone."),
]
_Plain = Annotated[str, Field(max_length=1000)]


class AlertsQuery(Parameters):
    """Which alerts to list."""

    model_config = _QUERY

    state: State | Literal["waiting"] | None = Field(
        None,
        description="Those that stand so; `waiting` is all that a person still has to "
        "do something about: `open`, `lapsed`, `held` and `escalated`.",
    )
    list: ListKey | None = Field(None, description="Those with entries of this list.")
    band: Band | None = Field(None, description="Those of this band.")
    portfolio: _Plain = Field("", description="Those raised for this portfolio.")
    batch: _Plain = Field("", description="Those raised in this batch.")
    reference: _Plain = Field("", description="Those of this counterparty.")
    entry: _Plain = Field("", description="Those of this entry.")
    since: Since = None
    order: Literal["newest", "score"] = Field(
        "newest", description="The newest first, or those of the highest score."
    )
    cursor: Cursor = ""
    limit: PageSize = 50


class DecisionsQuery(Parameters):
    """Which decisions to list."""

    model_config = _QUERY

    verdict: Word | None = Field(None, description="Those with this verdict.")
    actor: str = Field("", max_length=200, description="Those of this person.")
    alert: _Plain = Field("", description="Those about this alert.")
    reference: _Plain = Field("", description="Those about this counterparty.")
    entry: _Plain = Field("", description="Those about this entry.")
    since: Since = None
    cursor: Cursor = ""
    limit: PageSize = 50


class DecisionRequest(BaseModel):
    """What somebody decides about an alert, and why."""

    model_config = _STRICT

    verdict: Word = Field(
        description="`false_positive`: they are not the same. `true_match`: they are. "
        "`escalate`: somebody with more authority is to decide. `hold`: more was asked "
        "for. `reopen`: what was decided no longer holds."
    )
    reason: str = Field(
        description=f"Code of the reason. {_REASONS}", json_schema_extra=_REASON
    )
    note: Text = Field(
        pattern=r"\S", max_length=NOTE_LENGTH, description="The reason in words."
    )
    after: str | None = Field(
        None,
        max_length=100,
        description="Id of the last decision that you saw; leave out when there was "
        "none. Where another came meanwhile, the answer is 409.",
    )
    expires: str = Field(
        "",
        max_length=40,
        description="Until when a false positive holds: a day (its end, UTC) or an ISO "
        "8601 time with its zone. Leave out for as long as both sides stay the same.",
    )
