"""Alterations of letters and signs: case, typos, look-alikes, spacing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unidecode import unidecode

from crible.evaluation.given import long_places, picked_word, replaced
from crible.text.scripts import dominant_script

if TYPE_CHECKING:
    from random import Random

    from crible.evaluation.given import Given


def exact(_rng: Random, item: Given) -> str | None:
    """The listed name as it stands."""
    return item.name.text


def case(rng: Random, item: Given) -> str | None:
    """Upper, lower or title case."""
    text = item.name.text
    changed = rng.choice((text.lower(), text.upper(), text.title()))
    return changed if changed != text else None


def punctuation(rng: Random, item: Given) -> str | None:
    """Hyphens, dots, commas and quotes gone or replaced."""
    text = re.sub(r"[-.,'’\"“”«»()]+", rng.choice((" ", " - ", ", ")), item.name.text)
    text = " ".join(text.split()).strip(" -,")
    return text if text != item.name.text and text else None


def diacritics(_rng: Random, item: Given) -> str | None:
    """Accents dropped, in names without letters of another script."""
    text = item.name.text
    # Letters beyond Latin Extended-B have no accents to drop: unidecode romanises them.
    if item.name.script != "Latn" or text.isascii() or max(text) >= "\u2100":
        return None
    if any(char.isalpha() and "\u0250" <= char < "\u1e00" for char in text):
        return None
    return unidecode(text)


_HOMOGLYPHS = {
    "a": "а",
    "e": "е",
    "o": "о",
    "p": "р",
    "c": "с",
    "x": "х",
    "A": "А",
    "E": "Е",
    "O": "О",
    "P": "Р",
    "C": "С",
    "K": "К",
    "M": "М",
    "T": "Т",
    "H": "Н",
    "B": "В",
}


def homoglyphs(rng: Random, item: Given) -> str | None:
    """One or two Latin letters replaced by Cyrillic ones that look the same."""
    text = item.name.text
    places = [place for place, char in enumerate(text) if char in _HOMOGLYPHS]
    if item.name.script != "Latn" or not places:
        return None
    chars = list(text)
    for place in rng.sample(places, min(len(places), rng.choice((1, 2)))):
        chars[place] = _HOMOGLYPHS[chars[place]]
    return "".join(chars)


_LATIN = {cyrillic: latin for latin, cyrillic in _HOMOGLYPHS.items()}


def mixed_scripts(rng: Random, item: Given) -> str | None:
    """All letters of one word that have a twin in the other script are swapped."""
    twins = {"Latn": _HOMOGLYPHS, "Cyrl": _LATIN}.get(item.name.script)
    picked = picked_word(rng, item, 4)
    if not twins or not picked:
        return None
    words, place = picked
    word = words[place]
    mixed = "".join(twins.get(char, char) for char in word)
    # A word of twins alone would be a whole word in the other script.
    if mixed == word or all(char in twins for char in word if char.isalpha()):
        return None
    return replaced(words, place, mixed)


def digits_for_letters(rng: Random, item: Given) -> str | None:
    """0 for O or 1 for L inside a word."""
    picked = picked_word(rng, item)
    if not picked:
        return None
    words, place = picked
    changed = words[place].replace("o", "0", 1).replace("O", "0", 1)
    if changed == words[place]:
        changed = words[place].replace("l", "1", 1).replace("L", "1", 1)
    return replaced(words, place, changed) if changed != words[place] else None


_NEIGHBOURS = "abcdefghijklmnopqrstuvwxyz"


def _typo(rng: Random, word: str) -> str:
    letters = [place for place, char in enumerate(word) if char.isalpha()]
    place = rng.choice(letters[1:] or letters)
    letter = rng.choice(_NEIGHBOURS)
    if dominant_script(word) == "Cyrl":
        letter = rng.choice("абвгдежзиклмнопрстуфхцчшыэюя")
    if word[place].isupper():
        letter = letter.upper()
    kind = rng.randrange(3)
    if kind == 0:
        return word[:place] + letter + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    return word[:place] + letter + word[place:]


def one_typo(rng: Random, item: Given) -> str | None:
    """A letter replaced, left out or put in."""
    picked = picked_word(rng, item)
    if not picked or item.name.script not in {"Latn", "Cyrl"}:
        return None
    words, place = picked
    return replaced(words, place, _typo(rng, words[place]))


def two_typos(rng: Random, item: Given) -> str | None:
    """Two such edits anywhere in a name of ten letters or more."""
    if sum(map(str.isalpha, item.name.text)) < 10:
        return None
    once = one_typo(rng, item)
    if not once:
        return None
    words = once.split()
    places = long_places(words, 4)
    if not places:
        return None
    place = rng.choice(places)
    return replaced(words, place, _typo(rng, words[place]))


def swapped_letters(rng: Random, item: Given) -> str | None:
    """Two neighbours swapped."""
    picked = picked_word(rng, item)
    if not picked:
        return None
    words, place = picked
    word = words[place]
    spots = [
        spot
        for spot in range(1, len(word) - 1)
        if word[spot].isalpha()
        and word[spot + 1].isalpha()
        and word[spot] != word[spot + 1]
    ]
    if not spots:
        return None
    spot = rng.choice(spots)
    swapped = word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    return replaced(words, place, swapped)


def doubled_letter(rng: Random, item: Given) -> str | None:
    """A letter doubled, or a double one single."""
    picked = picked_word(rng, item)
    if not picked:
        return None
    words, place = picked
    word = words[place]
    spots = [spot for spot in range(1, len(word)) if word[spot].isalpha()]
    spot = rng.choice(spots)
    double = re.sub(r"(.)\1", r"\1", word, count=1)
    changed = double if double != word else word[:spot] + word[spot] + word[spot:]
    return replaced(words, place, changed)


# Letters of telling words that a cut-off name keeps: "Limited Liability Company Pla" is
# no one's name, and nobody could say whose it was.
_KEPT = 4


def truncated(_rng: Random, item: Given) -> str | None:
    """Cut at 35 characters, as a payment field does."""
    text = item.name.text
    kept = sum(
        min(token.end, 35) - token.start
        for token in item.parsed.tokens
        if token.start < 35 and token.role in {"distinctive", "patronymic"}
    )
    return text[:35] if len(text) > 38 and kept >= _KEPT else None


def spaced(rng: Random, item: Given) -> str | None:
    """One word with its letters spaced."""
    picked = picked_word(rng, item, 4)
    if not picked or item.name.script not in {"Latn", "Cyrl"}:
        return None
    words, place = picked
    if not words[place].isalpha():
        return None
    return replaced(words, place, " ".join(words[place]))
