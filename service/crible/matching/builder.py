"""Builds an index from entries: the same entries in the same order, the same bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.matching import evidence, facts, keys, slips
from crible.matching.index import (
    CUT_FROM,
    GROUPS,
    KIND_CODES,
    LAYOUT,
    QUALITIES,
    TYPES,
    UNSAID,
    Index,
    cut_key,
    initials_keys,
    whole_key,
)
from crible.matching.rarity import distinctive_weight, role_weight
from crible.matching.storage import Groups, Strings, key_of
from crible.text.tokens import Parsed, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from crible.matching.profile import Profile
    from crible.model import Entry, Name


@dataclass(slots=True)
class _Pairs:
    """Keys and values that grow together."""

    keys: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)

    def add(self, key: str, value: int) -> None:
        self.keys.append(key_of(key))
        self.values.append(value)


def build(entries: Iterable[Entry], profile: Profile) -> Index:
    """Build an index in memory.

    Args:
        entries: the listed entries.
        profile: parameters that the weights are computed with.
    """
    builder = _Builder(profile)
    for entry in entries:
        builder.add(entry)
    return builder.finish()


class _Builder:
    """Grows the tables of an index entry by entry."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._texts: list[str] = []
        self._scripts: list[str] = []
        self._columns: dict[str, list[int]] = {
            "entry_of": [],
            "type": [],
            "quality": [],
            "kind": [],
            "word_entries": [],
            "key_word": [],
            "key_length": [],
        }
        self._long_keys: list[str] = []
        self._ids: list[str] = []
        self._countries: list[str] = []
        self._numbers: list[str] = []
        self._dates: list[str] = []
        self._words: dict[tuple[str, str], int] = {}
        self._last_entry: list[int] = []
        self._groups = {name: _Pairs() for name in GROUPS}
        self._parsed: list[Parsed] = []
        self._slips: list[tuple[str, int]] = []

    def add(self, entry: Entry) -> None:
        """Take up one entry with all its names."""
        place = len(self._ids)
        self._ids.append(entry.id)
        kind = KIND_CODES.index(entry.kind) if entry.kind else UNSAID
        self._columns["kind"].append(kind)
        self._countries.append(" ".join(entry.countries))
        self._numbers.append(facts.write_identifiers(entry.identifiers))
        self._dates.append(facts.write_dates(entry.dates))
        for key in evidence.keys(entry.identifiers):
            self._groups["identifiers"].add(key, place)
        for name in entry.names:
            parsed = parse(name.text, person=entry.kind == "person")
            self._add_name(place, name, parsed)

    def _add_name(self, entry: int, name: Name, parsed: Parsed) -> None:
        where = len(self._texts)
        self._texts.append(name.text)
        self._scripts.append(name.script)
        self._parsed.append(parsed)
        columns, groups = self._columns, self._groups
        columns["entry_of"].append(entry)
        columns["type"].append(TYPES.index(name.type))
        columns["quality"].append(QUALITIES.index(name.quality))
        groups["whole"].add(whole_key(parsed), where)
        if len(name.text) > CUT_FROM and (key := cut_key(name.text)):
            groups["whole"].add(key, where)
        for key in initials_keys(parsed):
            groups["initials"].add(key, where)
        self._slips.extend((text, where) for text in slips.rows(parsed))
        postings = groups["postings"]
        for token in parsed.tokens:
            postings.keys.append(self._word(token.text, token.script, entry))
            postings.values.append(where)

    def _word(self, word: str, script: str, entry: int) -> int:
        """Place of a word; counts the entry that holds it once."""
        place = self._words.get((word, script))
        counts = self._columns["word_entries"]
        if place is None:
            place = self._words[word, script] = len(counts)
            counts.append(0)
            self._last_entry.append(-1)
        if self._last_entry[place] != entry:
            self._last_entry[place] = entry
            counts[place] += 1
        return place

    def finish(self) -> Index:
        """The finished index."""
        self._file_words()
        counts = self._columns["word_entries"]
        word_weights = [
            distinctive_weight(word, script, count, len(self._ids), self._profile)
            for (word, script), count in zip(self._words, counts, strict=True)
        ]
        arrays: dict[str, NDArray[Any]] = {}
        for table, strings in (
            ("words", [word for word, _ in self._words]),
            ("texts", self._texts),
            ("scripts", self._scripts),
            ("ids", self._ids),
            ("countries", self._countries),
            ("numbers", self._numbers),
            ("dates", self._dates),
            ("long_keys", self._long_keys),
        ):
            arrays[table], arrays[table + "_at"] = Strings.pack(strings)
        for table, pairs in self._groups.items():
            arrays[table + "_keys"], arrays[table + "_at"], arrays[table] = Groups.pack(
                np.array(pairs.keys, dtype=np.uint32),
                np.array(pairs.values, dtype=np.uint32),
            )
        arrays.update(slips.pack(self._slips))
        small = {"type", "quality", "kind", "key_length"}
        for table, column in self._columns.items():
            dtype = np.uint8 if table in small else np.uint32
            arrays[table] = np.array(column, dtype=dtype)
        script_table = sorted({script for _, script in self._words})
        codes = {script: code for code, script in enumerate(script_table)}
        arrays["word_script"] = np.array(
            [codes[script] for _, script in self._words], dtype=np.uint8
        )
        arrays["word_weights"] = np.array(word_weights, dtype=np.float32)
        arrays["name_weights"] = np.array(
            [self._name_weight(parsed, word_weights) for parsed in self._parsed],
            dtype=np.float32,
        )
        meta = {
            "layout": LAYOUT,
            "profile": self._profile.id,
            "scripts": script_table,
            "entries": len(self._ids),
            "names": len(self._texts),
        }
        return Index(arrays, meta)

    def _file_words(self) -> None:
        """File each word under all keys by which it may be looked up."""
        exact, near = self._groups["exact"], self._groups["near"]
        grams = self._groups["grams"]
        for (word, script), place in self._words.items():
            exact.add(f"!{script}{word}", place)
            for key in keys.exact_keys(word, script):
                exact.add(key, place)
            for key in keys.edited_keys(word, script):
                for shorter in keys.deletions(key):
                    near.add(shorter, place)
                if len(key) >= keys.GRAM_LENGTH:
                    for gram in keys.gram_keys(key):
                        grams.add(gram, len(self._long_keys))
                    self._long_keys.append(key)
                    self._columns["key_word"].append(place)
                    self._columns["key_length"].append(min(255, len(key)))

    def _name_weight(self, parsed: Parsed, word_weights: list[float]) -> float:
        total = 0.0
        for token in parsed.tokens:
            weight = role_weight(token, self._profile)
            if weight is None:
                weight = word_weights[self._words[token.text, token.script]]
            total += weight
        return total
