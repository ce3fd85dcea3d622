"""The Swiss list of sanctioned parties (SECO), in its XML.

The file holds the whole history: a target whose latest modification is a de-listing is
kept as ``delisted``. Names come in parts, each with spellings by script and language,
and places are listed once and pointed to.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from crible.importers import countries, languages
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.kinds import of_body
from crible.importers.labelled import numbers
from crible.importers.schemes import scheme
from crible.importers.xmlfile import elements, root
from crible.model import Designation, NameType, Quality

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.importers.xmlfile import Node
    from crible.model import Kind, ListInfo

_ROOT = "swiss-sanctions-list"
_PROGRAMME = "sanctions-program"
_PLACE = "place"
_TARGET = "target"
_TYPES: dict[str, NameType] = {
    "primary-name": "primary",
    "formerly-known-as": "former",
}
_OBJECTS: dict[str, Kind] = {"vessel": "vessel", "aircraft": "aircraft"}
_LINES = ("c-o", "address-details", "p-o-box", "zip-code", "area")
_SPELLINGS = 12
"""More spellings than so of one name are combinations nobody uses."""

Places = dict[str, tuple[str, str]]
Programmes = dict[str, tuple[str, str]]


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads the whole list.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".xml")
    head = root(source, _ROOT)
    programmes: Programmes = {}
    places: Places = {}
    # Places stand at the end of the file, so it is read once for them.
    for path, node in elements(source, _ROOT, (_PROGRAMME, _PLACE, _TARGET)):
        if path == _PROGRAMME:
            name = _english(node, "program-name")
            key = _english(node, "program-key") or name
            for part in node.nodes("sanctions-set"):
                programmes[part.get("ssid")] = (key, name)
        elif path == _PLACE:
            text = ", ".join(filter(None, (node.text("location"), node.text("area"))))
            places[node.get("ssid")] = (text, _country(node))
    drafts = _drafts(source, programmes, places, info.key)
    return listed([source], day(head.get("date", "")), drafts)


def _english(node: Node, tag: str) -> str:
    texts = {one_.get("lang"): one_.content for one_ in node.nodes(tag)}
    return texts.get("eng") or next(iter(texts.values()), "")


def _country(node: Node) -> str:
    for one_ in node.nodes("country"):
        return one_.get("iso-code") or one_.content
    return ""


def _drafts(
    source: Source, programmes: Programmes, places: Places, key: str
) -> Iterator[Draft]:
    for _, node in elements(source, _ROOT, (_TARGET,)):
        yield _draft(node, source, programmes, places, key)


def _draft(
    node: Node, source: Source, programmes: Programmes, places: Places, key: str
) -> Draft:
    where = f"{source.name}: line {node.line}"
    draft = Draft(key, node.get("ssid"), "company", where)
    bodies = [
        part
        for part in node.children()
        if part.tag in {"individual", "entity", "object"}
    ]
    for body in bodies:
        for identity in body.nodes("identity"):
            main = identity.get("main") != "false"
            for name in identity.nodes("name"):
                _name(name, draft, main=main)
            _identity(identity, draft, places)
        _body(body, draft)
    if bodies:
        first = draft.names[0].text if draft.names else ""
        draft.kind = _kind(bodies[0], first)
    if draft.kind != "person":
        draft.dates = [("established", value) for _, value in draft.dates]
    _history(node, draft, programmes)
    draft.keep("foreign identifier", node.text("foreign-identifier"))
    return draft


def _kind(body: Node, name: str) -> Kind:
    if body.tag == "individual":
        return "person"
    if body.tag == "object":
        return _OBJECTS.get(body.get("object-type"), "other")
    return of_body(name)


def _history(node: Node, draft: Draft, programmes: Programmes) -> None:
    """The newest modification stands first; only de-listed ones end a listing."""
    changes = node.nodes("modification")
    if changes and changes[0].get("modification-type") == "de-listed":
        draft.status = "delisted"
    days = [
        found
        for change in changes
        if change.get("modification-type") == "listed"
        and (
            found := day(change.get("effective-date") or change.get("publication-date"))
        )
    ]
    sets = node.texts("sanctions-set-id") or [node.get("sanctions-set-id")]
    for number in sets:
        draft.designations.append(
            Designation(
                "SECO",
                programmes.get(number, ("", ""))[0],
                listed_on=min(days, default=None),
                legal_basis=programmes.get(number, ("", ""))[1],
                reason=" ".join(
                    node.texts("individual/justification")
                    + node.texts("entity/justification")
                    + node.texts("object/justification")
                ),
            )
        )
    for change in changes:
        text = " ".join(
            filter(
                None, (change.get("modification-type"), change.get("effective-date"))
            )
        )
        draft.keep("modification", text)


def _name(node: Node, draft: Draft, *, main: bool) -> None:
    quality: Quality = "weak" if node.get("quality") == "low" else "strong"
    type_ = _TYPES.get(node.get("name-type"), "alias")
    if type_ == "primary" and not main:
        type_ = "alias"
    parts = node.nodes("name-part")
    for part in parts:
        if part.get("name-part-type") == "title":
            draft.keep("title", part.text("value"))
    places = _places(parts)
    words = [[("", part.text("value")) for part in one_] for one_ in places]
    for _, text in _joined(words):
        draft.name(text, type_, quality)
        type_ = "alias" if type_ == "primary" else type_
    # The file puts the family name first as often as last.
    spoken = sorted(places, key=_is_family)
    if spoken != places:
        words = [[("", one_[0].text("value"))] for one_ in spoken]
        draft.name(next(_joined(words), ("", ""))[1], quality=quality)
    for script in _scripts(parts):
        for language, text in _joined([_spelt(one_, script) for one_ in places]):
            draft.name(text, "alias", quality, language=languages.code(language))


def _places(parts: list[Node]) -> list[list[Node]]:
    """The parts by their place in the name; parts of one place are alternatives."""
    places: dict[str, list[Node]] = {}
    for number, part in enumerate(parts):
        if part.get("name-part-type") != "title" and part.text("value"):
            order = part.get("order")
            known = order.isdecimal() and len(order) < 4
            key = f"{int(order):04}" if known else f"{number:04}-"
            places.setdefault(key, []).append(part)
    return [places[key] for key in sorted(places)]


def _is_family(place: list[Node]) -> bool:
    return place[0].get("name-part-type") == "family-name"


def _joined(words: list[list[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Language and text of every choice of one word a place, up to a few."""
    for choice in islice(product(*words), _SPELLINGS):
        language = next((lang for lang, _ in choice if lang), "")
        yield language, " ".join(word for _, word in choice)


def _scripts(parts: list[Node]) -> list[str]:
    scripts = (
        one_.get("script") for part in parts for one_ in part.nodes("spelling-variant")
    )
    return list(dict.fromkeys(scripts))


def _spelt(place: list[Node], script: str) -> list[tuple[str, str]]:
    """The spellings of a place in one script; the parts themselves where none is."""
    found = [
        (one_.get("lang"), one_.content)
        for part in place
        for one_ in part.nodes("spelling-variant")
        if one_.get("script") == script and one_.content
    ]
    return found or [("", part.text("value")) for part in place]


def _identity(node: Node, draft: Draft, places: Places) -> None:
    for birth in node.nodes("day-month-year"):
        parts = [birth.get(part) for part in ("year", "month", "day")]
        draft.date(
            "birth",
            "-".join(f"{int(p):02}" for p in parts if p.isdecimal() and len(p) < 5),
        )
    for birth in node.nodes("place-of-birth"):
        text, country = places.get(birth.get("place-id"), ("", ""))
        draft.keep("birth place", ", ".join(filter(None, (text, country))))
    for nationality in node.nodes("nationality"):
        draft.country(_country(nationality), "nationality")
    for address in node.nodes("address"):
        city, country = places.get(address.get("place-id"), ("", ""))
        lines = ", ".join(filter(None, (address.text(line) for line in _LINES)))
        city = address.text("location") or city
        draft.address(lines, city, _country(address) or country)
        draft.keep("address note", address.text("remarks"))
    for paper in node.nodes("identification-document"):
        issuer = [one_.get("code") or one_.content for one_ in paper.nodes("issuer")]
        code = countries.code(issuer[0]) or issuer[0].lower() if issuer else ""
        name = scheme(paper.get("document-type").replace("-", " "), "unstated")
        draft.identifier(
            name, paper.text("number"), code if countries.is_code(code) else None
        )
        draft.keep("document note", paper.text("remark"))


def _body(node: Node, draft: Draft) -> None:
    draft.keep("gender", node.get("sex"))
    for text in node.texts("other-information"):
        label, colon, value = text.partition(":")
        found = list(numbers(value, "")) if colon and len(label) < 60 else []
        name = scheme(label, "")
        if name and len(found) == 1:
            draft.identifier(name, found[0][1])
        elif label.strip() == "Date of registration":
            draft.date("birth", value.strip())
        draft.remark(text)
    for link in node.nodes("relation"):
        # "related-to" is all that the list says, of a brother as of a company.
        word, target = link.get("relation-type"), link.get("target-id")
        draft.keep("relation", f"{word} {draft.key}:{target}" if target else "")
