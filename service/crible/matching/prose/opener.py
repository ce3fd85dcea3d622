"""What a run of letters could be the name of, told once for all places where it stands.

Most words that open a window are a part of names of which nothing else stands around:
every Vladimir is on some list. What such a word needs beside it to be a mention at all
(a second word of the same name, a noun, quotation marks) follows from the lists alone;
``gate`` then asks a place for it, before any word around is cut and looked up.

The rules are those of ``persons``, ``lone`` and ``windows``, told as what is needed at
least: who fails here would fail there. A test holds that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crible.matching.prose.beside import CLOSE, IDLE, SAME, SHORT
from crible.matching.prose.lone import LONG_FORM, LONG_SLIP, SLIP
from crible.matching.prose.persons import FEW, RARE_SURNAME
from crible.matching.prose.vocabulary import RARE
from crible.matching.prose.windows import COMPLETE, COVERED, HOLDERS
from crible.text.lexicon import meaning
from crible.text.prose import is_ordinary, is_proper
from crible.text.scripts import dominant_script
from crible.text.tokens import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crible.matching.prose.vocabulary import Met, Vocabulary
    from crible.text.words import Word


class Opener(NamedTuple):
    """What a run may be part of, and what must stand beside it.

    Attributes:
        opens: whether it opens a window anywhere.
        persons: whether only persons are called so.
        always: whether its windows are looked at without asking further.
        titled: it may be a surname alone, after a title.
        ship: it may be a ship, after a word such as tanker.
        firm: it may be a firm, beside a form or a noun or in quotation marks.
        words: the words of the index that it is.
        rare: those of them by which names are looked for.
        missing: rare words of the names of which it is the better part.
        is_stranger: it was read, and is no word of the index.
    """

    opens: bool = False
    persons: bool = False
    always: bool = False
    titled: bool = False
    ship: bool = False
    firm: bool = False
    words: tuple[int, ...] = ()
    rare: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    is_stranger: bool = False


# What is not read: too long, or of a script that puts no blanks between words.
NOTHING = Opener()
# What was read, and is no word of the index.
STRANGER = Opener(is_stranger=True)
ALWAYS = Opener(opens=True, always=True)


def of_words(vocabulary: Vocabulary, found: Iterable[tuple[Word, Met]]) -> Opener:
    """What words of a run, each with a word of the index that it is, may be part of."""
    pairs = list(found)
    if not pairs:
        return STRANGER
    words = tuple({met.word for _, met in pairs})
    rare = [(word, met) for word, met in pairs if met.weight >= RARE]
    if not rare:
        return Opener(words=words)
    signs: set[str] = set()
    missing: set[int] = set()
    for word, met in rare:
        _look(vocabulary, word, met, signs, missing)
    return Opener(
        True,
        all(vocabulary.kin.only_persons(met.word) for _, met in rare),
        "always" in signs,
        "titled" in signs,
        "ship" in signs,
        "firm" in signs,
        words,
        tuple({met.word for _, met in rare}),
        tuple(missing),
    )


def _look(
    vocabulary: Vocabulary, word: Word, met: Met, signs: set[str], missing: set[int]
) -> None:
    """Add what one word could be alone, by the names that it covers enough of."""
    value = met.weight * met.credit
    shared = vocabulary.kin.count_with(met.word) > HOLDERS
    heaviest = value / COVERED
    if shared:
        heaviest = min(heaviest, met.weight / COMPLETE)
    kin = vocabulary.kin
    names = kin.names_up_to(met.word, heaviest)
    for words in kin.words_of_all(names):
        missing.update(
            other
            for other in words
            if other != met.word and vocabulary.weight_of(other) >= RARE
        )
    kinds = [kin.kind_of(name) for name in names.tolist()]
    if (
        "person" in kinds
        and met.weight >= RARE_SURNAME
        and met.credit >= SAME
        and kin.count_with(met.word) <= FEW
        and not _is_word(word, met)
    ):
        signs.add("titled")
    if met.credit < (CLOSE if len(word.text) < LONG_SLIP else SLIP):
        return
    if not {"vessel", "aircraft"}.isdisjoint(kinds):
        signs.add("ship")
    firms = [
        name
        for name, kind in zip(names.tolist(), kinds, strict=True)
        if kind not in {"person", "vessel", "aircraft"}
    ]
    if firms:
        signs.add("firm")
        if _is_free(vocabulary, word, met) and any(
            _is_whole(vocabulary, name) for name in firms
        ):
            signs.add("always")


def _is_word(word: Word, met: Met) -> bool:
    """Whether a word is one of a language or the name of many, as ``beside`` has it."""
    return (
        is_ordinary(word.text, word.script)
        or is_proper(word.text, word.script)
        or is_ordinary(met.form, word.script)
        or is_proper(met.form, word.script)
        or meaning(met.form, word.script) is not None
    )


def _is_free(vocabulary: Vocabulary, word: Word, met: Met) -> bool:
    """Whether a word is a mention by its capital alone, as ``lone`` has it."""
    if min(len(word.text), len(met.form)) <= SHORT:
        return False
    spelled = vocabulary.spelled(met.word)
    same_script = dominant_script(spelled) == word.script
    if not same_script or (
        met.form != word.text and word.script == "Latn" and len(met.form) < LONG_SLIP
    ):
        return False
    if (met.credit < 1.0 or met.form != word.text) and len(met.form) < LONG_FORM:
        return False
    return not _is_word(word, met) or vocabulary.is_famous(met.word)


def _is_whole(vocabulary: Vocabulary, name: int) -> bool:
    """Whether a listed name is one word, but for legal forms and articles."""
    listed = parse(vocabulary.name(name).text).tokens
    return sum(token.role not in IDLE for token in listed) <= 1
