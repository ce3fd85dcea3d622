"""Which runs of letters of a block make it worth looking around them.

A run opens a window when some list holds it as a rare word, or as a whole name. Ordinary
words in small letters never do. What was found of a run is kept: texts repeat theirs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.text import legal_forms
from crible.text.prose import is_ordinary, is_proper
from crible.text.scripts import dominant_script
from crible.text.skeleton import readings
from crible.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.matching.prose.runs import Block
    from crible.matching.prose.vocabulary import Vocabulary

# A word of a list says enough to look around it from this weight on.
RARE = 0.3
# Runs whose verdict is kept.
_KEPT = 1 << 18
# A run longer than this is no word: a line without blanks, a key, an image in letters.
LONGEST_RUN = 64
# Parts of a run of Han that are looked up have so many characters.
_HAN_PARTS = range(2, 9)
_GLUED = re.compile(
    r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]*\Z")


def openers(vocabulary: Vocabulary, block: Block) -> set[str]:
    """The distinct runs of a block that open a window."""
    verdicts = vocabulary.verdicts
    if len(verdicts) > _KEPT:
        verdicts.clear()
    hasty = block.without_capitals
    found = set()
    for run in block.distinct:
        verdict = verdicts.get(run)
        if verdict is None:
            if run.islower() and not hasty:
                # Not kept: in another text without capitals it may be looked at.
                continue
            verdict = verdicts[run] = _opens(vocabulary, run)
        if verdict and (hasty or not run.islower()):
            found.add(run)
    return found


def is_glued(run: str) -> bool:
    """Whether a run is of a script that puts no blanks between words."""
    return _GLUED.search(run) is not None


def glued_words(vocabulary: Vocabulary, runs: Iterable[str]) -> frozenset[str]:
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


def glued_opens(vocabulary: Vocabulary, run: str, known: frozenset[str]) -> bool:
    """Whether a run without blanks holds a rare listed word, or a legal form."""
    return any(form in run for form in legal_forms.glued()) or any(
        met.weight >= RARE
        for piece in known
        if piece in run
        for met in vocabulary.meets(piece, _script(piece))
    )


def _script(piece: str) -> str:
    return "Hani" if _HAN.match(piece) else dominant_script(piece)


def _opens(vocabulary: Vocabulary, run: str) -> bool:
    if len(run) == 1 or len(run) > LONGEST_RUN or run.isdecimal() or is_glued(run):
        return False
    whole = words(run)
    for word in whole:
        if any(met.weight >= RARE for met in vocabulary.meets(word.text, word.script)):
            return True
    if len(whole) != 1:
        return False
    word = whole[0]
    if is_ordinary(word.text, word.script) or is_proper(word.text, word.script):
        return False
    plain = "*" + readings(word.text, word.script)[0].key
    return bool(
        vocabulary.holds_whole([plain]) or vocabulary.near(word.text, word.script)
    )
