"""How names arrive in practice: each class alters a listed name in one way.

A class is a function of a seeded generator and a ``Given`` name; it returns the
altered name, or None where the class does not apply to that name. ``CLASSES`` is the
visible table: the class, its group, and what the list is allowed to know (``view``).

Groups: ``identity`` (must always hit), ``latin`` (stays within one script and
language), ``across`` (romanisations and scripts), ``hard`` (abbreviations, aliases).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from unidecode import unidecode

from crible.matching.rarity import prior
from crible.text.romanise import romanise
from crible.text.scripts import dominant_script
from crible.text.tokens import Parsed, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from crible.model import Entry, Name


@dataclass(frozen=True, slots=True)
class Given:
    """A name to alter, with its entry and its tokens."""

    entry: Entry
    name: Name
    parsed: Parsed


class Alteration(NamedTuple):
    """One class; ``view`` says which names the list keeps: see ``views.py``."""

    key: str
    group: str
    view: str
    alter: Callable[[Random, Given], str | None]


def given(entry: Entry, name: Name) -> Given:
    """Parse a name of an entry for alteration."""
    return Given(entry, name, parse(name.text, person=entry.kind == "person"))


def _words(item: Given) -> list[str]:
    return item.name.text.split()


def _long(words: list[str], least: int = 5) -> list[int]:
    return [
        place
        for place, word in enumerate(words)
        if sum(char.isalpha() for char in word) >= least
    ]


def _replace(words: list[str], place: int, word: str) -> str:
    return " ".join([*words[:place], word, *words[place + 1 :]])


def _pick(rng: Random, item: Given, least: int = 5) -> tuple[list[str], int] | None:
    words = _words(item)
    places = _long(words, least)
    return (words, rng.choice(places)) if places else None


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
    """Accents dropped."""
    if item.name.script != "Latn" or item.name.text.isascii():
        return None
    return unidecode(item.name.text)


_FORMS = {
    "limited": (
        "Ltd",
        "Limited",
        "LLC",
        "L.L.C.",
        "OOO",
        "ООО",
        "Limited Liability Company",
        "Co., Ltd.",
    ),
    "joint-stock": (
        "JSC",
        "AO",
        "АО",
        "Joint Stock Company",
        "J.S.C.",
        "Aktsionernoe Obshchestvo",
    ),
    "public-joint-stock": ("PJSC", "PAO", "ПАО", "Public Joint Stock Company"),
}


def _body(item: Given) -> str | None:
    """The name without its legal form, or None where it has none."""
    if not item.parsed.legal:
        return None
    text = item.parsed.text
    kept = []
    last = 0
    for token in item.parsed.tokens:
        if token.role == "legal":
            kept.append(text[last : token.start])
            last = token.end
    kept.append(text[last:])
    body = re.sub(r"[\s,.()]+", " ", " ".join(kept)).strip(" -")
    return body if any(char.isalnum() for char in body) else None


def form_dropped(_rng: Random, item: Given) -> str | None:
    """Legal form left out."""
    return _body(item)


def form_swapped(rng: Random, item: Given) -> str | None:
    """Another spelling of the same legal form, often at the other end."""
    body = _body(item)
    known = [key for key in item.parsed.legal if key in _FORMS]
    if not body or not known:
        return None
    form = rng.choice(_FORMS[known[0]])
    return f"{body} {form}" if rng.random() < 0.5 else f"{form} {body}"


def form_glued(rng: Random, item: Given) -> str | None:
    """Legal form stuck to the word before it, in capitals: SiemensAG."""
    body = _body(item)
    if not body or item.name.script != "Latn" or not body[-1].isalpha():
        return None
    return body.title() + rng.choice(("LLC", "JSC", "AG", "GmbH", "Ltd"))


def form_dotted(_rng: Random, item: Given) -> str | None:
    """Dots between the letters of the form: L.L.C."""
    body = _body(item)
    short = [
        token.text
        for token in item.parsed.tokens
        if token.role == "legal" and 2 <= len(token.text) <= 4
    ]
    if not body or not short or item.name.script != "Latn":
        return None
    return f"{body} {'.'.join(short[0].upper())}."


def reordered(rng: Random, item: Given) -> str | None:
    """Words in another order."""
    words = _words(item)
    if not 2 <= len(words) <= 6:
        return None
    mixed = words[:]
    rng.shuffle(mixed)
    return " ".join(mixed) if mixed != words else None


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


def digits_for_letters(rng: Random, item: Given) -> str | None:
    """0 for O or 1 for L inside a word."""
    picked = _pick(rng, item)
    if not picked:
        return None
    words, place = picked
    changed = words[place].replace("o", "0", 1).replace("O", "0", 1)
    if changed == words[place]:
        changed = words[place].replace("l", "1", 1).replace("L", "1", 1)
    return _replace(words, place, changed) if changed != words[place] else None


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
    picked = _pick(rng, item)
    if not picked or item.name.script not in {"Latn", "Cyrl"}:
        return None
    words, place = picked
    return _replace(words, place, _typo(rng, words[place]))


def two_typos(rng: Random, item: Given) -> str | None:
    """Two such edits anywhere in a name of ten letters or more."""
    if sum(map(str.isalpha, item.name.text)) < 10:
        return None
    once = one_typo(rng, item)
    if not once:
        return None
    words = once.split()
    places = _long(words, 4)
    if not places:
        return None
    place = rng.choice(places)
    return _replace(words, place, _typo(rng, words[place]))


def swapped_letters(rng: Random, item: Given) -> str | None:
    """Two neighbours swapped."""
    picked = _pick(rng, item)
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
    return _replace(words, place, swapped)


def doubled_letter(rng: Random, item: Given) -> str | None:
    """A letter doubled, or a double one single."""
    picked = _pick(rng, item)
    if not picked:
        return None
    words, place = picked
    word = words[place]
    spots = [spot for spot in range(1, len(word)) if word[spot].isalpha()]
    spot = rng.choice(spots)
    double = re.sub(r"(.)\1", r"\1", word, count=1)
    changed = double if double != word else word[:spot] + word[spot] + word[spot:]
    return _replace(words, place, changed)


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
    words = _words(item)
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
    picked = _pick(rng, item, 7)
    if not picked:
        return None
    words, place = picked
    word = words[place]
    cut = rng.randrange(3, len(word) - 2)
    return _replace(words, place, f"{word[:cut]} {word[cut:]}")


_SHORT = {
    "technology": "tech", "technologies": "tech", "international": "intl", "manufacturing": "mfg",
    "company": "co", "engineering": "eng", "industries": "ind", "industrial": "ind",
    "development": "dev", "investment": "inv", "electronics": "elec", "science": "sci",
    "research": "res", "institute": "inst", "corporation": "corp", "trading": "trdg",
    "national": "natl", "association": "assn", "equipment": "equip", "management": "mgmt",
}  # fmt: skip


def abbreviated(_rng: Random, item: Given) -> str | None:
    """Company words in their short forms; 科技 for 科技有限公司."""
    if item.name.script == "Hani" and item.name.text.endswith("科技有限公司"):
        return item.name.text.removesuffix("有限公司")
    words = _words(item)
    changed = [_SHORT.get(word.lower().strip(",."), word) for word in words]
    return " ".join(changed) if changed != words else None


def truncated(_rng: Random, item: Given) -> str | None:
    """Cut at 35 characters, as a payment field does."""
    text = item.name.text
    return text[:35] if len(text) > 38 else None


def spaced(rng: Random, item: Given) -> str | None:
    """One word with its letters spaced."""
    picked = _pick(rng, item, 4)
    if not picked or item.name.script not in {"Latn", "Cyrl"}:
        return None
    words, place = picked
    if not words[place].isalpha():
        return None
    return _replace(words, place, " ".join(words[place]))


_NUMERALS = {
    "1": ("one", "i"),
    "2": ("two", "ii"),
    "3": ("three", "iii"),
    "4": ("four", "iv"),
    "5": ("five", "v"),
    "6": ("six", "vi"),
    "7": ("seven", "vii"),
    "8": ("eight", "viii"),
    "9": ("nine", "ix"),
    "10": ("ten", "x"),
}


def numerals(rng: Random, item: Given) -> str | None:
    """A number as a word or in roman numerals."""
    words = _words(item)
    places = [place for place, word in enumerate(words) if word in _NUMERALS]
    if not places or len(words) < 2:
        return None
    place = rng.choice(places)
    forms = [form for form in _NUMERALS[words[place]] if len(form) > 1]
    return _replace(words, place, rng.choice(forms))


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


def hidden_alias(_rng: Random, item: Given) -> str | None:
    """A name that the list does not hold, though it holds others of the entry."""
    return item.name.text


def native(_rng: Random, item: Given) -> str | None:
    """The native spelling against a list that holds only Latin ones."""
    if item.name.script in {"Latn", "Zyyy"}:
        return None
    return item.name.text


def latin(_rng: Random, item: Given) -> str | None:
    """The Latin spelling against a list that holds only the native one."""
    return item.name.text if item.name.script == "Latn" else None


def _scheme(language: str, scheme: str) -> Callable[[Random, Given], str | None]:
    def alter(_rng: Random, item: Given) -> str | None:
        if item.name.script != "Cyrl":
            return None
        uk = any(char in "іїєґІЇЄҐ" for char in item.name.text)
        if uk != (language == "uk"):
            return None
        return romanise(item.name.text, language=language, scheme=scheme)

    return alter


def no_patronymic(_rng: Random, item: Given) -> str | None:
    """A person without the patronymic."""
    if item.entry.kind != "person" or len(item.parsed.tokens) < 3:
        return None
    kept = [token for token in item.parsed.tokens if token.role != "patronymic"]
    if len(kept) == len(item.parsed.tokens):
        return None
    return " ".join(item.parsed.text[token.start : token.end] for token in kept)


def person_initials(_rng: Random, item: Given) -> str | None:
    """Given names as initials: V. V. Putin."""
    words = item.name.text.replace(",", " ").split()
    if (
        item.entry.kind != "person"
        or not 2 <= len(words) <= 4
        or item.name.script not in {"Latn", "Cyrl"}
    ):
        return None
    if "," in item.name.text:
        family, *given_names = words
        return " ".join([*(f"{word[0]}." for word in given_names), family])
    return " ".join([*(f"{word[0]}." for word in words[:-1]), words[-1]])


def person_order(_rng: Random, item: Given) -> str | None:
    """Given name before the family name, without the comma."""
    if item.entry.kind != "person" or "," not in item.name.text:
        return None
    family, _, given_names = item.name.text.partition(",")
    return f"{given_names.strip()} {family.strip()}"


CLASSES: tuple[Alteration, ...] = (
    Alteration("exact", "identity", "full", lambda _rng, item: item.name.text),
    Alteration("case", "identity", "full", case),
    Alteration("punctuation", "identity", "full", punctuation),
    Alteration("diacritics", "identity", "full", diacritics),
    Alteration("form dropped", "identity", "full", form_dropped),
    Alteration("form swapped", "identity", "full", form_swapped),
    Alteration("form glued", "identity", "full", form_glued),
    Alteration("form dotted", "identity", "full", form_dotted),
    Alteration("reordered", "identity", "full", reordered),
    Alteration("homoglyphs", "identity", "full", homoglyphs),
    Alteration("digits for letters", "latin", "full", digits_for_letters),
    Alteration("one typo", "latin", "full", one_typo),
    Alteration("two typos", "latin", "full", two_typos),
    Alteration("swapped letters", "latin", "full", swapped_letters),
    Alteration("doubled letter", "latin", "full", doubled_letter),
    Alteration("word added", "latin", "full", word_added),
    Alteration("generic dropped", "latin", "full", generic_dropped),
    Alteration("joined", "latin", "full", joined),
    Alteration("split", "latin", "full", split),
    Alteration("abbreviated", "latin", "full", abbreviated),
    Alteration("cut at 35", "latin", "full", truncated),
    Alteration("spaced letters", "latin", "full", spaced),
    Alteration("numerals", "latin", "full", numerals),
    Alteration("acronym", "hard", "full", acronym),
    Alteration("brand alone", "hard", "full", brand_alone),
    Alteration("hidden alias", "hard", "hidden", hidden_alias),
    Alteration("native, list Latin", "across", "latin", native),
    Alteration("Latin, list native", "across", "native", latin),
    *(
        Alteration(f"ru {scheme}", "across", "ru-bgn", _scheme("ru", scheme))
        for scheme in (
            "icao",
            "iso9",
            "gost-779b",
            "press",
            "scholarly",
            "fr",
            "de",
            "pl",
            "es",
        )
    ),
    *(
        Alteration(f"uk {scheme}", "across", "uk-national", _scheme("uk", scheme))
        for scheme in ("bgn", "iso9", "fr", "de", "pl")
    ),
    Alteration("patronymic dropped", "latin", "full", no_patronymic),
    Alteration("person initials", "hard", "full", person_initials),
    Alteration("person order", "identity", "full", person_order),
)
