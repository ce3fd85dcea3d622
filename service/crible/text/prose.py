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
from crible.text.skeleton import readings
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
def is_office(word: str) -> bool:
    """Whether a lower-case word says what a person is: banker, owner, министр."""
    return announces(word) == "persons" or bool(_met(word, _offices()))


@cache
def _offices() -> dict[str, str]:
    return dict.fromkeys(load("prose")["offices"], "persons")


@remembered(65536)
def announces(word: str) -> str:
    """What kind of name a lower-case word announces: a group of the table, or nothing.

    Titles (general, docteur) announce persons.
    """
    return _met(word, _announcing()) or ("persons" if word in titles() else "")


def _met(word: str, table: dict[str, str]) -> str:
    """What a table says of a word, by the whole of it or by its beginning."""
    plain = _plain(word)
    found = table.get(plain)
    if found:
        return found
    for end in range(len(plain), _SHORTEST_STEM - 1, -1):
        found = table.get(plain[:end] + "*")
        if found:
            return found
    return ""


@cache
def _families() -> frozenset[str]:
    return frozenset(_family_key(name, "Latn") for name in load("prose")["families"])


def is_common_family(word: str, script: str) -> bool:
    """Whether very many people have this family name: Ivanov, Петрова, García."""
    return _family_key(word, script) in _families()


def _family_key(word: str, script: str) -> str:
    """A family name as it sounds, a woman's as a man's."""
    key = readings(word, script)[0].key
    return key[:-1] if key.endswith(("ova", "eva", "ina")) else key


@cache
def articles() -> frozenset[str]:
    """Words after which a noun means a party named before: the plant, cette usine."""
    return frozenset(load("prose")["articles"])
