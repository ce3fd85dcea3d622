"""Runs of scripts that put no blanks between words: Chinese, Japanese, Thai, Khmer.

Such a run is a sentence rather than a word. Its parts are looked up all at once, and
those that an index holds tell where the run is cut.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.matching.prose.vocabulary import RARE
from crible.text import legal_forms
from crible.text.scripts import dominant_script

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.matching.prose.vocabulary import Vocabulary

# Parts of a run of Han that are looked up have so many characters.
_HAN_PARTS = range(2, 9)
_GLUED = re.compile(
    r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]*\Z")


def is_glued(run: str) -> bool:
    """Whether a run is of a script that puts no blanks between words."""
    return not run.isascii() and _GLUED.search(run) is not None


def words_among(vocabulary: Vocabulary, runs: Iterable[str]) -> frozenset[str]:
    """Pieces of runs without blanks that are words of the index."""
    pieces = {
        run[start : start + size]
        for run in runs
        for size in _HAN_PARTS
        for start in range(len(run) - size + 1)
    }
    keys = {f"!{_script(piece)}{piece}": piece for piece in pieces}
    return frozenset(
        piece
        for key in vocabulary.holds(keys)
        for piece in [keys[key]]
        if any(met.credit == 1.0 for met in vocabulary.meets(piece, _script(piece)))
    )


def opens(vocabulary: Vocabulary, run: str, known: frozenset[str]) -> bool:
    """Whether a run without blanks holds a rare listed word, or a legal form."""
    return any(form in run for form in legal_forms.glued()) or any(
        met.weight >= RARE
        for piece in known
        if piece in run
        for met in vocabulary.meets(piece, _script(piece))
    )


def _script(piece: str) -> str:
    if piece.isascii():
        return "Latn"
    return "Hani" if _HAN.match(piece) else dominant_script(piece)
