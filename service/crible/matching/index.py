"""The candidate index: built from entries, saved as one file, mapped by readers.

Three tables. *Words*: each distinct word of the listed names, with the number of
entries that hold it. *Names*: each listed name, its entry, type and quality, and the
sum of its weights. *Entries*: id, kind, countries. Groups lead from keys to words,
from words to names, and from whole-name keys and initials to names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.errors import IndexDamaged
from crible.matching import keys, storage
from crible.matching.rarity import distinctive_weight, role_weight
from crible.matching.storage import Groups, Strings, key_of
from crible.text.skeleton import readings
from crible.text.tokens import Parsed, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from crible.matching.profile import Profile
    from crible.model import Entry, Kind, NameType, Quality

LAYOUT = 1
_TYPES: tuple[NameType, ...] = ("primary", "alias", "former", "acronym", "native")
_QUALITIES: tuple[Quality, ...] = ("strong", "weak")
_KIND_CODES: tuple[Kind, ...] = (
    "company",
    "organization",
    "person",
    "vessel",
    "aircraft",
    "other",
)
_UNSAID = 255
_GROUPS = ("exact", "near", "grams", "postings", "whole", "initials", "identifiers")


@dataclass(frozen=True, slots=True)
class ListedName:
    """One listed name as scoring needs it."""

    text: str
    entry: int
    type: NameType
    quality: Quality
    script: str


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One entry as scoring needs it."""

    id: str
    list: str
    kind: Kind | None
    countries: tuple[str, ...]


class Index:
    """Read access to a built index; the same object from memory or from a file."""

    def __init__(self, arrays: dict[str, NDArray[Any]], meta: dict[str, Any]) -> None:
        self.arrays = arrays
        self.meta = meta
        self.words = Strings(arrays["words"], arrays["words_at"])
        self.scripts = Strings(arrays["scripts"], arrays["scripts_at"])
        self.texts = Strings(arrays["texts"], arrays["texts_at"])
        self.ids = Strings(arrays["ids"], arrays["ids_at"])
        self._countries = Strings(arrays["countries"], arrays["countries_at"])
        for group in _GROUPS:
            setattr(
                self,
                group,
                Groups(
                    arrays[group + "_keys"], arrays[group + "_at"], arrays[group]
                ),
            )
        self.exact: Groups
        self.near: Groups
        self.grams: Groups
        self.postings: Groups
        self.whole: Groups
        self.initials: Groups
        self.identifiers: Groups
        self.word_weights = arrays["word_weights"]
        self.name_weights = arrays["name_weights"]
        self._entry_of = arrays["entry_of"]
        self._script_table: tuple[str, ...] = tuple(meta["scripts"])
        self._names: dict[int, ListedName] = {}
        self._entries: dict[int, ListedEntry] = {}

    @property
    def entry_count(self) -> int:
        """How many entries the index holds."""
        return len(self.ids)

    @property
    def name_count(self) -> int:
        """How many names the index holds."""
        return len(self.texts)

    def word(self, place: int) -> tuple[str, str]:
        """A word and its script."""
        return self.words[place], self._script_table[self.arrays["word_script"][place]]

    def name(self, place: int) -> ListedName:
        """A listed name; kept once read."""
        found = self._names.get(place)
        if found is None:
            arrays = self.arrays
            found = ListedName(
                self.texts[place],
                int(self._entry_of[place]),
                _TYPES[arrays["type"][place]],
                _QUALITIES[arrays["quality"][place]],
                self.scripts[place],
            )
            self._names[place] = found
        return found

    def entry(self, place: int) -> ListedEntry:
        """An entry; kept once read."""
        found = self._entries.get(place)
        if found is None:
            code = int(self.arrays["kind"][place])
            identity = self.ids[place]
            countries = self._countries[place]
            found = ListedEntry(
                identity,
                identity.partition(":")[0],
                None if code == _UNSAID else _KIND_CODES[code],
                tuple(countries.split()) if countries else (),
            )
            self._entries[place] = found
        return found

    def entries_with(self, word: str, script: str) -> int:
        """How many entries hold exactly this word."""
        for places in self.exact.get([key_of(f"!{script}{word}")]):
            for place in places.tolist():
                if self.word(place) == (word, script):
                    return int(self.arrays["word_entries"][place])
        return 0

    def save(self, path: Path) -> None:
        """Write to ``path``, whole or not at all."""
        storage.write(path, self.arrays, self.meta)

    @classmethod
    def open(cls, path: Path, profile: Profile) -> Index:
        """Map an index file.

        Raises:
            IndexDamaged: damaged, foreign, or built with another profile.
        """
        arrays, meta = storage.read(path)
        if meta.get("layout") != LAYOUT or meta.get("profile") != profile.id:
            raise IndexDamaged(
                f"The index file {path.name} was built with another profile or layout."
            )
        return cls(arrays, meta)


def weights(parsed: Parsed, index: Index | None, profile: Profile) -> tuple[float, ...]:
    """The weight of each token of a name, against an index or none."""
    found = []
    for token in parsed.tokens:
        weight = role_weight(token, profile)
        if weight is None:
            holding = index.entries_with(token.text, token.script) if index else 0
            count = index.entry_count if index else 0
            weight = distinctive_weight(token.text, token.script, holding, count, profile)
        found.append(weight)
    return tuple(found)


def whole_key(parsed: Parsed) -> str:
    """All that identifies a name written in one piece, for look-up without spaces."""
    parts = [
        readings(token.text, token.script)[0].key
        for token in parsed.tokens
        if token.role not in {"legal", "stop"}
    ]
    return "*" + "".join(parts)


def initials_keys(parsed: Parsed) -> list[str]:
    """Initials of every run of three to seven words of a name."""
    firsts = []
    for token in parsed.tokens:
        if token.role not in {"legal", "stop"}:
            key = readings(token.text, token.script)[0].key
            firsts.append(key[1] if key[0] in "=#" and len(key) > 1 else key[0])
    return [
        "%" + "".join(firsts[start : start + size])
        for size in range(3, min(7, len(firsts)) + 1)
        for start in range(len(firsts) - size + 1)
    ]


def identifier_key(value: str) -> str:
    """An identifier without what people put between its digits; empty when too short."""
    plain = "".join(char for char in value.upper() if char.isalnum())
    return "$" + plain if len(plain) >= 5 else ""


@dataclass(slots=True)
class _Pairs:
    """Keys and values that grow together."""

    keys: list[int]
    values: list[int]

    def add(self, key: str, value: int) -> None:
        self.keys.append(key_of(key))
        self.values.append(value)


def build(entries: Iterable[Entry], profile: Profile) -> Index:
    """Build an index in memory; the same entries in the same order give the same bytes."""
    texts: list[str] = []
    scripts: list[str] = []
    entry_of: list[int] = []
    types: list[int] = []
    qualities: list[int] = []
    ids: list[str] = []
    kinds: list[int] = []
    countries: list[str] = []
    word_places: dict[tuple[str, str], int] = {}
    word_entries: list[int] = []
    last_entry: list[int] = []
    groups = {name: _Pairs([], []) for name in _GROUPS}
    parsed_names: list[Parsed] = []

    for entry in entries:
        place = len(ids)
        ids.append(entry.id)
        kinds.append(_KIND_CODES.index(entry.kind) if entry.kind else _UNSAID)
        countries.append(" ".join(entry.countries))
        for identifier in entry.identifiers:
            key = identifier_key(identifier.value)
            if key:
                groups["identifiers"].add(key, place)
        for name in entry.names:
            where = len(texts)
            texts.append(name.text)
            scripts.append(name.script)
            entry_of.append(place)
            types.append(_TYPES.index(name.type))
            qualities.append(_QUALITIES.index(name.quality))
            parsed = parse(name.text, person=entry.kind == "person")
            parsed_names.append(parsed)
            groups["whole"].add(whole_key(parsed), where)
            for key in initials_keys(parsed):
                groups["initials"].add(key, where)
            for token in parsed.tokens:
                word = (token.text, token.script)
                known = word_places.get(word)
                if known is None:
                    known = word_places[word] = len(word_entries)
                    word_entries.append(0)
                    last_entry.append(-1)
                if last_entry[known] != place:
                    last_entry[known] = place
                    word_entries[known] += 1
                pair = groups["postings"]
                pair.keys.append(known)
                pair.values.append(where)

    _file_words(word_places, groups)
    script_table = sorted({script for _, script in word_places})
    word_weights = [
        distinctive_weight(word, script, count, len(ids), profile)
        for (word, script), count in zip(word_places, word_entries, strict=True)
    ]
    arrays: dict[str, NDArray[Any]] = {}
    for table, strings in (
        ("words", [word for word, _ in word_places]),
        ("texts", texts),
        ("scripts", scripts),
        ("ids", ids),
        ("countries", countries),
    ):
        arrays[table], arrays[table + "_at"] = Strings.pack(strings)
    for table, pairs in groups.items():
        arrays[table + "_keys"], arrays[table + "_at"], arrays[table] = Groups.pack(
            np.array(pairs.keys, dtype=np.uint32),
            np.array(pairs.values, dtype=np.uint32),
        )
    arrays["word_script"] = np.array(
        [script_table.index(script) for _, script in word_places], dtype=np.uint8
    )
    arrays["word_entries"] = np.array(word_entries, dtype=np.uint32)
    arrays["word_weights"] = np.array(word_weights, dtype=np.float32)
    arrays["entry_of"] = np.array(entry_of, dtype=np.uint32)
    arrays["type"] = np.array(types, dtype=np.uint8)
    arrays["quality"] = np.array(qualities, dtype=np.uint8)
    arrays["kind"] = np.array(kinds, dtype=np.uint8)
    arrays["name_weights"] = np.array(
        _name_weights(parsed_names, word_places, word_weights, profile), dtype=np.float32
    )
    meta = {
        "layout": LAYOUT,
        "profile": profile.id,
        "scripts": script_table,
        "entries": len(ids),
        "names": len(texts),
    }
    return Index(arrays, meta)


def _file_words(
    word_places: dict[tuple[str, str], int], groups: dict[str, _Pairs]
) -> None:
    """File each word under all keys by which it may be looked up."""
    exact, near, grams = groups["exact"], groups["near"], groups["grams"]
    for (word, script), place in word_places.items():
        exact.add(f"!{script}{word}", place)
        for key in keys.exact_keys(word, script):
            exact.add(key, place)
        for key in keys.edited_keys(word, script):
            for shorter in keys.deletions(key):
                near.add(shorter, place)
            if len(key) >= keys.GRAM_LENGTH - 2:
                for gram in keys.grams(key):
                    grams.add(gram, place)


def _name_weights(
    parsed_names: Sequence[Parsed],
    word_places: dict[tuple[str, str], int],
    word_weights: Sequence[float],
    profile: Profile,
) -> list[float]:
    """The sum of each name's token weights."""
    totals = []
    for parsed in parsed_names:
        total = 0.0
        for token in parsed.tokens:
            weight = role_weight(token, profile)
            if weight is None:
                weight = word_weights[word_places[token.text, token.script]]
            total += weight
        totals.append(total)
    return totals
