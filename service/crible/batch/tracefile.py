"""Where the traces of a batch lie for the next night: beside its ledger, in segments.

Traces are of use to the very code that left them: another way to read a name asks other
questions. So a file carries a hash of that code and of its tables, and one of other code
is as good as none. Each segment stands for itself, so that memory is that of one.
"""

from __future__ import annotations

import json
import os
import secrets
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crible import matching, text
from crible.batch import kinds, noting, traces
from crible.batch.ledger import let_go
from crible.batch.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from crible.batch.ledger import Ledger

_LAYOUT = 1
_ENDING = ".traces"
# Files kept, by age: they are twenty times as large as ledgers.
_KEPT = 12
# Subjects of a segment, about.
SEGMENT = 1 << 15
_CODE = frozenset({".py", ".c", ".h", ".tsv", ".toml", ".txt", ".json"})


@cache
def edition() -> str:
    """What tells the code that reads names, and its tables, from any other."""
    found = blake2b(digest_size=16)
    files = [Path(str(module.__file__)) for module in (kinds, noting, traces)]
    for room in (matching, text):
        folder = Path(str(room.__file__)).parent
        files += [path for path in folder.rglob("*") if path.suffix in _CODE]
    for path in sorted(files):
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def path_of(folder: Path, batch: str) -> Path:
    """Where the traces of a batch lie."""
    return folder / f"{batch}{_ENDING}"


def write(folder: Path, batch: str, segments: Iterable[Traces]) -> None:
    """Write traces, whole or not at all, and let go of the oldest."""
    path = path_of(folder, batch)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    head = {"layout": _LAYOUT, "edition": edition()}
    try:
        with part.open("wb") as file:
            file.write(json.dumps(head).encode() + b"\n")
            for segment in _gathered(segments):
                file.write(segment.packed())
            file.write(traces.END)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    let_go(folder, _ENDING, _KEPT)


def read(folder: Path, batch: str) -> Iterator[Traces]:
    """The traces of a batch, a segment at a time.

    Nothing, where they are of other code or not there.

    Raises:
        ValueError: the file is damaged.
    """
    try:
        file = path_of(folder, batch).open("rb")
    except OSError:
        return
    with file:
        if json.loads(file.readline()) == {"layout": _LAYOUT, "edition": edition()}:
            yield from traces.read(file, ended=True)


def left(
    segments: Iterable[Traces], ledger: Ledger, taken: NDArray[np.uint64]
) -> Iterator[Traces]:
    """Of earlier traces those of subjects that are clear and have no newer ones.

    Args:
        segments: the earlier ones.
        ledger: of the batch that ends.
        taken: the first halves of the digests of those that have newer ones.
    """
    for segment in segments:
        kept = ledger.places(segment.subject) >= 0
        kept &= ~np.isin(segment.subject["first"].astype(np.uint64), taken)
        if kept.all():
            yield segment
        elif kept.any():
            yield segment.some(kept)


def _gathered(segments: Iterable[Traces]) -> Iterator[Traces]:
    """The same in segments of about one size."""
    waiting: list[Traces] = []
    size = 0
    for segment in segments:
        waiting.append(segment)
        size += len(segment)
        if size >= SEGMENT:
            yield Traces.together(waiting) if len(waiting) > 1 else segment
            waiting, size = [], 0
    if waiting:
        yield Traces.together(waiting) if len(waiting) > 1 else waiting[0]
