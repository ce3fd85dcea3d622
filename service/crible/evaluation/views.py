"""What a list is allowed to know while a class of alterations is measured.

``full`` is the list as it is. ``latin`` and ``native`` keep the names of one side of the
script border; ``hidden`` loses one alias of each entry, which is then asked for;
``ru-bgn`` and ``uk-national`` hold Cyrillic names in one romanisation only.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from crible.text.romanise import romanise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.model import Entry, Name


def half(text: str) -> int:
    """0 for the half that is tuned on, 1 for the half that is reported.

    One bit of BLAKE2b of the folded text, so that the split follows from the data and
    never moves.
    """
    digest = hashlib.blake2b(
        text.strip().casefold().encode("utf-8", "replace"), digest_size=1
    )
    return digest.digest()[0] & 1


def hidden_name(entry: Entry) -> Name | None:
    """The alias that the view ``hidden`` takes away: the same on every run."""
    aliases = [
        name
        for name in entry.names
        if name.type != "primary"
        and name.quality == "strong"
        and name.origin == "given"
    ]
    if not aliases or len(entry.names) < 2:
        return None
    return max(
        aliases,
        key=lambda name: hashlib.blake2b(name.text.encode("utf-8", "replace")).digest(),
    )


def view(entries: Iterable[Entry], kind: str) -> Iterator[Entry]:
    """The entries as a view shows them; entries without a name left are dropped."""
    for entry in entries:
        names = _kept(entry, kind)
        if names:
            yield replace(entry, names=names)


def _kept(entry: Entry, kind: str) -> tuple[Name, ...]:
    names = entry.names
    if kind == "latin":
        return tuple(name for name in names if name.script == "Latn")
    if kind == "native":
        native = tuple(name for name in names if name.script not in {"Latn", "Zyyy"})
        return native or names
    if kind == "hidden":
        gone = hidden_name(entry)
        return tuple(name for name in names if name != gone)
    if kind in {"ru-bgn", "uk-national"}:
        language, _, scheme = kind.partition("-")
        kept = []
        for name in names:
            if name.script == "Cyrl":
                uk = any(char in "іїєґІЇЄҐ" for char in name.text)
                if uk == (language == "uk"):
                    text = romanise(name.text, language=language, scheme=scheme)
                    kept.append(replace(name, text=text, script="Latn"))
        return tuple(kept) or names
    return names
