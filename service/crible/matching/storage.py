"""One file of named arrays that opens by memory mapping.

Layout: a magic line, the length and CRC-32 of a JSON header, the header, then the
arrays, each at a multiple of 64 bytes. The header is the table of contents, holds the
meaning of the file (profile, counts) and a CRC-32 of the body. A file is written beside
its final name and renamed, so a reader sees all of it or nothing.
"""

from __future__ import annotations

import json
import os
import struct
import threading
import zlib
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.errors import IndexDamaged

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

MAGIC = b"crible index 1\n\0"
_LENGTHS = struct.Struct("<QII")
_ALIGN = 64
# Bodies up to this size are checked whole on opening; a larger one by its length.
_CHECKED = 256 * 1024 * 1024
# Texts that are put into another order at a time.
_REORDERED = 1 << 18


def write(
    path: Path, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]
) -> None:
    """Write arrays and their meaning to ``path``, whole or not at all."""
    contents: dict[str, Any] = {}
    offset = 0
    checksum = 0
    blobs: list[bytes] = []
    for name, array in arrays.items():
        data = np.ascontiguousarray(array).tobytes()
        padding = -len(data) % _ALIGN
        contents[name] = [array.dtype.str, list(array.shape), offset]
        blobs.append(data + b"\0" * padding)
        checksum = zlib.crc32(blobs[-1], checksum)
        offset += len(blobs[-1])
    header = json.dumps(
        {"arrays": contents, "meta": dict(meta), "bytes": offset, "crc": checksum}
    ).encode()
    header += b" " * (-(len(MAGIC) + _LENGTHS.size + len(header)) % _ALIGN)
    # Threads of one process may write the same index at once, too.
    writer = f"{os.getpid()}-{threading.get_ident()}"
    temporary = path.with_name(f".{path.name}.{writer}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(MAGIC)
            file.write(_LENGTHS.pack(len(header), zlib.crc32(header), 0))
            file.write(header)
            file.writelines(blobs)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Map the arrays of ``path``; returns them and the meaning.

    Raises:
        IndexDamaged: foreign, truncated or altered.
    """
    try:
        whole = np.memmap(path, dtype=np.uint8, mode="r")
    except (OSError, ValueError) as error:
        raise IndexDamaged(
            f"The index file {path.name} cannot be opened.",
            hint="It is rebuilt from the store when it is removed.",
        ) from error
    start = len(MAGIC) + _LENGTHS.size
    if len(whole) < start or bytes(whole[: len(MAGIC)]) != MAGIC:
        raise IndexDamaged(f"{path.name} is not an index file of this version.")
    length, expected, _ = _LENGTHS.unpack(bytes(whole[len(MAGIC) : start]))
    raw = bytes(whole[start : start + length])
    if len(raw) != length or zlib.crc32(raw) != expected:
        raise IndexDamaged(f"The head of the index file {path.name} is damaged.")
    header = json.loads(raw)
    body = whole[start + length :]
    if len(body) != header["bytes"]:
        raise IndexDamaged(f"The index file {path.name} is truncated.")
    if len(body) <= _CHECKED and zlib.crc32(body.data) != header["crc"]:
        raise IndexDamaged(f"The body of the index file {path.name} is damaged.")
    # A memmap makes each of its slices a memmap too, at ten times the cost.
    body = body.view(np.ndarray)
    arrays = {}
    for name, (dtype, shape, offset) in header["arrays"].items():
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        arrays[name] = body[offset : offset + size].view(dtype).reshape(shape)
    return arrays, header["meta"]


class Strings:
    """Many strings as one blob with offsets; decoded one at a time."""

    __slots__ = ("_blob", "_offsets")

    def __init__(self, blob: NDArray[np.uint8], offsets: NDArray[np.uint32]) -> None:
        # Views of the same bytes that give single numbers faster than an array does.
        self._blob = blob.data
        self._offsets = offsets.data

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, place: int) -> str:
        start, end = self._offsets[place], self._offsets[place + 1]
        return str(self._blob[start:end], "utf-8", "surrogatepass")

    def size(self, place: int) -> int:
        """The bytes of one of them."""
        return int(self._offsets[place + 1] - self._offsets[place])

    @staticmethod
    def pack(texts: list[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
        """The blob and the offsets for ``texts``."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        sizes = np.array([len(item) for item in encoded], dtype=np.uint32)
        return Strings.of(b"".join(encoded), sizes)

    @staticmethod
    def of(
        blob: bytes, sizes: NDArray[np.uint32]
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
        """The blob and the offsets for texts that are encoded and joined already."""
        offsets = np.zeros(len(sizes) + 1, dtype=np.uint32)
        np.cumsum(sizes, out=offsets[1:])
        return np.frombuffer(blob, dtype=np.uint8), offsets

    @staticmethod
    def reordered(
        blob: NDArray[np.uint8], sizes: NDArray[np.uint32], order: NDArray[np.intp]
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
        """The blob and the offsets for the texts of a blob in another order."""
        starts = (np.cumsum(sizes, dtype=np.int64) - sizes)[order]
        offsets = np.zeros(len(sizes) + 1, dtype=np.uint32)
        np.cumsum(sizes[order], out=offsets[1:])
        found = np.empty_like(blob)
        # In runs, because each byte needs a place of eight bytes.
        for first in range(0, len(order), _REORDERED):
            last = min(first + _REORDERED, len(order))
            start, end = int(offsets[first]), int(offsets[last])
            widths = sizes[order[first:last]]
            shift = starts[first:last] - offsets[first:last]
            found[start:end] = blob[np.repeat(shift, widths) + np.arange(start, end)]
        return found, offsets


# So many keys are found faster one by one than as an array.
_FEW = 4


class Groups:
    """Lists of numbers by key: sorted keys, offsets, values (a sparse matrix by row)."""

    __slots__ = ("_keys", "_numbers", "_offsets", "_values")

    def __init__(
        self,
        keys: NDArray[np.uint32],
        offsets: NDArray[np.uint32],
        values: NDArray[np.uint32],
    ) -> None:
        self._keys = keys
        # A view that gives single numbers faster than the array does.
        self._numbers = keys.data
        self._offsets = offsets
        self._values = values

    def get(self, keys: list[int]) -> list[NDArray[np.uint32]]:
        """The values of each key that is there."""
        if not keys or not len(self._keys):
            return []
        if len(keys) <= _FEW:
            return [group for key in keys if (group := self._one(key)) is not None]
        wanted = np.array(keys, dtype=np.uint32)
        places = self._keys.searchsorted(wanted)
        # Beyond the last key nothing is there; the last one stands in for it.
        np.minimum(places, len(self._keys) - 1, out=places)
        there = places[self._keys[places] == wanted]
        offsets, values = self._offsets, self._values
        return [
            values[start:end]
            for start, end in zip(
                offsets[there].tolist(), offsets[there + 1].tolist(), strict=True
            )
        ]

    def _one(self, key: int) -> NDArray[np.uint32] | None:
        """The values of a key, None when it is not there."""
        numbers = self._numbers
        place = bisect_left(numbers, key)
        if place == len(numbers) or numbers[place] != key:
            return None
        return self._values[self._offsets[place] : self._offsets[place + 1]]

    def each(self, keys: list[int]) -> list[NDArray[np.uint32] | None]:
        """The values of each key, None for one that is not there."""
        if not keys or not len(self._keys):
            return [None] * len(keys)
        wanted = np.array(keys, dtype=np.uint32)
        places = self._keys.searchsorted(wanted)
        np.minimum(places, len(self._keys) - 1, out=places)
        there = (self._keys[places] == wanted).tolist()
        found: list[NDArray[np.uint32] | None] = []
        for place, is_there in zip(places.tolist(), there, strict=True):
            if is_there:
                start, end = int(self._offsets[place]), int(self._offsets[place + 1])
                found.append(self._values[start:end])
            else:
                found.append(None)
        return found

    @staticmethod
    def pack(
        pairs: NDArray[np.uint64],
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
        """Sort and group keys with their values; drops repeats.

        Args:
            pairs: each key in the upper half of a number, a value in the lower.
        """
        pairs = distinct(pairs)
        grouped = (pairs >> np.uint64(32)).astype(np.uint32)
        first = np.flatnonzero(differs(grouped))
        offsets = np.append(first, len(grouped)).astype(np.uint32)
        return grouped[first], offsets, pairs.astype(np.uint32)


class Rows:
    """Lists of numbers by place: offsets, values (a sparse matrix by row)."""

    __slots__ = ("_offsets", "_values")

    def __init__(self, offsets: NDArray[np.uint32], values: NDArray[np.uint32]) -> None:
        # Single numbers of the one, slices of the other.
        self._offsets = offsets.data
        self._values = values

    def get(self, places: list[int]) -> list[NDArray[np.uint32]]:
        """The values of each of these rows."""
        offsets, values = self._offsets, self._values
        return [values[offsets[place] : offsets[place + 1]] for place in places]

    @staticmethod
    def pack(
        pairs: NDArray[np.uint64], rows: int
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """The offsets and values for so many rows; drops repeats.

        Args:
            pairs: each row in the upper half of a number, a value in the lower.
            rows: how many there are.
        """
        pairs = distinct(pairs)
        of = (pairs >> np.uint64(32)).astype(np.int64)
        offsets = np.zeros(rows + 1, dtype=np.uint32)
        np.cumsum(np.bincount(of, minlength=rows)[:rows], out=offsets[1:])
        return offsets, pairs.astype(np.uint32)


def distinct(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The distinct numbers in ascending order.

    Not ``np.unique``, which hashes first: at millions of numbers, sorting is faster.
    """
    ordered = np.sort(numbers)
    return ordered[differs(ordered)]


def differs(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """For each number of a sorted array, whether it is not the one before it."""
    found = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=found[1:])
    return found


def key_of(text: str) -> int:
    """A stable 32-bit hash. Collisions only add candidates that scoring refuses."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
