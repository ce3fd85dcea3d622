"""Which subjects a change of the lists may concern: by their words, before any search.

On the second night nearly all subjects were clear the night before. One of them can
only have become a hit through an entry that is new or changed, or through a word that
now weighs something else. Both leave a trace in its words: one of them resembles, in
the engine's own sense, a telling word of those entries; or most of its words resemble
any of theirs; or it is one of them but for blanks, an acronym, a number. Whoever shows
such a trace is held against these entries by the engine itself, with a much lower line,
and who reaches that is screened against everything; the others stay clear.

It errs to the side of screening: that most traces lead nowhere costs time alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from crible.errors import CribleError
from crible.matching import Screener, evidence
from crible.matching.finder import WordFinder
from crible.matching.storage import key_of
from crible.model import Entry, Name
from crible.text.scripts import dominant_script
from crible.text.skeleton import readings
from crible.text.tokens import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.matching.index import Index
    from crible.model import Subject
    from crible.text.tokens import Token

IDLE, NOTHING, COMMON, TELLING = -1, 0, 1, 2
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[\W_]+")
# Roles whose words many names share; alone they make no hit.
_COMMON = frozenset({"generic", "line", "place", "legal", "stop", "number", "title"})
_IDLE = frozenset({"legal", "stop"})
# Share of the words of a subject from which on common ones are a trace, too.
_MOST = 0.5
# Part of the line from which on a likeness to changed entries alone is followed up. They
# are weighed by few entries there; of 1,344 altered names that hit one of 305 new
# entries, none scored less there than among all of them.
_LOWER = 0.6
# A word that is nobody's, of no meaning and no other role.
_BEFORE = "zkvyx"
# A word that moved less in weight changes no score that anybody would notice.
_MOVED = 0.01
_ACRONYM = range(3, 8)
_KEPT = 500_000


class Suspicion:
    """Knows the changed entries of an index by their words.

    Args:
        index: as it is now.
        changed: ids of entries that came or changed.
        before: the index of the earlier lists.
        line: score from which on a subject is hit.
    """

    def __init__(
        self, index: Index, changed: Iterable[str], before: Index, line: float
    ) -> None:
        self._line = line * _LOWER
        self._moved = moved_words(before, index) if before is not index else frozenset()
        wanted = set(changed)
        entries = [
            _entry(index, place)
            for place in range(index.entry_count)
            if index.ids[place] in wanted
        ]
        entries += list(_holding(index, self._moved, wanted))
        self.entries = len(entries)
        self._screener = Screener.build(entries)
        here = self._screener.index
        self._finder = WordFinder(here)
        self._kept: dict[str, int] = {}
        self._whole: set[str] = set()
        self._initials: set[str] = set()
        self._short: set[str] = set()
        for entry in entries:
            for name in entry.names:
                self._note(name.text, person=entry.kind == "person")

    def falls_on(self, subject: Subject) -> bool:
        """Whether a subject that was clear may be no longer."""
        if not self.entries:
            return False
        if subject.identifiers:
            wanted = [key_of(key) for key in evidence.keys(subject.identifiers)]
            if self._screener.index.identifiers.get(wanted):
                return True
        names = (subject.name, *subject.aliases)
        if any(map(self._holds_moved, names)):
            return True
        return any(map(self._shows, names)) and self._may_reach(subject)

    def _holds_moved(self, name: str) -> bool:
        """Whether a word weighs something else now, beside any entry."""
        return not self._moved.isdisjoint(_WORD.findall(name.casefold()))

    def _may_reach(self, subject: Subject) -> bool:
        """Whether the engine sees a likeness, with the weights of few entries."""
        try:
            return bool(
                self._screener.screen_subject(subject, threshold=self._line, limit=1)
            )
        except CribleError:
            return True

    def _note(self, text: str, *, person: bool) -> None:
        parsed = parse(text, person=person)
        words = [token.text for token in parsed.tokens if token.role not in _IDLE]
        self._whole.add(_joined(words))
        self._whole.add(_joined(token.text for token in parsed.tokens))
        self._initials.update(_runs("".join(map(_first, words))))
        self._short.update(
            "".join(map(_first, word)) for word in words if len(word) in _ACRONYM
        )

    def _shows(self, name: str) -> bool:
        # As written: glued forms part where small letters meet capitals.
        words = _WORD.findall(name)
        found = [self._related(word) for word in words]
        if TELLING in found:
            return True
        # "Somebody Co Ltd" resembles whoever has a legal form, and so nobody.
        weighty = [level for level in found if level != IDLE]
        if sum(weighty) > _MOST * len(weighty) or not weighty:
            return True
        return self._reads_alike(words)

    def _reads_alike(self, words: list[str]) -> bool:
        """Blanks elsewhere, letters with dots between them, acronyms either way."""
        joined = ""
        for word in words:
            joined += word
            if _joined([joined]) in self._whole:
                return True
        for word in words:
            if len(word) in _ACRONYM and "".join(map(_first, word)) in self._initials:
                return True
        if any(run in self._short for run in _runs("".join(map(_first, words)))):
            return True
        singles = [word for word in words if len(word) == 1]
        if len(singles) > 1 and self._related("".join(singles), joined=True) > NOTHING:
            return True
        return any(
            self._related(left + right, joined=True) == TELLING
            for left, right in pairwise(words)
            if len(left) < 4 or len(right) < 4
        )

    def _related(self, word: str, *, joined: bool = False) -> int:
        key = word + "+" if joined else word
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            known = self._kept[key] = self._asked(word, joined=joined)
        return known

    def _asked(self, word: str, *, joined: bool) -> int:
        best = IDLE
        # Behind another word a legal form is read as one, alone it would be a name.
        for token in parse(f"{_BEFORE} {word}").tokens[1:]:
            if token.role in _IDLE:
                continue
            best = max(best, NOTHING)
            if self._is_like_a_listed_word(token, joined=joined):
                # A lone letter is an initial: where such a word is a family name, the
                # other words are like too.
                common = token.role in _COMMON or len(token.text) == 1
                best = max(best, COMMON if common else TELLING)
        return best

    def _is_like_a_listed_word(self, token: Token, *, joined: bool) -> bool:
        text, script = token.text, token.script
        return bool(
            self._finder.met(text, script)
            or (joined and self._finder.met(text, script, joined=True))
        )


def moved_words(before: Index, now: Index) -> frozenset[str]:
    """Words that weigh something else than they did, beyond what can be noticed."""
    old = _weights(before)
    return frozenset(
        word
        for (word, script), weight in _weights(now).items()
        if abs(weight - old.get((word, script), weight)) > _MOVED
    )


def _weights(index: Index) -> dict[tuple[str, str], float]:
    weights = index.word_weights.tolist()
    return {index.word(place): weights[place] for place in range(len(weights))}


def _holding(index: Index, words: frozenset[str], known: set[str]) -> Iterator[Entry]:
    """Entries with a name that holds one of the words."""
    places = [place for place in range(len(index.words)) if index.words[place] in words]
    names = index.postings.get(places)
    if not names:
        return
    entries = {index.name(place).entry for place in np.concatenate(names).tolist()}
    for place in sorted(entries):
        if index.ids[place] not in known:
            yield _entry(index, place)


def _entry(index: Index, place: int) -> Entry:
    """An entry as far as an index holds it."""
    listed = index.entry(place)
    names = tuple(
        Name(name.text, name.type, name.quality, dominant_script(name.text))
        for name in map(index.name, index.names_of(place))
    )
    return Entry(
        listed.id,
        listed.list,
        listed.kind or "other",
        names,
        countries=listed.countries,
        identifiers=listed.identifiers,
        dates=listed.dates,
    )


def _runs(firsts: str) -> list[str]:
    """Initials of every run of so many words as an acronym may stand for."""
    return [
        firsts[start : start + size]
        for size in _ACRONYM
        for start in range(len(firsts) - size + 1)
    ]


@lru_cache(maxsize=1 << 16)
def _first(word: str) -> str:
    """The sound that a word begins with, as acronyms are read."""
    key = readings(word.casefold(), dominant_script(word))[0].key
    return key[1] if key[:1] in {"=", "#"} and len(key) > 1 else key[:1]


def _joined(words: Iterable[str]) -> str:
    return _key_letters("".join(words))


def _key_letters(text: str) -> str:
    """Letters and digits alone, romanised: two scripts meet in them."""
    if not text.isascii():
        from unidecode import unidecode  # noqa: PLC0415 - Latin texts do without

        text = unidecode(text)
    return _LETTERS.sub("", text.casefold())
