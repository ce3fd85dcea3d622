"""The arrays of an index as the compiled library sees them."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np

from crible.errors import IndexDamaged
from crible.matching.kernel.library import Groups, Room
from crible.text.scripts import ABJADS

if TYPE_CHECKING:
    from crible.matching.index import Index

_GROUPS = ("exact", "near", "grams", "initials")
# Each pointer of ``arrays`` in kernel.h, in order, with the type it has there.
_POINTERS = {
    "postings_at": np.uint32,
    "postings": np.uint32,
    "edit_keys": np.uint8,
    "edit_keys_at": np.uint32,
    "edit_word": np.uint32,
    "edit_rank": np.uint8,
    "edit_length": np.uint8,
    "edit_letters": np.uint64,
    "words": np.uint8,
    "words_at": np.uint32,
    "word_keys": np.uint8,
    "word_keys_at": np.uint32,
    "word_first": np.uint32,
    "word_light": np.uint8,
    "word_size": np.uint8,
    "word_abjad": np.uint8,
    "word_script": np.uint8,
    "name_parts_at": np.uint32,
    "name_parts": np.uint32,
    "part_word": np.uint32,
    "part_weight": np.float64,
    "part_bits": np.float32,
    "part_flags": np.uint8,
    "part_concept": np.uint16,
    "name_person": np.uint8,
    "singled": np.uint32,
    "singled_letters": np.uint32,
    "whole_keys": np.uint32,
}
_COUNTS = (
    *("edits", "word_count", "part_count", "name_count"),
    *("singled_count", "whole_count"),
)


class Arrays(ctypes.Structure):
    """``arrays`` of kernel.h."""

    _fields_ = [
        *[(name, Groups) for name in _GROUPS],
        *[(name, ctypes.c_void_p) for name in _POINTERS],
        *[(name, ctypes.c_uint64) for name in _COUNTS],
    ]


# Offsets, the array that they lead into, and what its numbers are places in, if any.
_LEADS = (
    *[(name + "_at", name, of) for name, of in (("exact", "words"), ("near", "edits"))],
    *[
        (name + "_at", name, of)
        for name, of in (("grams", "edits"), ("initials", "names"))
    ],
    ("postings_at", "postings", "names"),
    ("name_parts_at", "name_parts", "parts"),
    *[(name + "_at", name, "") for name in ("edit_keys", "words", "word_keys")],
    ("slip_texts_at", "slip_texts", ""),
    *[("", name, "words") for name in ("part_word", "edit_word")],
    *[("", name, "names") for name in ("singled", "slip_name")],
)


def _check(index: Index) -> None:
    """See that no number leads out of its array: the library would follow it."""
    counts = {
        "words": len(index.words),
        "edits": len(index.edit_keys),
        "names": index.name_count,
        "parts": len(index.part_word),
    }
    for offsets, values, of in _LEADS:
        array = index.arrays[values]
        good = not of or not len(array) or int(array.max()) < counts[of]
        if offsets:
            at = index.arrays[offsets]
            good = (
                good and int(at[-1]) <= len(array) and bool((at[:-1] <= at[1:]).all())
            )
        if not good:
            raise IndexDamaged(f"The index leads out of itself, at {values}.")


def arrays_of(index: Index, room: Room) -> Arrays:
    """Point at the arrays of an index, which ``room`` keeps alive.

    Raises:
        IndexDamaged: a number leads out of an array.
        TypeError: an array is of another type than kernel.h says.
    """
    _check(index)
    found = Arrays()
    for name in _GROUPS:
        keys, at, values = (
            room.hold(index.arrays[name + end]) for end in ("_keys", "_at", "")
        )
        setattr(
            found, name, Groups(keys, at, values, len(index.arrays[name + "_keys"]))
        )
    script = index.arrays["word_script"]
    abjads = [code for code, name in enumerate(index.meta["scripts"]) if name in ABJADS]
    worked_out = {
        "word_abjad": np.isin(script, abjads).astype(np.uint8),
        "name_person": index.are_persons(np.arange(index.name_count)).astype(np.uint8),
    }
    for name, dtype in _POINTERS.items():
        array = worked_out[name] if name in worked_out else index.arrays[name]
        if array.dtype != dtype:
            raise TypeError(f"{name} is {array.dtype}, not {np.dtype(dtype)}")
        setattr(found, name, room.hold(array))
    found.edits = len(index.edit_keys)
    found.word_count = len(index.words)
    found.part_count = len(index.part_word)
    found.name_count = index.name_count
    found.singled_count = len(index.arrays["singled"])
    found.whole_count = len(index.arrays["whole_keys"])
    return found
