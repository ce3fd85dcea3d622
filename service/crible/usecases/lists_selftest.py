"""The self-test of a list: every listed name must find its own entry.

Asked before a list is published and at any time after: each name of each entry, and
what is left of it in plain ASCII, is put to the very index that will answer. A name
that does not lead back to its entry at the default alert line is a miss. Names that
nobody could look up, such as a lone legal form, are misses too; they are told apart so
that a person sees what is the matter.

The quick way asks the engine for names that read the same as a whole, which it always
scores, and scores the entry's own among them, by the words that are the same and then
by all; only what that does not settle is looked up in full. A test holds the ways
together.
"""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from unidecode import unidecode

from crible.errors import CribleError
from crible.matching.index import whole_key
from crible.matching.portions import portions, spread
from crible.matching.storage import key_of
from crible.model import Subject
from crible.text.scripts import dominant_script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from crible.matching import Screener
    from crible.matching.alignment import Credits
    from crible.matching.asked import Asked
    from crible.matching.index import Index
    from crible.model import Entry
    from crible.text.tokens import Parsed

Form = Literal["given", "ascii"]
Why = Literal["unreadable", "no-own-word", "not-found"]

WORDS: dict[Why, str] = {
    "unreadable": "nothing that can be read",
    "no-own-word": "nothing but legal forms and small words",
    "not-found": "did not find its entry",
}

# Names that read the same as a whole come first among the candidates, and of those so
# many are scored at least (matching/screener.py).
_SURELY_SCORED = 400
_ALL = 1_000_000
# Of Han, kana or Arabic, unidecode gives syllables or consonants that nobody writes.
_ALPHABETS = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Geor"})
# So many misses say all there is to say; each costs a full search. Those that hold
# nothing back end the search for their like alone.
_ENOUGH = 500


@dataclass(frozen=True, slots=True)
class Miss:
    """A name that does not lead back to its entry.

    ``number`` counts the entry's names from 1; the name itself is not repeated here,
    because misses are logged. ``alphabet`` says that its script is one whose letters
    have a plain reading, so that its ASCII form is what a person would type.
    """

    entry_id: str
    number: int
    form: Form
    why: Why
    alphabet: bool = True

    def __str__(self) -> str:
        form = " in ASCII" if self.form == "ascii" else ""
        return f"{self.entry_id} name {self.number}{form}: {WORDS[self.why]}"


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What a self-test found.

    ``forms`` counts the spellings tried: each name, and its ASCII form where that
    differs. ``complete`` is False when the test gave up after very many misses that
    hold a list back; of other forms in ASCII only so many are tried as say enough.
    """

    entries: int
    names: int
    forms: int
    misses: tuple[Miss, ...]
    complete: bool = True


def self_test(
    screener: Screener,
    entries: Iterable[Entry],
    *,
    progress: Callable[[int], None] = lambda _count: None,
    thorough: bool = False,
    enough: int = _ENOUGH,
    workers: int = 1,
) -> SelfTest:
    """Look every name of these entries up in an index that holds them.

    Args:
        screener: the index with the entries, among any others.
        entries: whose names to try.
        progress: called now and then with the number of names tried.
        thorough: look each name up in full, as a caller would; slow.
        enough: so many misses say all there is to say.
        workers: processes to use; the result is the same. With 1, or beside other
            threads, whose locks a fork would copy, it is this one.
    """
    if workers > 1 and threading.active_count() == 1:
        entries = tuple(entries)
        parts = _parts(screener, entries, progress, thorough, enough, workers)
        misses = tuple(miss for part in parts for miss in part.misses)
        if len(misses) < enough:
            return SelfTest(
                entries=sum(part.entries for part in parts),
                names=sum(part.names for part in parts),
                forms=sum(part.forms for part in parts),
                misses=misses,
            )
        # Where the test ends early depends on all that was before: one after the other.
    return _alone(screener, entries, progress, thorough, enough)


# What forked processes work on; they see it without a copy. Set by a lone thread only.
_given: list[tuple[Screener, Sequence[Entry], bool, int]] = []
# Entries that one process tries at a time.
_PORTION = 100


def _parts(
    screener: Screener,
    entries: Sequence[Entry],
    progress: Callable[[int], None],
    thorough: bool,
    enough: int,
    workers: int,
) -> list[SelfTest]:
    _given[:] = [(screener, entries, thorough, enough)]
    # What is there before the fork stays shared only as long as the search for garbage
    # in the children does not write to it.
    gc.freeze()
    parts: list[SelfTest] = []
    count = 0
    try:
        places = portions(range(len(entries)), _PORTION)
        for part in spread(_part, places, workers):
            parts.append(part)
            count += part.names
            progress(count)
    finally:
        gc.unfreeze()
        _given.clear()
    return parts


def _part(places: list[int]) -> SelfTest:
    screener, entries, thorough, enough = _given[0]
    some = [entries[place] for place in places]
    return _alone(screener, some, lambda _count: None, thorough, enough)


def _alone(
    screener: Screener,
    entries: Iterable[Entry],
    progress: Callable[[int], None],
    thorough: bool,
    enough: int,
) -> SelfTest:
    count = names = forms = 0
    misses: list[Miss] = []
    telling = 0
    for entry in entries:
        count += 1
        for number, name in enumerate(entry.names, start=1):
            names += 1
            if names % 500 == 0:
                progress(names)
            alphabet = dominant_script(name.text) in _ALPHABETS
            for form, text in _forms(name.text):
                tells = form == "given" or alphabet
                if not tells and len(misses) - telling >= enough:
                    continue
                forms += 1
                if not thorough and _found_quickly(screener, entry, text):
                    continue
                why = _why_missed(screener, entry, text)
                if why is not None:
                    misses.append(Miss(entry.id, number, form, why, alphabet))
                    telling += tells
        if telling >= enough:
            return SelfTest(count, names, forms, tuple(misses), complete=False)
    progress(names)
    return SelfTest(count, names, forms, tuple(misses))


def _forms(text: str) -> Iterator[tuple[Form, str]]:
    yield "given", text
    if not text.isascii():
        plain = unidecode(text).strip()
        # What leaves no letter behind, such as a run of symbols, has no such form.
        if any(char.isalnum() for char in plain):
            yield "ascii", plain


def _found_quickly(screener: Screener, entry: Entry, text: str) -> bool:
    """Whether the entry is certain to be found; False means that it is not known."""
    parsed = _as_looked_up(screener, text, person=entry.kind == "person")
    if not parsed.tokens:
        return False
    index, line = screener.index, screener.profile.threshold
    alike = [
        place
        for group in index.whole.get([key_of(whole_key(parsed))])
        for place in group.tolist()
    ]
    if len(alike) > _SURELY_SCORED:
        return False
    own = [
        place for place in alike if index.entry(index.name(place).entry).id == entry.id
    ]
    subject, asked = Subject(text), screener.asked(parsed)
    # Words that are the same nearly always settle it; what else resembles what is
    # looked at only where they do not.
    return any(
        screener.case(
            subject,
            asked,
            place,
            credits_of=_same_words(asked, index, place) if quick else None,
        ).score
        >= line
        for quick in (True, False)
        for place in own
    )


def _same_words(asked: Asked, index: Index, place: int) -> Credits:
    """How far a name and a listed one agree, as far as their words are the same."""
    units: dict[str, list[tuple[int, float, str]]] = {}
    for number, unit in enumerate(asked.units):
        units.setdefault(unit.text, []).append((number, 1.0, "same"))
    _, listed = index.side(place)
    return {
        word: units[token.text]
        for token, word in zip(listed.tokens, listed.words, strict=True)
        if token.text in units
    }


def _as_looked_up(screener: Screener, text: str, *, person: bool) -> Parsed:
    """The reading in which a name of unknown kind is held against such an entry."""
    return next(
        parsed for parsed, persons in screener.read(text) if persons in {None, person}
    )


def _why_missed(screener: Screener, entry: Entry, text: str) -> Why | None:
    parsed = _as_looked_up(screener, text, person=entry.kind == "person")
    if not parsed.tokens:
        return "unreadable"
    try:
        hits = screener.screen_subject(Subject(text), limit=_ALL)
    except CribleError:
        return "unreadable"
    if any(hit.entry_id == entry.id for hit in hits):
        return None
    own = {token.role for token in parsed.tokens} - {"legal", "stop"}
    return "not-found" if own else "no-own-word"
