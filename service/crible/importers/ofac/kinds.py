"""What an OFAC entry is; the file tells persons, vessels and aircraft only.

Everything else is a company unless it clearly is none: the remarks call it a public
body or a charity, or the name has a word that no company bears and no legal form.
Companies outnumber the rest by far, and the engine does not punish company against
organization; so the table stays short.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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

_BUSINESS = re.compile(
    r"\b(?:COMPANY|CO|LIMITED|LTD|LLC|LLP|INC|CORP|CORPORATION|JOINT.STOCK|JSC|PJSC"
    r"|OAO|OOO|PAO|ZAO|AO|OBSHCHESTVO|AKTSIONERNOE|S\.?A|S\.?R\.?L|C\.?V|GMBH|FZE|FZCO"
    r"|SAL|SARL|DOO|D\.O\.O|LTDA|EOOD|SIRKETI|BANK|ENTERPRISE|PLANT|FACTORY|TRADING)\b"
)

_NO_BUSINESS = re.compile(
    r"\b(?:MINISTRY|ARMY|NAVY|AIR FORCE|ARMED FORCES|FORCES?|BRIGADES?|BATTALION"
    r"|REGIMENT|MILITIAS?|GUARDS?|POLICE|PRISON|DIRECTORATE|COMMITTEE|COUNCIL"
    r"|PARLIAMENT|EMBASSY|GOVERNMENT|FOUNDATION|ASSOCIATION|SOCIETY|CHARITY|CHARITABLE"
    r"|MOVEMENT|FRONT|PARTY|CARTEL|GANG|UNIVERSITY|ACADEMY|INSTITUTE|COLLEGE"
    r"|SECURITY BUREAU|(?:SECURITY|INTELLIGENCE) (?:SERVICE|AGENCY)|ORGANIZATION)\b"
)

_TERRORIST = re.compile(r"\bFTO\b")
"""The programme for foreign terrorist organizations."""


def kind(type_: str, name: str, programmes: str, remarks: str) -> Kind:
    """The kind of an entry, from its type, name, programmes and remarks."""
    if type_ in _GIVEN:
        return _GIVEN[type_]
    if _PUBLIC_BODY.search(remarks):
        return "organization"
    upper = name.upper()
    if _BUSINESS.search(upper):
        return "company"
    if _TERRORIST.search(programmes) or _NO_BUSINESS.search(upper):
        return "organization"
    return "company"
