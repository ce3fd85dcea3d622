"""What an entry is, where its list says no more than that it is no person.

It is a company unless it clearly is none: its name has a word that no company bears
and no legal form. Companies outnumber the rest by far, and the engine does not punish
company against organization; so the table stays short.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crible.model import Kind

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


def of_body(name: str, *, public: bool = False) -> Kind:
    """Company or organization.

    Args:
        name: the primary name.
        public: the list calls it a group or a public body in other words.
    """
    upper = name.upper()
    if _BUSINESS.search(upper):
        return "company"
    return "organization" if public or _NO_BUSINESS.search(upper) else "company"


def is_body(name: str) -> bool:
    """Whether a name shows that it is no person's."""
    upper = name.upper()
    return bool(_BUSINESS.search(upper) or _NO_BUSINESS.search(upper))
