"""Numbers in free text, each with the label that stands before or after it.

``INN: 6608003052OGRN: 1026600000460`` is how publishers paste registers together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.importers import countries
from crible.importers.schemes import scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

_GLUED = re.compile(r"(?<=\d)(?=(?:OGRN|INN|KPP|OKPO|TIN|SRN|USCC|BIC|SWIFT|LEI)\b)")
_DATE = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d{2}-\d{2}"
)
_SPACED = re.compile(r"(?<![\w.])\d{1,4}(?: \d{1,4}){2,}(?!\w)")
_TOKEN = re.compile(r"(?<!\w)(?=[\w./-]*\d)[^\W_][\w./-]{3,}[^\W_]|(?<!\w)\d{4,}(?!\w)")
_LONGEST = 2_000
"""A longer text is a story, and looking for numbers in it takes the square of it."""

_WORDS = 6
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_CAPITALISED = re.compile(r"[A-Z][\w’'-]+(?: (?:of|the|and|[A-Z][\w’'-]+))*")


def numbers(text: str, default: str) -> Iterator[tuple[str, str]]:
    """Scheme and value of every number in a text.

    Args:
        text: free text; dates in it are no numbers.
        default: scheme of a number without a label.
    """
    text = _DATE.sub(" ", _GLUED.sub(" ; ", text[:_LONGEST]))
    text = _SPACED.sub(lambda match: match[0].replace(" ", ""), text)
    tokens = list(_TOKEN.finditer(text))
    for index, token in enumerate(tokens):
        before = text[tokens[index - 1].end() if index else 0 : token.start()]
        if index == 0 and not _LETTERS.search(before):
            end = tokens[1].start() if len(tokens) > 1 else len(text)
            before = text[token.end() : end]
        yield scheme(" ".join(before.split(";")[-1].split()), default), token[0]


def country(text: str) -> str | None:
    """The first country or people that a note such as ``False Indonesian`` names."""
    for match in _CAPITALISED.finditer(text[:_LONGEST]):
        words = match[0].split()
        for start in range(len(words)):
            for end in range(min(len(words), start + _WORDS), start, -1):
                part = " ".join(words[start:end])
                if found := countries.code(part) or countries.of_people(part):
                    return found
    return None
