"""Screenings that differ in id and subject alone, stored without repeating the rest.

Nearly every row of a night file is clear, at one time, against one snapshot. What
they share is put into words once, for the table and for the hash; ``row_of`` and
``digest_of`` are the slow twin that says the same of a single one.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from json.encoder import encode_basestring as _as_it_is
from json.encoder import encode_basestring_ascii as _quoted
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from crible.model import Subject
from crible.store import screenings
from crible.store.encoding import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from crible.store.rows import Alike


class AlikeRows:
    """Alike screenings as rows.

    Attributes:
        common: the row of them all.
        subjects: what differs, by id.
    """

    def __init__(self, common: dict[str, Any], subjects: dict[str, str]) -> None:
        self.common = common
        self.subjects = subjects

    @classmethod
    def of(cls, alike: Alike) -> AlikeRows:
        """The rows of alike screenings."""
        told = _told()
        subjects = {identity: told(subject) for identity, subject in alike.each}
        return cls(screenings.row_of(alike.like), subjects)

    def __len__(self) -> int:
        return len(self.subjects)

    def without(self, known: Collection[str]) -> AlikeRows:
        """Those that are not stored yet."""
        left = {key: text for key, text in self.subjects.items() if key not in known}
        return AlikeRows(self.common, left)

    def varying(self) -> Iterator[tuple[str, str]]:
        """Id and subject of each."""
        return iter(self.subjects.items())

    def digests(self) -> dict[str, str]:
        """The hash of each, by id."""
        before, between, behind = _around(self.common)
        return {
            key: sha256(
                f"{before}{_quoted(key)}{between}{_quoted(text)}{behind}".encode(
                    "ascii"
                )
            ).hexdigest()
            for key, text in self.subjects.items()
        }


@cache
def _told() -> Callable[[Subject], str]:
    """What writes subjects as ``stored`` does, and most of them without its steps.

    Most counterparties have a name and a reference alone; the rest of the text is that
    of any other such.
    """
    before, rest = stored(Subject("", reference="")).split('"name":""')
    between, behind = rest.split('"reference":""')
    before, between = f'{before}"name":', f'{between}"reference":'
    others = attrgetter(
        *(name for name in Subject.__slots__ if name not in {"name", "reference"})
    )
    nothing = others(Subject(""))

    def told(subject: Subject) -> str:
        if others(subject) != nothing:
            return stored(subject)
        name, reference = _as_it_is(subject.name), _as_it_is(subject.reference)
        return f"{before}{name}{between}{reference}{behind}"

    return told


def _around(common: Mapping[str, Any]) -> tuple[str, str, str]:
    """What is hashed of a row: before its id, from there to its subject, and on."""
    line = screenings.line_of({**common, "id": "", "subject": ""})
    # Within a text these quotes would stand escaped.
    before, rest = line.split('"id":""')
    between, behind = rest.split('"subject":""')
    return f'{before}"id":', f'{between}"subject":', behind
