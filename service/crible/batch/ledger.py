"""What a batch knew at its end, for the next night: its subjects and its hits.

One file a batch in the data folder: a line of JSON that says by which lists and terms,
the subjects as sorted digests with a mark on those that were clear, and the hits as
lines of JSON. A million subjects are 17 megabytes, mapped and searched as they lie.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.batch.traces import DIGEST
from crible.errors import UnknownThing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

# The first half of a digest is searched for, the second compared.
SUBJECT = np.dtype([("first", ">u8"), ("second", ">u8"), ("clear", "u1")])
_NOBODY = np.empty(0, dtype=SUBJECT)
# Of a file that is sorted, what lies in memory at once, and what is read at once.
_BLOCK_BYTES = 16 << 20
_READ_SUBJECTS = 1 << 17
_DIGEST = DIGEST
_LAYOUT = 2
_ENDING = ".ledger"
# Ledgers kept, by age; a batch whose ledger is gone is no base for a next night.
_KEPT = 60


@dataclass(frozen=True, slots=True)
class KnownHit:
    """A hit of a batch; ``subject`` is the digest of whom it hit, in hex."""

    subject: str
    entry: str
    score: float
    band: str
    name: str
    reference: str
    line: int


# What follows the digest of a subject that was clear.
CLEAR = b"\1"


def record(digest: bytes, *, clear: bool) -> bytes:
    """A subject as it lies in a ledger."""
    return digest + (CLEAR if clear else b"\0")


class Ledger:
    """The ledger of one batch.

    Attributes:
        meta: by which lists and terms it came to be.
        subjects: sorted, each once.
        hits: what was found.
    """

    def __init__(
        self,
        meta: Mapping[str, Any],
        subjects: NDArray[np.void],
        hits: tuple[KnownHit, ...],
    ) -> None:
        self.meta = meta
        self.subjects = subjects
        self.hits = hits
        self._first = np.ascontiguousarray(subjects["first"].astype(np.uint64))
        self._second = subjects["second"]
        self._clear = subjects["clear"]

    def were_clear(self, digests: Sequence[bytes]) -> list[bool]:
        """For each of these subjects, whether the batch had it and found nothing."""
        asked = np.frombuffer(b"".join(digests), dtype=_DIGEST)
        clear: list[bool] = (self.places(asked) >= 0).tolist()
        return clear

    def places(self, asked: NDArray[np.void]) -> NDArray[np.intp]:
        """Where subjects stand that were clear; -1 for all others."""
        if not len(self._first):
            return np.full(len(asked), -1)
        places, there = self._places(asked["first"], asked["second"])
        return np.where(there & (self._clear[places] == 1), places, -1)

    def _places(
        self, first: NDArray[Any], second: NDArray[Any]
    ) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where digests would lie, and whether they do; there are subjects."""
        places = np.searchsorted(self._first, first.astype(np.uint64))
        places = np.minimum(places, len(self._first) - 1)
        return places, (self._first[places] == first) & (self._second[places] == second)

    def compared(self, later: Ledger) -> tuple[int, int, int]:
        """How many subjects of a later batch are new, how many stayed, how many went."""
        ours, theirs = self.subjects, later.subjects
        both = 0
        if len(ours):
            _, there = self._places(theirs["first"], theirs["second"])
            both = int(np.count_nonzero(there))
        return len(theirs) - both, both, len(ours) - both


def path_of(folder: Path, batch: str) -> Path:
    """Where the ledger of a batch lies."""
    return folder / f"{batch}{_ENDING}"


def made(meta: Mapping[str, Any], subjects: bytes, hits: Iterable[KnownHit]) -> Ledger:
    """The ledger of subjects as ``record`` wrote them, in any order and repeated."""
    found = _distinct(np.frombuffer(subjects, dtype=SUBJECT))
    return Ledger(meta, found, tuple(hits))


def _distinct(subjects: NDArray[np.void]) -> NDArray[np.void]:
    """Subjects sorted, each once.

    By columns: a row of several is compared a hundred times slower than a number.
    """
    columns = [
        subjects[name].astype(np.uint64) for name in ("clear", "second", "first")
    ]
    order = np.lexsort(columns)
    new = np.zeros(len(order), dtype=np.bool_)
    new[:1] = True
    for column in columns:
        ordered = column[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    return subjects[order[new]]


def sorted_from(path: Path) -> Iterator[NDArray[np.void]]:
    """The subjects of a file as ``record`` wrote them, sorted, each once, in blocks.

    Memory is that of a block, whatever the size of the file: those are picked out of it
    first whose digest begins with the lowest bits, then the next.
    """
    size = path.stat().st_size
    blocks = max(1, -(-size // _BLOCK_BYTES))
    bounds = [(1 << 64) * number // blocks for number in range(blocks + 1)]
    for lowest, highest in pairwise(bounds):
        some = []
        with path.open("rb") as file:
            while data := file.read(_READ_SUBJECTS * SUBJECT.itemsize):
                found = np.frombuffer(data, dtype=SUBJECT)
                first = found["first"]
                some.append(
                    found[
                        (first >= np.uint64(lowest)) & (first <= np.uint64(highest - 1))
                    ]
                )
        # Put together, they are of this machine's order of bytes.
        yield _distinct(np.concatenate(some)).astype(SUBJECT) if some else _NOBODY


def write(folder: Path, batch: str, ledger: Ledger) -> None:
    """Write a ledger, whole or not at all, and let go of the oldest."""
    write_sorted(folder, batch, ledger.meta, [ledger.subjects], ledger.hits)


def write_sorted(
    folder: Path,
    batch: str,
    meta: Mapping[str, Any],
    subjects: Iterable[NDArray[np.void]],
    hits: Iterable[KnownHit],
) -> None:
    """Write a ledger of sorted blocks of subjects, and let go of the oldest."""
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(folder, batch)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")

    def head(count: int) -> bytes:
        told = {"layout": _LAYOUT, "meta": dict(meta), "subjects": count}
        # Room for any number: how many there are is known at the end.
        return json.dumps(told).encode().ljust(len(json.dumps(told)) + 20) + b"\n"

    try:
        with part.open("wb") as file:
            width = file.write(head(0))
            count = 0
            for block in subjects:
                file.write(block.tobytes())
                count += len(block)
            file.seek(0)
            file.write(head(count).rstrip().ljust(width - 1) + b"\n")
            file.seek(0, os.SEEK_END)
            for hit in hits:
                told = {name: getattr(hit, name) for name in KnownHit.__slots__}
                file.write(json.dumps(told).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    let_go(folder, _ENDING, _KEPT)


def let_go(folder: Path, ending: str, kept: int) -> None:
    """Remove all files with an ending but the newest so many."""
    with suppress(OSError):
        files = sorted(folder.glob(f"*{ending}"), key=lambda path: path.stat().st_mtime)
        for old in files[:-kept]:
            old.unlink(missing_ok=True)


def read(folder: Path, batch: str) -> Ledger:
    """The ledger of a batch.

    Raises:
        UnknownThing: it has none, or one of another layout.
    """
    try:
        with path_of(folder, batch).open("rb") as file:
            head = json.loads(file.readline())
            subjects = np.frombuffer(
                file.read(head["subjects"] * SUBJECT.itemsize), dtype=SUBJECT
            )
            hits = tuple(KnownHit(**json.loads(line)) for line in file)
        if head["layout"] == _LAYOUT and len(subjects) == head["subjects"]:
            return Ledger(head["meta"], subjects, hits)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise UnknownThing(
        f"Nothing is kept of the batch {batch!r} to go on from.",
        hint="Run once without --since; the next run can be since that one.",
    )
