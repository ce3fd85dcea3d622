"""What a word means in a company name, whatever its language.

завод, plant and usine are one *concept*; Ижевск, Izhevsk and Ijevsk one *place*; al and
bin are particles; nine, девять and IX one number. Words are found by their surface
and, where they are long enough to be safe, by their skeleton, so that a romanised
word is found through its native spelling and needs no row of its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from unidecode import unidecode

from crible.text.compiled import derived
from crible.text.remembered import remembered
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


@derived
def _rows() -> list[list[str]]:
    """Every meaning as key, role and weight: concepts first, then places."""
    concepts = load("lexicon").get("concept", {})
    return [
        *(
            [key, concept.get("role", "generic"), concept.get("weight", "mid")]
            for key, concept in concepts.items()
        ),
        *([f"place:{key}", "place", "mid"] for key in load("places").get("place", {})),
    ]


@cache
def _meanings() -> tuple[Meaning, ...]:
    return tuple(Meaning(*row) for row in _rows())


@derived
def _words() -> dict[str, int]:
    """Words and phrases by their surface, each with the place of its meaning."""
    table: dict[str, int] = {}
    concepts = load("lexicon").get("concept", {}).values()
    for place, concept in enumerate(concepts):
        for name, value in concept.items():
            if name not in {"role", "weight"} and isinstance(value, list):
                for word in value:
                    table.setdefault(_surface(word), place)
    places = load("places").get("place", {}).values()
    for place, said in enumerate(places, start=len(concepts)):
        for word in said["names"]:
            table.setdefault(_surface(word), place)
    return table


@derived
def _skeletons() -> dict[str, int]:
    """Skeletons of single native words: the door for their romanisations."""
    table: dict[str, int] = {}
    for word, place in _words().items():
        script = dominant_script(word)
        if " " in word or script in {"Hani", "Jpan", "Thai", "Hang", "Arab", "Hebr"}:
            continue
        if script == "Latn" and word.isascii() and _meanings()[place].role != "place":
            continue
        for reading in readings(word, script)[:2]:
            if len(reading.key) >= _SAFE_LENGTH:
                table.setdefault(reading.key, place)
    return table


@derived
def _geography() -> dict[str, list[str]]:
    """The country of each place, and whether it is one, a region or a city."""
    return {
        key: [place["country"], place["kind"]]
        for key, place in load("places")["place"].items()
    }


def country_of(key: str) -> str:
    """The country (ISO alpha-2, lower case) of a place key, or nothing."""
    return _geography().get(key.removeprefix("place:"), ("", ""))[0]


_KOREAS = {"place:korea", "place:north_korea", "place:south_korea"}


def places_conflict(first: str, second: str) -> bool:
    """Whether two place keys exclude each other: Minsk and Moscow, not Wuhan and China.

    A country does not exclude its own cities and regions, and a region may hold any
    city of its country.
    """
    if first == second:
        return False
    table = _geography()
    country, kind = table[first.removeprefix("place:")]
    other_country, other_kind = table[second.removeprefix("place:")]
    if country != other_country:
        # The two Koreas share a name that lists use for either.
        either = {first, second}
        return "place:korea" not in either or not either < _KOREAS
    return kind == other_kind


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


def written(word: str, script: str) -> Meaning | None:
    """What one lower-case word stands for if the tables have it just so, or None."""
    found = _words().get(surface(word, script))
    return None if found is None else _meanings()[found]


@remembered(8192)
def meaning(word: str, script: str) -> Meaning | None:
    """The concept or place that one lower-case word stands for, or None."""
    found = _words().get(surface(word, script))
    if found is None and script not in {"Hani", "Jpan", "Arab", "Hebr"}:
        for reading in readings(word, script)[:3]:
            if len(reading.key) >= _SAFE_LENGTH:
                found = _skeletons().get(reading.key)
                if found is not None:
                    break
    return None if found is None else _meanings()[found]


@derived
def _phrases() -> dict[str, int]:
    found: dict[str, int] = {}
    for word, place in _words().items():
        parts = word.replace("-", " ").split()
        if len(parts) > 1:
            found[" ".join(parts)] = place
    return found


@cache
def phrases() -> dict[tuple[str, ...], Meaning]:
    """Meanings of several words (design bureau), keyed by their word surfaces."""
    meanings = _meanings()
    return {
        tuple(phrase.split(" ")): meanings[place]
        for phrase, place in _phrases().items()
    }


@derived
def glued() -> list[str]:
    """Words of scripts written without spaces, for segmentation."""
    return [
        word
        for word in _words()
        if dominant_script(word) in {"Hani", "Jpan", "Thai", "Hang"}
    ]


@derived
def _small_words() -> dict[str, list[str]]:
    """The sets of small words by name, each in alphabetical order."""
    table = load("particles")
    stop_words = table.get("stop_words", {}).values()
    return {
        name: sorted(set(map(_surface, words)))
        for name, words in (
            ("particles", table.get("name_particles", ())),
            ("titles", table.get("titles", ())),
            ("stop_words", [word for words in stop_words for word in words]),
        )
    }


@cache
def particles() -> frozenset[str]:
    """Small words of personal names: al, bin, von."""
    return frozenset(_small_words()["particles"])


@cache
def titles() -> frozenset[str]:
    """Titles before personal names: haji, dr, general."""
    return frozenset(_small_words()["titles"])


@cache
def stop_words() -> frozenset[str]:
    """Articles, prepositions and conjunctions of company names."""
    return frozenset(_small_words()["stop_words"])


@derived
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


@remembered(8192)
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
