"""Which runs of letters of a block make it worth looking around them.

A run opens a window when some list holds it as a rare word, or as a whole name. Ordinary
words in small letters never do. What was found of a run is kept: texts repeat theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.matching.prose import newcomers
from crible.text import lexicon
from crible.text.prose import announces, is_ordinary, is_proper
from crible.text.remembered import remembered
from crible.text.scripts import dominant_script

if TYPE_CHECKING:
    from crible.matching.prose.runs import Block
    from crible.matching.prose.vocabulary import Vocabulary

# Runs whose verdict is kept.
_KEPT = 1 << 18
# Runs on either side that can make a dictionary word a name.
_BESIDE = 3


def openers(vocabulary: Vocabulary, block: Block) -> set[str]:
    """The distinct runs of a block that open a window."""
    known = vocabulary.openers
    if len(known) > _KEPT:
        known.clear()
    # In another text without capitals words in small letters may be looked at.
    runs = block.distinct
    if not block.without_capitals:
        runs = runs - block.lower
    # Not a difference of sets: that would go through all that is known.
    new = {run for run in runs if run not in known}
    if new:
        known.update(newcomers.met(vocabulary, new))
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
    if block.opened(block.starts[place]):
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


def _script(word: str) -> str:
    return "Latn" if word.isascii() else dominant_script(word)
