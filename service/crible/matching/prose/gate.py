"""Which windows are looked into: at every word of ordinary prose the cheapest question.

A word that some list holds as a rare one stands in every other sentence. ``opener`` says
what it could be; here a place is asked whether that stands there: a second word of one
of its names, a noun or a legal form beside it, quotation marks. Nothing is cut, and of
the words around only those are looked up that the text has with a capital anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from crible.matching.prose.windows import NEARLY
from crible.matching.similarity import FARTHEST
from crible.text import legal_forms
from crible.text.prose import announces
from crible.text.remembered import remembered
from crible.text.skeleton import consonants, readings
from crible.text.words import words_of_run

if TYPE_CHECKING:
    from crible.matching.prose.opener import Opener
    from crible.matching.prose.runs import Block
    from crible.matching.prose.vocabulary import Vocabulary

# Runs on either side in which a second word of the name may stand.
_REACH = 6
# Runs before a name in which a noun may announce it, and behind.
_BEFORE, _BEHIND = 4, 2
# Runs on either side that may be a legal form.
_FORM = 2
# So many single letters on either side may spell a form.
_LETTERS = 6
# What stands for the key of a run of several words, of which one is a form: SiemensAG.
_GLUED = "\0"
# Shorter words have too few consonants to be met by them.
_SHORTEST_LOOSE = 4


class Gate:
    """What stands around the places of one block."""

    def __init__(self, vocabulary: Vocabulary, block: Block) -> None:
        self._vocabulary = vocabulary
        self._block = block

    def admits(self, place: int) -> bool:
        """Whether a name may stand around a run that opens a window."""
        block = self._block
        start, end = block.span(place)
        opener = self._vocabulary.openers[block.runs[place]]
        if opener.always:
            return True
        return (
            ((opener.firm or opener.ship) and block.quoted(start, end))
            or (
                (opener.firm or opener.ship or opener.titled)
                and self._announced(place, opener)
            )
            or (opener.firm and self._has_form(place))
            or self._has_second(place, opener)
        )

    def _announced(self, place: int, opener: Opener) -> bool:
        """Whether a noun beside says what a name is of."""
        runs = self._block.runs
        last = min(len(runs), place + 1 + _BEHIND)
        for run in runs[max(0, place - _BEFORE) : last]:
            kind = _announces(run)
            if kind and (
                (kind == "firms" and opener.firm)
                or (kind == "ships" and opener.ship)
                or (kind == "persons" and opener.titled)
            ):
                return True
        return False

    def _has_form(self, place: int) -> bool:
        """Whether a legal form stands beside, all of it."""
        last = min(len(self._block.runs), place + 1 + _FORM)
        return any(
            self._is_form(other)
            for other in range(max(0, place - _FORM), last)
            if other != place
        )

    def _is_form(self, place: int) -> bool:
        """Whether a run is a legal form, or part of one with the run beside it."""
        runs = self._block.runs
        key = _edge(runs[place])
        if not key:
            return False
        if key == _GLUED or key in legal_forms.alone():
            return True
        if len(runs[place]) == 1 and self._spells_form(place):
            return True
        for left in (place - 1, place):
            if left < 0 or left + 1 >= len(runs):
                continue
            pair = _form_key(runs[left]), _form_key(runs[left + 1])
            if pair in legal_forms.neighbours():
                return True
            other = left if left < place else left + 1
            if len(runs[other]) == 1 and self._spells_form(other):
                return True
        return False

    def _spells_form(self, place: int) -> bool:
        """Whether letters that stand together here spell a word of a form: S. A. R. L."""
        runs = self._block.runs
        first = last = place
        while first > 0 and place - first < _LETTERS and len(runs[first - 1]) == 1:
            first -= 1
        while (
            last + 1 < len(runs)
            and last - place < _LETTERS
            and len(runs[last + 1]) == 1
        ):
            last += 1
        return any(
            _form_key("".join(runs[start : stop + 1])) in legal_forms.edges()
            for start in range(first, place + 1)
            for stop in range(place, last + 1)
            if stop > start
        )

    def _has_second(self, place: int, opener: Opener) -> bool:
        """Whether a word beside is of one name with this one."""
        runs, known = self._block.runs, self._vocabulary.openers
        partners = self._vocabulary.kin.partners(opener.rare)
        first, last = max(0, place - _REACH), min(len(runs), place + _REACH + 1)
        for other in range(first, last):
            run = runs[other]
            near = -1 <= other - place <= 1
            small = run.islower()
            if (small and not near) or other == place:
                # Common words in small letters belong to a name when beside it alone.
                continue
            told = known.get(run)
            found = self._vocabulary.words_in(run) if told is None else told.words
            if found and not partners.isdisjoint(found):
                return True
            if small:
                continue
            if not found and self._sounds_like_one(run, opener.rare, partners):
                return True
            if near and opener.missing and self._is_nearly(run, opener.missing):
                return True
        return False

    def _sounds_like_one(
        self, run: str, rare: tuple[int, ...], partners: frozenset[int]
    ) -> bool:
        """Whether a run has the consonants of a word that belongs to this one."""
        vocabulary = self._vocabulary
        skeleton = _skeleton(run)
        return (
            bool(skeleton)
            and skeleton in vocabulary.kin.consonants_of_partners(rare)
            and not partners.isdisjoint(
                met.word
                for word in words_of_run(run)
                for met in vocabulary.loosely(word.text, word.script)
            )
        )

    def _is_nearly(self, run: str, missing: tuple[int, ...]) -> bool:
        """Whether a run is nearly a word that the name lacks: Almas-Antej."""
        vocabulary = self._vocabulary
        for word in words_of_run(run):
            ours = [item.key for item in readings(word.text, word.script)[:3]]
            for other in missing:
                key = vocabulary.key_of(other)
                if any(
                    OSA.distance(mine, key, score_cutoff=FARTHEST) <= FARTHEST
                    for mine in ours
                ) and (vocabulary.credit(word.text, word.script, other) >= NEARLY):
                    return True
        return False


@remembered(65536)
def _skeleton(run: str) -> str:
    """The consonants by which a run may be met, or nothing."""
    if not run.isascii() or len(run) < _SHORTEST_LOOSE:
        return ""
    return consonants(readings(run.lower(), "Latn")[0].key)


@remembered(65536)
def _announces(run: str) -> str:
    return announces(run.casefold())


@remembered(65536)
def _edge(run: str) -> str:
    """The key of a run that may be the edge of a legal form, and is written like one."""
    if run.isascii() and run.islower():
        return ""
    edges = legal_forms.edges()
    keys = [legal_forms.word_key(word.text, word.script) for word in words_of_run(run)]
    if edges.isdisjoint(keys):
        return ""
    return keys[0] if len(keys) == 1 and keys[0] else _GLUED


@remembered(65536)
def _form_key(run: str) -> str:
    """A run of one word as a word of a legal form."""
    found = words_of_run(run)
    if len(found) != 1:
        return ""
    return legal_forms.word_key(found[0].text, found[0].script)
