"""Single letters and acronyms: which questions may meet names by these."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from crible.batch.spelling import among
from crible.matching.alignment import ACRONYM_LETTERS
from crible.matching.storage import key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crible.batch.held import Names
    from crible.batch.traces import Traces
    from crible.batch.vocabulary import Vocabulary
    from crible.batch.weighing import Words
    from crible.matching.index import Index

# Letters whose initials are told apart, see ``index.letter_bit``.
LETTERS = 31
# The place of a bit that no letter has.
_NO_LETTER = 62


def initialled(
    words: Words,
    said: Vocabulary,
    names: Names,
    twice: frozenset[int],
    wanted: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Questions and names whose single letters may stand for two of their words."""
    letters, again = (np.zeros(len(wanted), dtype=np.int64) for _ in range(2))
    bits = np.int64(1) << first_letters(words, said)
    np.bitwise_or.at(letters, words.question, bits)
    # Letters that two words of a question begin with: one may stand for both.
    order = np.lexsort((bits, words.question))
    same = np.flatnonzero(
        (np.diff(words.question[order]) == 0) & (np.diff(bits[order]) == 0)
    )
    np.bitwise_or.at(again, words.question[order[same]], bits[order[same]])
    pairs = [np.zeros(0, dtype=np.int64)]
    for name in np.flatnonzero(names.letters).tolist():
        theirs = np.int64(names.letters[name])
        several = np.bitwise_count(letters & theirs) > 1
        several |= (again & theirs) > 0
        if name in twice:
            several |= (letters & theirs) > 0
        some = np.flatnonzero(several & wanted)
        pairs.append(some * len(names.letters) + name)
    return np.unique(np.concatenate(pairs))


def acronyms_in(
    traces: Traces, words: Words, said: Vocabulary, index: Index
) -> NDArray[np.intp]:
    """Words that may be the initials of a listed name."""
    acronyms = said.acronym[words.kind]
    met = among(acronyms, index.arrays["initials_keys"])
    met &= (acronyms > 0) & (traces.tokens[words.question] > 1)
    return np.flatnonzero(met)


def spelled(
    traces: Traces, words: Words, said: Vocabulary, acronyms: NDArray[np.uint32]
) -> NDArray[np.bool_]:
    """Questions of which a listed word may be initials."""
    found = np.zeros(len(traces.how), dtype=bool)
    spoken = ~said.idle[words.kind]
    first = said.first[words.kind][spoken].astype(np.uint32)
    question = words.question[spoken]
    table = _TABLE
    plain = first < len(table) // 2
    for size in ACRONYM_LETTERS:
        count = len(first) - size + 1
        if count <= 0:
            break
        sums = np.full(count, 0xFFFFFFFF, dtype=np.uint32)
        usable = question[:count] == question[size - 1 :]
        whole = usable.copy()
        for shift in range(size):
            letter = first[shift : shift + count]
            sums = table[(sums ^ letter) & 0xFF] ^ (sums >> np.uint32(8))
            whole &= plain[shift : shift + count]
        met = among(~sums, acronyms) & whole
        for place in np.flatnonzero(usable & ~whole).tolist():
            text = "".join(map(chr, first[place : place + size].tolist()))
            met[place] = key_of(text) in acronyms
        found[question[:count][met]] = True
    return found


def first_letters(words: Words, said: Vocabulary) -> NDArray[np.int64]:
    """The bit of the first letter of each word; none for what says nothing."""
    first = np.where(said.idle, _NO_LETTER, said.first % LETTERS)
    found: NDArray[np.int64] = first[words.kind]
    return found


def begun(count: int, words: Words, said: Vocabulary) -> NDArray[np.bool_]:
    """For each of so many questions, and each letter, whether it has it as a word."""
    found = np.zeros((count, LETTERS), dtype=bool)
    some = np.flatnonzero(said.single[words.kind])
    first = said.first[words.kind[some]] % LETTERS
    found[words.question[some], first] = True
    return found


# What ``crc32`` makes of each byte.
_TABLE = np.array(
    [crc32(bytes([byte])) ^ crc32(b"\0") for byte in range(256)], dtype=np.uint32
)
