"""A name as tokens with roles.

A token is ``distinctive``, ``generic`` (plant, group), ``line`` (a line of business:
shipping, insurance), ``place``, ``number``, ``legal`` (a legal form), ``initial``,
``particle`` (al, von), ``patronymic``, ``title`` or ``stop`` (of, and). The role says how
much a token can say; how rare it is, the matching room knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from crible.text import legal_forms, lexicon
from crible.text.remembered import remembered
from crible.text.words import Word, words

_PATRONYMICS = (
    *("ovich", "evich", "avich", "ovitch", "evitch", "owitsch", "ovič", "ovych"),
    *("ovna", "evna", "ivna", "ichna", "ович", "евич", "овна", "евна", "івна", "ична"),
    *("ogly", "oglu", "kyzy", "kizi", "оглы", "кызы"),
)

_BRACKET = re.compile(r"[()（）]")

# Words of a phrase at most.
_LONGEST_PHRASE = 5
_ELISIONS = frozenset({"&", "d", "l"})


class Token(NamedTuple):
    """One word of a name and its part in it.

    Attributes:
        text: lower case, repaired.
        start: first code point in the name as given.
        end: one past the last.
        script: ISO 15924.
        role: see the module.
        concept: key of the concept or place, else empty; for ``legal`` the class.
        number: the value of a number, else None.
        low: a generic word that says next to nothing (group, international).
    """

    text: str
    start: int
    end: int
    script: str
    role: str = "distinctive"
    concept: str = ""
    number: int | None = None
    low: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A name cut into tokens; ``legal`` holds the classes of its legal forms."""

    text: str
    tokens: tuple[Token, ...]
    legal: tuple[str, ...]


@remembered(4096, longest=256)
def parse(text: str, *, person: bool = False) -> Parsed:
    """Cut a name into tokens with roles; any Unicode input is safe.

    Args:
        text: the name as given.
        person: whether it is known to be a person's: then there are no legal forms
            and no trade words in it.
    """
    return from_words(text, words(text, person=person), person=person)


def from_words(text: str, found: list[Word], *, person: bool = False) -> Parsed:
    """Give roles to words that were cut already: a window of running text."""
    if person:
        tokens = [_person_token(word) for word in found]
        _settle_patronymics(tokens)
        return Parsed(text, tuple(tokens), ())
    known = [_known(word.text, word.script) for word in found]
    tokens = [
        _company_token(word, part)
        for word, (part, _, _) in zip(found, known, strict=True)
    ]
    _mark_phrases(tokens, tuple([surface for _, surface, _ in known]))
    keys = tuple([key for _, _, key in known])
    classes: list[str] = []
    for start, end, form in _forms(text, found, keys):
        if end == start + 1 and tokens[start].role == "number":
            # II counts; no form is written so.
            continue
        classes.append(form.form_class)
        for position in range(start, end):
            tokens[position] = _with(tokens[position], "legal", form.form_class)
    _number_signs(tokens)
    _settle_patronymics(tokens)
    if tokens and all(token.role in {"legal", "stop"} for token in tokens):
        # A company may be called by a legal form alone; then that is its name.
        tokens = [_with(token, "distinctive", "") for token in tokens]
        classes = []
    return Parsed(text, tuple(tokens), tuple(dict.fromkeys(classes)))


def _forms(
    text: str, found: list[Word], keys: tuple[str, ...]
) -> list[tuple[int, int, legal_forms.Form]]:
    """Legal forms of a name, and of a second name that it gives in brackets."""
    forms = _without_parts(text, found, legal_forms.find(keys))
    if "(" not in text:
        return forms
    taken = {place for start, end, _ in forms for place in range(start, end)}
    breaks = [
        place
        for place in range(1, len(found))
        if _BRACKET.search(text, found[place - 1].end, found[place].start)
    ]
    for first, last in zip([0, *breaks], [*breaks, len(found)], strict=True):
        forms += [
            (start + first, end + first, form)
            for start, end, form in legal_forms.find(keys[first:last])
            if taken.isdisjoint(range(start + first, end + first))
            and end - start < last - first
        ]
    return sorted(forms)


def _without_parts(
    text: str, found: list[Word], forms: list[tuple[int, int, legal_forms.Form]]
) -> list[tuple[int, int, legal_forms.Form]]:
    """Forms without those that belong to a word: JSC RT-Techpriemka.

    What may be a form at the edge of a name is none where another one stands before it
    and a hyphen or a name behind it.
    """
    return [
        (start, end, form)
        for place, (start, end, form) in enumerate(forms)
        if not (
            form.edge
            and end < len(found)
            and place
            and forms[place - 1][1] == start
            and (
                text[found[end - 1].end : found[end].start] == "-"
                or forms[place - 1][2].form_class != form.form_class
            )
        )
    ]


def _with(token: Token, role: str, concept: str) -> Token:
    return Token(token.text, token.start, token.end, token.script, role, concept)


# Beside a patronymic stand a given and a family name.
_BESIDE_PATRONYMIC = 2


def _settle_patronymics(tokens: list[Token]) -> None:
    """Keep one patronymic of a name, and none where it must be the family name.

    Stankevich and Abramovich end like patronymics. In Yury Arkadyevich Stankevich the one
    after the given name is; Roman Abramovich has a given and a family name.
    """
    alike = [at for at, token in enumerate(tokens) if token.role == "patronymic"]
    if not alike:
        return
    named = [at for at, token in enumerate(tokens) if token.role == "distinctive"]
    kept = None
    if len(named) + len(alike) > _BESIDE_PATRONYMIC:
        after = [at for at in alike if at - 1 in named]
        kept = (after or alike[1:] or alike)[0]
    for at in alike:
        if at != kept:
            tokens[at] = tokens[at]._replace(role="distinctive")


class _Part(NamedTuple):
    """What a word is by itself, before its neighbours are looked at."""

    role: str = "distinctive"
    concept: str = ""
    number: int | None = None
    low: bool = False


def _person_token(word: Word) -> Token:
    return Token(*word[:4], *_part_in_person(word.text, word.script))


@remembered(8192)
def _part_in_person(word: str, script: str) -> _Part:
    if word in lexicon.particles():
        return _Part("particle")
    if word in lexicon.titles():
        return _Part("title")
    if len(word) == 1 and script not in {"Hani", "Jpan", "Hang"}:
        return _Part("initial")
    if word.isdecimal():
        return _Part("number", number=lexicon.number(word))
    if word.endswith(_PATRONYMICS):
        return _Part("patronymic")
    return _Part()


def _company_token(word: Word, part: _Part) -> Token:
    if len(word.text) == 1 and word.raw.isupper() and word.script in {"Latn", "Cyrl"}:
        return Token(*word[:4], "initial")
    return Token(*word[:4], *part)


@remembered(8192)
def _known(word: str, script: str) -> tuple[_Part, str, str]:
    """What a word is by itself, and how phrases and legal forms know it."""
    return (
        _part_in_company(word, script),
        lexicon.surface(word, script),
        legal_forms.word_key(word, script),
    )


def _part_in_company(word: str, script: str) -> _Part:
    if word in _ELISIONS or word in lexicon.stop_words():
        return _Part("stop")
    value = lexicon.number(word)
    if value is not None:
        return _Part("number", number=value)
    meaning = lexicon.meaning(word, script)
    if meaning:
        return _Part(meaning.role, meaning.key, low=meaning.weight == "low")
    if len(word) == 1 and script not in {"Hani", "Jpan", "Hang"}:
        return _Part("initial")
    if word in lexicon.particles():
        return _Part("particle")
    if word.endswith(_PATRONYMICS):
        return _Part("patronymic")
    return _Part()


@cache
def _phrase_starts() -> dict[str, int]:
    return legal_forms.longest_by_first(lexicon.phrases())


def _mark_phrases(tokens: list[Token], surfaces: tuple[str, ...]) -> None:
    """Give the words of a known phrase (design bureau) the meaning of the whole."""
    table, starts = lexicon.phrases(), _phrase_starts()
    if starts.keys().isdisjoint(surfaces):
        return
    position = 0
    while position < len(tokens):
        longest = min(_LONGEST_PHRASE, starts.get(surfaces[position], 0))
        for stop in range(min(len(tokens), position + longest), position + 1, -1):
            key = surfaces[position:stop]
            meaning = table.get(key)
            if meaning:
                for index in range(position, stop):
                    token = tokens[index]
                    tokens[index] = Token(
                        token.text, token.start, token.end, token.script,
                        meaning.role, meaning.key, low=meaning.weight == "low",
                    )  # fmt: skip
                position = stop
                break
        else:
            position += 1


def _number_signs(tokens: list[Token]) -> None:
    """In "No 9" and "№ 9" the sign is no word of the name."""
    for position in range(len(tokens) - 1):
        if (
            tokens[position].text in {"no", "nr", "num", "number"}
            and tokens[position + 1].role == "number"
        ):
            tokens[position] = _with(tokens[position], "stop", "")
