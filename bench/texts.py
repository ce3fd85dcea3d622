"""Listed names in running text: speed beside an exact scan for the same names.

The rival is an Aho-Corasick automaton (pyahocorasick) over the folded names: it finds
what stands in the text to the letter, inside other words too, and nothing else.
Everything is measured in processor time of one process, so that neighbours disturb it
less; compare ratios. With the data folder the texts are French, English, Ukrainian and
financial prose, without it sentences of made-up words.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import datasets

if TYPE_CHECKING:
    from crible.matching.screener import Screener
    from crible.model import Entry

# Characters that are read before anything is timed, and that are timed.
_WARM, _TIMED = 300_000, 100_000
_ARTICLE = 5_000
_ARTICLES = 20
_SOURCES = ("financial en", "wikineural fr", "wikineural en", "ner-uk uk")


class Exact:
    """The rival: every name as it stands in the list, whatever its case."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        import ahocorasick

        self._automaton = ahocorasick.Automaton()
        for entry in entries:
            for name in entry.names:
                folded = " ".join(name.text.casefold().split())
                if folded:
                    self._automaton.add_word(folded, folded)
        self._automaton.make_automaton()

    def scan(self, text: str) -> int:
        """How many names stand in a text."""
        return sum(1 for _ in self._automaton.iter(text.casefold()))


def prose() -> dict[str, str]:
    """Texts by source, each of the length that is read and timed."""
    size = _WARM + _TIMED
    data = datasets.folder()
    if data is None:
        return {"made up": _made_up(size)}
    import prose as sources

    found = sources.sources(data)
    return {
        name: "\n\n".join(one.text for one in found[name])[:size] for name in _SOURCES
    }


def measured(screener: Screener, entries: Iterable[Entry]) -> dict[str, Any]:
    """Characters a second, of each source and as the harmonic mean of all."""
    rival = Exact(entries)
    by_source = {}
    articles: list[float] = []
    for name, text in prose().items():
        warm, timed = text[:_WARM], text[_WARM : _WARM + _TIMED]
        screener.scan(warm)
        new = _seconds(screener.scan, timed)
        again = min(_seconds(screener.scan, timed) for _ in range(3))
        exact = min(_seconds(rival.scan, timed) for _ in range(3))
        parts = [
            timed[at : at + _ARTICLE] for at in range(0, _ARTICLES * _ARTICLE, _ARTICLE)
        ]
        articles += [_seconds(screener.scan, part) for part in parts]
        by_source[name] = {
            "new_per_s": len(timed) / new,
            "again_per_s": len(timed) / again,
            "rival_per_s": len(timed) / exact,
        }
    whole = {
        key: statistics.harmonic_mean(one[key] for one in by_source.values())
        for key in ("new_per_s", "again_per_s", "rival_per_s")
    }
    return {
        **whole,
        "article_ms": 1e3 * statistics.median(articles),
        "sources": by_source,
    }


def grown(build: Callable[[list[Entry]], Screener], entries: list[Entry]) -> float:
    """How many times longer the same texts take with four times the names."""
    spent = []
    texts = prose()
    for some in (entries[::4], entries):
        screener = build(some)
        for text in texts.values():
            screener.scan(text[:_WARM])
        spent.append(
            sum(
                min(_seconds(screener.scan, text[_WARM:]) for _ in range(3))
                for text in texts.values()
            )
        )
    return spent[1] / spent[0]


def _seconds(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began


def _made_up(size: int) -> str:
    """Sentences of a few thousand words, the commoner ones more often."""
    draw = random.Random(3)
    syllables = "ba ce do fi gu ha je ki lo mu ne po ra si tu ve zo".split()
    words = [
        "".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(4000)
    ]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    text: list[str] = []
    length = 0
    while length < size:
        sentence = draw.choices(words, weights, k=draw.randint(6, 20))
        sentence[0] = sentence[0].capitalize()
        place = draw.randrange(len(sentence))
        sentence[place] = sentence[place].capitalize()
        text.append(" ".join(sentence) + ".")
        length += len(text[-1]) + 1
    return " ".join(text)
