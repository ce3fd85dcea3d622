"""Letter rules with context: the small grammar of the romanisation tables.

A key of a table is ``(before)letters(after)``, both contexts optional. A context is
a set of characters; in it ``^`` is the start of a word, ``$`` its end, ``V`` the
vowels of the table and ``C`` its other letters. So ``(Vъь^)е`` is an е after a vowel,
after a sign or at the start of a word, and ``ий($)`` is a final ий. An apostrophe
between two letters belongs to the word.

The longest key that fits wins; among equally long ones that with more contexts,
then that which came last, so that a scheme overrides what it extends. Which script a
table is for, and what the letters mean, is not known here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from unidecode import unidecode

from crible.text.scripts import script_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KEY = re.compile(r"(?:\(([^()]+)\))?([^()]+)(?:\(([^()]+)\))?\Z", re.DOTALL)
_APOSTROPHES = frozenset("'’ʼ")


@dataclass(frozen=True, slots=True)
class _Rule:
    before: frozenset[str] | None
    after: frozenset[str] | None
    output: str


@dataclass(frozen=True, slots=True)
class LetterRules:
    """A compiled table: apply it with :meth:`apply`.

    Args:
        by_letters: rules by their letters, in the order in which they are tried.
        reduce_unknown: send letters that no rule knows through unidecode. Off for
            tables that only respell some letters.
    """

    by_letters: Mapping[str, tuple[_Rule, ...]]
    reduce_unknown: bool = True
    _lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def compile(
        cls,
        table: Mapping[str, str],
        *,
        vowels: str = "",
        reduce_unknown: bool = True,
    ) -> LetterRules:
        """Compile a table of the grammar above.

        Args:
            table: keys of the grammar to their output.
            vowels: the letters that ``V`` stands for.
            reduce_unknown: see the class.

        Raises:
            ValueError: a key is not of the grammar.
        """
        parsed: list[tuple[str | None, str, str | None, str]] = []
        for key, output in table.items():
            match = _KEY.match(key)
            if match is None:
                raise ValueError(f"not a letter rule: {key!r}")
            parsed.append((match[1], match[2], match[3], output))
        letters = {char for _, core, _, _ in parsed for char in core}
        consonants = {char for char in letters if char.isalpha()} - set(vowels)

        def charset(context: str | None) -> frozenset[str] | None:
            if context is None:
                return None
            chars = set(context)
            if "V" in chars:
                chars |= set(vowels)
            if "C" in chars:
                chars |= consonants
            return frozenset(chars)

        by_letters: dict[str, list[_Rule]] = {}
        for before, core, after, output in reversed(parsed):
            rule = _Rule(charset(before), charset(after), output)
            by_letters.setdefault(core, []).append(rule)
        for rules in by_letters.values():
            rules.sort(key=lambda rule: (rule.before is None) + (rule.after is None))
        lengths: dict[str, set[int]] = {}
        for core in by_letters:
            lengths.setdefault(core[0], set()).add(len(core))
        return cls(
            {core: tuple(rules) for core, rules in by_letters.items()},
            reduce_unknown,
            {
                first: tuple(sorted(found, reverse=True))
                for first, found in lengths.items()
            },
        )

    def apply(self, text: str) -> str:
        """Rewrite a text; case follows the source, the rest is kept."""
        lower, inside, shouted = _analysed(text)
        size = len(text)
        pieces: list[str] = []
        index = 0
        while index < size:
            end, output = self._at(lower, inside, index)
            if end == index:
                end = index + 1
                output = self._unknown(text[index])
            elif text[index:end] != lower[index:end]:
                output = _cased(output, shouted=shouted[index])
            pieces.append(output)
            index = end
        return "".join(pieces)

    def _at(self, lower: str, inside: Sequence[bool], index: int) -> tuple[int, str]:
        """End and output of the rule that fits here; the same index if none does."""
        previous = lower[index - 1] if index and inside[index - 1] else "^"
        size = len(lower)
        for length in self._lengths.get(lower[index], ()):
            end = index + length
            rules = self.by_letters.get(lower[index:end])
            if rules is None:
                continue
            following = lower[end] if end < size and inside[end] else "$"
            for rule in rules:
                if (rule.before is None or previous in rule.before) and (
                    rule.after is None or following in rule.after
                ):
                    return end, rule.output
        return index, ""

    def _unknown(self, char: str) -> str:
        if not self.reduce_unknown or char.isascii():
            return char
        category = unicodedata.category(char)
        if category == "Cs":
            return ""  # A lone surrogate is no character and cannot be printed.
        if category[0] not in "LM" or script_of(char) == "Latn":
            return char
        return unidecode(char)


@lru_cache(maxsize=256)
def _analysed(text: str) -> tuple[str, Sequence[bool], Sequence[bool]]:
    """Lower case, word membership and shouting; the same for each scheme in turn."""
    inside = _inside_words(text)
    return "".join(map(_lower, text)), inside, _shouted(text, inside)


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


def _cased(output: str, *, shouted: bool) -> str:
    if shouted:
        return output.upper()
    for index, char in enumerate(output):
        if char.isalpha():
            return output[:index] + char.upper() + output[index + 1 :]
    return output


def _inside_words(text: str) -> list[bool]:
    """For each character whether it is part of a word."""
    inside = [char.isalpha() or unicodedata.category(char)[0] == "M" for char in text]
    for index in range(1, len(text) - 1):
        if text[index] in _APOSTROPHES:
            inside[index] = inside[index - 1] and inside[index + 1]
    return inside


def _shouted(text: str, inside: list[bool]) -> list[bool]:
    """For each character whether its word is all capitals, and more than one."""
    marks = [False] * len(text)
    start = 0
    size = len(text)
    while start < size:
        if not inside[start]:
            start += 1
            continue
        end = start
        while end < size and inside[end]:
            end += 1
        word = text[start:end]
        if end - start > 1 and word.isupper():
            capitals = sum(char.isupper() for char in word)
            marks[start:end] = [capitals > 1] * (end - start)
        start = end
    return marks
