"""Legal forms: recognised in any script, spelling and place, reduced to a class.

OOO, ООО, LLC and "Limited Liability Company" are one class, ``limited``; two names that
differ in form alone are the same name. A form of one or two letters that is also a
word (as, co) counts only at an edge of the name.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from unidecode import unidecode

from crible.text.compiled import derived
from crible.text.remembered import remembered
from crible.text.scripts import dominant_script
from crible.text.skeleton import readings
from crible.text.tables import load

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+|&")

# Abbreviations up to this length are compared letter by letter: a skeleton folds
# doubled letters, and "ooo" must not become "o".
_ABBREVIATION = 4


class Form(NamedTuple):
    """The class of a legal form; ``edge`` when it counts only at an edge."""

    form_class: str
    edge: bool


@remembered(8192)
def word_key(word: str, script: str) -> str:
    """How one lower-case word of a legal form is looked up."""
    if script in {
        "Hani",
        "Jpan",
        "Thai",
        "Hang",
        "Arab",
        "Hebr",
        "Geor",
        "Armn",
        "Grek",
    }:
        return word
    if len(word) <= _ABBREVIATION:
        # Short Cyrillic stays as it is: АС is no a.s., and the table has both АО and AO.
        return unidecode(word).lower() if script == "Latn" else word
    key = readings(word, script)[0].key
    # Doubled letters fall together: of the Mongolian ХХК no more is left than of HK.
    return key if len(key) > _ABBREVIATION else word


@derived
def _classes() -> list[list[Any]]:
    """The class of each form, and whether it counts only at an edge."""
    return [[row["class"], bool(row.get("edge", False))] for row in _rows()]


@derived
def _spellings() -> dict[str, int]:
    """Spellings as the keys of their words with blanks between, each with its form."""
    table: dict[str, int] = {}
    for place, row in enumerate(_rows()):
        for name in row["names"]:
            words = _WORD.findall(name.casefold())
            keys = (word_key(word, dominant_script(word)) for word in words)
            table.setdefault(" ".join(keys), place)
    return table


def _rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load("legal_forms").get("form", [])
    return found


@cache
def _table() -> dict[tuple[str, ...], Form]:
    forms = [Form(form_class, edge) for form_class, edge in _classes()]
    return {
        tuple(spelling.split(" ")): forms[place]
        for spelling, place in _spellings().items()
    }


@cache
def _starts() -> dict[str, int]:
    """The words that forms begin with, and how long the longest of them is."""
    return longest_by_first(_table())


@derived
def glued() -> list[str]:
    """Forms of scripts written without spaces, for segmentation."""
    return [
        "".join(key)
        for key in _table()
        if dominant_script("".join(key)) in {"Hani", "Jpan", "Thai", "Hang"}
    ]


def is_form(word: str) -> bool:
    """Whether one word, such as ``doo``, is a legal form by itself."""
    return (word_key(word, dominant_script(word)),) in _table()


@cache
def edges() -> frozenset[str]:
    """Keys of the words with which a legal form begins or ends."""
    found = {key for form in _table() for key in (form[0], form[-1])}
    # What follows a sign: & Co.
    return frozenset(found | {form[1] for form in _table() if form[0] == "&"})


@cache
def _without_signs() -> frozenset[tuple[str, ...]]:
    """All forms, without their signs: & Co."""
    return frozenset(tuple(key for key in form if key != "&") for form in _table())


@cache
def alone() -> frozenset[str]:
    """Keys of the words that are a legal form by themselves."""
    return frozenset(form[0] for form in _without_signs() if len(form) == 1)


@cache
def neighbours() -> frozenset[tuple[str, str]]:
    """Keys of words that stand side by side in a legal form."""
    return frozenset(pair for form in _without_signs() for pair in pairwise(form))


def find(keys: tuple[str, ...]) -> list[tuple[int, int, Form]]:
    """Legal forms in a name, longest first from the left.

    Args:
        keys: ``word_key`` of each word of the name.

    Returns:
        (start, end, form) over the words, without overlaps.
    """
    table, starts = _table(), _starts()
    if starts.keys().isdisjoint(keys):
        return []
    found: list[tuple[int, int, Form]] = []
    start = 0
    size = len(keys)
    while start < size:
        for end in range(min(size, start + starts.get(keys[start], 0)), start, -1):
            form = table.get(keys[start:end])
            if form:
                if form.form_class:
                    found.append((start, end, form))
                start = end
                break
        else:
            start += 1
    return _at_edges(found, size)


def longest_by_first(keys: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """The first words of runs of words, each with the length of its longest run."""
    found: dict[str, int] = {}
    for key in keys:
        found[key[0]] = max(len(key), found.get(key[0], 0))
    return found


def _at_edges(
    found: list[tuple[int, int, Form]], size: int
) -> list[tuple[int, int, Form]]:
    """Drop short ambiguous forms that stand inside the name."""
    last = size
    for start, end, _form in reversed(found):
        if end == last:
            last = start
    first = 0
    for start, end, _form in found:
        if start == first:
            first = end
    return [
        (start, end, form)
        for start, end, form in found
        if not form.edge or start >= last or end <= first
    ]
