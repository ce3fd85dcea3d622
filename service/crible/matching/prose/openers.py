"""Which runs of letters of a block make it worth looking around them.

A run opens a window when some list holds it as a rare word, or as a whole name. Ordinary
words in small letters never do. What was found of a run is kept: texts repeat theirs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.matching.prose import opener
from crible.matching.prose.vocabulary import RARE
from crible.text import legal_forms, lexicon
from crible.text.prose import announces, is_ordinary, is_proper
from crible.text.remembered import remembered
from crible.text.scripts import dominant_script
from crible.text.skeleton import readings
from crible.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.matching.prose.opener import Opener
    from crible.matching.prose.runs import Block
    from crible.matching.prose.vocabulary import Vocabulary

# Runs whose verdict is kept.
_KEPT = 1 << 18
# Runs on either side that can make a dictionary word a name.
_BESIDE = 3
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
    known = vocabulary.openers
    if len(known) > _KEPT:
        known.clear()
    hasty = block.without_capitals
    # In another text without capitals words in small letters may be looked at.
    runs = {run for run in block.distinct if hasty or not run.islower()}
    for run in [run for run in runs if run not in known]:
        known[run] = _opener(vocabulary, run)
    return {run for run in runs if known[run].opens}


def lonely(vocabulary: Vocabulary, block: Block, place: int) -> bool:
    """Whether a word stands among small letters and can be no name there.

    So it is with words of dictionaries, and with words that only persons are called.
    """
    run = block.runs[place]
    word = run.lower()
    if not vocabulary.openers[run].persons and not (
        is_ordinary(word, _script(word)) or is_proper(word, _script(word))
    ):
        return False
    if block.opened(block.spans[place][0]):
        return False
    first = max(0, place - _BESIDE)
    for other, run in enumerate(block.runs[first : place + _BESIDE + 1], start=first):
        if other != place and _is_company(run):
            return False
    return True


@remembered(65536)
def _is_company(run: str) -> bool:
    """Whether a run says that a name may stand beside: a capital, or a noun."""
    word = run.lower()
    return announces(word) in {"firms", "ships", "persons"} or not (
        run.islower() or is_stop(word)
    )


@remembered(65536)
def is_stop(word: str) -> bool:
    """Whether a word is an article, a preposition or a legal form in small letters."""
    return word in lexicon.stop_words()


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
    if piece.isascii():
        return "Latn"
    return "Hani" if _HAN.match(piece) else dominant_script(piece)


def _opener(vocabulary: Vocabulary, run: str) -> Opener:
    """What a run may be part of the name of."""
    if len(run) > LONGEST_RUN or is_glued(run):
        return opener.NOTHING
    whole = words(run)
    met = [
        (word, met)
        for word in whole
        for met in vocabulary.meets(word.text, word.script)
    ]
    found = opener.of_words(vocabulary, met)
    if len(run) == 1 or run.isdecimal():
        return found._replace(opens=False)
    if found.opens or len(whole) != 1:
        return found
    (word,) = whole
    if is_ordinary(word.text, word.script) or is_proper(word.text, word.script):
        return found
    plain = "*" + readings(word.text, word.script)[0].key
    if vocabulary.holds_whole([plain]):
        return opener.ALWAYS._replace(words=found.words)
    near = vocabulary.near(word.text, word.script)
    if not near:
        return found
    # Whatever it weighs: it opened a window by being nearly a word of a list.
    return opener.of_words(vocabulary, [(word, item) for item in near])._replace(
        opens=True
    )
