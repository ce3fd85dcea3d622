"""What the EU's files have in common, whichever way they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.importers import countries, languages
from crible.importers.kinds import of_body
from crible.importers.schemes import scheme

if TYPE_CHECKING:
    from crible.importers.draft import Draft
    from crible.model import Kind

_SCHEMES = {
    "id": "national-id",
    "passport": "passport",
    "regnumber": "registration",
    "fiscalcode": "tax-id",
    "tradelic": "registration",
    "imo": "imo",
    "swiftbic": "swift",
    "ssn": "national-id",
    "travel": "travel-document",
    "birthcert": "birth-certificate",
    "drivinglic": "driving-licence",
    "residperm": "residence-permit",
    "other": "unstated",
}
"""The file's codes for documents."""

_PERSON = {"person", "p"}
_VESSEL = {"vessel", "ship", "v"}


@dataclass(frozen=True, slots=True)
class Alias:
    """A name with what the file says of it."""

    text: str
    weak: bool
    language: str
    facts: tuple[tuple[str, str], ...] = ()


def kind(type_: str, name: str) -> Kind:
    """The kind by the file's code or classification, else by the name."""
    word = type_.lower()
    if word in _PERSON:
        return "person"
    return "vessel" if word in _VESSEL else of_body(name)


def add_alias(alias: Alias, draft: Draft) -> None:
    """The first strong name becomes the primary one."""
    first = not alias.weak and not any(name.type == "primary" for name in draft.names)
    draft.name(
        alias.text,
        "primary" if first else "alias",
        "weak" if alias.weak else "strong",
        language=languages.code(alias.language),
    )
    for what, text in alias.facts:
        draft.keep(what, text)


def birth(
    exact: str, parts: tuple[str, str, str], years: tuple[str, str], *, about: bool
) -> str:
    """A date of birth as far as known: a day, a year, a range, with "circa"."""
    if years[0] and years[1]:
        found = f"{years[0]} to {years[1]}"
    else:
        year, month, day = parts
        joined = "-".join(
            f"{int(part):02}" for part in _leading((year, month, day)) if part
        )
        found = exact or joined
    return f"circa {found}" if about and found else found


def _leading(parts: tuple[str, ...]) -> list[str]:
    known: list[str] = []
    for part in parts:
        if not (part.isascii() and part.isdecimal() and len(part) < 5):
            break
        known.append(part)
    return known


def code(text: str) -> str:
    """A country's code; ``00`` stands for unknown."""
    text = text.lower()
    return text if countries.is_code(text) else ""


def paper(
    draft: Draft, type_: str, label: str, number: str, country: str, note: str
) -> None:
    """An identity document or a registration."""
    name = _SCHEMES.get(type_.lower())
    if not name or name == "unstated":
        name = scheme(f"{label} {note}", "unstated")
    # A remark that took the number's place has blanks and words.
    if number and any(map(str.isdigit, number)) and len(number) <= 60:
        draft.identifier(name, number, country or None)
        draft.keep("document note", note)
    else:
        draft.keep(
            "document", ", ".join(dict.fromkeys(filter(None, (label, number, note))))
        )
