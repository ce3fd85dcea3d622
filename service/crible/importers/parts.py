"""Names that stand together in one field, taken apart.

``Sergei AKSENOV (Сергей АКСЁНОВ)``, ``BUTEMBO AIRLINES (BAL)``, ``AO Alfa, JSC Alfa``
are published as one text, and nobody writes any of them on an invoice. The text itself
stays a name; what is made of it here is marked as generated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.importers import countries
from crible.importers.names import first_letters, script, within
from crible.model import Kind, Name, NameType
from crible.text.legal_forms import is_form
from crible.text.scripts import NEUTRAL, runs

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = "part of a published name"

_ASIAN = {"Hani", "Jpan", "Hang", "Hira", "Kana"}
"""Scripts that are written together, and whose names are short."""

_LETTERS = 6
"""A shorter part may be anything: a form, an abbreviation, a number."""

_EDGES = " \t\n,;:/|()[]-–—"
_WORD = re.compile(r"\w+")
_BRACKETED = re.compile(r"(?P<before>.*\S)\s*\(\s*(?P<inside>[A-Z]{2,8})\s*\)\s*")
_ALSO = re.compile(
    r"\b(?:[anf]\.?k\.?a\.?|(?:also|formerly|now) known as)(?=[\s:]):?\s*",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"\s*[(–-]?\s*(?:original script|Russian|Arabic|Persian|Cyrillic|in)\s*:?$"
)
_COMMA = re.compile(r"\s*,\s+")
_CAPITAL = re.compile(r"[\W_]*[A-ZÀ-ÞА-ЯЁІЇЄҐ]")
_AND = re.compile(r"\b(?:and|i|y|ve|va|et|и|і|й|та|або)\b")
_PAIRS = (("(", ")"), ("«", "»"), ("“", "”"), ("‘", "’"))


def parts(name: Name, kind: Kind, *, lists: bool = False) -> Iterator[Name]:
    """The names in a name.

    Args:
        name: as published.
        kind: of its bearer; a person's name holds commas for other reasons.
        lists: the publisher lists aliases in one field, parted by commas.
    """
    found = list(_by_script(name.text)) or list(_marked(name.text))
    if lists and kind != "person" and name.type != "primary":
        # In a primary name a comma stands before a branch or a subsidiary.
        for text in [text for _, text in found] or [name.text]:
            found += _at_commas(text)
    for written, text in found:
        type_: NameType = "alias" if written == "Latn" else "native"
        yield _part(name, text, written, type_)
    match = _BRACKETED.fullmatch(name.text)
    if kind != "person" and not found and match:
        before, inside = match["before"], match["inside"]
        if within(inside, first_letters(before)):
            yield _part(name, before, name.script, "alias")
            yield _part(name, inside, name.script, "acronym")


def _part(name: Name, text: str, written: str, type_: NameType) -> Name:
    return Name(
        text,
        "former" if name.type == "former" else type_,
        name.quality,
        written,
        name.language if written == name.script else None,
        origin="generated",
        source=SOURCE,
    )


def _by_script(text: str) -> Iterator[tuple[str, str]]:
    """Stretches of one script, if there are several and each is a name of its own.

    A legal form before a name in another script (``OOO ТСК ВЕКТОР``) is none.
    """
    if text.isascii():
        return
    found = [
        (written, _HINT.sub("", text[start:end].strip(_EDGES)).strip(_EDGES))
        for written, start, end in runs(text)
        if written not in NEUTRAL
    ]
    if {written for written, _ in found} <= _ASIAN:
        return  # one Japanese or Korean name, not several
    if len(found) in {2, 3} and all(_is_name(*piece) for piece in found):
        yield from found


def _is_name(written: str, text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    if written in _ASIAN:
        return letters > 1
    return letters >= _LETTERS and len(_WORD.findall(text)) > 1


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Parts between semicolons, brackets and "a.k.a.", where the first two occur."""
    if ";" not in text and not _ALSO.search(text):
        return
    for part in re.split(r"[;()]", text):
        for piece in _ALSO.split(part):
            yield from _worth(piece)


def _at_commas(text: str) -> Iterator[tuple[str, str]]:
    """Parts between commas, where each is a name by itself.

    That is so where each has a legal form, or where each begins with a capital and none
    is a country or half of an enumeration.
    """
    pieces: list[str] = []
    for piece in _COMMA.split(text):
        words = _WORD.findall(piece)
        # ``Aeropribor, JSC`` and ``Co., Ltd``: the form belongs to what is before it.
        if pieces and (
            all(map(_is_form, words))
            or (
                _is_form(words[0])
                and any(map(_is_form, _WORD.findall(pieces[-1])[-1:]))
            )
        ):
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    if len(pieces) < 2 or not all(map(_is_whole, pieces)):
        return
    formed = all(any(map(_is_form, _WORD.findall(piece))) for piece in pieces)
    apart = not _AND.search(text) and all(map(_CAPITAL.match, pieces))
    if formed or (apart and not any(map(countries.code, pieces))):
        for piece in pieces:
            yield from _worth(piece)


def _is_form(word: str) -> bool:
    return is_form(word.casefold())


def _is_whole(piece: str) -> bool:
    """Whether it has a word, and no quotation or bracket that ends elsewhere."""
    return (
        bool(_WORD.search(piece))
        and piece.count('"') % 2 == 0
        and all(piece.count(first) == piece.count(last) for first, last in _PAIRS)
    )


def _worth(piece: str) -> Iterator[tuple[str, str]]:
    bare = piece.strip(_EDGES)
    if bare.count("(") > bare.count(")"):
        bare += ")"
    if ":" in bare or any(map(str.isdigit, bare)):
        return
    if sum(map(str.isalpha, bare)) >= _LETTERS:
        yield script(bare), bare
