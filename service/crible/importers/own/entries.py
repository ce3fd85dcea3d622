"""Entries written down by hand or by a program, in TOML or JSON.

One file, ``entries`` an array of tables; docs/lists.md shows every key. Read strictly,
because a misspelt key would be a fact silently lost; an entry with a mistake is a
reject, and the others stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

from crible.errors import ListRefused
from crible.importers import countries, jsonfile
from crible.importers.dates import day
from crible.importers.draft import Draft
from crible.importers.files import listed, one
from crible.importers.kinds import of_body
from crible.importers.tomlfile import Table, load
from crible.model import (
    KINDS,
    STATUSES,
    Address,
    Designation,
    Identifier,
    Kind,
    NameType,
    Quality,
    Reject,
    RelationType,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from crible.importers.listfile import ListFile
    from crible.importers.source import Source
    from crible.model import ListInfo

_FILE = {"entries", "published"}
_ENTRY = {
    "id",
    "kind",
    "status",
    "names",
    "countries",
    "addresses",
    "identifiers",
    "designations",
    "relations",
    "dates",
    "remarks",
}
_NAME = {"text", "type", "quality", "language"}
_DESIGNATION = {
    "authority",
    "programme",
    "measures",
    "listed_on",
    "reason",
    "legal_basis",
    "source",
}
_TYPES = get_args(NameType)
_RELATIONS = get_args(RelationType)


def read(paths: Sequence[Path], info: ListInfo) -> ListFile:
    """Reads a ``.toml`` or ``.json`` file.

    Raises:
        ListRefused: the file as a whole is malformed.
    """
    source = one(paths, info, ".toml", ".json")
    table = _table(source)
    if not table.has("entries"):
        raise table.refusal("entries", "is missing.", "docs/lists.md shows the layout.")
    published = day(table.day("published")) if table.has("published") else None
    return listed([source], published, _drafts(table, source, info.key))


def _table(source: Source) -> Table:
    if source.name.lower().endswith(".toml"):
        return load(source.path, _FILE)
    value = jsonfile.document(source)
    if not isinstance(value, dict):
        raise ListRefused(
            "The JSON is no object.",
            where=source.name,
            hint='Write {"entries": [...]}: docs/lists.md shows the layout.',
        )
    return Table(source.name, value, _FILE)


def _drafts(table: Table, source: Source, key: str) -> Iterator[Draft | Reject]:
    for number, value in enumerate(table.items("entries"), start=1):
        where = f"{source.name}: entry {number}"
        if isinstance(value, str):
            yield Reject(where, "This is no table.", value[:200])
            continue
        try:
            yield _draft(where, value, key)
        except ListRefused as error:
            text = " ".join(filter(None, (error.message, error.hint)))
            yield Reject(error.where, text, str(value.get("id", ""))[:200])


def _draft(where: str, value: Mapping[str, Any], key: str) -> Draft:
    table = Table(where, value, _ENTRY)
    names = [_named(table, item) for item in table.items("names")]
    first = names[0].text("text") if names else ""
    kind = table.choice("kind", ("", *KINDS), "") or of_body(first)
    draft = Draft(key, table.text("id"), cast("Kind", kind), where)
    draft.status = cast("Status", table.choice("status", STATUSES, "listed"))
    for name in names:
        default = "alias" if draft.names else "primary"
        draft.name(
            name.text("text"),
            cast("NameType", name.choice("type", _TYPES, default)),
            cast("Quality", name.choice("quality", ("strong", "weak"), "strong")),
            language=name.text("language", "") or None,
        )
    for code in table.texts("countries"):
        _known(table, code)
        draft.countries.append(code)
    _parts(table, draft)
    draft.remark(table.text("remarks", ""))
    return draft


def _named(table: Table, item: str | Mapping[str, Any]) -> Table:
    values = {"text": item} if isinstance(item, str) else item
    return Table(f"{table.where}: names", values, _NAME)


def _parts(table: Table, draft: Draft) -> None:
    for one_ in table.tables("addresses", {"text", "city", "country"}):
        code = one_.text("country", "") or None
        if code:
            _known(one_, code)
            draft.countries.append(code)
        draft.addresses.append(
            Address(one_.text("text", ""), one_.text("city", ""), code)
        )
    for one_ in table.tables("identifiers", {"scheme", "value", "country"}):
        code = one_.text("country", "") or None
        if code:
            _known(one_, code)
        draft.identifiers.append(
            Identifier(one_.text("scheme"), one_.text("value"), code)
        )
    for one_ in table.tables("designations", _DESIGNATION):
        draft.designations.append(
            Designation(
                one_.text("authority"),
                one_.text("programme", ""),
                one_.texts("measures"),
                day(one_.day("listed_on")),
                one_.text("reason", ""),
                one_.text("legal_basis", ""),
                one_.text("source", ""),
            )
        )
    for one_ in table.tables("relations", {"type", "target", "percent", "source"}):
        type_ = one_.choice("type", _RELATIONS, "")
        percent = one_.number("percent", 0.0) if one_.has("percent") else None
        if percent is not None and not percent <= 100:
            raise one_.refusal("percent", "is above 100.")
        target = one_.text("target")
        draft.relation(
            cast("RelationType", type_),
            target,
            percent=percent,
            source=one_.text("source", ""),
        )
    for one_ in table.tables("dates", {"what", "value"}):
        draft.date(one_.text("what"), one_.text("value"))


def _known(table: Table, code: str) -> None:
    if not countries.is_code(code):
        raise table.refusal(
            "countries",
            f"has {code[:40]!r}, which is no country code.",
            "Use ISO 3166-1 alpha-2 in lower case, such as ru.",
        )
