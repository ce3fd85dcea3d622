"""Builds an index from entries: the same entries in the same order, the same bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.matching import evidence, facts, judgement, keys, slips
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
    is_light,
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
        for token in parsed.tokens:
            self._word(token.text, token.script, entry)

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
        arrays = self._weigh_names(word_weights)
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

    def _weigh_names(self, word_weights: list[float]) -> dict[str, NDArray[Any]]:
        """Postings, and what names and words weigh, by the roles of their tokens."""
        postings = self._groups["postings"]
        # A word may be a brand here and a legal form there: its most is kept.
        most = np.zeros(len(word_weights), dtype=np.float32)
        bits = np.zeros(len(word_weights), dtype=np.float32)
        light_words = np.zeros(len(word_weights), dtype=np.uint8)
        sums = np.zeros((3, len(self._parsed)), dtype=np.float32)
        for where, parsed in enumerate(self._parsed):
            weighed = []
            for token in parsed.tokens:
                word = self._words[token.text, token.script]
                weight = role_weight(token, self._profile)
                weight = word_weights[word] if weight is None else weight
                weighed.append((word, weight, is_light(token, weight, self._profile)))
                most[word] = max(most[word], weight)
                bits[word] = max(bits[word], judgement.bits_of([token], [weight]))
            some = not all(light for _, _, light in weighed)
            sums[0, where] = sum(weight for _, weight, _ in weighed)
            sums[1, where] = sum(
                weight for _, weight, light in weighed if light and some
            )
            telling = {
                w: weight for w, weight, _ in weighed if weight > judgement.TELLING
            }
            sums[2, where] = sum(telling.values())
            for word, _, light in weighed:
                if light and some:
                    light_words[word] = 1
                else:
                    postings.keys.append(word)
                    postings.values.append(where)
        return {
            "word_weights": most,
            "word_bits": bits,
            "word_light": light_words,
            "name_weights": sums[0],
            "name_light": sums[1],
            "name_telling": sums[2],
        }
