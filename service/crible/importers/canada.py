"""Canada's consolidated autonomous sanctions list (SEMA and JVCFOA), in its XML.

The file numbers nobody; regulation, schedule and item make an entry's number. Aliases
stand in one field, parted by semicolons, strokes, ``or``, ``and``, or languages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.importers import countries
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.kinds import of_body
from crible.importers.xmlfile import elements, root
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.importers.xmlfile import Node
    from crible.model import Kind, ListInfo

_ROOT = "data-set"
_ENTRY = "record"
_LANGUAGES = {
    "belarusian": "be",
    "belarussian": "be",
    "russian": "ru",
    "ukrainian": "uk",
}
_PARTS = re.compile(r"\s*;\s*|\s+/\s+|\s+or\s+(?=\W?[А-Я])|\s+and\s+(?=\W?[А-Я])")
_LANGUAGE = re.compile(
    r",?\s*\b(?=(?:Belarus?sian|Russian|Ukrainian)\s*:)", re.IGNORECASE
)
_COMMA = re.compile(r"\s*,\s+")
_QUOTED = re.compile(r"^\s*[“\"']([^“”\"']*)[”\"']\s*$")
_SLUG = re.compile(r"[^a-z0-9]+")


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the list.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".xml")
    root(source, _ROOT)
    # The file has no date; the latest listing in it is the nearest thing to one.
    latest = max(
        (
            node.text("DateOfListing")[:10]
            for _, node in elements(source, _ROOT, (_ENTRY,))
        ),
        default="",
    )
    return listed([source], day(latest), _drafts(source, info.key))


def _drafts(source: Source, key: str) -> Iterator[Draft | Reject]:
    seen: dict[str, int] = {}
    for _, node in elements(source, _ROOT, (_ENTRY,)):
        draft = _draft(node, source, key)
        # Items repeat in schedules that were merged; the name tells them apart.
        if draft.number in seen and draft.names:
            draft.number = f"{draft.number}-{_slug(draft.names[0].text)}"
        seen[draft.number] = node.line
        yield draft


def _draft(node: Node, source: Source, key: str) -> Draft:
    country, _, _ = node.text("Country").partition(" / ")
    person = " ".join(filter(None, (node.text("GivenName"), node.text("LastName"))))
    name = node.text("EntityOrShip") or person
    imo = node.text("ShipIMONumber")
    kind: Kind = "vessel" if imo else of_body(name)
    if not node.text("EntityOrShip"):
        kind = "person"
    parts = (country, node.text("Schedule"), node.text("Item"))
    number = "-".join(filter(None, map(_slug, parts)))
    draft = Draft(key, number, kind, f"{source.name}: line {node.line}", lists=True)
    draft.name(name, "primary")
    for text, language in _aliases(node.text("Aliases"), kind):
        draft.name(_QUOTED.sub(r"\1", text), language=language)
    schedule, item = node.text("Schedule"), node.text("Item")
    where = ", ".join(
        filter(None, (schedule and f"schedule {schedule}", item and f"item {item}"))
    )
    draft.designations.append(
        Designation(
            "Canada",
            country.strip(),
            listed_on=day(node.text("DateOfListing")[:10]),
            legal_basis=where,
        )
    )
    if imo:
        draft.identifier("imo", imo)
        draft.date("built", node.text("DateOfBirthOrShipBuildDate"))
        draft.keep("vessel type", node.text("TitleOrShip"))
    else:
        draft.date("birth", node.text("DateOfBirthOrShipBuildDate"))
        draft.keep("title", node.text("TitleOrShip"))
        # The regulation names the country whose situation it is about. That is where
        # its parties are from, but for ships, and but for Ukraine, where it is not.
        code = countries.code(country)
        if code and code != "ua":
            draft.countries.append(code)
    return draft


def _aliases(text: str, kind: Kind) -> Iterator[tuple[str, str | None]]:
    for piece in _LANGUAGE.split(text):
        label, colon, rest = piece.partition(":")
        language = _LANGUAGES.get(label.strip(" ,").lower())
        for part in _PARTS.split(rest if colon and language else piece):
            # Persons' aliases are parted by commas too; companies' names hold them.
            commas = _COMMA.split(part) if kind == "person" else [part]
            whole = all(" " in one_.strip() for one_ in commas)
            for one_ in commas if whole else [part]:
                yield one_.strip(" ,"), language


def _slug(text: str) -> str:
    return _SLUG.sub("-", text.casefold()).strip("-")
