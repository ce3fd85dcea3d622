"""The candidate index: built from entries, saved as one file, mapped by readers.

Three tables. *Words*: each distinct word of the listed names, with the number of
entries that hold it. *Names*: each listed name, its entry, type and quality, and the
sum of its weights. *Entries*: id, kind, countries. Groups lead from keys to words,
from words to names, and from whole-name keys and initials to names.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.errors import IndexDamaged
from crible.matching import facts, storage
from crible.matching.kept import Kept
from crible.matching.rarity import distinctive_weight, role_weight
from crible.matching.side import (
    IDLE,
    Part,
    Side,
    first_of,
    key_of_word,
    part_of,
    side_of_parts,
)
from crible.matching.storage import Groups, Rows, Strings, key_of
from crible.text import lexicon
from crible.text.abbreviations import is_abbreviation
from crible.text.scripts import ABJADS
from crible.text.tokens import Parsed, Token

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from crible.matching.profile import Profile
    from crible.model import Identifier, Kind, NameType, Quality

LAYOUT = 6
TYPES: tuple[NameType, ...] = ("primary", "alias", "former", "acronym", "native")
QUALITIES: tuple[Quality, ...] = ("strong", "weak")
KIND_CODES: tuple[Kind, ...] = (
    "company",
    "organization",
    "person",
    "vessel",
    "aircraft",
    "other",
)
UNSAID = 255
# Names, entries and words that are kept once read.
_KEPT = 1 << 12
# What is to be known of a word in its role without reading it: that it says next to
# nothing, is an abbreviation, a form, a single letter, or in too many names to be filed.
LOW, ABBREVIATION, FORM, SINGLE, LIGHT = 1, 2, 4, 8, 16
GROUPS = ("exact", "near", "grams", "whole", "initials", "identifiers")


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
    identifiers: tuple[Identifier, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()


class Index:
    """Read access to a built index; the same object from memory or from a file."""

    def __init__(self, arrays: dict[str, NDArray[Any]], meta: dict[str, Any]) -> None:
        # Plain views: every access to a memmap object costs a microsecond more.
        arrays = {name: array.view(np.ndarray) for name, array in arrays.items()}
        self.arrays = arrays
        self.meta = meta
        self.words = Strings(arrays["words"], arrays["words_at"])
        self.scripts = Strings(arrays["scripts"], arrays["scripts_at"])
        self.texts = Strings(arrays["texts"], arrays["texts_at"])
        self.ids = Strings(arrays["ids"], arrays["ids_at"])
        self.word_keys = Strings(arrays["word_keys"], arrays["word_keys_at"])
        self.edit_keys = Strings(arrays["edit_keys"], arrays["edit_keys_at"])
        self._concepts = Strings(arrays["concepts"], arrays["concepts_at"])
        self._countries = Strings(arrays["countries"], arrays["countries_at"])
        self._numbers = Strings(arrays["numbers"], arrays["numbers_at"])
        self._dates = Strings(arrays["dates"], arrays["dates_at"])
        for group in GROUPS:
            setattr(
                self,
                group,
                Groups(arrays[group + "_keys"], arrays[group + "_at"], arrays[group]),
            )
        self.postings = Rows(arrays["postings_at"], arrays["postings"])
        self.exact: Groups
        self.near: Groups
        self.grams: Groups
        self.whole: Groups
        self.initials: Groups
        self.identifiers: Groups
        self.word_weights = arrays["word_weights"]
        self.word_light = arrays["word_light"]
        self.word_size = arrays["word_size"]
        self.word_first = arrays["word_first"]
        self.edit_length = arrays["edit_length"]
        self.edit_letters = arrays["edit_letters"]
        # Read one by one: views of the same bytes that give numbers faster.
        self.edit_word = arrays["edit_word"].data
        self.edit_rank = arrays["edit_rank"].data
        self.edit_signature = arrays["edit_letters"].data
        self._word_script = arrays["word_script"].data
        self.name_parts = arrays["name_parts"]
        self.name_parts_at = arrays["name_parts_at"]
        self.part_word = arrays["part_word"]
        self.part_weight = arrays["part_weight"]
        self.part_bits = arrays["part_bits"]
        self.part_flags = arrays["part_flags"]
        self.part_concept = arrays["part_concept"]
        self._singled = arrays["singled"]
        self._singled_letters = arrays["singled_letters"]
        self._entry_of = arrays["entry_of"]
        self._script_table: tuple[str, ...] = tuple(meta["scripts"])
        self._role_table: tuple[str, ...] = tuple(meta["roles"])
        # By the code of a script whether it writes no vowels.
        self._abjads = {
            code for code, script in enumerate(self._script_table) if script in ABJADS
        }
        self._names: Kept[int, ListedName] = Kept(_KEPT)
        self._entries: Kept[int, ListedEntry] = Kept(_KEPT)
        self._parts: Kept[int, Part] = Kept(_KEPT)
        self._held: Kept[tuple[str, str], int] = Kept(_KEPT)
        self._codes: dict[str, int] | None = None

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
        return self.words[place], self._script_table[self._word_script[place]]

    def name(self, place: int) -> ListedName:
        """A listed name; the last ones read are kept."""
        found = self._names.get(place)
        if found is None:
            arrays = self.arrays
            found = ListedName(
                self.texts[place],
                int(self._entry_of[place]),
                TYPES[arrays["type"][place]],
                QUALITIES[arrays["quality"][place]],
                self.scripts[place],
            )
            self._names[place] = found
        return found

    def entry(self, place: int) -> ListedEntry:
        """An entry; the last ones read are kept."""
        found = self._entries.get(place)
        if found is None:
            code = int(self.arrays["kind"][place])
            identity = self.ids[place]
            countries = self._countries[place]
            found = ListedEntry(
                identity,
                identity.partition(":")[0],
                None if code == UNSAID else KIND_CODES[code],
                tuple(countries.split()) if countries else (),
                facts.read_identifiers(self._numbers[place]),
                facts.read_dates(self._dates[place]),
            )
            self._entries[place] = found
        return found

    def side(self, place: int) -> tuple[Parsed, Side]:
        """A listed name cut into words, without their places in it, and as columns."""
        first, last = self.name_parts_at[place], self.name_parts_at[place + 1]
        parts = [self._part(part) for part in self.name_parts[first:last].tolist()]
        side = side_of_parts(parts) if parts else Side()
        forms = [token.concept for token in side.tokens if token.role == "legal"]
        return Parsed(self.texts[place], side.tokens, tuple(dict.fromkeys(forms))), side

    def _part(self, place: int) -> Part:
        """A word in one of its roles; the last ones read are kept."""
        found = self._parts.get(place)
        if found is None:
            word = int(self.part_word[place])
            text, script = self.word(word)
            role = self._role_table[self.arrays["part_role"][place]]
            token = Token(
                text,
                0,
                0,
                script,
                role,
                self._concepts[int(self.part_concept[place])],
                lexicon.number(text) if role == "number" else None,
                low=bool(self.part_flags[place] & LOW),
            )
            weight = float(self.part_weight[place])
            found = part_of(token, weight, self.word_keys[word], word)
            self._parts[place] = found
        return found

    def concepts(self) -> list[str]:
        """All that words may mean, by number."""
        return [self._concepts[code] for code in range(len(self._concepts))]

    def concept_code(self, concept: str) -> int | None:
        """The number of what a word may mean, None when no listed word means that."""
        if self._codes is None:
            self._codes = {
                self._concepts[code]: code for code in range(len(self._concepts))
            }
        return self._codes.get(concept)

    def key_length(self, word: int) -> int:
        """Letters of the plain reading of a word, a sign of Han counted as three."""
        return self.word_keys.size(word)

    def is_abjad(self, word: int) -> bool:
        """Whether a word is written without vowels."""
        return self._word_script[word] in self._abjads

    def with_initials(self, letters: Iterable[str]) -> NDArray[np.uint32]:
        """Names in which two single letters or more may stand for words.

        Args:
            letters: the first letters of the words.
        """
        wanted = 0
        for letter in letters:
            wanted |= letter_bit(letter)
        met = self._singled_letters & np.uint32(wanted)
        several = np.bitwise_count(met) > 1
        several |= (met > 0) & (self._singled_letters >= np.uint32(TWICE))
        found: NDArray[np.uint32] = self._singled[several]
        return found

    def names_of(self, entry: int) -> range:
        """Places of the names of an entry, which lie side by side."""
        holders = self._entry_of.data
        first = bisect_left(holders, entry)
        return range(first, bisect_right(holders, entry, first))

    def are_persons(self, names: NDArray[Any]) -> NDArray[np.bool_]:
        """For each of these names, whether its entry is a person."""
        kinds = self.arrays["kind"][self._entry_of[names]]
        persons: NDArray[np.bool_] = kinds == KIND_CODES.index("person")
        return persons

    def entries_with(self, word: str, script: str) -> int:
        """How many entries hold exactly this word; the last answers are kept."""
        known = self._held.get((word, script))
        if known is not None:
            return known
        found = 0
        for places in self.exact.get([key_of(f"!{script}{word}")]):
            for place in places.tolist():
                if self.word(place) == (word, script):
                    found = int(self.arrays["word_entries"][place])
        self._held[word, script] = found
        return found

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
    return tuple([weight_of(token, index, profile) for token in parsed.tokens])


def weight_of(token: Token, index: Index | None, profile: Profile) -> float:
    """The weight of one word in its part of a name, against an index or none."""
    weight = role_weight(token, profile)
    if weight is not None:
        return weight
    holding = index.entries_with(token.text, token.script) if index else 0
    count = index.entry_count if index else 0
    return distinctive_weight(token.text, token.script, holding, count, profile)


def is_light(token: Token, weight: float, profile: Profile) -> bool:
    """Whether a word is in so many names that none is looked for by it: Ltd, group."""
    return token.role in {"legal", "stop"} or weight <= profile.weight_low


# In the letters of a name: one of them is there more than once.
TWICE = 1 << 31


def letter_bit(letter: str) -> int:
    """The bit that stands for a single letter, and for some other ones."""
    return 1 << (ord(letter) % 31)


def flags_of(token: Token, weight: float, profile: Profile) -> int:
    """The flags of a word in its role: ``LOW`` and the like."""
    idle = token.role in IDLE
    return (
        LOW * token.low
        | ABBREVIATION * is_abbreviation(token.text)
        | FORM * idle
        | SINGLE * (len(token.text) == 1 and not idle and token.role != "number")
        | LIGHT * is_light(token, weight, profile)
    )


def whole_key(parsed: Parsed) -> str:
    """All that identifies a name written in one piece, for look-up without spaces."""
    return whole_of(_plain_keys(parsed))


def whole_of(plain_keys: Iterable[str]) -> str:
    """The same, from the plain readings of the words that are not ``IDLE``."""
    return "*" + "".join(plain_keys)


# A field of 35 characters, its last one perhaps a blank, shows so many at least.
CUT_FROM = 34


def cut_key(text: str) -> str | None:
    """What fields of 35, 70 or 140 characters show of a long name, whatever the case."""
    folded = text.casefold()
    return "^" + folded[:CUT_FROM] if len(folded) >= CUT_FROM else None


def initials_keys(parsed: Parsed) -> list[str]:
    """Initials of every run of three to seven words of a name."""
    return initials_of(_plain_keys(parsed))


def initials_of(plain_keys: Iterable[str]) -> list[str]:
    """The same, from the plain readings of the words that are not ``IDLE``."""
    firsts = "".join(map(first_of, plain_keys))
    return [
        "%" + firsts[start : start + size]
        for size in range(3, min(7, len(firsts)) + 1)
        for start in range(len(firsts) - size + 1)
    ]


def _plain_keys(parsed: Parsed) -> list[str]:
    return [
        key_of_word(token.text, token.script)
        for token in parsed.tokens
        if token.role not in IDLE
    ]
