"""Rows that the store gives out and that are no words of the model.

Holds values only: neither tables nor queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from crible.model import ListInfo, ListVersion, Subject


@dataclass(frozen=True, slots=True)
class ListRow:
    """What the store knows of one list.

    Attributes:
        info: what the catalogue says of it.
        version: the newest good version, or None when none was ever stored.
        failed_at: when fetching or importing it last failed; None once a later
            attempt went well.
        failed_reason: why, in one sentence; empty when ``failed_at`` is None.
        checked_at: when its content was last confirmed, even if nothing had changed:
            the age of a list counts from here, not from its version's ``fetched``.
        last_failed_at: when it last failed, even if a later attempt went well.
        last_failed_reason: why, in one sentence.
        accepted: who let a loss of entries in the newest version pass, and which.
        selftest: counts of the newest self-test, as JSON; empty when there was none.
    """

    info: ListInfo
    version: ListVersion | None = None
    failed_at: datetime | None = None
    failed_reason: str = ""
    checked_at: datetime | None = None
    last_failed_at: datetime | None = None
    last_failed_reason: str = ""
    accepted: str = ""
    selftest: str = ""


@dataclass(frozen=True, slots=True)
class DownloadRow:
    """What was last downloaded from an address and became part of a version.

    Attributes:
        url: where from, as the list's TOML or the mirror names it.
        file: its name in the folder of downloads.
        etag: the publisher's mark of the content, or empty.
        last_modified: the publisher's date of the content, or empty.
        sha256: hash of the bytes as they lie on disk.
        bytes: how many there are.
        at: when it was downloaded.
        version_sha256: hash of the content that came of it.
        reader: the version of crible that read it.
    """

    url: str
    file: str
    etag: str
    last_modified: str
    sha256: str
    bytes: int
    at: datetime
    version_sha256: str
    reader: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One file of counterparties that was screened.

    Attributes:
        id: unique and ordered by time.
        started: when, in UTC.
        actor: who asked for it.
        input_name: the file's name as given.
        input_sha256: hash of the file's bytes.
        snapshot: id of the list versions used.
        profile: id of the engine's parameters used.
        output_name: where the results went, once known.
        finished: when it was done, or None while it runs or was interrupted.
        counts: (outcome, rows) pairs in the order of the outcome.
    """

    id: str
    started: datetime
    actor: str
    input_name: str
    input_sha256: str
    snapshot: str
    profile: str
    output_name: str = ""
    finished: datetime | None = None
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """A name for subjects that are screened again when a list changes.

    Attributes:
        name: its name.
        source: the batch whose subjects they are.
        screened: the batch that last screened them.
        snapshot: the list versions that it looked at.
        at: when.
        actor: who stored the portfolio.
        threshold: hits from this score on; None for the profile's own.
        lists: keys of the lists to look at; empty means all.
    """

    name: str
    source: str
    screened: str
    snapshot: str
    at: datetime
    actor: str
    threshold: float | None = None
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PortfolioAlert:
    """A hit of a portfolio that was not there before.

    Attributes:
        id: follows from portfolio, subject, entry and revision.
        at: when it was raised.
        portfolio: its name.
        subject: whom it is about.
        entry: id of the entry.
        revision: hash of the entry as it was.
        score: of the hit.
        band: of the hit.
        matched: the name of the entry that the subject resembles.
        screening: the record of the hit.
    """

    id: str
    at: datetime
    portfolio: str
    subject: Subject
    entry: str
    revision: str
    score: float
    band: str
    matched: str
    screening: str


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A scheduled step: when it last began and ended, and why it failed."""

    step: str
    holder: str = ""
    until: datetime | None = None
    begun: datetime | None = None
    ended: datetime | None = None
    problem: str = ""
