"""What words do in running text: which are ordinary, and what they announce.

In a list of names "vector" is a name; in a sentence it is a word first. Two tables say
what can be said without understanding the sentence: the words that are also words of a
language, and the nouns beside a name that say what bears it (plant, tanker, film).
"""

from __future__ import annotations

from functools import cache

from unidecode import unidecode

from crible.text.inflection import stems
from crible.text.lexicon import titles
from crible.text.remembered import remembered
from crible.text.tables import load, load_text

# Inflected nouns are met by their beginning, which is at least so long.
_SHORTEST_STEM = 3
_GROUPS = ("ships", "firms", "things", "persons")


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Words of languages, and those that word lists know as names alone."""
    ordinary, proper = set(), set()
    for line in load_text("prose_words.tsv").splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isupper():
            proper.add(line.lower())
        else:
            ordinary.add(line)
    return frozenset(ordinary), frozenset(proper)


@remembered(65536)
def is_ordinary(word: str, script: str = "Latn") -> bool:
    """Whether a lower-case word is one of a language, in any case: vector, зарёй."""
    return _listed(word, script, _words()[0])


@remembered(65536)
def is_proper(word: str, script: str = "Latn") -> bool:
    """Whether it is the name of many people or places: Washington, Марии."""
    return _listed(word, script, _words()[1])


def _listed(word: str, script: str, table: frozenset[str]) -> bool:
    if _plain(word) in table:
        return True
    return script == "Cyrl" and not table.isdisjoint(stems(word, script))


def _plain(word: str) -> str:
    if word.isascii():
        return word
    return word if word[:1] >= "\u0370" else unidecode(word).lower()


@cache
def _announcing() -> dict[str, str]:
    table = load("prose")
    return {word: group for group in _GROUPS for word in table[group]}


@remembered(65536)
def announces(word: str) -> str:
    """What kind of name a lower-case word announces: a group of the table, or nothing.

    Titles (general, docteur) announce persons.
    """
    table = _announcing()
    plain = _plain(word)
    found = table.get(plain)
    if found:
        return found
    for end in range(len(plain), _SHORTEST_STEM - 1, -1):
        found = table.get(plain[:end] + "*")
        if found:
            return found
    return "persons" if word in titles() else ""


@cache
def articles() -> frozenset[str]:
    """Words after which a noun means a party named before: the plant, cette usine."""
    return frozenset(load("prose")["articles"])
