"""Names of other scripts in Latin letters, by every scheme that is in use.

A Russian name reaches an English list by one scheme and a French paper by another;
each scheme here is a table with its standard named in ``tables/romanisation``. Fuzzy
comparison and folding of spellings are not done here.
"""

from __future__ import annotations

from unidecode import unidecode

from crible.errors import UnknownThing
from crible.text import romanisation
from crible.text.letter_language import languages_of
from crible.text.remembered import remembered
from crible.text.scripts import script_of


def languages() -> tuple[str, ...]:
    """Codes of the languages that can be romanised, in alphabetical order."""
    return romanisation.languages()


def schemes(language: str) -> tuple[str, ...]:
    """Names of the schemes of a language, in the order in which they are offered.

    Raises:
        UnknownThing: there is no table for this language.
    """
    return tuple(romanisation.book(language).schemes)


def romanise(text: str, *, language: str, scheme: str) -> str:
    """Write a text in Latin letters by one scheme.

    Capitals follow the source (Title to Title, UPPER to UPPER); scripts without case
    give words with a capital. Spaces, digits, punctuation and Latin letters stay;
    letters that the scheme does not know go through unidecode.

    Raises:
        UnknownThing: there is no such language, or no such scheme for it.
    """
    known = romanisation.book(language).schemes
    if scheme not in known:
        raise UnknownThing(
            f"The language {language!r} has no romanisation scheme {scheme!r}.",
            hint=f"It has {', '.join(known)}.",
        )
    return known[scheme].apply(text)


@remembered(4096)
def pinyin(text: str) -> str:
    """Han characters in lower-case letters without blanks or tones."""
    spelled = romanise(text, language="zh", scheme="pinyin")
    return "".join(filter(str.isalnum, unidecode(spelled).lower()))


@remembered(4096)
def variants(text: str, language: str | None = None) -> tuple[tuple[str, str], ...]:
    """All romanisations of a text that differ from each other.

    Args:
        text: a name in any script.
        language: of the name, if known. Without it, or when no table is for that
            language, it is guessed from the letters.

    Returns:
        ``(scheme id, romanised text)`` such as ``("ru-bgn", "Kupol")``, in the order
        of the schemes; the first of equal texts stands. Empty if the text has no
        letter of a script that the language is written in.
    """
    candidates = (
        (language,) if language in romanisation.languages() else languages_of(text)
    )
    letters = frozenset(char for char in text if char.isalpha())
    found: dict[str, str] = {}
    for candidate in candidates:
        book = romanisation.book(str(candidate))
        native = {char for char in letters if script_of(char) in book.scripts}
        if not native:
            continue
        for scheme in book.schemes.values():
            if scheme.knows and not native <= scheme.knows:
                continue
            spelled = scheme.apply(text)
            if spelled.strip():
                found.setdefault(spelled, f"{candidate}-{scheme.name}")
    return tuple((scheme, spelled) for spelled, scheme in found.items())
