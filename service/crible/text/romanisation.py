"""Romanisation schemes as they are read from the tables: a book per language.

A scheme is a chain of steps, each a function from text to text. What a table may say
is listed in :func:`_steps`; everything that can be data is data, and the steps that
cannot (Han readings, Hangul syllables, vowels that Arabic does not write) live in
modules of their own. The public functions are in ``romanise``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from crible.errors import UnknownThing
from crible.text import abjad, han, hangul
from crible.text.letter_rules import LetterRules
from crible.text.tables import load, names

Step = Callable[[str], str]
Table = Mapping[str, Any]

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼʻ][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to write a language in Latin letters.

    Args:
        language: ISO 639-1 code.
        name: its name within the language, such as ``bgn``.
        source: the standard and its year, or whose usage it is.
        steps: applied one after the other.
        knows: letters that it must know all of, to be of any use; empty for any.
    """

    language: str
    name: str
    source: str
    steps: tuple[Step, ...]
    knows: frozenset[str] = frozenset()

    def apply(self, text: str) -> str:
        """Romanise a text."""
        for step in self.steps:
            text = step(text)
        return text


@dataclass(frozen=True, slots=True)
class Book:
    """The schemes of one language, in the order in which they are offered."""

    language: str
    scripts: frozenset[str]
    schemes: Mapping[str, Scheme]


def languages() -> tuple[str, ...]:
    """Languages that have a table, in alphabetical order."""
    return names("romanisation")


@cache
def book(language: str) -> Book:
    """The book of one language.

    Raises:
        UnknownThing: there is no table for it.
    """
    table = _table(language)
    schemes = {
        scheme["id"]: Scheme(
            language,
            scheme["id"],
            scheme["source"],
            _steps(language, scheme["id"]),
            frozenset(pairs(table[scheme["needs"]]))
            if "needs" in scheme
            else frozenset(),
        )
        for scheme in table["scheme"]
    }
    scripts = table["script"]
    return Book(language, frozenset(scripts.split()), schemes)


def _table(language: str) -> Table:
    if language not in languages():
        raise UnknownThing(
            f"There is no romanisation for the language {language!r}.",
            hint=f"Known are {', '.join(languages())}.",
        )
    return load(f"romanisation/{language}")


def _scheme(language: str, name: str) -> Table:
    for scheme in _table(language)["scheme"]:
        if scheme["id"] == name:
            found: Table = scheme
            return found
    raise UnknownThing(
        f"The language {language!r} has no romanisation scheme {name!r}.",
        hint=f"It has {', '.join(s['id'] for s in _table(language)['scheme'])}.",
    )


def pairs(block: str) -> dict[str, str]:
    """The rules of a block of ``key=output`` separated by white space.

    A low line stands for a space inside a key or an output.
    """
    return {
        key.replace("_", " "): output.replace("_", " ")
        for key, _, output in (item.rpartition("=") for item in block.split())
    }


def _letters(language: str, name: str) -> dict[str, str]:
    """Letters of a scheme with all that it extends, the nearest last."""
    scheme = _scheme(language, name)
    parent = scheme.get("extends")
    inherited = (
        _letters(language, parent)
        if parent
        else pairs(_table(language).get("shared", ""))
    )
    own = pairs(scheme.get("letters", ""))
    # A key met again moves to the end, where it has precedence.
    return {key: inherited[key] for key in inherited if key not in own} | own


def _setting(language: str, name: str, key: str) -> Any:
    """A setting of a scheme, of what it extends, or of the table; tables merge."""
    scheme = _scheme(language, name)
    own = scheme.get(key)
    if own is not None and not isinstance(own, dict):
        return own
    if "extends" in scheme:
        inherited = _setting(language, scheme["extends"], key)
    else:
        inherited = _table(language).get(key)
    return {**(inherited or {}), **own} if own else inherited


def _steps(language: str, name: str) -> tuple[Step, ...]:
    """The chain of a scheme, from what its table says.

    In this order: ``prepare`` (compose, or drop accents), ``names`` (whole words with
    their usual spellings, the one at place ``spelling``), ``respell``, the letters
    themselves, ``then`` (rules over the Latin result), ``via`` (the chain of another
    scheme), ``capitals`` for scripts without case.
    """

    def said(key: str) -> Any:
        return _setting(language, name, key)

    vowels = said("vowels") or ""
    steps: list[Step] = [_PREPARE[said("prepare") or "compose"]]
    if said("names") and said("spelling") is not None:
        endings = pairs(said("endings") or "")
        names = _with_endings(said("names"), endings)
        steps.append(_whole_words(names, said("spelling"), said("names_after")))
    if said("respell"):
        respelling = LetterRules.compile(
            pairs(said("respell")), vowels=vowels, reduce_unknown=False
        )
        steps.append(respelling.apply)
    then = (
        LetterRules.compile(
            pairs(said("then")), vowels="aeiouüāīū", reduce_unknown=False
        ).apply
        if said("then")
        else _unchanged
    )
    match said("method"):
        case "hangul":
            steps += [hangul.Romaniser.of(said("hangul")).apply, then]
        case "han":
            reader = han.Reader.of(_table(language), said("joining"), then)
            steps.append(reader.apply)
        case "abjad":
            rules = LetterRules.compile(_letters(language, name), vowels=vowels)
            steps.append(abjad.Voweller(rules.apply, then, said("vowelling")).apply)
            steps.append(LetterRules.compile({}).apply)
        case _ if said("via") is None:
            rules = LetterRules.compile(_letters(language, name), vowels=vowels)
            steps += [rules.apply, then]
    if said("via"):
        other, _, scheme = said("via").partition("-")
        steps += _steps(other, scheme)
    if said("capitals"):
        return (_capitalising(steps),)
    return tuple(step for step in steps if step is not _unchanged)


def _with_endings(
    names: Mapping[str, list[str]], endings: Mapping[str, str]
) -> Mapping[str, list[str]]:
    """Names, and the family names made of those that end in a consonant or a."""
    made: dict[str, list[str]] = {}
    for word, spellings in names.items():
        for ending, written in endings.items():
            open_end = spellings[0].endswith("a")
            if open_end == written.startswith("e"):
                made[word + ending] = [spelling + written for spelling in spellings]
    return {**made, **names}


def _whole_words(names: Mapping[str, list[str]], place: int, after: str) -> Step:
    rules = {
        f"({after or '^'}){word}($)": spellings[min(place, len(spellings) - 1)]
        for word, spellings in names.items()
    }
    return LetterRules.compile(rules, reduce_unknown=False).apply


def _capitalising(steps: list[Step]) -> Step:
    """Capital at the start of each word that was not there in Latin before."""

    def step(text: str) -> str:
        result = text
        for inner in steps:
            result = inner(result)

        def word(match: re.Match[str]) -> str:
            found = match[0]
            return found if found in text else found[:1].upper() + found[1:]

        return _WORD.sub(word, result)

    return step


def _unchanged(text: str) -> str:
    return text


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _drop_accents(text: str) -> str:
    """Compose after dropping the acute, which marks stress; the diaeresis stays."""
    return _compose(unicodedata.normalize("NFD", text).replace("\u0301", ""))


def _plain_forms(text: str) -> str:
    """Compatibility forms (half width, presentation) as the plain letters."""
    return unicodedata.normalize("NFKC", text)


_PREPARE: Mapping[str, Step] = {
    "compose": _compose,
    "drop-accents": _drop_accents,
    "plain-forms": _plain_forms,
}
