"""The tables of places and of the small words of names."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest

from crible.text import lexicon
from crible.text.tables import load

_PLACES: dict[str, Any] = load("places")
_PARTICLES: dict[str, Any] = load("particles")


def _owners(words: dict[str, list[str]]) -> dict[str, set[str]]:
    """Which keys claim each spelling."""
    owners: dict[str, set[str]] = {}
    for key, names in words.items():
        for name in names:
            owners.setdefault(name, set()).add(key)
    return owners


def _untidy(words: list[str]) -> list[str]:
    """Words that are not lower case, composed, trimmed and single-spaced."""
    return [
        word
        for word in words
        if not word
        or word != word.lower()
        or word != unicodedata.normalize("NFC", word)
        or word != " ".join(word.split())
    ]


def test_every_place_has_the_same_three_fields() -> None:
    """A place says its kind, its country and its names, and nothing else."""
    odd = [
        key
        for key, place in _PLACES["place"].items()
        if set(place) != {"kind", "country", "names"}
        or place["kind"] not in {"country", "region", "city"}
        or not re.fullmatch(r"([a-z]{2})?", place["country"])
        or not place["names"]
    ]
    assert odd == []


def test_place_names_are_tidy_and_not_repeated() -> None:
    """Names are lower case and composed, and stand once in their place."""
    names = [name for place in _PLACES["place"].values() for name in place["names"]]
    assert _untidy(names) == []
    repeated = [
        key
        for key, place in _PLACES["place"].items()
        if len(set(place["names"])) != len(place["names"])
    ]
    assert repeated == []


def test_no_spelling_names_two_places() -> None:
    """A spelling leads to one place only."""
    owners = _owners({key: place["names"] for key, place in _PLACES["place"].items()})
    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


def test_no_place_is_also_a_concept() -> None:
    """A spelling of a place is no word of the lexicon, which would win over it."""
    concepts = {
        word
        for concept in load("lexicon").get("concept", {}).values()
        for words in concept.values()
        if isinstance(words, list)
        for word in words
    }
    names = {name for place in _PLACES["place"].values() for name in place["names"]}
    assert names & concepts == set()


def test_ambiguous_names_are_names_of_places() -> None:
    """Every ambiguous name stands in the table, once."""
    names = {name for place in _PLACES["place"].values() for name in place["names"]}
    ambiguous = _PLACES["ambiguous"]
    assert set(ambiguous) <= names
    assert len(set(ambiguous)) == len(ambiguous)


def test_no_single_character_is_a_place() -> None:
    """One letter or one Han character is too little to be cut from a name."""
    short = [
        name
        for place in _PLACES["place"].values()
        for name in place["names"]
        if len(name) < 2
    ]
    assert short == []


@pytest.mark.parametrize(
    ("word", "script", "place"),
    [
        ("chine", "Latn", "china"),
        ("中国", "Hani", "china"),
        ("russland", "Latn", "russia"),
        ("россия", "Cyrl", "russia"),
        ("российская", "Cyrl", "russia"),
        ("rossiiskaia", "Latn", "russia"),
        ("türkiye", "Latn", "turkey"),
        ("ijevsk", "Latn", "izhevsk"),
        ("ижевский", "Cyrl", "izhevsk"),
        ("izhevskii", "Latn", "izhevsk"),
        ("moskau", "Latn", "moscow"),
        ("московского", "Cyrl", "moscow"),
        ("武漢", "Hani", "wuhan"),
        ("دمشق", "Arab", "damascus"),
        ("평양", "Hang", "pyongyang"),
        ("київ", "Cyrl", "kyiv"),
        ("kiev", "Latn", "kyiv"),
    ],
)
def test_spellings_of_a_place_meet(word: str, script: str, place: str) -> None:
    """Languages, scripts, inflections and romanisations lead to one place."""
    meaning = lexicon.meaning(word, script)
    assert meaning is not None
    assert (meaning.key, meaning.role) == (f"place:{place}", "place")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("hong", "kong"), "hong_kong"),
        (("new", "york"), "new_york"),
        (("north", "korea"), "north_korea"),
        (("saint", "petersburg"), "saint_petersburg"),
        (("corée", "du", "nord"), "north_korea"),
    ],
)
def test_places_of_several_words_are_phrases(
    words: tuple[str, ...], place: str
) -> None:
    """A place of several words is found as a phrase."""
    surface = tuple(lexicon._surface(word) for word in words)
    assert lexicon.phrases()[surface].key == f"place:{place}"


@pytest.mark.parametrize(
    "word", ["kirov", "nice", "vladimir", "lenin", "victoria", "li"]
)
def test_surnames_and_words_are_no_places(word: str) -> None:
    """A word that is first of all something else is no place."""
    found = lexicon.meaning(word, "Latn")
    assert found is None or found.role != "place"


@pytest.mark.parametrize("table", ["name_particles", "titles"])
def test_particles_and_titles_are_tidy_and_not_repeated(table: str) -> None:
    """Particles and titles are lower case and composed, each once."""
    words = _PARTICLES[table]
    assert _untidy(words) == []
    assert len(set(words)) == len(words)


def test_stop_words_are_tidy_and_not_repeated() -> None:
    """Stop words are lower case and composed, each once in its language."""
    for words in _PARTICLES["stop_words"].values():
        assert _untidy(words) == []
        assert len(set(words)) == len(words)


def test_number_words_agree_between_languages() -> None:
    """A word says the same number in every language that has it."""
    said: dict[str, set[int]] = {}
    for table in _PARTICLES["number_words"].values():
        assert _untidy(list(table)) == []
        for word, number in table.items():
            said.setdefault(lexicon._surface(word), set()).add(number)
    assert {word: numbers for word, numbers in said.items() if len(numbers) > 1} == {}


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("nine", 9),
        ("9th", 9),
        ("девятый", 9),
        ("devyatyi", 9),
        ("neuf", 9),
        ("neun", 9),
        ("九", 9),
    ],
)
def test_number_words_are_read(word: str, number: int) -> None:
    """Number words of several languages give their number."""
    assert lexicon.number(word) == number
