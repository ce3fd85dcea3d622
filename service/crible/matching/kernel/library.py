"""The compiled library: found, checked and told the costs that Python owns."""

from __future__ import annotations

import ctypes
import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.matching.kernel.compile import FILE, edition
from crible.matching.similarity import confused, gap_cost

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LETTERS = 128

log = logging.getLogger(__name__)


class Groups(ctypes.Structure):
    """Lists of numbers by key: ``groups`` of kernel.h."""

    _fields_ = [
        ("keys", ctypes.c_void_p),
        ("at", ctypes.c_void_p),
        ("values", ctypes.c_void_p),
        ("count", ctypes.c_uint64),
    ]


class Sparse(ctypes.Structure):
    """A set of numbers below a limit: ``sparse`` of kernel.h."""

    _fields_ = [
        ("slot", ctypes.c_void_p),
        ("list", ctypes.c_void_p),
        ("size", ctypes.c_uint64),
    ]


class Room:
    """Memory that lives as long as what points into it."""

    def __init__(self) -> None:
        self._held: list[NDArray[Any]] = []

    def hold(self, array: NDArray[Any]) -> int:
        """The address of an array, which is kept."""
        contiguous = np.ascontiguousarray(array)
        self._held.append(contiguous)
        return contiguous.ctypes.data

    def make(self, count: int, dtype: type | str = np.uint32) -> int:
        """The address of new memory; untouched pages of it cost nothing."""
        return self.hold(np.zeros(max(1, count), dtype=dtype))

    def sparse(self, limit: int) -> Sparse:
        """An empty set of numbers below ``limit``."""
        return Sparse(self.make(limit), self.make(limit), 0)


def address(array: NDArray[Any]) -> int:
    """Where an array begins."""
    found: int = array.__array_interface__["data"][0]
    return found


@lru_cache(maxsize=1)
def library() -> ctypes.PyDLL | None:
    """The compiled library, None where there is none or it is of other sources.

    It holds Python's lock while it works: calls take microseconds.
    """
    if not FILE.exists():
        return None
    try:
        found = ctypes.PyDLL(str(FILE))
        found.crible_edition.restype = ctypes.c_uint32
        compiled_from = found.crible_edition()
    except (OSError, AttributeError) as error:
        log.warning("kernel-unusable", extra={"error": str(error)})
        return None
    if compiled_from != edition():
        log.warning("kernel-of-other-sources", extra={"hint": "make kernel"})
        return None
    _declare(found)
    pairs = list(confused())
    costs = np.array([cost for _, cost in pairs])
    gaps = np.array([gap_cost(1, chr(letter)) for letter in range(_LETTERS)])
    found.crible_costs(
        "".join(first + second for (first, second), _ in pairs).encode(),
        costs.ctypes.data,
        len(pairs),
        gaps.ctypes.data,
    )
    return found


def needed() -> ctypes.PyDLL:
    """The compiled library.

    Raises:
        RuntimeError: there is none.
    """
    found = library()
    if found is None:
        raise RuntimeError("no kernel was compiled")
    return found


def _declare(found: ctypes.PyDLL) -> None:
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32
    found.crible_costs.argtypes = [text, pointer, ctypes.c_uint32, pointer]
    found.crible_costs.restype = None
    found.crible_edited.argtypes = [text, number, text, number, number]
    found.crible_edited.restype = ctypes.c_double
    found.crible_words.argtypes = [
        *(pointer, pointer, pointer),
        *(pointer, pointer, pointer, pointer, ctypes.c_uint64),
    ]
    found.crible_words.restype = ctypes.c_uint64
    found.crible_ways.argtypes = [
        *(pointer, pointer, text, number, number, pointer, ctypes.c_uint64)
    ]
    found.crible_ways.restype = ctypes.c_uint64
    size = ctypes.c_uint64
    found.crible_slips.argtypes = [
        *(pointer, pointer, pointer, size, size, text, size),
        *(number, number, number, pointer),
    ]
    found.crible_slips.restype = size
    found.crible_names.argtypes = [*(pointer,) * 9]
    found.crible_names.restype = number
