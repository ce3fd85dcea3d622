"""The JSON shape of an answer: one for the command line, the API and the files.

The shapes are contracts (see docs/api.md); every door prints what these functions
return, so that no two doors drift apart.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crible.documents.document import Document
    from crible.model import (
        Designation,
        EntrySummary,
        Hit,
        Mention,
        Screening,
        Subject,
    )
    from crible.store.review_rows import Standing


def subject_json(subject: Subject) -> dict[str, Any]:
    """What was screened; fields that were not given are left out."""
    shape: dict[str, Any] = {"name": subject.name}
    if subject.aliases:
        shape["aliases"] = list(subject.aliases)
    if subject.kind:
        shape["kind"] = subject.kind
    if subject.countries:
        shape["countries"] = list(subject.countries)
    if subject.identifiers:
        numbers: dict[str, list[str]] = {}
        for item in subject.identifiers:
            numbers.setdefault(item.scheme, []).append(item.value)
        shape["identifiers"] = {
            scheme: values[0] if len(values) == 1 else values
            for scheme, values in numbers.items()
        }
    if subject.birth_date:
        shape["birth_date"] = subject.birth_date
    if subject.registration_date:
        shape["registration_date"] = subject.registration_date
    if subject.reference:
        shape["reference"] = subject.reference
    return shape


def designation_json(designation: Designation) -> dict[str, Any]:
    """An act of designation; the day is ISO 8601 or null."""
    return {
        "authority": designation.authority,
        "programme": designation.programme,
        "measures": list(designation.measures),
        "listed_on": (
            designation.listed_on.isoformat() if designation.listed_on else None
        ),
        "reason": designation.reason,
        "legal_basis": designation.legal_basis,
        "source": designation.source,
    }


def hit_json(
    hit: Hit, entries: Mapping[str, EntrySummary], standing: Standing | None = None
) -> dict[str, Any]:
    """A hit with what to show of its entry, and how it stands where that is known."""
    entry = entries.get(hit.entry_id)
    shape = {
        "entry": _entry_json(hit.entry_id, entries, hit.matched.name),
        "score": hit.score,
        "band": hit.band,
        "matched": {
            "name": hit.matched.name,
            "type": hit.matched.type,
            "quality": hit.matched.quality,
            "script": hit.matched.script,
        },
        "designations": [
            designation_json(item) for item in (entry.designations if entry else ())
        ],
        "contributions": [
            {
                "feature": item.feature,
                "subject": item.subject,
                "entry": item.entry,
                "weight": item.weight,
                "reason": item.reason,
            }
            for item in hit.contributions
        ],
        "also": [
            {
                "entry": _entry_json(item.entry_id, entries),
                "reasons": list(item.reasons),
            }
            for item in hit.also
        ],
    }
    return shape if standing is None else {**shape, "alert": standing_json(standing)}


def standing_json(standing: Standing) -> dict[str, Any]:
    """How an alert stands, in short."""
    decision = standing.decision
    return {
        "id": standing.alert,
        "state": standing.state,
        "decision": decision
        and {
            "id": decision.id,
            "verdict": decision.verdict,
            "at": decision.at.isoformat(),
            "actor": decision.actor,
            "expires": decision.expires.isoformat() if decision.expires else None,
        },
    }


def summary_json(entry: EntrySummary) -> dict[str, Any]:
    """An entry as a list of entries shows it."""
    return _entry_json(entry.id, {entry.id: entry})


def hits_of(screening: Screening) -> Iterator[Hit]:
    """Every hit of an answer: its own, those of its mentions, and the alternatives."""
    yield from screening.hits
    for mention in screening.mentions:
        yield mention.hit
        yield from mention.alternatives


def _entry_json(
    entry_id: str, entries: Mapping[str, EntrySummary], caption: str = ""
) -> dict[str, Any]:
    """What an answer shows of an entry."""
    entry = entries.get(entry_id)
    return {
        "id": entry_id,
        "list": entry.list if entry else entry_id.partition(":")[0],
        "caption": entry.caption if entry else caption or entry_id,
        "kind": entry.kind if entry else None,
        "status": entry.status if entry else None,
    }


def mention_json(
    mention: Mention, entries: Mapping[str, EntrySummary]
) -> dict[str, Any]:
    """A mention: where it stands, the best hit, and other entries it may be."""
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        **hit_json(mention.hit, entries),
        "alternatives": [hit_json(hit, entries) for hit in mention.alternatives],
        "short_for": mention.short_for,
        "field": mention.field or None,
    }


def screening_json(
    screening: Screening,
    entries: Mapping[str, EntrySummary],
    alerts: Mapping[tuple[str, str], Standing] = MappingProxyType({}),
) -> dict[str, Any]:
    """One answered subject, as ``crible lookup --format json`` prints it.

    Args:
        screening: the act.
        entries: what to show of entries.
        alerts: how hits stand, by screening and entry.
    """
    shape: dict[str, Any] = {
        "subject": subject_json(screening.subject),
        "outcome": screening.outcome,
        "screening": screening.id,
        "snapshot": screening.snapshot,
        "profile": screening.profile,
        "hits": [
            hit_json(hit, entries, alerts.get((screening.id, hit.entry_id)))
            for hit in screening.hits
        ],
    }
    return shape | _state_json(screening) | _problem_json(screening)


def scan_json(
    screening: Screening, entries: Mapping[str, EntrySummary]
) -> dict[str, Any]:
    """One scanned text, as ``crible scan --format json`` prints it.

    The text itself is not repeated: the caller has it.
    """
    return {
        "outcome": screening.outcome,
        "screening": screening.id,
        "snapshot": screening.snapshot,
        "profile": screening.profile,
        "mentions": [mention_json(item, entries) for item in screening.mentions],
    } | (_state_json(screening) | _problem_json(screening))


def document_json(document: Document) -> dict[str, Any]:
    """What was made of a document before it was scanned; nothing for plain text."""
    if document.format == "text":
        return {}
    return {
        "format": document.format,
        "warnings": list(document.warnings),
        "text": document.text,
    }


def _state_json(screening: Screening) -> dict[str, Any]:
    """Which earlier state was asked for; nothing at all for the present one."""
    return {"as_of": screening.as_of} if screening.as_of else {}


def _problem_json(screening: Screening) -> dict[str, Any]:
    """Why the outcome is ``error``; nothing at all when it is not."""
    problem = screening.problem
    if problem is None:
        return {}
    told = {
        "problem": {
            "code": problem.code,
            "title": problem.title,
            "detail": problem.detail,
        }
    }
    if not problem.unsearched:
        return told
    stretches = [{"start": start, "end": end} for start, end in problem.unsearched]
    return {**told, "unsearched": stretches}
