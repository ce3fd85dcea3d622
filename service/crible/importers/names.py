"""Names of an entry: their order, their type, and parts that are names themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.model import Kind, Name, NameType
from crible.text.scripts import NEUTRAL, dominant_script, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ACRONYM = re.compile(r"[A-Z]{2,8}")
_BRACKETED = re.compile(r"(?P<before>.*\S)\s*\(\s*(?P<inside>[A-Z]{2,8})\s*\)\s*")
_EDGES = " \t\n,;:/|()[]-–—"
_PART_LETTERS = 6
_ASIAN = {"Hani", "Jpan", "Hang", "Hira", "Kana"}
"""Scripts that are written together, and whose names are short."""
_FORM = re.compile(
    r"\b(?:JSC|OJSC|PJSC|CJSC|LLC|OOO|OAO|PAO|ZAO|AO|FGUP|GmbH|Inc|Corp|Corporation"
    r"|Company|Co|Ltd|Limited|LLP|A\.S|S\.A|SARL|DOO|FZE)\b(?=.*\w{3})|\w{3}.*\b(?:Ltd|LLC|JSC|Inc)\b"
)
_ALSO = re.compile(
    r"\b(?:[anf]\.?k\.?a\.?|(?:also|formerly|now) known as)(?=[\s:]):?\s*",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"\s*[(–-]?\s*(?:original script|Russian|Arabic|Persian|Cyrillic|in)\s*:?$"
)
_COMMA = re.compile(
    r",\s+(?!(?:Ltd|LLC|Inc|JSC|Co|Corp|S\.A|LLP|GmbH|OOO|AO|OAO)\b\.?(?:$|,))"
)


def collect(kind: Kind, published: Iterable[Name]) -> tuple[Name, ...]:
    """The names to store: as published, then persons' names in spoken order.

    A text that is published twice is kept once, as strong if it is strong anywhere.
    """
    names: dict[str, Name] = {}
    for name in published:
        known = names.get(name.text)
        if known is None or (known.quality == "weak" and name.quality == "strong"):
            names[name.text] = name
    if kind == "person":
        for name in tuple(names.values()):
            if (spoken := spoken_order(name.text)) is not None:
                names.setdefault(
                    spoken,
                    Name(
                        spoken,
                        "former" if name.type == "former" else "alias",
                        name.quality,
                        origin="generated",
                        source="name order",
                    ),
                )
        return tuple(names.values())
    initials = [_initials(name.text) for name in names.values() if " " in name.text]
    return tuple(_typed(name, initials) for name in names.values())


def spoken_order(text: str) -> str | None:
    """``LAST, First Middle`` -> ``First Middle LAST``; None without a comma."""
    parts = [part.strip() for part in text.split(",")]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return None
    suffix = parts.pop() if len(parts) > 2 and _SUFFIX.fullmatch(parts[-1]) else ""
    return " ".join((*parts[1:], parts[0], suffix)).strip()


def parts(name: Name, kind: Kind) -> Iterator[Name]:
    """The names that stand together in one: two scripts, or a name and its acronym.

    ``Sergei AKSENOV (Сергей АКСЁНОВ)`` and ``BUTEMBO AIRLINES (BAL)`` are published as
    one text; nobody writes either on an invoice. The text itself stays a name.
    """
    pieces = list(_by_script(name.text)) or list(_listed(name.text, kind))
    for script, text in pieces:
        yield Name(
            text,
            "alias" if script == "Latn" else "native",
            name.quality,
            script,
            None if script == "Latn" else name.language,
            origin="generated",
            source="part of a published name",
        )
    match = _BRACKETED.fullmatch(name.text)
    if kind == "person" or pieces or not match:
        return
    if within(match["inside"], _initials(match["before"])):
        for text, type_ in ((match["before"], name.type), (match["inside"], "acronym")):
            yield Name(
                text,
                "former" if name.type == "former" else _plain(type_),
                name.quality,
                name.script,
                name.language,
                origin="generated",
                source="part of a published name",
            )


def _listed(text: str, kind: Kind) -> Iterator[tuple[str, str]]:
    """``A (B; C; D)`` or ``AO A, JSC B``: a list of names put into one field.

    At commas only where every part has a legal form, because names hold commas too.
    """
    if ";" in text or _ALSO.search(text):
        pieces = [
            piece for part in re.split(r"[;()]", text) for piece in _ALSO.split(part)
        ]
    elif "," in text and kind != "person":
        pieces = _COMMA.split(text)
        if len(pieces) < 2 or not all(map(_FORM.search, pieces)):
            return
    else:
        return
    for piece in pieces:
        bare = piece.strip(_EDGES)
        if ":" in bare or any(map(str.isdigit, bare)):
            continue
        if sum(map(str.isalpha, bare)) >= _PART_LETTERS:
            yield script(bare), bare


def _plain(type_: str) -> NameType:
    return "acronym" if type_ == "acronym" else "alias"


def within(acronym: str, initials: str) -> bool:
    """Whether the letters occur in this order, starting with the first word."""
    rest = iter(initials)
    return initials[:1] == acronym[:1] and all(letter in rest for letter in acronym)


def _by_script(text: str) -> Iterator[tuple[str, str]]:
    """Stretches of one script, if there are several and each is a name of its own.

    A legal form before a name in another script (``OOO ТСК ВЕКТОР``) is none.
    """
    if text.isascii():
        return
    found = [
        (script, _HINT.sub("", text[start:end].strip(_EDGES)).strip(_EDGES))
        for script, start, end in runs(text)
        if script not in NEUTRAL
    ]
    if {script for script, _ in found} <= _ASIAN:
        return  # one Japanese or Korean name, not several
    if len(found) in {2, 3} and all(_is_name(*piece) for piece in found):
        yield from found


def _is_name(script: str, text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    if script in _ASIAN:
        return letters > 1
    return letters >= _PART_LETTERS and len(_WORD.findall(text)) > 1


def script(text: str) -> str:
    """The script to note for a name; Latin where it has no letter at all."""
    found = dominant_script(text)
    return "Latn" if found in NEUTRAL else found


def _typed(name: Name, initials: list[str]) -> Name:
    """Calls an alias an acronym when it spells the first letters of another name."""
    if (
        name.type != "alias"
        or not _ACRONYM.fullmatch(name.text)
        or not any(within(name.text, letters) for letters in initials)
    ):
        return name
    return Name(
        name.text,
        "acronym",
        name.quality,
        name.script,
        name.language,
        name.origin,
        name.source,
    )


def _initials(text: str) -> str:
    return "".join(word[0].upper() for word in _WORD.findall(text))
