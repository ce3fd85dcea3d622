"""Builds an index from entries: the same entries in the same order, the same bytes.

Reading names and filing words is done in ``portions``, by as many processes as the
caller wishes; here their results are joined. Columns are kept as arrays of numbers and
texts as bytes, so that millions of names fit in memory.
"""

from __future__ import annotations

import gc
from array import array
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.matching import evidence, facts, slips
from crible.matching.index import (
    GROUPS,
    KIND_CODES,
    LAYOUT,
    LIGHT,
    QUALITIES,
    SINGLE,
    TWICE,
    TYPES,
    UNSAID,
    Index,
    flags_of,
    letter_bit,
)
from crible.matching.portions import file_words, portions, read_names, spread
from crible.matching.rarity import distinctive_weight, role_weight
from crible.matching.rebuild import Earlier, serves
from crible.matching.side import bits_of, first_of, letters_of
from crible.matching.slips import signature
from crible.matching.storage import Groups, Rows, Strings, distinct, key_of
from crible.text.compiled import digest
from crible.text.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from crible.matching.portions import Kind, NamesRead, WordsFiled
    from crible.matching.profile import Profile
    from crible.matching.slips import SlipTexts
    from crible.model import Entry

    Filing = Callable[[Iterable[list[tuple[str, str]]], int], Iterator[WordsFiled]]

# Names, and words, that one process takes at a time.
_PORTION = 8192
_TYPES = {name: code for code, name in enumerate(TYPES)}
_QUALITIES = {name: code for code, name in enumerate(QUALITIES)}
_KINDS = {None: UNSAID} | {name: code for code, name in enumerate(KIND_CODES)}


def build(
    entries: Iterable[Entry],
    profile: Profile,
    *,
    workers: int = 1,
    portion: int = _PORTION,
    before: Index | None = None,
) -> Index:
    """Build an index in memory.

    Args:
        entries: the listed entries.
        profile: parameters that the weights are computed with.
        workers: processes to use beside this one; with 1, this one alone. The index
            is the same.
        portion: names that one process takes at a time.
        before: an index that holds most of the names already; the new one is the same
            without it, and takes longer.
    """
    builder = _Builder(profile)
    with _no_garbage():
        if before is not None and serves(before, profile.id, digest()):
            earlier = Earlier(before)
            reading, filing = earlier.names_read, earlier.words_filed
        else:
            reading, filing = partial(spread, read_names), partial(spread, file_words)
        for part in reading(portions(builder.take(entries), portion), workers):
            builder.join(part)
        builder.file_words(filing, workers, portion)
        return builder.finish()


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Nothing made here refers to itself; looking for what does takes a sixth of all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Builder:
    """Grows the tables of an index portion by portion."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._columns = {
            "entry_of": array("I"),
            "type": array("B"),
            "quality": array("B"),
            "kind": array("B"),
        }
        self._strings = {
            name: _Column()
            for name in ("texts", "scripts", "ids", "countries", "numbers", "dates")
        }
        self._plain: list[str] = []
        self._edit_keys: list[str] = []
        self._edit_word: list[NDArray[np.uint32]] = []
        self._edit_rank: list[NDArray[np.uint8]] = []
        self._words: dict[tuple[str, str], int] = {}
        self._parts: dict[Kind, int] = {}
        self._tokens: list[NDArray[np.uint32]] = []
        self._sizes: list[NDArray[np.uint32]] = []
        self._slips: list[SlipTexts] = []
        self._slip_names: list[NDArray[np.uint32]] = []
        self._groups: dict[str, list[NDArray[np.uint64]]] = {
            name: [] for name in GROUPS
        }
        self._joined = 0

    def take(self, entries: Iterable[Entry]) -> Iterator[tuple[str, bool]]:
        """Take up entries; gives out their names to be read, and whether a person's."""
        columns, strings = self._columns, self._strings
        identifiers = array("I")
        for place, entry in enumerate(entries):
            columns["kind"].append(_KINDS[entry.kind])
            strings["ids"].add(entry.id)
            strings["countries"].add(" ".join(entry.countries))
            strings["numbers"].add(facts.write_identifiers(entry.identifiers))
            strings["dates"].add(facts.write_dates(entry.dates))
            for key in evidence.keys(entry.identifiers):
                identifiers.extend((key_of(key), place))
            person = entry.kind == "person"
            for name in entry.names:
                columns["entry_of"].append(place)
                columns["type"].append(_TYPES[name.type])
                columns["quality"].append(_QUALITIES[name.quality])
                strings["texts"].add(name.text)
                strings["scripts"].add(name.script)
                yield name.text, person
        rows = np.array(identifiers, dtype=np.uint32).reshape(-1, 2)
        self._add("identifiers", rows[:, 0], rows[:, 1])

    def join(self, part: NamesRead) -> None:
        """Join what was read of the next names."""
        words, parts = self._words, self._parts
        here = []
        for kind in part.parts:
            words.setdefault(kind[:2], len(words))
            here.append(parts.setdefault(kind, len(parts)))
        before = np.uint32(self._joined)
        self._add("whole", part.whole[:, 0], part.whole[:, 1] + before)
        self._add("initials", part.initials[:, 0], part.initials[:, 1] + before)
        self._tokens.append(np.array(here, dtype=np.uint32)[part.tokens])
        self._sizes.append(part.sizes)
        self._slips.append(part.slips)
        self._slip_names.append(part.slip_names + before)
        self._joined += part.count

    def file_words(self, filing: Filing, workers: int, portion: int) -> None:
        """File each word under all keys by which it may be looked up."""
        first = 0
        tasks = list(portions(self._words, portion))
        for task, part in zip(tasks, filing(tasks, workers), strict=True):
            before = np.uint32(len(self._edit_keys))
            self._add("exact", part.exact[:, 0], part.exact[:, 1] + np.uint32(first))
            self._add("near", part.near[:, 0], part.near[:, 1] + before)
            self._add("grams", part.grams[:, 0], part.grams[:, 1] + before)
            self._plain += part.plain
            self._edit_keys += part.edit_keys
            self._edit_word.append(part.edit_word + np.uint32(first))
            self._edit_rank.append(part.edit_rank)
            first += len(task)

    def finish(self) -> Index:
        """The finished index."""
        arrays: dict[str, NDArray[Any]] = {
            name: np.array(column) for name, column in self._columns.items()
        }
        for name, column in self._strings.items():
            arrays[name], arrays[name + "_at"] = column.pack()
        arrays |= self._weighed(arrays["entry_of"])
        arrays |= self._word_tables()
        arrays |= slips.pack(self._slips, _joined(self._slip_names, np.uint32))
        for name in GROUPS:
            pairs = _joined(self._groups.pop(name), np.uint64)
            arrays[name + "_keys"], arrays[name + "_at"], arrays[name] = Groups.pack(
                pairs
            )
        meta = {
            "layout": LAYOUT,
            "profile": self._profile.id,
            "text": digest(),
            "scripts": self._scripts(),
            "roles": self._roles(),
            "entries": len(arrays["kind"]),
            "names": self._joined,
        }
        # In one order, whatever was finished first.
        return Index(dict(sorted(arrays.items())), meta)

    def _weighed(self, entry_of: NDArray[np.uint32]) -> dict[str, NDArray[Any]]:
        """Names as runs of words, what these weigh, and the postings."""
        tokens = _joined(self._tokens, np.uint32)
        sizes = _joined(self._sizes, np.uint32)
        names = np.repeat(np.arange(self._joined, dtype=np.uint32), sizes)
        word_of = np.array(
            [self._words[text, script] for text, script, *_ in self._parts],
            dtype=np.uint32,
        )
        words = word_of[tokens]
        meanings = array("I")
        held = distinct(_pairs(words, entry_of[names])) >> np.uint64(32)
        entries_with = np.bincount(held.astype(np.intp), minlength=len(self._words))
        weight, bits, flags = self._judged(word_of, entries_with)
        # A word may get its meaning from its neighbours.
        for (_, _, role, _, concept), word in zip(
            self._parts, word_of.tolist(), strict=True
        ):
            if concept and role != "legal":
                meanings.extend((key_of("@" + concept), word))
        rows = np.array(meanings, dtype=np.uint32).reshape(-1, 2)
        self._add("exact", rows[:, 0], rows[:, 1])
        light = (flags & LIGHT) > 0
        # A word may be a brand here and a legal form there: its most is kept.
        most = np.zeros(len(self._words), dtype=np.float32)
        np.maximum.at(most, word_of, weight.astype(np.float32))
        some = np.zeros(self._joined, dtype=np.bool_)
        some[names[~light[tokens]]] = True
        unposted = light[tokens] & some[names]
        lights = np.zeros(len(self._words), dtype=np.uint8)
        lights[words[unposted]] = 1
        postings_at, postings = Rows.pack(
            _pairs(words[~unposted], names[~unposted]), len(self._words)
        )
        offsets = np.zeros(self._joined + 1, dtype=np.uint32)
        np.cumsum(sizes, out=offsets[1:])
        single = (flags[tokens] & SINGLE) > 0
        singled = self._singled(names[single], words[single])
        return {
            "word_entries": entries_with.astype(np.uint32),
            "word_weights": most,
            "word_light": lights,
            "postings": postings,
            "postings_at": postings_at,
            "name_parts": tokens,
            "name_parts_at": offsets,
            "part_word": word_of,
            "part_weight": weight,
            "part_bits": bits.astype(np.float32),
            "part_flags": flags,
            **singled,
        }

    def _singled(
        self, names: NDArray[np.uint32], words: NDArray[np.uint32]
    ) -> dict[str, NDArray[Any]]:
        """Names with two single letters or more, and which letters these are.

        Single letters may stand for any word that begins so: names are not looked for
        by them unless there are several.
        """
        letters: dict[int, int] = {}
        again: set[int] = set()
        for name, word in zip(names.tolist(), words.tolist(), strict=True):
            bit = letter_bit(first_of(self._plain[word]))
            known = letters.get(name)
            if known is None:
                letters[name] = bit
                continue
            again.add(name)
            # The same letter twice may stand for two words that begin with it.
            letters[name] = known | bit | (TWICE if known & bit else 0)
        several = sorted(again)
        return {
            "singled": np.array(several, dtype=np.uint32),
            "singled_letters": np.array(
                [letters[name] for name in several], dtype=np.uint32
            ),
        }

    def _judged(
        self, word_of: NDArray[np.uint32], entries_with: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]:
        """Of each part: its weight, what it says in bits, and its flags."""
        profile, entries = self._profile, len(self._columns["kind"])
        weights, bits, flags = array("d"), array("d"), array("B")
        for (text, script, role, low, _), word, holding in zip(
            self._parts, word_of.tolist(), entries_with[word_of].tolist(), strict=True
        ):
            token = Token(text, 0, len(text), script, role, low=low)
            weight = role_weight(token, profile)
            if weight is None:
                weight = distinctive_weight(text, script, holding, entries, profile)
            weights.append(weight)
            bits.append(bits_of(token, weight, letters_of(self._plain[word])))
            flags.append(flags_of(token, weight, profile))
        return (
            np.array(weights, dtype=np.float64),
            np.array(bits, dtype=np.float64),
            np.array(flags, dtype=np.uint8),
        )

    def _scripts(self) -> list[str]:
        return sorted({script for _, script in self._words})

    def _roles(self) -> list[str]:
        return sorted({role for _, _, role, _, _ in self._parts})

    def _word_tables(self) -> dict[str, NDArray[Any]]:
        codes = {script: code for code, script in enumerate(self._scripts())}
        roles = {role: code for code, role in enumerate(self._roles())}
        meant = sorted({concept for *_, concept in self._parts})
        concepts = {concept: code for code, concept in enumerate(meant)}
        found: dict[str, NDArray[Any]] = {
            "word_script": np.array(
                [codes[script] for _, script in self._words], dtype=np.uint8
            ),
            "word_size": np.array(
                [min(255, letters_of(key)) for key in self._plain], dtype=np.uint8
            ),
            "word_first": np.array(
                [ord(first_of(key)) for key in self._plain], dtype=np.uint32
            ),
            "word_letter": np.array(
                [ord(word[0]) for word, _ in self._words], dtype=np.uint32
            ),
            "part_role": np.array(
                [roles[role] for _, _, role, _, _ in self._parts], dtype=np.uint8
            ),
            "part_concept": np.array(
                [concepts[concept] for *_, concept in self._parts], dtype=np.uint16
            ),
            "edit_word": _joined(self._edit_word, np.uint32),
            "edit_rank": _joined(self._edit_rank, np.uint8),
            "edit_letters": np.array(
                [signature(key) for key in self._edit_keys], dtype=np.uint64
            ),
            "edit_length": np.array(
                [min(255, len(key)) for key in self._edit_keys], dtype=np.uint8
            ),
        }
        for name, texts in (
            ("words", [word for word, _ in self._words]),
            ("word_keys", self._plain),
            ("edit_keys", self._edit_keys),
            ("concepts", meant),
        ):
            found[name], found[name + "_at"] = Strings.pack(texts)
        return found

    def _add(
        self, group: str, keys: NDArray[np.uint32], values: NDArray[np.uint32]
    ) -> None:
        self._groups[group].append(_pairs(keys, values))


class _Column:
    """Texts that grow as one blob."""

    __slots__ = ("_blob", "_sizes")

    def __init__(self) -> None:
        self._blob = bytearray()
        self._sizes = array("I")

    def add(self, text: str) -> None:
        encoded = text.encode("utf-8", "surrogatepass")
        self._blob += encoded
        self._sizes.append(len(encoded))

    def pack(self) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
        return Strings.of(bytes(self._blob), np.array(self._sizes, dtype=np.uint32))


def _pairs(keys: NDArray[np.uint32], values: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Key and value in one number, which sorts by key, then value."""
    return keys.astype(np.uint64) << np.uint64(32) | values


def _joined(parts: list[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=dtype)
