"""Han characters in Latin letters: Mandarin and Cantonese readings.

Readings come from anyascii, corrected by a table for characters that are read
differently in the names of companies and persons. Words are told apart by a short
list of what companies are called; the rest between them is taken for one word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unidecode import unidecode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_RUN = re.compile(
    "[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads runs of Han characters.

    Args:
        readings: words and characters with their syllables.
        surnames: characters, or pairs, that are surnames, with their reading as such.
        words: words that stand apart in a company name.
        joining: ``spaced`` (each syllable alone), ``joined`` (syllables of a word
            together), ``hyphen`` (with hyphens), ``surname`` (as joined, the first
            character read as a surname), ``cantonese`` (as spaced, by
            ``cantonese``).
        cantonese: characters with their usual spelling in Hong Kong.
        then: rewrites one syllable into the scheme.
    """

    readings: Mapping[str, tuple[str, ...]]
    surnames: Mapping[str, str]
    words: frozenset[str]
    joining: str
    cantonese: Mapping[str, str]
    then: Callable[[str], str]

    @classmethod
    def of(
        cls, table: Mapping[str, Any], joining: str, then: Callable[[str], str]
    ) -> Reader:
        """Read the tables of the language."""

        def mapping(block: str) -> dict[str, str]:
            items = (item.partition("=") for item in block.split())
            return {left: right for left, _, right in items}

        return cls(
            readings={
                word: tuple(syllables.split("-"))
                for word, syllables in mapping(table["readings"]).items()
            },
            surnames=mapping(table["surnames"]),
            words=frozenset(table["words"].split()),
            joining=joining,
            cantonese=mapping(table["cantonese_names"]),
            then=then,
        )

    def apply(self, text: str) -> str:
        """Romanise the Han runs of a text, set off from letters beside them."""

        def run(match: re.Match[str]) -> str:
            before = text[match.start() - 1 : match.start()]
            after = text[match.end() : match.end() + 1]
            return (
                (" " if before.isalnum() or before == ")" else "")
                + self._run(match[0])
                + (" " if after.isalnum() or after == "(" else "")
            )

        return _RUN.sub(run, text)

    def _run(self, run: str) -> str:
        if self.joining == "cantonese":
            spelled = (self.cantonese.get(char, unidecode(char)) for char in run)
            return " ".join(item.strip() for item in spelled)
        syllables = self._syllables(run)
        if self.joining == "spaced":
            return " ".join(item.capitalize() for item in syllables if item)
        between = "-" if self.joining == "hyphen" else ""
        groups = []
        start = 0
        for word in self._words_of(run):
            stop = start + len(word)
            groups.append(between.join(item for item in syllables[start:stop] if item))
            start = stop
        return " ".join(group.capitalize() for group in groups if group)

    def _syllables(self, run: str) -> list[str]:
        """One syllable per character."""
        # Imported for the first Han word alone. Of the two libraries it has the fewer
        # wrong readings (汉 is han).
        from anyascii import anyascii  # noqa: PLC0415

        found: list[str] = []
        while len(found) < len(run):
            start = len(found)
            for length in range(min(4, len(run) - start), 0, -1):
                reading = self.readings.get(run[start : start + length])
                if reading is not None:
                    found += reading
                    break
            else:
                found.append(anyascii(run[start]).strip().lower())
        if self.joining in ("surname", "hyphen") and 2 <= len(run) <= 4:
            for length in (2, 1):
                surname = self.surnames.get(run[:length])
                if surname is not None:
                    found[:length] = surname.split("-")
                    break
        return [self.then(syllable) for syllable in found]

    def _words_of(self, run: str) -> list[str]:
        """Cut a run: a person's surname and given name, or the words of a company."""
        if 2 <= len(run) <= 4:
            for length in (2, 1):
                given = len(run) - length
                if run[:length] in self.surnames and 1 <= given <= 2:
                    return [run[:length], run[length:]]
        found: list[str] = []
        start = unknown = 0
        while start < len(run):
            for length in range(min(5, len(run) - start), 1, -1):
                if run[start : start + length] in self.words:
                    if unknown < start:
                        found.append(run[unknown:start])
                    found.append(run[start : start + length])
                    start += length
                    unknown = start
                    break
            else:
                start += 1
        if unknown < len(run):
            found.append(run[unknown:])
        return found
