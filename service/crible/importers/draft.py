"""An entry in the making, and the stream of entries that a file of drafts becomes.

Every format fills drafts; what makes an entry acceptable is decided here, once.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from crible.errors import ListRefused
from crible.importers import countries
from crible.importers.dates import iso
from crible.importers.names import collect, script
from crible.importers.parts import parts
from crible.importers.schemes import refined
from crible.model import (
    Address,
    Designation,
    Entry,
    Identifier,
    Kind,
    Name,
    NameType,
    Quality,
    Reject,
    Relation,
    RelationType,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

NAME_CAP = 1_000
"""The longest name of a real list has some 400 characters; what is longer is text that
slipped into the column."""

_ID_CAP = 200
_EXCERPT = 200
_DAMAGED_SHARE = 0.1
_DAMAGED_FEW = 5
"""More lost entries than both, and the file as a whole is not to be trusted."""


@dataclass(slots=True)
class Draft:
    """What was read of one entry so far.

    Attributes:
        key: of the list.
        number: the entry's own key within it.
        kind: what it is.
        where: file and line or element, for rejects.
        lists: the publisher puts several aliases into one field, parted by commas.
    """

    key: str
    number: str
    kind: Kind
    where: str
    status: Status = "listed"
    names: list[Name] = field(default_factory=list)
    designations: list[Designation] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    dates: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    raw: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Reject] = field(default_factory=list)
    lists: bool = False

    def name(
        self,
        text: str,
        type_: NameType = "alias",
        quality: Quality = "strong",
        *,
        language: str | None = None,
    ) -> None:
        """Adds a name; what cannot be one becomes a fault, an empty text nothing."""
        text = _repaired(" ".join(text.split()))
        if not text:
            return
        if not any(map(str.isalnum, text)):
            self.fault("A name has neither letter nor digit.", text)
        elif len(text) > NAME_CAP:
            self.fault(f"A name has more than {NAME_CAP:,} characters.", text)
        else:
            found = script(text)
            if type_ in {"alias", "native"}:
                type_ = "alias" if found == "Latn" else "native"
            self.names.append(Name(text, type_, quality, found, language))

    def fault(self, reason: str, excerpt: str = "") -> None:
        """Notes that a part of the entry was left out."""
        self.faults.append(Reject(self.where, reason, excerpt[:_EXCERPT]))

    def identifier(self, scheme: str, value: str, country: str | None = None) -> None:
        """Adds a number; the number itself may tell a better scheme."""
        value = " ".join(value.split()).strip(" .,;")
        if value:
            self.identifiers.append(
                Identifier(refined(scheme, value, country), value, country)
            )

    def country(self, text: str, what: str = "country") -> str | None:
        """Adds a country by name, code or people; an unknown one is kept as it is."""
        text = " ".join(text.split())
        if not text:
            return None
        code = _country(text) or countries.of_people(text)
        if code:
            self.countries.append(code)
        elif not countries.is_nowhere(text):
            self.keep(what, text)
        return code

    def address(self, text: str = "", city: str = "", country: str = "") -> None:
        """Adds an address and its country, which may be its last part."""
        code = self.country(country, "address country")
        if not country and (code := _country(text.rpartition(",")[2].strip(" ."))):
            self.countries.append(code)
        text, city = " ".join(text.split()).strip(" ,"), " ".join(city.split())
        if text or city or code:
            self.addresses.append(Address(text, city, code))

    def date(self, what: str, text: str) -> None:
        """Adds a date, in ISO form where it is a calendar date."""
        if text := iso(text):
            self.dates.append((what, text))

    def relation(
        self,
        type_: RelationType,
        target: str,
        *,
        percent: float | None = None,
        source: str = "",
    ) -> None:
        """Adds a link to a name or an entry's id."""
        if target := " ".join(target.split()):
            self.relations.append(Relation(type_, target, percent, source))

    def remark(self, text: str) -> None:
        """Adds free text of the publisher."""
        if text := text.strip():
            self.remarks.append(text)

    def keep(self, what: str, text: str) -> None:
        """Keeps what crible does not use."""
        if text := text.strip():
            self.raw.append((what, text))

    def entry(self) -> Entry | Reject:
        """The finished entry, or why there is none."""
        number = " ".join(self.number.split())
        if not number or len(number) > _ID_CAP or not number.isprintable():
            return Reject(
                self.where, "The entry has no usable number of its own.", number[:200]
            )
        if not self.names:
            why = [fault.reason for fault in self.faults]
            reason = " ".join(("The entry has no name.", *dict.fromkeys(why)))
            return Reject(self.where, reason, f"number {number}")
        self._one_primary()
        self._refine()
        more = [
            part
            for name in self.names
            for part in parts(name, self.kind, lists=self.lists)
        ]
        return Entry(
            id=f"{self.key}:{number}",
            list=self.key,
            kind=self.kind,
            names=collect(self.kind, (*self.names, *more)),
            status=self.status,
            designations=_once(self.designations),
            identifiers=_once(self.identifiers),
            relations=_once(self.relations),
            countries=_once(self.countries),
            addresses=_once(self.addresses),
            dates=_once(self.dates),
            remarks="\n".join(_once(self.remarks)),
            raw=_once(self.raw),
        )

    def _refine(self) -> None:
        """A number without a country is of the entry's, if there is but one."""
        if len(set(self.countries)) == 1:
            self.identifiers = [
                Identifier(
                    refined(one.scheme, one.value, one.country or self.countries[0]),
                    one.value,
                    one.country,
                )
                for one in self.identifiers
            ]

    def _one_primary(self) -> None:
        """Exactly one name is primary, and it comes first."""
        first = next(
            (i for i, name in enumerate(self.names) if name.type == "primary"),
            next((i for i, one in enumerate(self.names) if one.quality == "strong"), 0),
        )
        chosen = self.names.pop(first)
        if chosen.type != "primary":
            chosen = _as(chosen, "primary")
        others = [
            _as(name, "alias" if name.script == "Latn" else "native")
            if name.type == "primary"
            else name
            for name in self.names
        ]
        self.names = [chosen, *others]


def finished(drafts: Iterable[Draft | Reject], where: str) -> Iterator[Entry | Reject]:
    """Entries and rejects out of drafts; a number that is taken is a reject.

    Args:
        drafts: what a format read, in the order of the file.
        where: the file's name.

    Raises:
        ListRefused: at the end, when too much was lost or nothing is there.
    """
    taken: dict[str, str] = {}
    lost = 0
    for draft in drafts:
        made = draft if isinstance(draft, Reject) else draft.entry()
        if isinstance(made, Entry) and isinstance(draft, Draft):
            if made.id in taken:
                made = Reject(
                    draft.where,
                    f"The number {draft.number} is taken: {taken[made.id]}.",
                    made.caption[:_EXCERPT],
                )
            else:
                taken[made.id] = draft.where
                yield from draft.faults
        lost += isinstance(made, Reject)
        yield made
    if not taken:
        raise ListRefused(
            "The file has no entries.",
            where=where,
            hint="Download it again from its publisher, or see --as-format.",
        )
    if lost > max(_DAMAGED_FEW, _DAMAGED_SHARE * (lost + len(taken))):
        raise ListRefused(
            f"{lost:,} of {lost + len(taken):,} entries are damaged.",
            where=where,
            hint="Use the file as published, without changes.",
        )


def _repaired(text: str) -> str:
    """A name without control characters.

    Those from 0x80 to 0x9F are letters and quotation marks of Windows-1252 that
    somebody took for Latin-1; the others stand for nothing.
    """
    if text.isprintable():
        return text
    found = "".join(
        char
        if unicodedata.category(char) != "Cc"
        else bytes([ord(char)]).decode("cp1252", "replace").replace("\ufffd", " ")
        if ord(char) >= 0x80
        else " "
        for char in text
    )
    return " ".join(found.split())


def _country(text: str) -> str | None:
    low = text.lower()
    return countries.code(text) or (low if countries.is_code(low) else None)


def _as(name: Name, type_: NameType) -> Name:
    return Name(
        name.text,
        type_,
        name.quality,
        name.script,
        name.language,
        name.origin,
        name.source,
    )


def _once(items: list[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
