"""Back from a case ending to the form that a list would print.

Running text declines names: «Куполом», "Kupolu", «Алмаз-Антея». For a word that no list
knows, the endings below are taken off and the nominative endings tried that go with each
of them; the list decides which, if any, is a name of its own. Endings after any grammar
of Russian, Ukrainian, Polish and Korean; in Arabic and Hebrew small words grow together
with the next one from its beginning.
"""

from __future__ import annotations

# Each ending with those of the nominatives that it may stand for.
_CYRILLIC: dict[str, tuple[str, ...]] = {
    # adjectives
    "ого": ("ый", "ой", "ое", "ий", "ого"), "его": ("ий", "ее"), "ому": ("ый", "ой", "ое", "ий"),
    "ему": ("ий", "ее"), "ым": ("ый", "ой", "ое"), "им": ("ий", "ее"), "ую": ("ая", "ый", "ий"), "юю": ("яя", "ий"),
    "ых": ("ые", "ый"), "их": ("ие", "ий"), "ыми": ("ые", "ый"), "ими": ("ие", "ий"), "ая": ("ый", "ой", "ий"), "яя": ("ий",),
    "ое": ("ый", "ой", "ий"), "ее": ("ий",), "ые": ("ый", "ой"), "ие": ("ий",), "ої": ("а",), "ій": ("а", "ий"),
    # nouns
    "ами": ("а", "ы", "и", ""), "ями": ("я", "и", ""), "ові": ("", "о"), "еві": ("ь", "й", "", "е"),
    "ой": ("а", "ая", "ый", "ий"), "ою": ("а",), "ей": ("я", "а", "ь", "ий"), "ею": ("я", "а"),
    "ом": ("", "о"), "ем": ("ь", "й", "е", ""), "ём": ("ь", "й"), "єм": ("й",),
    "ам": ("а", "ы", "и", ""), "ям": ("я", "и", ""), "ах": ("а", "ы", "и", ""), "ях": ("я", "и", ""),
    "ов": ("", "ы"), "ев": ("й", "и", "ы"), "ів": ("", "и"), "иям": ("ия", "ии"), "ию": ("ия", "ий"), "ии": ("ия", "ии", "ий"),
    "ії": ("ія",), "ію": ("ія", "ій"), "єю": ("я",), "ья": ("ей", "ий"), "ью": ("ь",),
    "а": ("", "о"), "я": ("ь", "й", "е"), "у": ("", "а", "о"), "ю": ("ь", "й", "я", "е"), "е": ("", "а", "о", "ь", "я", "й"),
    "ы": ("", "а"), "и": ("ь", "я", "а", "", "й"), "і": ("", "а", "о", "ь", "я"), "ї": ("я", "й"), "о": ("",),
}  # fmt: skip
_LATIN: dict[str, tuple[str, ...]] = {
    # Slavonic names in Latin letters
    "owi": ("", "o"), "em": ("", "o"), "iem": ("", "o"), "om": ("", "o"), "ach": ("y", "a", ""), "ami": ("y", "a", ""),
    "ow": ("", "y"), "u": ("", "o"), "y": ("", "a"), "ie": ("", "a"), "ą": ("a",), "ę": ("a",), "a": ("",),
    # plurals and genitives
    "s": ("",), "es": ("",),
}  # fmt: skip
_KOREAN = (
    "에서는", "으로서", "에서", "에게", "으로", "까지", "부터", "은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "로", "도",
)  # fmt: skip
_ARABIC = ("وال", "بال", "كال", "فال", "لل", "و", "ب", "ل", "ف", "ك")
_HEBREW = ("וה", "של", "ה", "ו", "ב", "ל", "מ", "ש", "כ")
_SHORTEST = {"Cyrl": 3, "Latn": 4}
# The same for scripts that write fewer letters.
_SHORTEST_OTHER = 2
_LONGEST_ENDING = 4


def stems(word: str, script: str) -> tuple[str, ...]:
    """Forms that a list might print for an inflected lower-case word.

    Args:
        word: lower case, as it stands in the text.
        script: ISO 15924; scripts without such endings have none.
    """
    if script in {"Cyrl", "Latn"}:
        endings = _CYRILLIC if script == "Cyrl" else _LATIN
        return _without_ending(word, endings, _SHORTEST[script])
    if script == "Hang":
        return tuple(
            word[: -len(ending)]
            for ending in _KOREAN
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_OTHER
        )
    if script in {"Arab", "Hebr"}:
        return tuple(
            word[len(start) :]
            for start in (_ARABIC if script == "Arab" else _HEBREW)
            if word.startswith(start) and len(word) - len(start) > _SHORTEST_OTHER
        )
    return ()


def _without_ending(
    word: str, endings: dict[str, tuple[str, ...]], shortest: int
) -> tuple[str, ...]:
    found: list[str] = []
    for size in range(_LONGEST_ENDING, 0, -1):
        if len(word) - size < shortest:
            continue
        stem = word[:-size]
        found.extend(stem + after for after in endings.get(word[-size:], ()))
    return tuple(dict.fromkeys(form for form in found if form != word))
