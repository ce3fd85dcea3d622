"""A list as it is about to be published: checked, sorted and hashed.

Pure: everything that can refuse a list or takes time without the database happens
here, before a transaction holds others up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.store.encoding import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.model import Entry

# The escape for NUL in JSON, not preceded by an escaped backslash.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Edition:
    """The content of one list version.

    Attributes:
        key: the list.
        entries: in the order of their ids.
        digests: hash of each entry, by id.
        sha256: hash of the whole.
        names: how many names there are.
    """

    key: str
    entries: tuple[Entry, ...]
    digests: dict[str, str]
    sha256: str
    names: int


def version_of(content: str) -> str:
    """The short id of a version, from the hash of its content."""
    return content[:12]


def prepare(key: str, entries: Iterable[Entry]) -> Edition:
    """Check, sort and hash the entries of a list.

    Raises:
        ListRefused: an entry belongs elsewhere, is there twice, has no name, or holds
            what no database stores.
    """
    ordered = tuple(sorted(entries, key=lambda entry: entry.id))
    digests: dict[str, str] = {}
    whole = sha256(b"[")
    for position, entry in enumerate(ordered):
        _check(key, entry)
        if entry.id in digests:
            raise ListRefused("Two entries have the same id.", where=_where(entry))
        content = _content(entry)
        digests[entry.id] = sha256(content).hexdigest()
        whole.update(b"," + content if position else content)
    whole.update(b"]")
    return Edition(
        key=key,
        entries=ordered,
        digests=digests,
        sha256=whole.hexdigest(),
        names=sum(len(entry.names) for entry in ordered),
    )


def _check(key: str, entry: Entry) -> None:
    prefix = f"{key}:"
    if (
        entry.list != key
        or not entry.id.startswith(prefix)
        or len(entry.id) == len(prefix)
    ):
        raise ListRefused(
            f"An entry does not belong to the list {key!r}.",
            where=_where(entry),
            hint=f"Its list is {key!r} and its id begins with {prefix!r}.",
        )
    if not entry.names:
        raise ListRefused("An entry has no name.", where=_where(entry))
    if not all(name.text.strip() for name in entry.names):
        raise ListRefused("An entry has an empty name.", where=_where(entry))


def _content(entry: Entry) -> bytes:
    try:
        text = canonical(entry)
        content = text.encode()
    except UnicodeEncodeError as error:
        raise ListRefused(
            "An entry holds half a character (a lone surrogate).", where=_where(entry)
        ) from error
    except ValueError as error:
        raise ListRefused(
            "An entry holds a number that is not finite.", where=_where(entry)
        ) from error
    if "\\u0000" in text and _NUL.search(text):
        raise ListRefused("An entry holds a NUL character.", where=_where(entry))
    return content


def _where(entry: Entry) -> str:
    return ascii(entry.id)[1:-1]
