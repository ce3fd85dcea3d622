"""The words of the domain as frozen values: entries, subjects, hits, screenings.

Holds no behaviour beyond what a value says of itself; knows no database, file or
web framework. Every collection is a tuple, so that values are hashable, picklable
and safe to share between threads and processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Kind = Literal["company", "organization", "person", "vessel", "aircraft", "other"]
NameType = Literal["primary", "alias", "former", "acronym", "native"]
Quality = Literal["strong", "weak"]
Origin = Literal["given", "generated"]
Status = Literal["listed", "linked", "named", "delisted"]
RelationType = Literal["owns", "controls", "subsidiary-of", "supplies", "acts-for"]
Band = Literal["strong", "review", "weak"]
Outcome = Literal["clear", "review", "match", "error"]
ListState = Literal["good", "stale", "failed", "missing", "disabled"]

KINDS: tuple[Kind, ...] = (
    "company",
    "organization",
    "person",
    "vessel",
    "aircraft",
    "other",
)
STATUSES: tuple[Status, ...] = ("listed", "linked", "named", "delisted")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entry, as published.

    Attributes:
        text: the name, untouched.
        type: primary, alias, former, acronym or native (script of its country).
        quality: ``weak`` when the publisher calls the alias weak ("low quality").
        script: ISO 15924 code of the dominant script, such as ``Latn`` or ``Hani``.
        language: ISO 639-1 code when the source states it.
        origin: ``generated`` when a romanisation rule of ours made it.
        source: who spells it so, or which rule made it; empty when the list itself.
    """

    text: str
    type: NameType = "alias"
    quality: Quality = "strong"
    script: str = "Latn"
    language: str | None = None
    origin: Origin = "given"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Designation:
    """One act by which an authority put an entry on its list.

    ``programme`` is the authority's own code (``RUSSIA-EO14024``); dates are
    calendar days without a zone; free text is as published.
    """

    authority: str
    programme: str = ""
    measures: tuple[str, ...] = ()
    listed_on: date | None = None
    reason: str = ""
    legal_basis: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that somebody issued for an entry: ``scheme`` is ``inn``, ``imo``...

    ``value`` is as published; ``country`` an ISO 3166-1 alpha-2 code, lower case.
    """

    scheme: str
    value: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as published; ``country`` is ISO 3166-1 alpha-2, lower case."""

    text: str = ""
    city: str = ""
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from the entry that holds it to another subject.

    ``target`` is an entry id where the list allows to resolve it, else the name as
    published; ``percent`` is 0..100.
    """

    type: RelationType
    target: str
    percent: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One subject on one list.

    ``id`` is ``<list key>:<key within the list>`` and stays the same from version to
    version. ``dates`` holds (what, value) pairs such as ``("birth", "1965-03-01")``,
    values as published where they are no calendar date. ``raw`` keeps what the
    format says and crible does not use, as (field, text) pairs.
    """

    id: str
    list: str
    kind: Kind
    names: tuple[Name, ...]
    status: Status = "listed"
    designations: tuple[Designation, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    relations: tuple[Relation, ...] = ()
    countries: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()
    remarks: str = ""
    raw: tuple[tuple[str, str], ...] = ()

    @property
    def caption(self) -> str:
        """The name to show: the primary one, else the first."""
        for name in self.names:
            if name.type == "primary":
                return name.text
        return self.names[0].text if self.names else self.id


@dataclass(frozen=True, slots=True)
class Reject:
    """A row or element of a list file that did not become an entry.

    ``where`` says file, line and field; ``excerpt`` is at most 200 characters.
    """

    where: str
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class ListInfo:
    """What ``watchlists/KEY.toml`` says of a list.

    ``columns`` and ``defaults`` are for tables of one's own: (role, columns) and (role,
    value) pairs. ``shrink_percent``, ``reject_percent`` and ``selftest_misses`` hold a new version
    back that lost too much, that could not be read in too many places, or in which so
    many names do not lead to their own entry.
    """

    key: str
    title: str
    publisher: str
    homepage: str = ""
    urls: tuple[str, ...] = ()
    format: str = ""
    licence: str = ""
    cadence: str = ""
    language: str = "en"
    fresh_days: int = 0
    shrink_percent: float = 20.0
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()
    reject_percent: float = 10.0
    selftest_misses: int = 5


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One dated state of a list; never changed once stored.

    ``version`` is a short id made of the first twelve hex digits of ``sha256``, the
    hash of the entries as imported, so that the same content twice is one version.
    """

    key: str
    version: str
    sha256: str
    number: int
    entries: int
    names: int
    rejects: int
    published: date | None
    fetched: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The exact set of list versions an index was built from.

    ``versions`` holds (list key, version id) pairs in key order; ``id`` is a hash
    of them.
    """

    id: str
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is screened: names plus whatever is known.

    Attributes:
        name: the name as given.
        aliases: further names of the same counterparty.
        kind: what it is, or None when unknown.
        countries: ISO 3166-1 alpha-2 codes, lower case.
        identifiers: numbers the counterparty is known by.
        birth_date: ISO date or year, as far as known.
        registration_date: the same for a company.
        reference: the caller's own key, given back untouched.
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: Kind | None = None
    countries: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    birth_date: str = ""
    registration_date: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One reason in a score.

    ``weight`` is signed and on the scale of the score: the contributions of a hit
    add up to its score. ``reason`` is a sentence for an analyst.
    """

    feature: str
    subject: str
    entry: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class MatchedName:
    """The name of the entry that the subject resembles."""

    name: str
    type: NameType
    quality: Quality
    script: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Another entry, of another list, that is the same subject, and why."""

    entry_id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that a subject may be; ``score`` is 0..1 and orders hits.

    ``also`` are the entries of other lists that are the same subject as this entry,
    whether they are hits themselves or not.
    """

    entry_id: str
    score: float
    band: Band
    matched: MatchedName
    contributions: tuple[Contribution, ...] = ()
    also: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two names held against each other, without any list."""

    score: float
    band: Band
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A hit in running text: ``text`` is exactly ``whole[start:end]``.

    ``start`` and ``end`` count Unicode code points of the text as given. ``short_for``
    is the start of the mention in full that a short form stands for; ``field`` names
    the field of a payment message that it stands in.
    """

    start: int
    end: int
    text: str
    hit: Hit
    alternatives: tuple[Hit, ...] = ()
    short_for: int | None = None
    field: str = ""

    @property
    def entry_id(self) -> str:
        """The best entry."""
        return self.hit.entry_id

    @property
    def score(self) -> float:
        """The best entry's score, 0..1."""
        return self.hit.score

    @property
    def band(self) -> Band:
        """The best entry's band."""
        return self.hit.band

    @property
    def matched(self) -> MatchedName:
        """The name of the best entry that the text resembles."""
        return self.hit.matched

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """Why, as for a hit."""
        return self.hit.contributions


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a subject has the outcome ``error``: code and sentence, no screened name.

    ``reference`` is the caller's key of a subject that could not be read at all, so
    that its answer can still be told from the others. ``unsearched`` are the stretches
    of a text, as places of characters, that were not searched.
    """

    code: str
    title: str
    detail: str
    reference: str = ""
    unsearched: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Screening:
    """One recorded act of screening.

    Attributes:
        id: unique and ordered by time.
        at: when, in UTC.
        actor: who asked: an operating-system user, an API key's name.
        channel: ``cli``, ``http`` or ``batch``.
        operation: ``screen`` or ``scan``.
        subject: what was screened; for a scan, its ``name`` is the text.
        outcome: clear, review, match or error.
        snapshot: id of the list versions used.
        profile: id of the engine's parameters used.
        threshold: the alert line used, 0..1.
        lists: list keys asked for; empty means all of the snapshot.
        hits: what was found, best first.
        mentions: for a scan, where it was found.
        problem: set when the outcome is ``error``.
        batch: id of the batch it belongs to, or empty.
        as_of: the moment or snapshot that was asked for; empty for the present state.
        limit: hits asked for at most; 0 when there was no limit.
        format: what a scanned text was read from, such as ``text`` or ``mt``.
    """

    id: str
    at: datetime
    actor: str
    channel: str
    operation: Literal["screen", "scan"]
    subject: Subject
    outcome: Outcome
    snapshot: str
    profile: str
    threshold: float
    lists: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    mentions: tuple[Mention, ...] = ()
    problem: Problem | None = None
    batch: str = ""
    as_of: str = ""
    limit: int = 0
    format: str = ""


@dataclass(frozen=True, slots=True)
class EntrySummary:
    """What an answer shows of an entry beside the hit.

    ``revision`` is the hash of the whole entry; it is not shown.
    """

    id: str
    list: str
    caption: str
    kind: Kind
    status: Status
    designations: tuple[Designation, ...] = field(default=())
    revision: str = field(default="", compare=False)
