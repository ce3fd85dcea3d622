"""The next index from the one before: what was read once is not read again.

From one version of a list to the next nearly all names stay. Cutting a name into words
and finding all keys of a word is most of the work of building an index, and the index
before holds the results. Here they are taken over, name by name and word by word, and
only what is new is read; the builder joins both without knowing the difference, so that
the bytes are those of an index that was built from nothing. A test holds the two
together. Whatever depends on the whole list, such as what a word weighs, is always
worked out anew.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from crible.matching import keys
from crible.matching.index import GROUPS, KIND_CODES, LOW
from crible.matching.portions import (
    NamesRead,
    WordsFiled,
    file_words,
    read_names,
    spread,
)
from crible.matching.slips import SlipTexts
from crible.matching.storage import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from crible.matching.index import Index
    from crible.matching.portions import Kind

_NEW = -1


class Rows(NamedTuple):
    """Runs of values by place; ``taken`` gives those of some places in turn."""

    at: NDArray[np.int64]
    values: NDArray[Any]

    def sizes(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many values each of these places has."""
        return self.at[places + 1] - self.at[places]

    def taken(self, places: NDArray[np.int64]) -> NDArray[Any]:
        """The values of these places, one run after the other."""
        return self.values[_runs(self.at[places], self.sizes(places))]


def _runs(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of several runs, each from a start on, one after the other."""
    shift = starts - (np.cumsum(sizes) - sizes)
    return np.repeat(shift, sizes) + np.arange(int(sizes.sum()))


def _by_place(places: NDArray[Any], values: NDArray[Any], count: int) -> Rows:
    """Values filed under the place that each belongs to, in the order they came."""
    order = np.argsort(places, kind="stable")
    at = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(places, minlength=count), out=at[1:])
    return Rows(at, values[order])


def _by_value(index: Index, group: str, count: int) -> Rows:
    """The keys of a group, by what they lead to."""
    arrays = index.arrays
    at = arrays[group + "_at"].astype(np.int64)
    every = np.repeat(arrays[group + "_keys"], np.diff(at))
    return _by_place(arrays[group], every, count)


class Earlier:
    """An index of the same profile, as a source of names and words that are read.

    Args:
        index: the index before.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        arrays = index.arrays
        count = index.name_count
        person = KIND_CODES.index("person")
        persons = (arrays["kind"][arrays["entry_of"]] == person).tolist()
        self._names = {
            (index.texts[place], persons[place]): place for place in range(count)
        }
        self._kinds = self._all_kinds()
        self._kind_places = {kind: place for place, kind in enumerate(self._kinds)}
        self._words = {index.word(place): place for place in range(len(index.words))}
        self._tokens = Rows(
            arrays["name_parts_at"].astype(np.int64),
            arrays["name_parts"].astype(np.int64),
        )
        self._whole = _by_value(index, "whole", count)
        self._initials = _by_value(index, "initials", count)
        rows = np.arange(len(arrays["slip_name"]))
        self._slips = _by_place(arrays["slip_name"], rows, count)
        self._slip_texts = Rows(
            arrays["slip_texts_at"].astype(np.int64), arrays["slip_texts"]
        )
        words, edits = len(index.words), len(index.edit_keys)
        self._edits = _by_place(arrays["edit_word"], np.arange(edits), words)
        self._exact = _by_value(index, "exact", words)
        self._near = _by_value(index, "near", edits)
        self._grams = _by_value(index, "grams", edits)
        self._mixed = self._meaning_words()

    def _all_kinds(self) -> list[Kind]:
        """Each word in each of its roles, in the order of the index."""
        index, arrays = self._index, self._index.arrays
        roles = index.meta["roles"]
        low = ((arrays["part_flags"] & LOW) > 0).tolist()
        concepts = index.concepts()
        return [
            (*index.word(word), roles[role], low[place], concepts[concept])
            for place, (word, role, concept) in enumerate(
                zip(
                    arrays["part_word"].tolist(),
                    arrays["part_role"].tolist(),
                    arrays["part_concept"].tolist(),
                    strict=True,
                )
            )
        ]

    def _meaning_words(self) -> NDArray[np.bool_]:
        """Words that are filed under a meaning, perhaps one that neighbours gave them.

        Such a key must not stay when those names are gone.
        """
        meant = np.array([bool(concept) for *_, concept in self._kinds], dtype=np.bool_)
        found = np.zeros(len(self._index.words), dtype=np.bool_)
        found[self._index.arrays["part_word"][meant]] = True
        return found

    # Names

    def names_read(
        self, tasks: Iterable[list[tuple[str, bool]]], workers: int
    ) -> Iterator[NamesRead]:
        """What ``read_names`` finds in each portion of names."""
        waiting: deque[NDArray[np.int64]] = deque()

        def new() -> Iterator[list[tuple[str, bool]]]:
            for task in tasks:
                known = self._names
                places = np.array(
                    [known.get(name, _NEW) for name in task], dtype=np.int64
                )
                waiting.append(places)
                yield [task[place] for place in np.flatnonzero(places == _NEW).tolist()]

        for read in spread(read_names, new(), workers):
            yield self._with(read, waiting.popleft())

    def _with(self, read: NamesRead, places: NDArray[np.int64]) -> NamesRead:
        """A portion of names, of which some were read now and the others are known."""
        is_new = places == _NEW
        here, fresh = np.flatnonzero(~is_new), np.flatnonzero(is_new)
        known = places[here]
        kinds, of_new = self._numbered(read.parts)
        sizes = np.empty(len(places), dtype=np.int64)
        sizes[here], sizes[fresh] = self._tokens.sizes(known), read.sizes
        starts = np.cumsum(sizes) - sizes
        tokens = np.empty(int(sizes.sum()), dtype=np.int64)
        tokens[_runs(starts[here], sizes[here])] = self._tokens.taken(known)
        tokens[_runs(starts[fresh], sizes[fresh])] = of_new[read.tokens]
        found, first, inverse = np.unique(
            tokens, return_index=True, return_inverse=True
        )
        order = np.argsort(first, kind="stable")
        numbers = np.empty(len(order), dtype=np.uint32)
        numbers[order] = np.arange(len(order), dtype=np.uint32)
        rows = self._slips.taken(known)
        slips = SlipTexts(
            np.concatenate(
                (self._index.arrays["slip_length"][rows], read.slips.length)
            ),
            np.concatenate(
                (self._index.arrays["slip_letters"][rows], read.slips.letters)
            ),
            np.concatenate((self._slip_texts.taken(rows), read.slips.blob)),
            np.concatenate((self._slip_texts.sizes(rows), read.slips.sizes)).astype(
                np.uint32
            ),
        )
        slip_names = (
            np.repeat(here, self._slips.sizes(known)),
            fresh[read.slip_names],
        )
        return NamesRead(
            count=len(places),
            parts=[kinds[number] for number in found[order].tolist()],
            tokens=numbers[inverse].reshape(-1),
            sizes=sizes.astype(np.uint32),
            whole=_pairs(self._whole, known, here, read.whole, fresh),
            initials=_pairs(self._initials, known, here, read.initials, fresh),
            slips=slips,
            slip_names=np.concatenate(slip_names).astype(np.uint32),
        )

    def _numbered(self, parts: Sequence[Kind]) -> tuple[list[Kind], NDArray[np.int64]]:
        """Words of new names numbered together with those that are known."""
        kinds = self._kinds
        numbers = np.empty(len(parts), dtype=np.int64)
        more: list[Kind] = []
        for place, kind in enumerate(parts):
            number = self._kind_places.get(kind)
            if number is None:
                number = len(kinds) + len(more)
                more.append(kind)
            numbers[place] = number
        return [*kinds, *more] if more else kinds, numbers

    # Words

    def words_filed(
        self, tasks: Iterable[list[tuple[str, str]]], workers: int
    ) -> Iterator[WordsFiled]:
        """What ``file_words`` finds for each portion of words."""
        waiting: deque[tuple[list[tuple[str, str]], NDArray[np.int64]]] = deque()

        def new() -> Iterator[list[tuple[str, str]]]:
            for task in tasks:
                places = np.array(
                    [self._words.get(word, _NEW) for word in task], dtype=np.int64
                )
                waiting.append((task, places))
                yield [task[place] for place in np.flatnonzero(places == _NEW).tolist()]

        for filed in spread(file_words, new(), workers):
            yield self._with_words(filed, *waiting.popleft())

    def _with_words(
        self,
        filed: WordsFiled,
        task: list[tuple[str, str]],
        places: NDArray[np.int64],
    ) -> WordsFiled:
        """A portion of words, of which some were filed now and the others are known."""
        index = self._index
        is_new = places == _NEW
        here, fresh = np.flatnonzero(~is_new), np.flatnonzero(is_new)
        known = places[here]
        plain = [""] * len(task)
        for place, word in zip(here.tolist(), known.tolist(), strict=True):
            plain[place] = index.word_keys[word]
        for place, key in zip(fresh.tolist(), filed.plain, strict=True):
            plain[place] = key
        # The edited readings of all words, in the order of the words.
        rows = self._edits.taken(known)
        owners = np.concatenate(
            (np.repeat(here, self._edits.sizes(known)), fresh[filed.edit_word])
        )
        texts = [index.edit_keys[row] for row in rows.tolist()] + filed.edit_keys
        ranks = np.concatenate((index.arrays["edit_rank"][rows], filed.edit_rank))
        order = np.argsort(owners, kind="stable")
        moved = np.empty(len(order), dtype=np.int64)
        moved[order] = np.arange(len(order))
        of_rows, of_new = moved[: len(rows)], moved[len(rows) :]
        mixed = self._mixed[known]
        exact = _pairs(self._exact, known[~mixed], here[~mixed], filed.exact, fresh)
        return WordsFiled(
            exact=np.concatenate((exact, _exact(task, here[mixed]))),
            near=_pairs(self._near, rows, of_rows, filed.near, of_new),
            grams=_pairs(self._grams, rows, of_rows, filed.grams, of_new),
            plain=plain,
            edit_keys=[texts[place] for place in order.tolist()],
            edit_word=owners[order].astype(np.uint32),
            edit_rank=ranks[order].astype(np.uint8),
        )


def _exact(
    task: list[tuple[str, str]], places: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """The exact keys of some words, found anew."""
    found = [
        (key_of(key), place)
        for place in places.tolist()
        for key in (
            f"!{task[place][1]}{task[place][0]}",
            *keys.exact_keys(*task[place]),
        )
    ]
    return np.array(found, dtype=np.uint32).reshape(-1, 2)


def _pairs(
    known: Rows,
    places: NDArray[np.int64],
    here: NDArray[np.int64],
    read: NDArray[np.uint32],
    fresh: NDArray[np.int64],
) -> NDArray[np.uint32]:
    """Rows of a key and what it leads to: of what is known, then of what is new.

    Args:
        known: keys by what they lead to in the index before.
        places: what to take of that.
        here: what each of those is called now.
        read: rows of a key and of what it leads to among what was read now.
        fresh: what each of those is called now.
    """
    old = np.column_stack((known.taken(places), np.repeat(here, known.sizes(places))))
    new = np.column_stack((read[:, 0], fresh[read[:, 1]]))
    return np.concatenate((old, new)).astype(np.uint32)


def serves(index: Index, profile_id: str, made_with: str) -> bool:
    """Whether an index was made as one would be made now."""
    meta = index.meta
    return (
        meta.get("profile") == profile_id
        and meta.get("text") == made_with
        and all(group in index.arrays for group in GROUPS)
    )
