"""One skeleton for the many spellings of one sound, and the readings of a word.

Russian у reaches a Latin text as u (English), ou (French) or u (German); щ as shch,
chtch, schtsch, szcz or šč. A *skeleton* writes each such sound with one letter: C for
ч, S for ш and щ, Z for ж, c for ц, h for х. Latin words are *read*: once plainly, and
again under each national convention whose digraphs they show. Two words that share
a reading are the same name in two conventions, and the explanation can say which.

The conventions are BGN/PCGN 1947, ICAO Doc 9303, ISO 9:1995, GOST 7.79 and the usage
of the French, German, Polish and Spanish press.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from unidecode import unidecode

from crible.text.lookalikes import without_digits
from crible.text.remembered import remembered
from crible.text.scripts import ABJADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Reading(NamedTuple):
    """``key`` is a skeleton; ``scheme`` names the convention that leads to it.

    The scheme ``plain`` comes first and is always there; ``han`` and ``abjad`` keys
    carry a mark in front so that they only meet their own kind.
    """

    key: str
    scheme: str


_CYRILLIC = {
    **dict(
        zip(
            "абвгдезийклмнопрстуфхцчшщъыьэ",
            "abvgdeziiklmnoprstufhcCSS\0i\0e",
            strict=True,
        )
    ),
    "ж": "Z",
    "ё": "e",  # As passports, the press and most lists have it.
    "ю": "iu",
    "я": "ia",
    "і": "i",
    "ї": "i",
    "є": "e",
    "ґ": "g",
    "ў": "u",
    "ђ": "dZ",
    "ј": "i",
    "љ": "li",
    "њ": "ni",
    "ћ": "C",
    "џ": "dZ",
    "ѓ": "g",
    "ќ": "k",
    "ѕ": "dz",
    "ә": "a",
    "ғ": "g",
    "қ": "k",
    "ң": "n",
    "ө": "o",
    "ұ": "u",
    "ү": "u",
    "һ": "h",
    "ҳ": "h",
    "ҷ": "dZ",
}
_CYRILLIC = {letter: key.replace("\0", "") for letter, key in _CYRILLIC.items()}

_AS_SOUNDS = str.maketrans(_CYRILLIC)
_KNOWN_CYRILLIC = re.compile(f"[{''.join(_CYRILLIC)}]*\\Z")

# Consonants of Arabic, Persian and Hebrew; long vowels and carriers are dropped,
# since the Latin side writes vowels as its author heard them.
_ABJAD = {
    **dict(
        zip(
            "بتثجحخدذرزسشصضطظغفقكلمنهپچژگک",
            "bttjhhddrzsSsdtzkfkklmnhpSjkk",
            strict=True,
        )
    ),
    **dict(zip("בגדהזחטכךלמםנןסספףצץקרשת", "bkdhzhtkklmmnnsspfsskrSt", strict=True)),
}
# Letters that Persian, Dari and Pashto say otherwise than Arabic does, and those that
# Hebrew softens: bet as v, kaf as kh, pe as f.
_OTHERWISE = {"ث": "s", "ذ": "z", "ض": "z", "ב": "", "כ": "h", "ך": "h", "פ": "f"}
_PERSIAN = frozenset("ثذض")
_ABJAD_VOWELS = frozenset("aeiouyvw")

_DIACRITICS = str.maketrans(
    {
        "š": "sh", "č": "ch", "ž": "zh", "ć": "ch", "đ": "dj", "ś": "sh", "ź": "zh",
        "ż": "zh", "ł": "l", "ó": "u", "ŝ": "shch", "ş": "sh", "ș": "sh", "ç": "ch",
        "ğ": "g", "ı": "i", "ö": "oe", "ü": "ue", "ä": "ae", "å": "aa", "ø": "oe",
        "â": "ia", "û": "iu", "è": "e", "ë": "io", "ñ": "ni", "ĉ": "ch",
    }
)  # fmt: skip
_DIACRITIC_LETTERS = frozenset(map(chr, _DIACRITICS))

_SOFT_C = re.compile("c(?=[eiy])")
_DOUBLE = re.compile(r"(.)\1+")
_S_BEFORE_VOWEL = re.compile("(?<![sztkpcf])s(?=[aeiouy])")
# In Kyonghui and Donghai, unlike in Singh, a syllable begins with the h.
_NG_HA = re.compile("ngh(?=[aeiouy])")
_NOT_LETTERS = re.compile("[^a-z0-9]+")
_YO = re.compile("(?<=[a-z])[yij]o")

_PLAIN_STEPS = (
    ("shch", "S"), ("sch", "S"), ("dzh", "dZ"), ("dj", "dZ"), ("tch", "C"),
    ("zh", "Z"), ("sh", "S"), ("ch", "C"), ("cz", "C"), ("kh", "H"),
)  # fmt: skip
# H is the h of kh, which forms no digraph with the letter before: Voskhod, Neftkhim.
_PLAIN_LATER = (
    ("ck", "k"), ("c", "k"), ("tz", "c"), ("ts", "c"), ("ph", "f"), ("th", "t"),
    ("gh", "g"), ("dh", "d"), ("q", "k"), ("x", "ks"), ("w", "v"), ("ou", "u"),
    ("y", "i"), ("ii", "i"), ("ie", "e"), ("H", "h"),
)  # fmt: skip
_FRENCH = (
    ("chtch", "S"), ("tch", "C"), ("dj", "dZ"), ("ch", "S"), ("gue", "ge"),
    ("gui", "gi"), ("j", "Z"), ("iou", "iu"),
)  # fmt: skip
_GERMAN = (
    ("schtsch", "S"), ("dsch", "dZ"), ("tsch", "C"), ("sch", "S"), ("ch", "h"),
    ("tz", "c"), ("z", "c"), ("j", "i"), ("ss", "ß"),
)  # fmt: skip
_POLISH = (
    ("szcz", "S"), ("sz", "S"), ("cz", "C"), ("rz", "Z"), ("ch", "h"), ("c", "c"),
    ("j", "i"), ("w", "v"),
)  # fmt: skip
_SPANISH = (("j", "h"),)
_SCHOLARLY = (("ch", "h"), ("j", "i"), ("x", "h"), ("c", "c"))
_ENGLISH = (("j", "dZ"), ("oo", "u"), ("ee", "i"))


def _replace(word: str, steps: tuple[tuple[str, str], ...]) -> str:
    for old, new in steps:
        if old in word:
            word = word.replace(old, new)
    return word


def _finish(word: str) -> str:
    """The common tail of every convention: y and ie, clusters, doubled letters."""
    word = _replace(
        word, (("y", "i"), ("ii", "i"), ("ie", "e"), ("ts", "c"), ("tC", "C"))
    )
    return _DOUBLE.sub(r"\1", word)


def _any_of(signs: Iterable[str]) -> Callable[[str], re.Match[str] | None]:
    """One search for any of these, in place of a question for each."""
    return re.compile("|".join(map(re.escape, signs))).search


_has_plain_step = _any_of(old for old, _ in _PLAIN_STEPS)


def _plain(word: str) -> str:
    """The plain reading of lower-case ASCII letters."""
    if "ngh" in word:
        word = _NG_HA.sub("ngH", word)
    if _has_plain_step(word):
        word = _replace(word, _PLAIN_STEPS)
    if "c" in word:
        word = _SOFT_C.sub("s", word)
    return _DOUBLE.sub(r"\1", _replace(word, _PLAIN_LATER))


def _rest(word: str) -> str:
    """Plain steps after a national convention has taken its own digraphs."""
    word = _replace(word, (("shch", "S"), ("zh", "Z"), ("sh", "S"), ("kh", "H")))
    word = _replace(
        word,
        (
            ("ts", "c"),
            ("ph", "f"),
            ("th", "t"),
            ("q", "k"),
            ("x", "ks"),
            ("w", "v"),
            ("ou", "u"),
            ("H", "h"),
        ),
    )
    return _finish(word)


def _french(word: str) -> str:
    if word.endswith("ine") and len(word) > 5:
        word = word[:-1]
    word = _replace(word, _FRENCH)
    return _rest(_SOFT_C.sub("s", word).replace("c", "k"))


def _german(word: str) -> str:
    word = _replace(word, _GERMAN)
    return _rest(_S_BEFORE_VOWEL.sub("z", word).replace("ß", "s"))


_NATIONAL = (
    ("french", ("ch", "j", "dj", "gue", "gui", "ine"), _french),
    ("german", ("w", "sch", "z", "j"), _german),
    ("polish", ("sz", "cz", "rz", "ch", "c", "j"), lambda word: _rest(_replace(word, _POLISH))),
    ("spanish", ("j",), lambda word: _plain(_replace(word, _SPANISH))),
    ("scholarly", ("ch", "j", "x", "c"), lambda word: _rest(_replace(word, _SCHOLARLY))),
    ("english", ("j", "oo", "ee"), lambda word: _plain(_replace(word, _ENGLISH))),
    ("korean", ("ch",), lambda word: _plain(word.replace("ch", "j"))),
    ("yo for ё", ("yo", "io", "jo"), lambda word: _plain(_YO.sub("e", word))),
)  # fmt: skip


# Most words show none of these conventions.
_shows_any = _any_of(sign for _, signs, _ in _NATIONAL for sign in signs)
_SHOWN = tuple((scheme, _any_of(signs), read) for scheme, signs, read in _NATIONAL)


def _letters(word: str) -> str:
    """A word in lower-case letters and digits of ASCII."""
    if word.isascii() and word.isalnum():
        return word.lower()
    return _NOT_LETTERS.sub("", unidecode(word).lower())


def _latin(word: str) -> list[Reading]:
    ascii_word = _letters(word)
    found = [Reading(_plain(ascii_word), "plain")]
    if not ascii_word:
        return found
    seen = {found[0].key}

    def add(key: str, scheme: str) -> None:
        if key and key not in seen:
            seen.add(key)
            found.append(Reading(key, scheme))

    if not word.isascii() and not _DIACRITIC_LETTERS.isdisjoint(word):
        marked = _letters(word.translate(_DIACRITICS))
        add(_plain(marked), "diacritics")
        add(_plain(marked.replace("j", "i")), "scholarly")
    if _shows_any(ascii_word):
        for scheme, shows, read in _SHOWN:
            if shows(ascii_word):
                add(read(ascii_word), scheme)
    return found


def _cyrillic(word: str) -> list[Reading]:
    if not _KNOWN_CYRILLIC.match(word):
        word = "".join(
            char if char in _CYRILLIC else _plain(unidecode(char).lower())
            for char in word
        )
    key = _finish(word.translate(_AS_SOUNDS))
    found = [Reading(key, "plain")]
    if "ё" in word:
        heard = word.replace("ё", "io").translate(_AS_SOUNDS)
        found.append(Reading(_finish(heard), "ё as yo"))
    if "г" in word:
        # Ukrainian and Belarusian г sounds h, and is printed so.
        found.append(
            Reading(_finish(word.replace("г", "h").translate(_AS_SOUNDS)), "ukrainian")
        )
    if "и" in word and key.endswith("ii"):
        found.append(Reading(key[:-1], "plain"))
    return found


@remembered(8192)
def consonants(key: str) -> str:
    """The consonant skeleton of a plain Latin reading, as an abjad would write it."""
    kept = [char for char in key if char not in _ABJAD_VOWELS]
    folded = "".join(kept).translate(str.maketrans("ZCcg", "jSsk")).rstrip("h")
    return _DOUBLE.sub(r"\1", folded)


@remembered(8192)
def abjad_keys(word: str) -> tuple[str, ...]:
    """What an Arabic, Persian or Hebrew word writes: its consonants, marked."""
    stripped = word
    for article in ("ال", "וה"):
        if word.startswith(article) and len(word) >= 4:
            stripped = word[len(article) :]
    key = "".join(_ABJAD.get(char, "") for char in stripped)
    key = _DOUBLE.sub(r"\1", key).rstrip("h")
    if len(key) < 2:
        return ()
    # What a word begins with is hard.
    heard = _ABJAD.get(stripped[0], "") + "".join(
        _OTHERWISE.get(char, _ABJAD.get(char, "")) for char in stripped[1:]
    )
    if stripped[0] in _PERSIAN:
        heard = _OTHERWISE[stripped[0]] + heard[1:]
    heard = _DOUBLE.sub(r"\1", heard).rstrip("h")
    return ("#" + key,) if heard == key or len(heard) < 2 else ("#" + key, "#" + heard)


def _abjad(word: str) -> list[Reading]:
    found = _romanised(word)
    for key, scheme in zip(
        abjad_keys(word), ("abjad", "abjad, as heard"), strict=False
    ):
        found.insert(1 + (scheme != "abjad"), Reading(key, scheme))
    return found


# As many romanisations of a word of another script are read.
_ROMANISED = 8


def _romanised(word: str) -> list[Reading]:
    """Readings by the schemes of the word's language, the library's guess last."""
    from crible.text.romanise import variants  # noqa: PLC0415 - most words need none

    keys: dict[str, str] = {}
    for scheme, text in variants(word):
        key = _plain(_NOT_LETTERS.sub("", unidecode(text).lower()))
        keys.setdefault(key, scheme)
    keys.setdefault(_plain(_NOT_LETTERS.sub("", unidecode(word).lower())), "plain")
    keys.pop("", None)
    found = [Reading(key, scheme) for key, scheme in keys.items()][:_ROMANISED]
    return [Reading(found[0].key, "plain"), *found[1:]] if found else []


def _han(word: str) -> list[Reading]:
    # Imported for the first Han word alone.
    from crible.text.romanise import pinyin  # noqa: PLC0415

    return [
        Reading("=" + word, "han"),
        Reading(_plain(_letters(pinyin(word))), "plain"),
    ]


@remembered(16384)
def readings(word: str, script: str) -> tuple[Reading, ...]:
    """All readings of one word, the plain one first (for Han, the characters).

    Args:
        word: one word in lower case.
        script: its ISO 15924 code.
    """
    if script == "Latn":
        found = _latin(word)
        twin = None if word.isalpha() else without_digits(word)
        if twin:
            found = [
                *found[:1],
                *(Reading(item.key, "look-alike digits") for item in _latin(twin)[:2]),
            ]
    elif script == "Cyrl":
        found = _cyrillic(word)
    elif script in ABJADS:
        found = _abjad(word)
    elif script in {"Hani", "Jpan", "Hira", "Kana"}:
        found = _han(word)
    else:
        found = _romanised(word)
    kept = tuple(dict.fromkeys(item for item in found if item.key))
    return kept or (Reading("=" + word, "literal"),)


@remembered(8192)
def readings_joined(word: str, script: str) -> tuple[Reading, ...]:
    """The readings of neighbours written together: without those of a convention.

    Args:
        word: the neighbours in lower case, without a blank.
        script: their ISO 15924 code.
    """
    if script == "Latn":
        key = _plain(_letters(word))
        return (Reading(key, "plain"),) if key else (Reading("=" + word, "literal"),)
    if script == "Cyrl":
        return readings(word, script)[:1]
    return readings(word, script)
