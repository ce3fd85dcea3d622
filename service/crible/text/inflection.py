"""Back from a case ending to the form that a list would print.

Running text declines names: «Куполом», "Kupolu", «Алмаз-Антея». For a word that no list
knows, the endings below are taken off and the usual nominative endings tried; the
list decides which, if any, is a name of its own. Endings after any grammar of Russian,
Ukrainian and Polish; precision is not needed here, since a wrong stem meets nothing.
"""

from __future__ import annotations

_CYRILLIC_ENDINGS = (
    "ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "ові", "еві",
    "ой", "ей", "ом", "ем", "ою", "ею", "ов", "ев", "ам", "ям", "ах", "ях", "ым", "им",
    "ую", "юю", "ая", "яя", "ых", "их", "а", "я", "у", "ю", "е", "ы", "и", "і",
)  # fmt: skip
_CYRILLIC_NOMINATIVES = ("", "а", "я", "й", "ь", "ий", "ый", "ая", "о", "е")
_LATIN_ENDINGS = (
    "owi",
    "iem",
    "em",
    "ach",
    "ami",
    "om",
    "ow",
    "a",
    "u",
    "y",
    "ie",
    "s",
    "es",
)
_SHORTEST = 4


def stems(word: str, script: str) -> tuple[str, ...]:
    """Forms that a list might print for an inflected lower-case word.

    Args:
        word: lower case, as it stands in the text.
        script: ISO 15924; other than Cyrillic and Latin there are none.
    """
    found: list[str] = []
    if script == "Cyrl":
        for ending in _CYRILLIC_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
                stem = word[: -len(ending)]
                found.extend(stem + after for after in _CYRILLIC_NOMINATIVES)
    elif script == "Latn":
        found.extend(
            word[: -len(ending)]
            for ending in _LATIN_ENDINGS
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST
        )
    return tuple(dict.fromkeys(form for form in found if form != word))
