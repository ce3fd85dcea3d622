"""The free text of OFAC's remarks, taken apart clause by clause.

``DOB 1946; a.k.a. 'BNC'; Tax ID No. 1831083343 (Russia); Linked To: HAMAS.`` What no
reader understands is kept word for word in ``raw``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crible.importers import countries
from crible.importers.ofac.dates import iso
from crible.importers.ofac.identifiers import identifier
from crible.importers.ofac.names import TYPES, alias

if TYPE_CHECKING:
    from collections.abc import Callable

    from crible.model import Identifier, Name, Quality

CUT_AT = 1000
"""OFAC cuts a remark at this length; the rest stands in the comments file."""

# A quoted alias may hold semicolons and apostrophes, so its clause ends at a quotation
# mark that is followed by the end of a clause. An alias whose closing mark is missing
# must not run on into the next alias.
_CLAUSE = re.compile(
    r"\s*("
    r"[anf]\.k\.a\. (?P<mark>['\"])(?:(?!;\s*[anf]\.k\.a\. ['\"]).)*?(?P=mark)"
    r"(?=\s*(?:;|\.?\s*\Z))"
    r"|[^;]*)(?:;|\Z)",
    re.DOTALL,
)
_ALIAS = re.compile(r"(?P<how>[anf])\.k\.a\. (?P<mark>['\"])(?P<name>.*)(?P=mark)")


@dataclass(slots=True)
class Remarks:
    """What a remark says, sorted."""

    names: list[Name] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    raw: list[tuple[str, str]] = field(default_factory=list)


def parse(text: str) -> Remarks:
    """Reads a remark, with its continuation if there is one.

    A remark that was cut is read up to the last clause that is whole: half an alias
    would be a name that nobody bears.
    """
    found = Remarks()
    whole = text.strip()
    parts = clauses(whole)
    if parts and len(text) >= CUT_AT and not whole.endswith("."):
        found.raw.append(("remark cut by the publisher", parts.pop()))
    elif parts:
        # The full stop that closes the remark belongs to no clause.
        parts[-1] = parts[-1].removesuffix(".")
    for clause in filter(None, parts):
        plain = clause.removeprefix("alt. ")
        if not any(reader(plain, found) for reader in READERS):
            found.raw.append(("remark", clause))
    return found


def clauses(text: str) -> list[str]:
    """The parts between semicolons, without those inside quotation marks."""
    found = (match[1].strip() for match in _CLAUSE.finditer(text))
    return [clause for clause in found if clause]


def _alias(clause: str, found: Remarks) -> bool:
    """``a.k.a. 'X'``: in single quotation marks OFAC puts its weak aliases."""
    match = _ALIAS.fullmatch(clause)
    if not match or not match["name"].strip():
        return False
    quality: Quality = "weak" if match["mark"] == "'" else "strong"
    type_ = TYPES[f"{match['how']}ka"]
    found.names.append(alias(match["name"].strip(), type_, quality))
    return True


def _linked(clause: str, found: Remarks) -> bool:
    """``Linked To: X``: on whose account the entry is listed."""
    label, colon, target = clause.partition(":")
    if not colon or label != "Linked To" or not target.strip():
        return False
    found.linked.append(target.strip())
    return True


def _date(clause: str, found: Remarks) -> bool:
    """Birth, foundation, building."""
    for label, what in _DATES.items():
        if clause.startswith(label):
            found.dates.append((what, iso(clause[len(label) :].strip())))
            return True
    return False


def _country(clause: str, found: Remarks) -> bool:
    """Nationality and citizenship; in words the table does not know, untouched."""
    for label in ("nationality ", "citizen ", "Nationality of Registration "):
        if clause.startswith(label):
            code = countries.code(clause[len(label) :])
            if code is None:
                return False
            found.countries.append(code)
            return True
    return False


def _identifier(clause: str, found: Remarks) -> bool:
    """Every number that somebody issued."""
    number = identifier(clause)
    if number is None:
        return False
    found.identifiers.append(number)
    return True


def _labelled(clause: str, found: Remarks) -> bool:
    """Facts that crible keeps and does not use."""
    for label, what in _KEPT.items():
        if clause.startswith(label):
            found.raw.append((what, clause[len(label) :].strip()))
            return True
    return False


_DATES = {
    "DOB ": "birth",
    "Organization Established Date ": "established",
    "Vessel Year of Build ": "built",
    "Aircraft Manufacture Date ": "built",
}
_KEPT = {
    "POB ": "birth place",
    "Gender ": "gender",
    "Website ": "website",
    "Email Address ": "email",
    "Email ": "email",
    "Phone Number ": "phone",
    "Telephone ": "phone",
    "Former Vessel Flag ": "former flag",
    "Vessel Flag ": "flag",
    "Other Vessel Type ": "vessel type",
    "Aircraft Model ": "aircraft model",
    "Aircraft Operator ": "aircraft operator",
    "Organization Type: ": "organization type",
    "Target Type ": "target type",
}

READERS: tuple[Callable[[str, Remarks], bool], ...] = (
    _alias,
    _linked,
    _date,
    _country,
    _identifier,
    _labelled,
)
"""Tried in order; the first that understands a clause takes it."""
