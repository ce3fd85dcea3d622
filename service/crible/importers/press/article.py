"""One article as its seed file tells it: source, claims, and what it says of whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast, get_args

from crible.importers import countries
from crible.importers.press.spelling import Spelling, spelling
from crible.importers.tomlfile import Table, load
from crible.model import KINDS, Kind, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_ARTICLE = {
    "publisher",
    "published",
    "language",
    "reports",
    "url",
    "context",
    "claims",
    "subjects",
}
_CLAIM = {"about", "text"}
_SUBJECT = {"kind", "countries", "spellings", "designations", "relations"}
_DESIGNATION = {"authority", "programme", "listed_on", "reason"}
_RELATION = {"type", "target", "percent"}


@dataclass(frozen=True, slots=True)
class Reported:
    """A designation that an article reports."""

    authority: str
    programme: str
    listed_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """A relation that an article reports; ``target`` is a subject's key."""

    type: RelationType
    target: str
    percent: float | None
    where: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an article, in the words of the seed's author."""

    about: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What one article says of one subject."""

    key: str
    kind: Kind | None
    countries: tuple[str, ...]
    spellings: tuple[Spelling, ...]
    designations: tuple[Reported, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article; ``published`` is an ISO date as far as known, or empty."""

    file: str
    publisher: str
    published: str
    language: str
    reports: tuple[str, ...]
    url: str
    claims: tuple[Claim, ...]
    profiles: tuple[Profile, ...]

    @property
    def label(self) -> str:
        """How the article is cited: publisher, date, and whose report it passes on."""
        when = f", {self.published}" if self.published else ", undated"
        on = f", on {' and '.join(self.reports)}" if self.reports else ""
        return f"{self.publisher}{when}{on}"


def read(path: Path) -> Article:
    """Reads a seed file.

    Raises:
        ListRefused: it is malformed; the message names file and key.
    """
    table = load(path, _ARTICLE)
    language = table.text("language")
    # Names that the article only mentions: written down so that nobody wonders whether
    # they were forgotten, and never made entries.
    table.texts("context")
    profiles = tuple(_profiles(table, language))
    keys = {profile.key for profile in profiles}
    if not profiles:
        raise table.refusal("subjects", "is missing.", "Say who the article is about.")
    return Article(
        file=path.name,
        publisher=table.text("publisher"),
        published=table.day("published"),
        language=language,
        reports=table.texts("reports"),
        url=table.text("url", ""),
        claims=tuple(_claims(table, keys)),
        profiles=profiles,
    )


def _claims(table: Table, keys: set[str]) -> Iterator[Claim]:
    for claim in table.tables("claims", _CLAIM):
        about = claim.texts("about")
        for key in about:
            if key not in keys:
                raise claim.refusal(
                    "about", f"names {key!r}, which is no subject of this article."
                )
        yield Claim(about, claim.text("text"))


def _profiles(table: Table, language: str) -> Iterator[Profile]:
    for key, subject in table.named("subjects", _SUBJECT):
        if not KEY.fullmatch(key):
            raise subject.refusal(
                key, "is no subject key.", "Use lower-case letters, digits, hyphens."
            )
        kind = subject.choice("kind", ("", *KINDS), "")
        spellings = tuple(
            spelling(subject, value, language) for value in subject.items("spellings")
        )
        if not spellings:
            raise subject.refusal(
                "spellings", "is missing.", "Say how the article spells the name."
            )
        yield Profile(
            key=key,
            kind=cast("Kind", kind) if kind else None,
            countries=tuple(_countries(subject)),
            spellings=spellings,
            designations=tuple(
                Reported(
                    authority=reported.text("authority"),
                    programme=reported.text("programme", ""),
                    listed_on=reported.day("listed_on"),
                    reason=reported.text("reason", ""),
                )
                for reported in subject.tables("designations", _DESIGNATION)
            ),
            links=tuple(_links(subject)),
        )


def _countries(subject: Table) -> Iterator[str]:
    for code in subject.texts("countries"):
        if not countries.is_code(code):
            raise subject.refusal(
                "countries",
                f"has {code!r}, which is no country code.",
                "Use ISO 3166-1 alpha-2 in lower case, such as ru.",
            )
        yield code


def _links(subject: Table) -> Iterator[Link]:
    types = get_args(RelationType)
    for relation in subject.tables("relations", _RELATION):
        type_ = relation.choice("type", types, "")
        percent = relation.number("percent", 0.0) if relation.has("percent") else None
        yield Link(
            type=cast("RelationType", type_),
            target=relation.text("target"),
            percent=percent,
            where=relation.where,
        )
