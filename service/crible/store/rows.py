"""Rows that the store gives out and that are no words of the model.

Holds values only: neither tables nor queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from crible.model import ListInfo, ListVersion, Screening, Subject


@dataclass(frozen=True, slots=True)
class Switch:
    """Somebody took a list out of use, or back into it.

    Attributes:
        key: the list.
        at: when, in UTC.
        enabled: whether the list is in use from then on.
        actor: who did it.
        reason: why, in their words.
    """

    key: str
    at: datetime
    enabled: bool
    actor: str
    reason: str


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
        disabled: who took the list out of use, when and why; None while it is in use.
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
    disabled: Switch | None = None


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
class TurnRow:
    """A scheduled step: when it last began and ended, and why it failed."""

    step: str
    holder: str = ""
    until: datetime | None = None
    begun: datetime | None = None
    ended: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Something that the audit trail is to remember.

    Attributes:
        at: when, in UTC.
        actor: who did it.
        action: what was done, such as ``screened`` or ``key-created``.
        thing: the id of what it was done to, or empty.
        body: the rest, as JSON has it; never a screened name, only ids and hashes.
    """

    at: datetime
    actor: str
    action: str
    thing: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An event in its place in the chain; ``body`` is the text of its JSON."""

    seq: int
    at: datetime
    actor: str
    action: str
    thing: str
    body: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: number and hash of its last row."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement that the chain had this hash at this number.

    ``key`` is the public key and ``signature`` its Ed25519 signature, in hexadecimal.
    """

    seq: int
    hash: str
    at: datetime
    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An access key; the secret itself is nowhere.

    Attributes:
        id: unique.
        name: what its holder is called in records.
        prefix: its first characters, which may be shown.
        digest: SHA-256 of the whole key.
        scopes: what it may do.
        created: when, in UTC.
        creator: who made it.
        rate: requests a minute, or None for the setting.
        expires: from when on it is refused, or None.
        revoked: since when it is refused, or None.
        last_used: to the minute, or None.
    """

    id: str
    name: str
    prefix: str
    digest: str
    scopes: tuple[str, ...]
    created: datetime
    creator: str
    rate: int | None = None
    expires: datetime | None = None
    revoked: datetime | None = None
    last_used: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Whether it opens anything at a moment."""
        return not (
            (self.revoked is not None and self.revoked <= now)
            or (self.expires is not None and self.expires <= now)
        )


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person who may sign in.

    Attributes:
        password: the hash with its parameters; empty for who signs in by a provider.
        issuer: that provider, and ``subject`` the person's id there.
    """

    id: str
    name: str
    role: str
    password: str
    created: datetime
    creator: str
    disabled: datetime | None = None
    last_sign_in: datetime | None = None
    issuer: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Once:
    """What makes a request the same request again.

    Attributes:
        caller: id of who asks.
        key: what the caller sent as Idempotency-Key.
        operation: what was asked for.
        fingerprint: hash of the request's content.
    """

    caller: str
    key: str
    operation: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a request that came again has led to: ids, in order."""

    operation: str
    fingerprint: str
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Screenings that differ in id and subject alone.

    Attributes:
        like: what all have in common; its id and subject are of no meaning.
        each: id and subject of each.
    """

    like: Screening
    each: Sequence[tuple[str, Subject]]
