"""Keys under which a name is filed as a whole, beside the one of its words in one piece.

A floor of the score may lift a name that the curve alone would leave far below the line
(``floors.double_brand``, ``transliteration``). Such names are found by these keys, so
that they are scored at all.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from crible.matching.side import key_of_word
from crible.matching.transliteration import said_in_one, spelled_names, syllables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crible.text.tokens import Parsed, Token

# What stands in front of a Korean name in one piece.
_NAME = "%"
# With what the legal forms of Chinese companies end in pinyin.
_GONGSI = "gongsi"


def filed_under(parsed: Parsed, *, person: bool = False) -> Iterator[str]:
    """Further keys of a listed name.

    Args:
        parsed: the name.
        person: whether it is a person's.
    """
    if person:
        yield from (_NAME + name for name in spelled_names(parsed.tokens))
        return
    if "-" in parsed.text:
        folded = parsed.text.casefold()
        for key, first, second in _pairs(parsed):
            if f"{first.text}-{second.text}" in folded:
                yield key
    yield from _pinyin(parsed)


def looked_for(parsed: Parsed) -> Iterator[str]:
    """Further keys of a subject's name: all that ``filed_under`` may have filed."""
    for key, _, _ in _pairs(parsed):
        yield key
    yield from _pinyin(parsed)
    name = said_in_one(parsed.tokens)
    if name:
        yield _NAME + name


def _pairs(parsed: Parsed) -> Iterator[tuple[str, Token, Token]]:
    """Neighbours that tell: the two words of Almaz-Antey."""
    for first, second in pairwise(parsed.tokens):
        if first.role == second.role == "distinctive" and len(first.text) > 1:
            keys = [key_of_word(word.text, word.script) for word in (first, second)]
            yield "&" + "-".join(keys), first, second


def _pinyin(parsed: Parsed) -> Iterator[str]:
    """A Chinese name with its legal form, in pinyin."""
    if not parsed.legal:
        return
    last = parsed.tokens[-1]
    if last.script == "Hani" or last.text.endswith(("si", _GONGSI)):
        spelled = syllables(parsed.tokens)
        if spelled.endswith(_GONGSI):
            yield "~" + spelled
