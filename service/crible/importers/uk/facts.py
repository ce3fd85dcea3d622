"""What the UK's files have in common: names in six parts, numbered values, dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.importers import languages
from crible.importers.enumerations import enumerated
from crible.importers.kinds import of_body
from crible.importers.labelled import country, numbers
from crible.importers.schemes import scheme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.importers.draft import Draft
    from crible.model import Kind, NameType, Quality

AUTHORITY = "UK"


def kind(type_: str, name: str) -> Kind:
    """Individual, entity or ship."""
    word = type_.strip().lower()
    if word == "individual":
        return "person"
    return "vessel" if word in {"ship", "vessel"} else of_body(name)


def full(parts: Iterable[str], last: str) -> str:
    """Names 1 to 5, then name 6, which is the family name or a body's whole name."""
    return " ".join(filter(None, (*parts, last)))


def name_type(text: str) -> NameType:
    """``Primary Name``, ``Primary Name Variation``, ``Alias``, ``AKA``, ``FKA``..."""
    word = text.strip().lower().replace("_", " ")
    if word in {"primary name", "primary", "prime alias"}:
        return "primary"
    return "former" if word in {"fka", "f.k.a.", "formerly known as"} else "alias"


def quality(text: str) -> Quality:
    """``Low quality a.k.a`` is weak."""
    return "weak" if text.strip().lower().startswith(("low", "weak")) else "strong"


def native(draft: Draft, text: str, language: str) -> None:
    """A name in another script; sometimes several, numbered or parted by strokes."""
    for value in enumerated(text):
        for part in value.split(" / "):
            draft.name(part, "native", language=languages.code(language))


def nationalities(draft: Draft, text: str) -> None:
    """``(1) Russia (2) Cyprus``, ``Afghan``, ``Iranian. Iranian citizenship``."""
    for value in enumerated(text):
        draft.country(value.rstrip("."), "nationality")


def births(draft: Draft, text: str) -> None:
    """Dates of birth, with ``00`` or ``dd`` where a part is not known."""
    for value in enumerated(text):
        draft.date("birth", value)


def papers(draft: Draft, text: str, default: str, more: str = "") -> None:
    """Numbers of documents in free text, each with the country that stands by it.

    ``(1) D00001184 (CAR passport) (2) no: P04838205``.
    """
    for value in enumerated(text):
        found = next(numbers(value, default), None)
        if found is None:
            draft.keep("document", value)
            continue
        name = (
            "passport" if default == "passport" else scheme(f"{value} {more}", default)
        )
        draft.identifier(name, found[1], country(f"{value} {more}"))
        if value != found[1]:
            draft.keep("document", value)
    draft.keep("document note", more)


def registrations(draft: Draft, text: str) -> None:
    """Company numbers: ``Tax ID: 7704274402 (INN)``, ``1027739001993``."""
    for value in enumerated(text):
        found = list(numbers(value, "registration"))
        for name, number in found:
            draft.identifier(name, number)
        if len(found) != 1 or found[0][1] != value:
            draft.keep("registration", value)


def measures(text: str) -> tuple[str, ...]:
    """``Asset freeze|Travel Ban``."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def imo(draft: Draft, text: str) -> None:
    """``IMO9562233`` or the bare number."""
    for value in enumerated(text):
        draft.identifier("imo", re.sub(r"(?i)\bimo\s*", "", value))


def relations(draft: Draft, *, parents: str, subsidiaries: str, owners: str) -> None:
    """Companies above and below, and who runs a ship; names as published."""
    for name in enumerated(parents):
        draft.relation("subsidiary-of", name, source="UK: parent company")
    for name in enumerated(subsidiaries):
        draft.relation("owns", name, source="UK: subsidiary")
    for name in enumerated(owners):
        draft.relation("acts-for", name, source="UK: owner or operator")
