"""Which language a name may be in, judged by its script and telling letters.

A guess for choosing romanisation tables, not language identification: a name is too
short for that. Where letters leave two languages open, both are returned.
"""

from __future__ import annotations

import re

from crible.text.scripts import dominant_script, script_of

_BY_SCRIPT = {
    "Grek": ("el",),
    "Geor": ("ka",),
    "Armn": ("hy",),
    "Hang": ("ko",),
    "Hani": ("zh",),
    "Hira": ("ja",),
    "Kana": ("ja",),
    "Jpan": ("ja",),
    "Hebr": ("he",),
    "Thai": ("th",),
}

# First fit wins; the order matters, since several alphabets share letters.
_CYRILLIC = (
    (re.compile("[ҷӣӯ]"), "tg"),
    (re.compile("[ўҳ].*[қғҳ]|[қғ].*[ўҳ]|ҳ"), "uz"),
    (re.compile("[ұәһ]|[қғ]"), "kk"),
    (re.compile("ў.*и|и.*ў"), "uz"),  # Belarusian writes і, never и.
    (re.compile("ў"), "be"),
    (re.compile("ң"), "ky"),
    (re.compile("[өү]"), "mn"),
    (re.compile("[ѓќѕ]"), "mk"),
    (re.compile("[ђћљњџј]"), "sr"),
    # A Latin i among Cyrillic letters is how Ukrainian is often mistyped.
    (re.compile("[іїєґ]|[а-я]i|i[а-я]"), "uk"),
    # The hard sign is a vowel in Bulgarian alone; Russian writes it before е ё ю я.
    (re.compile("(?:^|[^ыэё])ъ[бвгджзклмнпрстфхцчшщ]"), "bg"),
)
_PERSIAN = re.compile("[پچژگیکۀ]")
_ARABIC = re.compile("[ةيكأإىؤئ\u064b-\u0652]")


def languages_of(text: str) -> tuple[str, ...]:
    """Languages whose tables fit the letters of a text, likeliest first.

    Returns:
        ISO 639-1 codes; empty for Latin text and for scripts without a table. Latin
        letters beside others say nothing: names mix both.
    """
    script = dominant_script("".join(c for c in text if script_of(c) != "Latn"))
    if script == "Cyrl":
        lowered = text.lower()
        for letters, language in _CYRILLIC:
            if letters.search(lowered):
                return (language,)
        return ("ru",)
    if script == "Arab":
        persian = bool(_PERSIAN.search(text))
        arabic = bool(_ARABIC.search(text))
        if persian != arabic:
            return ("fa",) if persian else ("ar",)
        return ("ar", "fa")
    return _BY_SCRIPT.get(script, ())
