"""Short names of what was asked: of a subject, of a batch, of its screenings.

A run that was stopped must go on as if it never had been. So nothing in a result may
be drawn by lot: the id of a batch follows from what it asks, and the ids of its
screenings from that and their place in the file.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.model import Subject

_BYTES = 16
# Version and variant of a UUID whose other bits are its maker's (RFC 9562, version 8).
_VERSION, _VARIANT = 0x8, 0b10


def of_subject(subject: Subject) -> bytes:
    """What decides the answer to a subject: all but the caller's reference."""
    told = (
        subject.name,
        subject.aliases,
        subject.kind,
        subject.countries,
        subject.identifiers,
        subject.birth_date,
        subject.registration_date,
    )
    return hashlib.blake2b(
        repr(told).encode("utf-8", "surrogatepass"), digest_size=_BYTES
    ).digest()


def of_question(question: Mapping[str, Any]) -> str:
    """A hash of everything that decides a result."""
    text = json.dumps(question, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def batch_id(question: str, ordinal: int) -> str:
    """Id of a batch: the first, second... one that asks this question."""
    digest = hashlib.sha256(f"{question} {ordinal}".encode()).digest()
    value = int.from_bytes(digest[:_BYTES])
    value &= ~(0xF << 76) & ~(0b11 << 62)
    value |= _VERSION << 76 | _VARIANT << 62
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def screening_id(batch: str, number: int) -> str:
    """Id of the record of the party of that number in a batch."""
    return f"{batch[:-12]}{number:012x}"
