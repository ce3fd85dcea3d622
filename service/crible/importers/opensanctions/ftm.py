"""OpenSanctions' ``entities.ftm.json``: FollowTheMoney entities, one a line.

The file is read twice: once for sanctions, links and documents, which stand anywhere
in it, and once for the entities. Targets become entries, and so do companies that a
listed party owns, as ``linked``; the other people and companies around them do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.jsonfile import objects
from crible.importers.opensanctions.network import Link, Network, survey, texts
from crible.importers.opensanctions.schemata import (
    BESIDE,
    DATES,
    LINKS,
    NUMBERS,
    PLACES,
    kind,
)
from crible.importers.schemes import scheme
from crible.model import Designation, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.model import ListInfo, Status

_USED = {
    "name",
    "alias",
    "weakAlias",
    "previousName",
    "abbreviation",
    "firstName",
    "lastName",
    "middleName",
    "fatherName",
    "secondName",
    "address",
    "addressEntity",
    "notes",
    *NUMBERS,
    *PLACES,
    *DATES,
}


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads a dataset.

    Raises:
        ListRefused: the file is not what it is expected to be.
    """
    source = one(paths, info, ".json", ".jsonl", ".ndjson")
    network = survey(source)
    return listed([source], network.published, _drafts(source, network, info.key))


def _drafts(source: Source, network: Network, key: str) -> Iterator[Draft | Reject]:
    for line in objects(source):
        if isinstance(line, Reject):
            yield line
            continue
        where, value = line
        schema, id_ = value.get("schema"), value.get("id")
        if not isinstance(schema, str) or not isinstance(id_, str):
            yield Reject(where, "The object has no id or no schema.", str(value)[:200])
        elif schema not in BESIDE and schema not in LINKS and network.kept(id_):
            yield _draft(where, id_, schema, value, network, key)


def _draft(
    where: str,
    id_: str,
    schema: str,
    value: Mapping[str, Any],
    network: Network,
    key: str,
) -> Draft:
    names, datasets = texts(value, "name"), value.get("datasets")
    caption = value.get("caption")
    if isinstance(caption, str) and caption in names:
        names.insert(0, caption)
    draft = Draft(key, id_, kind(schema, names[0] if names else "") or "other", where)
    for name in names:
        draft.name(name, "alias" if draft.names else "primary")
    for name in texts(value, "alias"):
        draft.name(name)
    for name in texts(value, "previousName"):
        draft.name(name, "former")
    for name in texts(value, "abbreviation"):
        draft.name(name, "acronym", "weak")
    for name in texts(value, "weakAlias"):
        draft.name(name, quality="weak")
    _facts(value, draft)
    draft.designations += [made for made, _ in network.sanctions.get(id_, ())]
    if not draft.designations and "sanction" in texts(value, "topics"):
        # A part of a dataset may come without its sanctions.
        source = ", ".join(map(str, datasets if isinstance(datasets, list) else ()))
        for programme in texts(value, "programId") or [""]:
            draft.designations.append(
                Designation("OpenSanctions", programme, source=source)
            )
    draft.status = _status(id_, texts(value, "topics"), network)
    for label, number, country in network.papers.get(id_, ()):
        draft.identifier(scheme(label, "unstated"), number, country or None)
    for link in network.links.get(id_, ()):
        _link(link, draft, network)
    return draft


def _facts(value: Mapping[str, Any], draft: Draft) -> None:
    for name in PLACES:
        for text in texts(value, name):
            draft.country(text, name)
    for name, known in NUMBERS.items():
        for text in texts(value, name):
            draft.identifier(
                known, text.removeprefix("IMO") if known == "imo" else text
            )
    for name, what in DATES.items():
        for text in texts(value, name):
            draft.date(what, text)
    for text in texts(value, "address"):
        draft.address(text)
    for text in texts(value, "notes"):
        draft.remark(text)
    properties = value.get("properties")
    for name in properties if isinstance(properties, dict) else ():
        if name not in _USED:
            for text in texts(value, name):
                draft.keep(str(name), text)


def _status(id_: str, topics: list[str], network: Network) -> Status:
    """As the topics say, which are kept up to date; else by the sanctions at hand."""
    if "sanction" in topics or (not topics and network.listed(id_)):
        return "listed"
    if "sanction.linked" in topics or network.linked(id_):
        return "linked"
    if network.listed(id_):
        return "listed"
    return "delisted" if network.sanctions.get(id_) else "named"


def _link(link: Link, draft: Draft, network: Network) -> None:
    inside = link.other in network.names and network.kept(link.other)
    name = network.names.get(link.other) or link.other
    target = f"{draft.key}:{link.other}" if inside else name
    word = ", ".join(filter(None, (link.schema, link.role)))
    if link.ended:
        draft.keep("former link", f"{word} until {link.ended}: {target}")
    elif link.schema == "Ownership":
        draft.relation(
            "owns" if link.forward else "subsidiary-of",
            target,
            percent=link.percent,
            source=word,
        )
    elif link.schema in {"Directorship", "Representation"} and link.forward:
        draft.relation("acts-for", target, source=word)
    else:
        draft.keep("link", f"{word}: {target}")
