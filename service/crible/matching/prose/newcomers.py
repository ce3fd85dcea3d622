"""Runs of letters that a text brings for the first time: what each could be part of.

A new text brings hundreds of them, and most are no word of any list. So they are asked
after together: one look into the index tells of all their spellings and case endings
which are filed at all, and only those go on to be compared. ``alone`` does the same for
one run, as it would be told to a person; a test holds both to the same answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.matching.prose import opener
from crible.matching.prose.glued import is_glued
from crible.matching.prose.vocabulary import RARE
from crible.text.prose import is_ordinary, is_proper
from crible.text.skeleton import readings
from crible.text.words import words, words_of_run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.matching.prose.opener import Opener
    from crible.matching.prose.vocabulary import Met, Vocabulary
    from crible.text.words import Word

# A run longer than this is no word: a line without blanks, a key, an image in letters.
LONGEST_RUN = 64


def met(vocabulary: Vocabulary, runs: Iterable[str]) -> dict[str, Opener]:
    """What each of these runs may be part of the name of."""
    found: dict[str, Opener] = {}
    read: dict[str, list[Word]] = {}
    for run in runs:
        if len(run) > LONGEST_RUN or is_glued(run):
            found[run] = opener.NOTHING
        else:
            read[run] = words_of_run(run)
    vocabulary.learn(
        (word.text, word.script) for whole in read.values() for word in whole
    )
    single: dict[str, Word] = {}
    for run, whole in read.items():
        told = found[run] = opener.of_words(
            vocabulary,
            [
                (word, item)
                for word in whole
                for item in vocabulary.meets(word.text, word.script)
            ],
        )
        if len(run) == 1 or run.isdecimal():
            if told.opens:
                found[run] = told._replace(opens=False)
        elif not told.opens and len(whole) == 1 and not _is_word(whole[0]):
            single[run] = whole[0]
    keys = {run: _whole(word) for run, word in single.items()}
    filed = vocabulary.holds_whole(keys.values())
    vocabulary.learn_near((word.text, word.script) for word in single.values())
    for run, word in single.items():
        near = vocabulary.near(word.text, word.script)
        if keys[run] in filed and _is_anchor(vocabulary, word, found[run], near):
            found[run] = opener.ALWAYS._replace(words=found[run].words)
        elif keys[run] not in filed and near:
            found[run] = _by_slip(vocabulary, word, near)
    return found


def alone(vocabulary: Vocabulary, run: str) -> Opener:
    """The same for one run, step by step."""
    if len(run) > LONGEST_RUN or is_glued(run):
        return opener.NOTHING
    whole = words(run)
    found = opener.of_words(
        vocabulary,
        [
            (word, item)
            for word in whole
            for item in vocabulary.look_up(word.text, word.script)
        ],
    )
    if len(run) == 1 or run.isdecimal():
        return found._replace(opens=False)
    if found.opens or len(whole) != 1 or _is_word(whole[0]):
        return found
    near = vocabulary.look_up_near(whole[0].text, whole[0].script)
    if vocabulary.holds_whole([_whole(whole[0])]):
        if _is_anchor(vocabulary, whole[0], found, near):
            return opener.ALWAYS._replace(words=found.words)
        return found
    return _by_slip(vocabulary, whole[0], near) if near else found


def _is_word(word: Word) -> bool:
    return is_ordinary(word.text, word.script) or is_proper(word.text, word.script)


def _whole(word: Word) -> str:
    """The key under which a name of this one word is filed."""
    return "*" + readings(word.text, word.script)[0].key


def _is_anchor(
    vocabulary: Vocabulary, word: Word, found: Opener, near: tuple[Met, ...]
) -> bool:
    """Whether names can be looked for by a word that is a whole name in one piece.

    If its own words are too common for that, nothing would be found around it.
    """
    return not found.words and any(
        item.weight >= RARE
        for item in (*near, *vocabulary.loosely(word.text, word.script))
    )


def _by_slip(vocabulary: Vocabulary, word: Word, near: tuple[Met, ...]) -> Opener:
    """Whatever it weighs: it opened a window by being nearly a word of a list."""
    found = opener.of_words(vocabulary, [(word, item) for item in near])
    return found._replace(opens=True)
