"""What a word means in a company name, whatever its language.

завод, plant and usine are one *concept*; Ижевск, Izhevsk and Ijevsk one *place*; al and
bin are particles; nine, девять and IX one number. Words are found by their surface
and, where they are long enough to be safe, by their skeleton, so that a romanised
word is found through its native spelling and needs no row of its own.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from unidecode import unidecode

from crible.text.scripts import dominant_script
from crible.text.skeleton import readings
from crible.text.tables import load

# Below this length a skeleton says too little: "dom" is a house and a surname.
_SAFE_LENGTH = 5


class Meaning(NamedTuple):
    """``key`` names the concept or place; ``role`` is generic, line or place.

    ``weight`` is ``low`` or ``mid``: how much the word says inside its role.
    """

    key: str
    role: str
    weight: str


@cache
def _words() -> dict[str, Meaning]:
    table: dict[str, Meaning] = {}
    for key, concept in load("lexicon").get("concept", {}).items():
        meaning = Meaning(
            key, concept.get("role", "generic"), concept.get("weight", "mid")
        )
        for name, value in concept.items():
            if name not in {"role", "weight"} and isinstance(value, list):
                for word in value:
                    table.setdefault(_surface(word), meaning)
    places = load("places")
    for key, place in places.get("place", {}).items():
        meaning = Meaning(f"place:{key}", "place", "mid")
        for word in place["names"]:
            table.setdefault(_surface(word), meaning)
    return table


@cache
def _skeletons() -> dict[str, Meaning]:
    """Skeletons of single native words: the door for their romanisations."""
    table: dict[str, Meaning] = {}
    for word, meaning in _words().items():
        script = dominant_script(word)
        if " " in word or script in {"Hani", "Jpan", "Thai", "Hang", "Arab", "Hebr"}:
            continue
        if script == "Latn" and word.isascii() and meaning.role != "place":
            continue
        for reading in readings(word, script)[:2]:
            if len(reading.key) >= _SAFE_LENGTH:
                table.setdefault(reading.key, meaning)
    return table


_KOREAS = {"place:korea", "place:north_korea", "place:south_korea"}


def places_conflict(first: str, second: str) -> bool:
    """Whether two place keys exclude each other: Minsk and Moscow, not Wuhan and China.

    A country does not exclude its own cities and regions, and a region may hold any
    city of its country.
    """
    if first == second:
        return False
    table = load("places")["place"]
    one = table[first.removeprefix("place:")]
    other = table[second.removeprefix("place:")]
    if one["country"] != other["country"]:
        # The two Koreas share a name that lists use for either.
        either = {first, second}
        return "place:korea" not in either or not either < _KOREAS
    return bool(one["kind"] == other["kind"])


def _surface(word: str) -> str:
    """The same for a word or phrase of the tables, whose script is not known yet."""
    folded = word.casefold()
    return surface(folded, dominant_script(folded))


# Letters that Arabic and Persian keyboards give in two forms.
_ARABIC = str.maketrans("يىكةأإآ", "ییکهااا")


def surface(word: str, script: str) -> str:
    """How one lower-case word is looked up: Latin without diacritics, one form of ي."""
    if script == "Latn":
        return word if word.isascii() else unidecode(word)
    return word.translate(_ARABIC) if script == "Arab" else word


@lru_cache(maxsize=131072)
def meaning(word: str, script: str) -> Meaning | None:
    """The concept or place that one lower-case word stands for, or None."""
    found = _words().get(surface(word, script))
    if found is None and script not in {"Hani", "Jpan", "Arab", "Hebr"}:
        for reading in readings(word, script)[:3]:
            if len(reading.key) >= _SAFE_LENGTH:
                found = _skeletons().get(reading.key)
                if found:
                    break
    return found


@cache
def phrases() -> dict[tuple[str, ...], Meaning]:
    """Meanings of several words (design bureau), keyed by their word surfaces."""
    found: dict[tuple[str, ...], Meaning] = {}
    for word, meant in _words().items():
        parts = tuple(word.replace("-", " ").split())
        if len(parts) > 1:
            found[parts] = meant
    return found


@cache
def glued() -> dict[str, Meaning]:
    """Meanings of words in scripts written without spaces, for segmentation."""
    return {
        word: meant
        for word, meant in _words().items()
        if dominant_script(word) in {"Hani", "Jpan", "Thai", "Hang"}
    }


@cache
def particles() -> frozenset[str]:
    """Small words of personal names: al, bin, von."""
    return frozenset(map(_surface, load("particles").get("name_particles", ())))


@cache
def titles() -> frozenset[str]:
    """Titles before personal names: haji, dr, general."""
    return frozenset(map(_surface, load("particles").get("titles", ())))


@cache
def stop_words() -> frozenset[str]:
    """Articles, prepositions and conjunctions of company names."""
    table = load("particles").get("stop_words", {})
    return frozenset(_surface(word) for words in table.values() for word in words)


@cache
def _number_words() -> dict[str, int]:
    table = load("particles").get("number_words", {})
    flat: dict[str, int] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update({_surface(word): number for word, number in value.items()})
        else:
            flat[_surface(key)] = value
    return flat


_ROMAN = re.compile(r"(?=[ivxl])(xl|l?x{0,3})(ix|iv|v?i{0,3})\Z")
# Initials more often than numbers, so they count only against a number.
ROMAN_LETTERS = {"i": 1, "v": 5, "x": 10}
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


@lru_cache(maxsize=65536)
def number(word: str) -> int | None:
    """The number that a word writes in digits, as a word or in roman, else None.

    A single ``i``, ``v`` or ``x`` is left alone: it is an initial more often.
    """
    if word.isdecimal():
        return int(word) if len(word) <= 18 else None
    if not word.isascii():
        return _number_words().get(_surface(word))
    if word in _number_words():
        return _number_words()[word]
    if len(word) > 1 and _ROMAN.match(word):
        total = 0
        for char, after in zip(word, [*word[1:], ""], strict=True):
            value = _ROMAN_VALUES[char]
            total += -value if after and _ROMAN_VALUES[after] > value else value
        return total
    return None
