"""Listed names that hold no rare word, met whole: Bank of Industry and Mine.

Runs of words with capitals are put together, without forms and articles, as the index
files whole names; a look-up of all of them at once finds those that are listed. So no
window is opened around common words, and still an exact name is met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.matching.prose.glued import is_glued
from crible.matching.prose.newcomers import LONGEST_RUN
from crible.text import legal_forms, lexicon
from crible.text.remembered import remembered
from crible.text.skeleton import readings
from crible.text.words import words_of_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.matching.prose.runs import Block
    from crible.matching.prose.vocabulary import Vocabulary

# Words of a name met whole.
_WORDS = range(2, 9)
# Runs of capitals longer than this are headlines, menus or tables.
_LONGEST_CHAIN = 16
_JOINED = frozenset(
    {" ", "-", "\n", "\r\n", " & ", "\u00a0", " - ", ", ", ".", ". ", "'", "’"}
)


def wholes(vocabulary: Vocabulary, block: Block) -> list[tuple[int, int, str]]:
    """First run, last run and key of each stretch that is a whole listed name."""
    windows = list(_windows(block))
    if not windows:
        return []
    filed = vocabulary.holds_whole({key for _, _, key in windows})
    return [window for window in windows if window[2] in filed]


def _windows(block: Block) -> Iterator[tuple[int, int, str]]:
    for chain in _chains(block):
        telling = [(place, key) for place, key in chain if key]
        for start in range(len(telling)):
            key = "*" + telling[start][1]
            for stop in range(start + 1, min(len(telling), start + _WORDS.stop - 1)):
                key += telling[stop][1]
                yield telling[start][0], telling[stop][0], key


def _chains(block: Block) -> Iterator[list[tuple[int, str]]]:
    """Neighbouring runs that may be of one name, with their keys."""
    taken = -1
    for first in block.raised:
        if first <= taken:
            continue
        chain: list[tuple[int, str]] = []
        for place in _neighbours(block, first):
            key = _key(block.runs[place])
            taken = place
            if key is None:
                break
            chain.append((place, key))
        if len(chain) > 1:
            yield chain


def _neighbours(block: Block, first: int) -> Iterator[int]:
    """A run with a capital and those behind it that may go on with its name."""
    runs, text, starts, ends = block.runs, block.text, block.starts, block.ends
    yield first
    for place in range(first + 1, min(len(runs), first + _LONGEST_CHAIN)):
        if text[ends[place - 1] : starts[place]] not in _JOINED:
            return
        run = runs[place]
        if run.islower() and run not in lexicon.stop_words():
            return
        yield place


@remembered(65536)
def _key(run: str) -> str | None:
    """What a run adds to the key of a whole name; None where none can hold it."""
    if len(run) > LONGEST_RUN or is_glued(run):
        return None
    found = words_of_run(run)
    if len(found) != 1:
        return None
    word = found[0]
    if len(word.text) == 1 and word.text.isalpha():
        # Initials: of any name, and the list's own are read by the engine.
        return None
    if word.text in lexicon.stop_words() or legal_forms.is_form(word.text):
        return ""
    return readings(word.text, word.script)[0].key
