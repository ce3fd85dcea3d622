"""What callers send: the bodies of ``/v1/screen`` and ``/v1/scan``, and parameters.

Strict: an unknown field, a number in quotes or a field of another type is refused,
since a misspelt field would otherwise weaken a screening in silence. The
envelope is refused as a whole, a subject alone.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)

from crible import model
from crible.errors import SubjectRefused
from crible.model import Kind, Outcome
from crible.web.api.countries import COUNTRIES, MEANT
from crible.web.api.parameters import Parameters
from crible.web.problems import describe

_STRICT = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

ListKey = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)
]
Threshold = Annotated[
    float | None,
    Field(gt=0, le=1, description="Alert line; leave out for the profile's own."),
]
Lists = Annotated[
    list[ListKey],
    Field(max_length=100, description="List keys to look at; empty means all loaded."),
]


AsOf = Annotated[
    str,
    Field(
        max_length=40,
        description="Answer as the lists were at this moment: a day (its end, UTC) or "
        "an ISO 8601 time. Leave out for the present.",
    ),
]
SnapshotId = Annotated[
    str,
    Field(
        max_length=64,
        description="Answer from this snapshot instead; not together with `as_of`.",
    ),
]


_HALF = re.compile("[\ud800-\udfff]")


def _whole(text: str) -> str:
    """Refuse half characters: no answer could give them back as valid JSON."""
    if _HALF.search(text):
        raise ValueError("It holds half of a character, a lone surrogate")
    return text


Text = Annotated[str, AfterValidator(_whole)]
_Value = Annotated[Text, StringConstraints(min_length=1, max_length=200)]

# A year, a month or a day; ``_real_days`` checks that the calendar has it.
_DATE = r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"
_SCHEME = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)


# An empty list; one that can be changed, pydantic copies anew for every subject.
_NONE: Any = ()


class Subject(BaseModel):
    """Whom or what to screen."""

    model_config = _STRICT

    name: Text = Field(description="As it stands in the contract or payment.")
    aliases: list[Text] = Field(_NONE, max_length=100, description="Further names.")
    kind: Kind | None = Field(None, description="Leave out when unknown.")
    countries: list[str] = Field(
        _NONE, max_length=250, description="ISO 3166-1 alpha-2 codes in any case."
    )
    identifiers: dict[str, _Value | list[_Value]] = Field(
        {},
        max_length=50,
        description="By scheme, such as `inn`, `imo`, `lei`: a number or several.",
    )
    birth_date: str = Field("", pattern=_DATE, description="ISO 8601: year or day.")
    registration_date: str = Field("", pattern=_DATE, description="The same.")
    reference: Text = Field(
        "", max_length=1000, description="Your own key, given back untouched."
    )

    @field_validator("countries")
    @classmethod
    def _known_countries(cls, codes: list[str]) -> list[str]:
        folded = [code.lower() for code in codes]
        for code in folded:
            if code in MEANT:
                raise ValueError(f"ISO 3166-1 has {MEANT[code]!r} for this country")
            if code not in COUNTRIES:
                raise ValueError("This is no ISO 3166-1 alpha-2 code")
        return list(dict.fromkeys(folded))

    @field_validator("identifiers")
    @classmethod
    def _plain_schemes(cls, found: dict[str, Any]) -> dict[str, Any]:
        folded = {scheme.lower(): value for scheme, value in found.items()}
        if len(folded) != len(found):
            raise ValueError("The same scheme stands there twice")
        if not all(_SCHEME.fullmatch(scheme) for scheme in folded):
            raise ValueError(
                "A scheme is a short word of letters, digits, hyphens, underscores"
            )
        return folded

    @field_validator("birth_date", "registration_date")
    @classmethod
    def _real_days(cls, text: str) -> str:
        if text:
            try:
                date.fromisoformat(text + "-01-01"[len(text) - 4 :])
            except ValueError:
                raise ValueError("The calendar has no such day") from None
        return text

    def as_model(self) -> model.Subject:
        """The same in the words of the domain."""
        return model.Subject(
            name=self.name,
            aliases=tuple(self.aliases),
            kind=self.kind,
            countries=tuple(self.countries),
            identifiers=tuple(
                model.Identifier(scheme, value)
                for scheme, values in self.identifiers.items()
                for value in ([values] if isinstance(values, str) else values)
            ),
            birth_date=self.birth_date,
            registration_date=self.registration_date,
            reference=self.reference,
        )


def _alone(given: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """Let an unusable subject fail alone: it becomes a problem in its place."""
    try:
        return handler(given)
    except ValidationError as error:
        detail, where = describe(error)
        reference = given.get("reference", "") if isinstance(given, dict) else ""
        return model.Problem(
            SubjectRefused.code,
            SubjectRefused.title,
            f"{where}: {detail}" if where else detail,
            reference if _is_usable(reference) else "",
        )


def _is_usable(reference: Any) -> bool:
    """Whether a reference that nobody has checked can be kept and given back."""
    return (
        isinstance(reference, str)
        and len(reference) <= 200
        and not _HALF.search(reference)
    )


class ScreenRequest(BaseModel):
    """Subjects to screen, and what holds for all of them."""

    model_config = _STRICT

    subjects: list[Annotated[Subject, WrapValidator(_alone)]] = Field(
        min_length=1,
        description="1 to 1,000 (`CRIBLE_MAX_SUBJECTS`). One that cannot be read "
        "fails alone, with the outcome `error`.",
    )
    lists: Lists = []
    threshold: Threshold = None
    limit: int = Field(10, ge=1, le=100, description="Hits per subject at most.")
    as_of: AsOf = ""
    snapshot: SnapshotId = ""

    def for_screening(self) -> list[model.Subject | model.Problem]:
        """The subjects in the words of the domain, in order."""
        return [
            # The validator above leaves a problem where a subject was unusable.
            item.as_model() if isinstance(item, Subject) else item
            for item in self.subjects
        ]


class ScanRequest(BaseModel):
    """A text to look for listed names in."""

    model_config = _STRICT

    text: Text = Field(
        pattern=r"\S",
        description="At most 1,000,000 characters (`CRIBLE_MAX_TEXT_LENGTH`).",
    )
    format: Literal["text", "html", "mt", "iso20022"] = Field(
        "text",
        description="What the text is: prose, the source of a web page, a SWIFT MT "
        "message, or an ISO 20022 message. Of pages and ISO 20022, offsets count in "
        "the text of the answer.",
    )
    annotated: bool = Field(
        False,
        description="Whether to give the text as HTML with marks and a legend, too.",
    )
    lists: Lists = []
    threshold: Threshold = None
    as_of: AsOf = ""
    snapshot: SnapshotId = ""


class Id(BaseModel):
    """The last part of an address."""

    id: str = Field(min_length=1)


# Query strings are text: numbers in them are read, everything else is strict.
_QUERY = ConfigDict(extra="forbid", hide_input_in_errors=True)

Cursor = Annotated[
    str, Field(max_length=2000, description="What `next` of the page before said.")
]
PageSize = Annotated[int, Field(ge=1, le=500, description="Rows of a page at most.")]


class IdempotencyHeader(Parameters):
    """Marks a request that may come again."""

    idempotency_key: str | None = Field(
        None,
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,200}$",
        description="A text of your own for this request, such as a UUID. The same "
        "request with the same key is screened and recorded once, and answered alike.",
    )


class EntriesQuery(Parameters):
    """Which entries to list."""

    model_config = _QUERY

    list: ListKey = Field(description="Key of the list.")
    snapshot: str | None = Field(
        None, description="As of this snapshot; the newest when left out."
    )
    cursor: Cursor = ""
    limit: PageSize = 50


class SnapshotsQuery(Parameters):
    """Which snapshots to list."""

    model_config = _QUERY

    cursor: Cursor = ""
    limit: PageSize = 50


class ScreeningsQuery(Parameters):
    """Which screenings to list."""

    model_config = _QUERY

    outcome: Outcome | None = Field(None, description="Those with this outcome alone.")
    actor: str = Field("", max_length=200, description="Those of this caller alone.")
    since: datetime | None = Field(
        None, description="Those from this moment on, ISO 8601 with a zone."
    )
    cursor: Cursor = ""
    limit: PageSize = 50

    @field_validator("since")
    @classmethod
    def _zoned(cls, moment: datetime | None) -> datetime | None:
        if moment is not None and moment.tzinfo is None:
            raise ValueError("The moment names no zone, such as Z or +01:00")
        return moment


class EntryQuery(Parameters):
    """Which state of an entry."""

    model_config = _STRICT

    snapshot: str | None = Field(
        None, description="As of this snapshot; the newest when left out."
    )
