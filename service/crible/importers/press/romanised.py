"""Names made by rule: how romanisation schemes would write a native name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from crible.model import Name

Romanise = Callable[[str, str], Iterable[tuple[str, str]]]
"""(text, language) -> pairs of scheme and romanised text."""

_LANGUAGES = {"Cyrl": "ru"}
"""Script -> language taken where a source does not state one.

Only Cyrillic: for the Chinese names the sources give the English form themselves, and
a toneless syllable-by-syllable reading would add names that collide with others.
"""


def schemes(text: str, language: str) -> Iterable[tuple[str, str]]:
    """What the text room knows of a name."""
    # Imported at the first press list: importing OFAC needs no transliteration tables.
    from crible.text.romanise import variants  # noqa: PLC0415

    return variants(text, language=language)


def generated(names: Iterable[Name], romanise: Romanise) -> Iterator[Name]:
    """The further names that rules make of given ones, without repeats."""
    given = tuple(names)
    seen = {name.text.casefold() for name in given}
    for name in given:
        if name.script not in _LANGUAGES:
            continue
        language = name.language or _LANGUAGES[name.script]
        for scheme, text in romanise(name.text, language):
            if text.casefold() not in seen:
                seen.add(text.casefold())
                yield Name(
                    text,
                    quality=name.quality,
                    language=language,
                    origin="generated",
                    source=scheme,
                )
