"""Names that are the listed one as a whole, sound for sound, in another script.

A floor like those of ``floors``; what agrees word by word is judged as everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from unidecode import unidecode

from crible.matching.side import IDLE, key_of_word
from crible.text.remembered import remembered
from crible.text.romanise import pinyin
from crible.text.syllables import cut_name, is_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.matching.case import Case
    from crible.text.tokens import Token

# Letters of a name that agrees with another script's in whole: with its legal form, and
# without one, where it must be several words.
_WITH_FORM = 3
_WITHOUT_FORM = 11
_WORD_LETTERS = 2


def transliterated(case: Case) -> None:
    """The listed name as a whole, sound for sound in another script.

    A word alone is a hundred companies in either script. A legal form in Latin letters as
    the list has it in others ("AO Tayfun" for АО «Тайфун», not for TAYFUN LTD) says that
    somebody transliterated the name, and several words are no chance. ООО «Константа» in
    its own script says nothing of the kind against KONSTANTA OOO: there are hundreds.
    """
    if case.score >= case.profile.exact or case.listed_kind in {"person", "vessel"}:
        return
    scripts = _scripts(case.subject.tokens), _scripts(case.listed.tokens)
    if not scripts[0].isdisjoint(scripts[1]):
        return
    ours = _said(case.subject.tokens, case.ours.keys)
    theirs = _said(case.listed.tokens, case.theirs.keys)
    if scripts in _PINYIN_AND_HAN and _is_pinyin(case):
        case.lift(
            "transliterated",
            case.profile.exact,
            "This is the listed name in pinyin, legal form included.",
        )
        return
    whole = "".join(ours.keys)
    if whole != "".join(theirs.keys):
        return
    formed = scripts[0] == {"Latn"} and ours.forms and ours.forms == theirs.forms
    if (formed and len(whole) >= _WITH_FORM) or (
        len(whole) >= _WITHOUT_FORM
        and sum(len(key) >= _WORD_LETTERS for key in ours.keys) > 1
    ):
        case.lift(
            "transliterated",
            case.profile.exact,
            "This is the listed name, sound for sound, in another script.",
        )


# Letters of a name in pinyin with its legal form, at least.
_PINYIN = 16
_PINYIN_AND_HAN = (({"Latn"}, {"Hani"}), ({"Hani"}, {"Latn"}))


def _is_pinyin(case: Case) -> bool:
    """Whether one name is the other in pinyin, however its syllables are joined."""
    if not case.subject.legal or not case.listed.legal:
        return False
    spelled = syllables(case.subject.tokens)
    return len(spelled) >= _PINYIN and spelled == syllables(case.listed.tokens)


def syllables(tokens: Sequence[Token]) -> str:
    """All words in Latin letters without blanks or tones."""
    return "".join(
        pinyin(token.text) if token.script == "Hani" else unidecode(token.text)
        for token in tokens
    )


class _Said(NamedTuple):
    """Plain readings of the words that are named and of the legal forms."""

    keys: list[str]
    forms: list[str]


def _scripts(tokens: Sequence[Token]) -> set[str]:
    return {token.script for token in tokens if token.role not in IDLE}


def _said(tokens: Sequence[Token], keys: Sequence[str]) -> _Said:
    said = [i for i, token in enumerate(tokens) if token.role not in IDLE]
    return _Said(
        [keys[i] for i in said],
        [key for key, token in zip(keys, tokens, strict=True) if token.role == "legal"],
    )


# Words of a Korean name in Latin letters.
_KOREAN = range(2, 4)


def korean(case: Case) -> None:
    """A Korean's name, each syllable spelled by its own habit: 김일수, Kim Il Su."""
    if case.listed_kind != "person" or case.score >= case.profile.exact:
        return
    name = said_in_one(case.subject.tokens)
    if name and name in spelled_names(case.listed.tokens):
        case.lift(
            "transliterated",
            case.profile.exact,
            "This is the listed name, syllable for syllable.",
        )


def said_in_one(tokens: Sequence[Token]) -> str:
    """A name of two or three Latin words in one piece; empty for any other."""
    if len(tokens) not in _KOREAN or any(token.script != "Latn" for token in tokens):
        return ""
    return "".join(key_of_word(token.text, token.script) for token in tokens)


@remembered(4096)
def _spelled(word: str) -> frozenset[str]:
    return frozenset(
        "".join(key_of_word(part, "Latn") for part in way) for way in cut_name(word)
    )


def spelled_names(tokens: Sequence[Token]) -> frozenset[str]:
    """The ways to spell a name of three syllables of Hangul, each in one piece."""
    if len(tokens) != 1 or tokens[0].script != "Hang" or len(tokens[0].text) != _LONG:
        return frozenset()
    return _spelled(tokens[0].text) if is_name(tokens[0].text) else frozenset()


# Syllables of a name that says enough.
_LONG = 3
