"""Portions of the work of building an index, done in this process or in several.

A portion is a run of names to be read or of words to be filed; what comes back are
arrays in the order of the portion, so that the builder joins them without knowing who
did the work. Nothing here sees the whole of the index.
"""

from __future__ import annotations

import threading
from array import array
from collections import deque
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from crible.matching import keys, slips
from crible.matching.filing import filed_under
from crible.matching.index import CUT_FROM, cut_key, initials_of, whole_of
from crible.matching.side import IDLE
from crible.matching.slips import SlipTexts
from crible.matching.storage import key_of
from crible.text.skeleton import readings
from crible.text.tokens import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

T = TypeVar("T")
R = TypeVar("R")
# A word in one of its roles: text, script, role, whether it says next to nothing, and
# what it means.
Kind = tuple[str, str, str, bool, str]


@dataclass(frozen=True, slots=True)
class NamesRead:
    """A run of names, cut into words.

    Attributes:
        count: how many names.
        parts: each distinct word in each of its roles, in the order in which they
            came.
        tokens: the words of all names in turn, as places in ``parts``.
        sizes: how many of them belong to each name.
        whole: rows of a key of a name written in one piece, and the name.
        initials: rows of a key of initials, and the name.
        slips: the texts under which names are filed for slips of the pen.
        slip_names: the name of each of them.
    """

    count: int
    parts: list[Kind]
    tokens: NDArray[np.uint32]
    sizes: NDArray[np.uint32]
    whole: NDArray[np.uint32]
    initials: NDArray[np.uint32]
    slips: SlipTexts
    slip_names: NDArray[np.uint32]


def read_names(names: list[tuple[str, bool]]) -> NamesRead:
    """Cut names, each with whether it is a person's, into words."""
    places: dict[Kind, int] = {}
    plain: list[str] = []
    tokens, sizes = array("I"), array("I")
    whole, initials = array("I"), array("I")
    slip_texts: list[str] = []
    slip_names = array("I")
    for name, (text, person) in enumerate(names):
        said: list[str] = []
        parsed = parse(text, person=person)
        for token in parsed.tokens:
            part = (token.text, token.script, token.role, token.low, token.concept)
            place = places.get(part)
            if place is None:
                place = places[part] = len(plain)
                plain.append(readings(token.text, token.script)[0].key)
            tokens.append(place)
            if token.role not in IDLE:
                said.append(plain[place])
        sizes.append(len(parsed.tokens))
        whole.extend((key_of(whole_of(said)), name))
        if len(text) > CUT_FROM and (key := cut_key(text)):
            whole.extend((key_of(key), name))
        if spaced := slips.spaced_key(parsed):
            whole.extend((key_of(spaced), name))
        for further in filed_under(parsed, person=person):
            whole.extend((key_of(further), name))
        for initial in initials_of(said):
            initials.extend((key_of(initial), name))
        for filed in slips.rows(parsed):
            slip_texts.append(filed)
            slip_names.append(name)
    return NamesRead(
        count=len(names),
        parts=list(places),
        tokens=_numbers(tokens),
        sizes=_numbers(sizes),
        whole=_numbers(whole).reshape(-1, 2),
        initials=_numbers(initials).reshape(-1, 2),
        slips=SlipTexts.of(slip_texts),
        slip_names=_numbers(slip_names),
    )


@dataclass(frozen=True, slots=True)
class WordsFiled:
    """The keys of a run of words; rows of keys and values in two columns.

    Attributes:
        exact: keys on which words meet without an edit, and the word's place.
        near: keys that find a word with an edit, and the place in ``edit_keys``.
        grams: grams of long readings, and the place in ``edit_keys``.
        plain: the plain reading of each word.
        edit_keys: the readings by which words are found with an edit.
        edit_word: the word's place of each of them.
        edit_rank: 0 for a plain reading, 1 for one under a convention, 2 for the pinyin
            of a Han word.
    """

    exact: NDArray[np.uint32]
    near: NDArray[np.uint32]
    grams: NDArray[np.uint32]
    plain: list[str]
    edit_keys: list[str]
    edit_word: NDArray[np.uint32]
    edit_rank: NDArray[np.uint8]


def file_words(words: list[tuple[str, str]]) -> WordsFiled:
    """All keys by which words may be looked up; places are those in ``words``."""
    exact, near, grams = array("I"), array("I"), array("I")
    edit_word, edit_rank = array("I"), array("B")
    plain: list[str] = []
    edit_keys: list[str] = []
    for place, (word, script) in enumerate(words):
        plain.append(readings(word, script)[0].key)
        exact.extend((key_of(f"!{script}{word}"), place))
        for key in keys.exact_keys(word, script):
            exact.extend((key_of(key), place))
        for key in keys.edited_keys(readings(word, script)):
            for shorter in keys.deletions(key):
                near.extend((shorter, len(edit_keys)))
            if len(key) >= keys.GRAM_LENGTH:
                for gram in keys.gram_keys(key):
                    grams.extend((key_of(gram), len(edit_keys)))
            edit_keys.append(key)
            edit_word.append(place)
            edit_rank.append(
                keys.OF_HAN if plain[place][0] == "=" else key != plain[place]
            )
    return WordsFiled(
        exact=_numbers(exact).reshape(-1, 2),
        near=_numbers(near).reshape(-1, 2),
        grams=_numbers(grams).reshape(-1, 2),
        plain=plain,
        edit_keys=edit_keys,
        edit_word=_numbers(edit_word),
        edit_rank=np.array(edit_rank, dtype=np.uint8),
    )


def _numbers(column: array[int]) -> NDArray[np.uint32]:
    return np.array(column, dtype=np.uint32)


def portions(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut into runs of ``size`` items, the last one shorter."""
    stream = iter(items)
    while portion := list(islice(stream, size)):
        yield portion


def spread(
    work: Callable[[list[T]], R], tasks: Iterable[list[T]], workers: int
) -> Iterator[R]:
    """Results of ``work`` in the order of the tasks.

    Args:
        work: a function that can be pickled.
        tasks: drawn as results are taken, a few ahead, so that a stream that does not
            fit in memory stays one.
        workers: processes to use; with 1, or a single task, this one. So too when
            there are other threads: a fork would copy the locks that they hold.
    """
    stream = iter(tasks)
    head = list(islice(stream, 2))
    if workers <= 1 or len(head) < 2 or threading.active_count() > 1:
        yield from map(work, chain(head, stream))
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import
    from multiprocessing import get_context  # noqa: PLC0415 - as above

    # Forked children have the tables of the text room already.
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        ahead = deque(pool.submit(work, task) for task in head)
        for task in stream:
            ahead.append(pool.submit(work, task))
            if len(ahead) > 2 * workers:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
