"""What a subject leaves behind when it is read: enough to tell later whom it concerns.

The engine cuts a name into words, and asks the index for each of them and for neighbours
written together, for the name as a whole and for its letters. These questions are kept in
columns, so that a later night can put them to a few entries without reading the name
again. A *question* is one reading of one of a subject's names; a *kind* is a word in
one of its roles, which many questions share.

Columns are raw arrays. Behind each list stands how many of its items belong to each
owner, so that any choice of subjects is a mask repeated by these counts.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

DIGEST = np.dtype([("first", ">u8"), ("second", ">u8")])
# Of a question: which entries it is held against, and what else it says.
PERSONS, OTHERS, CUT, ABROAD = 1, 2, 4, 8
# Of a kind: whether the lists held it.
LISTED = 1
# Of neighbours written together: the first word, and how many there are.
WIDTH_BITS, WIDTH = 2, 3


def _of(dtype: Any, owner: str) -> dict[str, Any]:
    """A column, and the one by which its owners are counted."""
    return {"dtype": np.dtype(dtype), "owner": owner}


@dataclass(slots=True)
class Traces:
    """The questions of some subjects, and the kinds that these name.

    Attributes:
        subject: digest of each subject.
        questions: of each subject, how many.
        numbers, number: identifiers of each subject, as keys of an index.
        how: of each question ``PERSONS`` and the like.
        reach: what dates may add to its score.
        tokens, kind: the words of a question, as hashes of kinds.
        joined, span, letters_of, letters: its neighbours written together: which words,
            and how they read.
        odd, odd_span, odd_kind: those that have several readings, as kinds.
        wholes, whole: keys of the name as a whole.
        slips, slip, slip_size: signatures of its letters, and how many there are.
        kind_hash: of each kind, in order.
        text_of, text: its token, as ``noting`` writes it.
        reads_of, reads: its readings, and what it means, a line each.
        size, weight, bits: see ``Part``.
        flags: whether the lists held it.
    """

    subject: NDArray[Any] = field(metadata=_of(DIGEST, ""))
    questions: NDArray[Any] = field(metadata=_of("u2", "subject"))
    numbers: NDArray[Any] = field(metadata=_of("u2", "subject"))
    number: NDArray[Any] = field(metadata=_of("u4", "numbers"))
    how: NDArray[Any] = field(metadata=_of("u1", "questions"))
    reach: NDArray[Any] = field(metadata=_of("f4", "questions"))
    tokens: NDArray[Any] = field(metadata=_of("u1", "questions"))
    kind: NDArray[Any] = field(metadata=_of("u8", "tokens"))
    joined: NDArray[Any] = field(metadata=_of("u1", "questions"))
    span: NDArray[Any] = field(metadata=_of("u1", "joined"))
    letters_of: NDArray[Any] = field(metadata=_of("u1", "joined"))
    letters: NDArray[Any] = field(metadata=_of("u1", "letters_of"))
    odd: NDArray[Any] = field(metadata=_of("u1", "questions"))
    odd_span: NDArray[Any] = field(metadata=_of("u1", "odd"))
    odd_kind: NDArray[Any] = field(metadata=_of("u8", "odd"))
    wholes: NDArray[Any] = field(metadata=_of("u1", "questions"))
    whole: NDArray[Any] = field(metadata=_of("u4", "wholes"))
    slips: NDArray[Any] = field(metadata=_of("u1", "questions"))
    slip: NDArray[Any] = field(metadata=_of("u8", "slips"))
    slip_size: NDArray[Any] = field(metadata=_of("u1", "slips"))
    kind_hash: NDArray[Any] = field(metadata=_of("u8", ""))
    text_of: NDArray[Any] = field(metadata=_of("u2", "kind_hash"))
    text: NDArray[Any] = field(metadata=_of("u1", "text_of"))
    reads_of: NDArray[Any] = field(metadata=_of("u2", "kind_hash"))
    reads: NDArray[Any] = field(metadata=_of("u1", "reads_of"))
    size: NDArray[Any] = field(metadata=_of("u2", "kind_hash"))
    weight: NDArray[Any] = field(metadata=_of("f8", "kind_hash"))
    bits: NDArray[Any] = field(metadata=_of("f8", "kind_hash"))
    flags: NDArray[Any] = field(metadata=_of("u1", "kind_hash"))

    def __len__(self) -> int:
        return len(self.subject)

    @classmethod
    def of(cls, columns: dict[str, Any]) -> Self:
        """From arrays or what becomes one, by name."""
        return cls(
            **{name: np.asarray(columns[name], dtype) for name, dtype in DTYPES.items()}
        )

    @classmethod
    def together(cls, some: Sequence[Self]) -> Self:
        """Several in one, in their order; of kinds that repeat the first is taken."""
        joined = cls(
            *(
                np.concatenate([getattr(one, name) for one in some])
                if some
                else np.empty(0, dtype)
                for name, dtype in DTYPES.items()
            )
        )
        _, first = np.unique(joined.kind_hash, return_index=True)
        kept = np.zeros(len(joined.kind_hash), dtype=bool)
        kept[first] = True
        joined = joined.chosen("kind_hash", kept)
        order = np.argsort(joined.kind_hash)
        if (order[1:] > order[:-1]).all():
            return joined
        return joined.in_order(order)

    def some(self, wanted: NDArray[np.bool_]) -> Self:
        """Those of some subjects, with the kinds that they name."""
        found = self.chosen("subject", wanted)
        used = np.isin(found.kind_hash, np.concatenate([found.kind, found.odd_kind]))
        return found.chosen("kind_hash", used)

    def chosen(self, root: str, wanted: NDArray[np.bool_]) -> Self:
        """The rows of a table that are wanted, with all that they own."""
        masks = {root: wanted}
        changed = {root: getattr(self, root)[wanted]}
        for name, owner in _OWNERS.items():
            if owner not in masks:
                continue
            # What a count says belongs to the owner of the count.
            mask = masks[owner]
            if owner in _COUNTS:
                mask = np.repeat(mask, getattr(self, owner))
            masks[name] = mask
            changed[name] = getattr(self, name)[mask]
        return type(self)(*(changed.get(name, getattr(self, name)) for name in DTYPES))

    def in_order(self, order: NDArray[np.intp]) -> Self:
        """The kinds in another order."""
        places: dict[str, NDArray[np.intp]] = {"kind_hash": order}
        changed = {"kind_hash": self.kind_hash[order]}
        for name, owner in _OWNERS.items():
            if owner not in places:
                continue
            place = places[owner]
            if owner in _COUNTS:
                place = ragged(getattr(self, owner), place)
            places[name] = place
            changed[name] = getattr(self, name)[place]
        return type(self)(*(changed.get(name, getattr(self, name)) for name in DTYPES))

    def packed(self) -> bytes:
        """As bytes that ``read`` reads, with their length and a sum."""
        arrays = [getattr(self, name) for name in DTYPES]
        sizes = np.array([len(array) for array in arrays], dtype="<u8").tobytes()
        body = sizes + b"".join([array.tobytes() for array in arrays])
        head = np.array([len(body), zlib.crc32(body)], dtype="<u8").tobytes()
        return head + body


DTYPES: dict[str, np.dtype[Any]] = {
    item.name: item.metadata["dtype"] for item in fields(Traces)
}
_OWNERS = {
    item.name: item.metadata["owner"]
    for item in fields(Traces)
    if item.metadata["owner"]
}
# Columns that say how many items of another belong to their own owner.
_COUNTS = frozenset(
    name for name in _OWNERS.values() if name not in {"subject", "kind_hash"}
)
_HEAD = 16
# What stands behind the last segment of a file that is whole.
END = bytes(_HEAD)


def ragged(counts: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.intp]:
    """Places of the items of some rows, where each row has so many."""
    counts = counts.astype(np.intp)
    ends = np.cumsum(counts)
    sizes = counts[rows]
    starts = (ends - counts)[rows]
    total = np.cumsum(sizes)
    found: NDArray[np.intp] = np.arange(int(total[-1]) if len(total) else 0)
    found += np.repeat(starts - total + sizes, sizes)
    return found


def any_of(met: NDArray[np.bool_], counts: NDArray[np.integer]) -> NDArray[np.bool_]:
    """For each owner whether something was met, where each owns so many."""
    found = np.zeros(len(counts), dtype=bool)
    found[np.repeat(np.arange(len(counts)), counts)[met]] = True
    return found


def read(file: BinaryIO, *, ended: bool = False) -> Iterator[Traces]:
    """The traces of a file, a segment at a time.

    Args:
        file: open where the first segment begins.
        ended: whether there must be an ``END``.

    Raises:
        ValueError: it is cut off or damaged.
    """
    while head := file.read(_HEAD):
        if len(head) < _HEAD:
            raise ValueError("traces are cut off")
        size, checksum = np.frombuffer(head, dtype="<u8").tolist()
        body = file.read(size)
        if head == END:
            return
        if len(body) < size or zlib.crc32(body) != checksum:
            raise ValueError("traces are damaged")
        yield unpacked(body)
    if ended:
        raise ValueError("traces are cut off")


def unpacked(body: bytes) -> Traces:
    """Traces from what ``packed`` wrote behind its head."""
    width = 8 * len(DTYPES)
    sizes = np.frombuffer(body[:width], dtype="<u8").tolist()
    at = width
    arrays = []
    for count, dtype in zip(sizes, DTYPES.values(), strict=True):
        arrays.append(np.frombuffer(body, dtype, count, at))
        at += count * dtype.itemsize
    return Traces(*arrays)
