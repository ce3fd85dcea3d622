"""What an OFAC entry is; the file tells persons, vessels and aircraft only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.importers.kinds import of_body

if TYPE_CHECKING:
    from crible.model import Kind

_GIVEN: dict[str, Kind] = {
    "individual": "person",
    "vessel": "vessel",
    "aircraft": "aircraft",
}

_PUBLIC_BODY = re.compile(
    r"Target Type (?:Government|Unrecognized Government|Criminal|Charity)"
)

_TERRORIST = re.compile(r"\bFTO\b")
"""The programme for foreign terrorist organizations."""


def kind(type_: str, name: str, programmes: str, remarks: str) -> Kind:
    """The kind of an entry, from its type, name, programmes and remarks."""
    if type_ in _GIVEN:
        return _GIVEN[type_]
    if _PUBLIC_BODY.search(remarks):
        return "organization"
    return of_body(name, public=bool(_TERRORIST.search(programmes)))
