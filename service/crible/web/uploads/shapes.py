"""What callers send with a file and what they get, as pydantic models."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from crible.errors import InputRefused
from crible.web.api.parameters import Parameters
from crible.web.api.questions import ListKey, Text
from crible.web.problems import describe

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

_SEVERAL = frozenset({"lists", "columns"})


class UploadOptions(BaseModel):
    """How a file is to be screened; the fields of the form beside the file."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    lists: list[ListKey] = Field(
        [], max_length=100, description="List keys; empty means all loaded."
    )
    threshold: float | None = Field(None, gt=0, le=1, description="Alert line.")
    hits_only: bool = Field(False, description="Leave clear rows out of the results.")
    columns: list[Text] = Field(
        [],
        max_length=50,
        description="Which column is what, such as `name=Company`; found out unless told.",
    )
    delimiter: str | None = Field(None, min_length=1, max_length=1)
    encoding: str | None = Field(None, min_length=1, max_length=40)
    header: bool = Field(True, description="Whether the first line holds headings.")

    @field_validator("columns")
    @classmethod
    def _pairs(cls, columns: list[str]) -> list[str]:
        if not all(
            role and heading for role, _, heading in (c.partition("=") for c in columns)
        ):
            raise ValueError("A column is given as role=heading")
        return columns

    def as_options(self) -> dict[str, Any]:
        """The same as a job keeps them."""
        return {
            **self.model_dump(exclude_defaults=True),
            "columns": [text.split("=", 1) for text in self.columns],
        }


def options(form: MultiDict[str, str]) -> UploadOptions:
    """Read the fields of a form.

    Raises:
        InputRefused: one that there is not, or a value that is of no use.
    """
    given: dict[str, Any] = {}
    for name in form:
        values = form.getlist(name)
        if name in _SEVERAL:
            given[name] = values
        elif len(values) > 1:
            raise InputRefused("A field of the form stands there twice.")
        else:
            given[name] = values[0]
    try:
        return UploadOptions.model_validate(given)
    except ValidationError as error:
        detail, where = describe(error)
        raise InputRefused(
            detail, where=where, hint="See /openapi.json for what is expected."
        ) from None


class JobProgress(BaseModel):
    """How far a job is."""

    rows: int
    hits: int
    errors: int
    share: float | None = Field(description="Of the file that was read, 0 to 1.")


class JobProblem(BaseModel):
    """Why a job failed."""

    code: str
    title: str
    detail: str


class BatchJob(BaseModel):
    """An uploaded file and what became of it."""

    id: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    file: str
    sha256: str
    bytes: int
    created: dt.datetime
    started: dt.datetime | None
    finished: dt.datetime | None
    attempts: int = Field(description="How often a worker began with it.")
    progress: JobProgress
    batch: str | None = Field(description="The batch of its screenings, once done.")
    counts: dict[str, int] | None = Field(description="Rows by outcome, once done.")
    problem: JobProblem | None


class BatchJobs(BaseModel):
    """Jobs, newest first."""

    batches: list[BatchJob]
    next: str | None = Field(description="Pass it as `cursor` for the next page.")


class JobsQuery(Parameters):
    """Which jobs to list."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    cursor: str = Field("", max_length=64, pattern=r"^[0-9a-f-]*$")
    limit: int = Field(50, ge=1, le=500)
