"""Names and three-letter codes of languages, to ISO 639-1."""

from __future__ import annotations

_CODES: dict[str, tuple[str, ...]] = {
    "ar": ("arabic", "ara", "arab"),
    "az": ("azerbaijani", "azeri", "aze"),
    "be": ("belarusian", "belarussian", "bel"),
    "bg": ("bulgarian", "bul"),
    "bs": ("bosnian", "bos"),
    "de": ("german", "deu", "ger"),
    "el": ("greek", "ell", "gre"),
    "en": ("english", "eng"),
    "es": ("spanish", "spa"),
    "fa": ("persian", "farsi", "dari", "fas", "per", "prs"),
    "fr": ("french", "fra", "fre"),
    "he": ("hebrew", "heb"),
    "hy": ("armenian", "hye", "arm"),
    "it": ("italian", "ita"),
    "ja": ("japanese", "jpn"),
    "ka": ("georgian", "kat", "geo"),
    "kk": ("kazakh", "kaz"),
    "ko": ("korean", "kor", "hangul"),
    "ku": ("kurdish", "kur"),
    "ky": ("kyrgyz", "kir"),
    "my": ("burmese", "mya", "bur"),
    "pl": ("polish", "pol"),
    "ps": ("pashto", "pashtu", "pus"),
    "pt": ("portuguese", "por"),
    "ro": ("romanian", "moldovan", "ron", "rum"),
    "ru": ("russian", "rus"),
    "sr": ("serbian", "srp"),
    "tg": ("tajik", "tgk"),
    "tr": ("turkish", "tur"),
    "uk": ("ukrainian", "ukr"),
    "ur": ("urdu", "urd"),
    "uz": ("uzbek", "uzb"),
    "zh": (
        "chinese",
        "simplified chinese",
        "chinese simplified",
        "traditional chinese",
        "mandarin",
        "zho",
        "chi",
    ),
}
_KNOWN = {name: code for code, names in _CODES.items() for name in (code, *names)}


def code(name: str) -> str | None:
    """The code of a language, or None for one the table does not know."""
    return _KNOWN.get(" ".join(name.casefold().replace("-", " ").split()))
