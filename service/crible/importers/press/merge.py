"""Articles become entries: one entry a subject, with every article that names it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.importers.press.romanised import Romanise, generated
from crible.model import Designation, Entry, Kind, Name, Relation, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crible.importers.press.article import Article, Link, Profile
    from crible.importers.press.official import Official
    from crible.importers.press.spelling import Spelling

_TYPE_ORDER = ("primary", "alias", "acronym", "former", "native")
_PASSES_ON = ("subsidiary-of",)
"""Relations through which a designation reaches the holder; to supply is not one."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one article says of a subject, with the article."""

    article: Article
    profile: Profile


def merge(
    articles: Iterable[Article],
    officials: Sequence[Official],
    key: str,
    romanise: Romanise,
) -> Iterator[Entry]:
    """The entries, in the order in which the articles bring up their subjects.

    Args:
        articles: all articles.
        officials: spellings from official lists.
        key: of the list.
        romanise: makes names by rule.

    Raises:
        ListRefused: a relation or an official name is about no known subject.
    """
    # By date, so that the wording of the oldest source stands first; undated ones last.
    ordered = sorted(
        articles, key=lambda article: (article.published or "~", article.file)
    )
    subjects: dict[str, list[Said]] = {}
    for article in ordered:
        for profile in article.profiles:
            subjects.setdefault(profile.key, []).append(Said(article, profile))
    _refuse_strangers(subjects, officials)
    for subject, said in subjects.items():
        given = _names(said, [name for name in officials if name.subject == subject])
        names = (*given, *generated(given, romanise))
        yield _entry(subject, subjects, names, key)


def _entry(
    subject: str, subjects: dict[str, list[Said]], names: tuple[Name, ...], key: str
) -> Entry:
    said = subjects[subject]
    status, because = _status(subject, subjects)
    return Entry(
        id=f"{key}:{subject}",
        list=key,
        kind=_kind(said),
        names=names,
        status=status,
        designations=tuple(_designations(said)),
        relations=tuple(_relations(said, key)),
        countries=tuple(
            dict.fromkeys(code for one in said for code in one.profile.countries)
        ),
        remarks=because,
        raw=tuple(_raw(subject, said)),
    )


def _kind(said: list[Said]) -> Kind:
    for one in said:
        if one.profile.kind:
            return one.profile.kind
    return "company"


def _names(said: list[Said], officials: list[Official]) -> tuple[Name, ...]:
    """Every spelling once, with all its sources; exactly one of them is primary."""
    sources: dict[Spelling, list[str]] = {}
    for one in said:
        for spelling in one.profile.spellings:
            sources.setdefault(spelling, []).append(one.article.label)
    for official in officials:
        sources.setdefault(official.spelling, []).append(official.source)
    merged: dict[str, Name] = {}
    for spelling, labels in sources.items():
        name = Name(
            spelling.text,
            spelling.type,
            spelling.quality,
            spelling.script,
            spelling.language,
            source="; ".join(dict.fromkeys(labels)),
        )
        known = merged.get(name.text)
        merged[name.text] = name if known is None else _joined(known, name)
    names = list(merged.values())
    first = next((name for name in names if name.type == "primary"), names[0])
    names = [
        replace(name, type="primary")
        if name is first
        else replace(name, type="alias")
        if name.type == "primary"
        else name
        for name in names
    ]
    return tuple(sorted(names, key=lambda name: _TYPE_ORDER.index(name.type)))


def _joined(known: Name, other: Name) -> Name:
    """One name out of two spelled alike: strong wins, sources add up."""
    labels = dict.fromkeys((*known.source.split("; "), *other.source.split("; ")))
    return replace(
        known,
        type=other.type if known.type == "alias" else known.type,
        quality="strong" if "strong" in (known.quality, other.quality) else "weak",
        # Two articles in two languages that spell it alike: of no language.
        language=known.language if known.language == other.language else None,
        source="; ".join(labels),
    )


def _status(subject: str, subjects: dict[str, list[Said]]) -> tuple[Status, str]:
    """The strongest status that the articles together support, and why.

    Listed before linked before named: an article that knows of no designation does
    not take back what another one reports.
    """
    if reports := _reports(subjects[subject]):
        return "listed", f"Reported as listed: {'; '.join(reports)}."
    for one in subjects[subject]:
        for link in one.profile.links:
            if link.type in _PASSES_ON and (above := _reports(subjects[link.target])):
                relation = link.type.replace("-", " ")
                return "linked", (
                    f"No designation of its own is reported; {relation} {link.target}"
                    f" ({one.article.label}), which is reported as listed:"
                    f" {'; '.join(above)}."
                )
    labels = dict.fromkeys(one.article.label for one in subjects[subject])
    return "named", f"Named, no designation reported: {'; '.join(labels)}."


def _reports(said: list[Said]) -> list[str]:
    return [
        f"{designation.authority} ({designation.source})"
        for designation in _designations(said)
    ]


def _designations(said: list[Said]) -> Iterator[Designation]:
    """One designation an authority and programme, with all articles that report it."""
    merged: dict[tuple[str, str], Designation] = {}
    for one in said:
        for reported in one.profile.designations:
            what = (reported.authority, reported.programme)
            known = merged.get(what)
            label = one.article.label
            merged[what] = Designation(
                authority=reported.authority,
                programme=reported.programme,
                listed_on=(known.listed_on if known else None)
                or _day(reported.listed_on),
                reason=(known.reason if known else "") or reported.reason,
                source=f"{known.source}; {label}" if known else label,
            )
    return iter(merged.values())


def _relations(said: list[Said], key: str) -> Iterator[Relation]:
    merged: dict[tuple[str, str], Relation] = {}
    for one in said:
        for link in one.profile.links:
            known = merged.get((link.type, link.target))
            label = one.article.label
            merged[link.type, link.target] = Relation(
                link.type,
                f"{key}:{link.target}",
                link.percent if known is None else known.percent or link.percent,
                f"{known.source}; {label}" if known else label,
            )
    return iter(merged.values())


def _raw(subject: str, said: list[Said]) -> Iterator[tuple[str, str]]:
    """Every claim once, with all articles that make it; then their addresses."""
    claims: dict[str, list[str]] = {}
    for one in said:
        for claim in one.article.claims:
            if subject in claim.about:
                claims.setdefault(claim.text, []).append(one.article.label)
    for text, labels in claims.items():
        yield "claim", f"{text} ({'; '.join(labels)})"
    for one in said:
        if one.article.url:
            yield "url", one.article.url


def _refuse_strangers(
    subjects: dict[str, list[Said]], officials: Sequence[Official]
) -> None:
    links: list[Link] = [
        link for said in subjects.values() for one in said for link in one.profile.links
    ]
    wanted = [(link.target, link.where) for link in links]
    wanted += [(name.subject, name.where) for name in officials]
    for target, where in wanted:
        if target not in subjects:
            raise ListRefused(
                f"{target!r} is the subject of no article.",
                where=where,
                hint=f"Known subjects: {', '.join(sorted(subjects))}.",
            )


def _day(text: str) -> date | None:
    """A whole day; a month or a year is no day of listing."""
    return date.fromisoformat(text) if len(text) == len("2024-05-01") else None
