"""Who a subject is, and what it says: the two hashes that decisions are tied to.

A counterparty is the caller's own reference where there is one, whoever screened it and
by which door: an installation keeps one register of counterparties, and a decision made
at onboarding holds at night. Without a reference it is what it says of itself. What a
subject says is hashed apart from case, blanks and order, which change nothing about
whom it means.

Migration d0001 holds a copy of these functions as they are now: who changes them
raises every alert again.
"""

from __future__ import annotations

import json
import unicodedata
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crible.model import Subject


def said(subject: Subject) -> str:
    """Hash of everything that a subject says, its reference left out."""
    return _hash(
        [
            _plain(subject.name),
            sorted({_plain(alias) for alias in subject.aliases}),
            subject.kind or "",
            sorted(set(subject.countries)),
            sorted(
                {
                    (item.scheme, _plain(item.value), item.country or "")
                    for item in subject.identifiers
                }
            ),
            subject.birth_date,
            subject.registration_date,
        ]
    )


def pair(subject: Subject, told: str, entry: str) -> str:
    """Hash of a counterparty and an entry.

    Args:
        subject: the counterparty.
        told: what ``said`` gives for it.
        entry: id of the entry.
    """
    who = ["reference", subject.reference] if subject.reference else ["said", told]
    return _hash([*who, entry])


def alert_id(about: str, told: str, revision: str) -> str:
    """Id of the alert of a pair, with both sides as they are."""
    return _hash([about, told, revision])


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _hash(value: list[object]) -> str:
    return sha256(json.dumps(value).encode("ascii")).hexdigest()[:32]
