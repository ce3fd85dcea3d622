"""Alterations of whole words: order, joining, short forms, numbers, acronyms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.evaluation.given import picked_word, replaced, words_of
from crible.matching.rarity import prior

if TYPE_CHECKING:
    from random import Random

    from crible.evaluation.given import Given


def reordered(rng: Random, item: Given) -> str | None:
    """Words in another order."""
    words = words_of(item)
    if not 2 <= len(words) <= 6:
        return None
    mixed = words[:]
    rng.shuffle(mixed)
    return " ".join(mixed) if mixed != words else None


_ADDED = (
    "Group",
    "Moscow branch",
    "Telecom",
    "International",
    "Holding",
    "Trading",
    "Company",
    "филиал",
)


def word_added(rng: Random, item: Given) -> str | None:
    """A generic word more."""
    if item.entry.kind in {"person", "vessel", "aircraft"}:
        return None
    added = rng.choice(_ADDED)
    return f"{item.name.text} {added}"


def generic_dropped(rng: Random, item: Given) -> str | None:
    """A generic word less."""
    places = [
        token for token in item.parsed.tokens if token.role in {"generic", "line"}
    ]
    telling = [token for token in item.parsed.tokens if token.role == "distinctive"]
    rest = [
        token for token in item.parsed.tokens if token.role not in {"legal", "stop"}
    ]
    if not places or (not telling and len(rest) < 4):
        return None
    token = rng.choice(places)
    text = item.parsed.text
    return " ".join((text[: token.start] + text[token.end :]).split())


def joined(rng: Random, item: Given) -> str | None:
    """Two neighbouring words written as one."""
    words = words_of(item)
    spots = [
        spot
        for spot in range(len(words) - 1)
        if len(words[spot]) > 2
        and len(words[spot + 1]) > 2
        and words[spot].isalpha()
        and words[spot + 1].isalpha()
    ]
    if not spots:
        return None
    spot = rng.choice(spots)
    return " ".join([*words[:spot], words[spot] + words[spot + 1], *words[spot + 2 :]])


def split(rng: Random, item: Given) -> str | None:
    """A word written as two."""
    picked = picked_word(rng, item, 7)
    if not picked:
        return None
    words, place = picked
    word = words[place]
    cut = rng.randrange(3, len(word) - 2)
    return replaced(words, place, f"{word[:cut]} {word[cut:]}")


_SHORT = {
    "technology": "tech", "technologies": "tech", "international": "intl", "manufacturing": "mfg",
    "company": "co", "engineering": "eng", "industries": "ind", "industrial": "ind",
    "development": "dev", "investment": "inv", "electronics": "elec", "science": "sci",
    "research": "res", "institute": "inst", "corporation": "corp", "trading": "trdg",
    "national": "natl", "association": "assn", "equipment": "equip", "management": "mgmt",
}  # fmt: skip


def abbreviated(_rng: Random, item: Given) -> str | None:
    """Company words in their short forms: tech, intl, mfg."""
    words = words_of(item)
    changed = [_SHORT.get(word.lower().strip(",."), word) for word in words]
    return " ".join(changed) if changed != words else None


_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def numerals(rng: Random, item: Given) -> str | None:
    """A number as digits, as a word or in roman numerals, each for another."""
    words = words_of(item)
    if item.entry.kind == "person" or len(words) < 2:
        return None
    found = [
        (place, value) for place, word in enumerate(words) if (value := _value(word))
    ]
    if not found:
        return None
    place, value = rng.choice(found)
    forms = (str(value), _WORDS[value - 1].title(), _ROMAN[value - 1])
    # A single roman letter is an initial to any reader.
    others = [
        form
        for form in forms
        if form.casefold() != words[place].casefold()
        and (form.isdigit() or len(form) > 1)
    ]
    return replaced(words, place, rng.choice(others))


def _value(word: str) -> int:
    """The number 1 to 12 that a word writes in one of the three ways, else 0."""
    if word.isascii() and word.isdigit() and 1 <= int(word) <= 12:
        return int(word)
    if word.casefold() in _WORDS:
        return _WORDS.index(word.casefold()) + 1
    if len(word) > 1 and word in _ROMAN:
        return _ROMAN.index(word) + 1
    return 0


def acronym(_rng: Random, item: Given) -> str | None:
    """The first words as initials, the last in full: I.E. Kupol."""
    tokens = [
        token for token in item.parsed.tokens if token.role not in {"legal", "stop"}
    ]
    if (
        item.entry.kind == "person"
        or item.name.script != "Latn"
        or not 4 <= len(tokens) <= 7
    ):
        return None
    if tokens[-1].role != "distinctive":
        return None
    return (
        "".join(token.text[0] for token in tokens[:-1]).upper()
        + " "
        + tokens[-1].text.title()
    )


def brand_alone(_rng: Random, item: Given) -> str | None:
    """The one telling word of a company name: Koupol for IEMZ Koupol."""
    if item.entry.kind not in {"company", "organization"}:
        return None
    tokens = [
        token for token in item.parsed.tokens if token.role not in {"legal", "stop"}
    ]
    telling = [
        token
        for token in tokens
        if token.role == "distinctive"
        and len(token.text) >= 5
        and prior(token.text, token.script) < 4e-5
    ]
    if len(tokens) < 2 or len(telling) != 1:
        return None
    return item.parsed.text[telling[0].start : telling[0].end]
