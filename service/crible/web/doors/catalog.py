"""What a door tells of crible itself: its lists as datasets, its engine, facets."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crible.usecases import lists
from crible.web.doors import told, vocabulary
from crible.web.doors.scope import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crible.model import Entry
    from crible.usecases.lists import ListReport
    from crible.usecases.services import Services

ALGORITHM = "crible"

_FEATURES = {
    "word": "Words that stand for one another, by rarity.",
    "evidence": "What the whole of the words says, judged by a fitted curve.",
    "exact": "The subject is the listed name.",
    "slip": "The names differ by a letter or two as a whole.",
    "spaced": "The names differ in blanks and apostrophes alone.",
    "spelling": "The same name in two spellings or scripts.",
    "brand": "The distinctive words agree and the rest is ordinary.",
    "double-brand": "Both words of the name of a group agree.",
    "transliterated": "The listed name as a whole in another script.",
    "person": "What holds for names of persons alone.",
    "left-over": "Words that the other name has not.",
    "cut-off": "The name was cut off where fields end.",
    "legal-form": "Legal forms that agree or contradict.",
    "contradiction": "Numbers, places or words that contradict.",
    "kind": "Different kinds of subject.",
    "country": "Countries that agree or differ.",
    "identifier": "A number that agrees or differs.",
    "birth-date": "Dates of birth that agree or differ.",
    "registration-date": "Dates of registration that agree or differ.",
    "weak-alias": "A name that its publisher calls weak, or an acronym.",
}
"""Feature of a contribution -> what it looks at."""


def datasets(services: Services) -> dict[str, Any]:
    """The lists as datasets, and all of them together as one more."""
    # What is disabled is not looked at, and so is no dataset.
    reports = [
        report
        for report in lists.show(services)
        if report.version and not report.disabled
    ]
    snapshot = services.store.current_snapshot()
    whole = {
        "name": EVERYTHING,
        "title": "All loaded lists",
        "summary": None,
        "url": None,
        "load": True,
        "entities_url": None,
        "version": snapshot.id if snapshot else "",
        "index_version": snapshot.id if snapshot else None,
        "index_current": bool(snapshot) and all(_good(report) for report in reports),
        "children": [report.info.key for report in reports],
    }
    return {
        "datasets": [whole, *map(_dataset, reports)],
        "current": [report.info.key for report in reports if _good(report)],
        "outdated": [report.info.key for report in reports if not _good(report)],
        "index_stale": not snapshot or not all(map(_good, reports)),
    }


def algorithms() -> dict[str, Any]:
    """The one engine, with what it looks at."""
    features = {
        name: {"description": text, "coefficient": 1.0, "url": ""}
        for name, text in _FEATURES.items()
    }
    description = "Scores are 0 to 1; the explanations of a result add up to its score."
    return {
        "algorithms": [
            {
                "name": ALGORITHM,
                "description": description,
                "features": features,
                "docs": {
                    "description": description,
                    "features": features,
                    "config": {},
                },
            }
        ],
        "default": ALGORITHM,
        "best": ALGORITHM,
    }


def facets(entries: Sequence[Entry]) -> dict[str, Any]:
    """How many entries there are of each sort."""
    return {
        "schema": _facet("Schemata", (told.schema_of(entry) for entry in entries)),
        "datasets": _facet("Data sources", (entry.list for entry in entries)),
        "countries": _facet(
            "Countries", (code for entry in entries for code in entry.countries)
        ),
        "topics": _facet(
            "Topics",
            (
                vocabulary.TOPICS[entry.status]
                for entry in entries
                if entry.status in vocabulary.TOPICS
            ),
        ),
    }


def _facet(label: str, values: Iterable[str]) -> dict[str, Any]:
    return {
        "label": label,
        "values": [
            {"name": name, "label": name, "count": count}
            for name, count in sorted(
                Counter(values).items(), key=lambda item: (-item[1], item[0])
            )
        ],
    }


def _good(report: ListReport) -> bool:
    return report.state == "good"


def _dataset(report: ListReport) -> dict[str, Any]:
    version = report.version.version if report.version else ""
    return {
        "name": report.info.key,
        "title": report.info.title,
        "summary": report.info.publisher or None,
        "url": report.info.homepage or None,
        "load": True,
        "entities_url": None,
        "version": version,
        "index_version": version,
        "index_current": _good(report),
        "children": [],
    }
