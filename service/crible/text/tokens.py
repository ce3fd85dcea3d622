"""A name as tokens with roles.

A token is ``distinctive``, ``generic`` (plant, group), ``line`` (a line of business:
shipping, insurance), ``place``, ``number``, ``legal`` (a legal form), ``initial``,
``particle`` (al, von), ``patronymic``, ``title`` or ``stop`` (of, and). The role says how
much a token can say; how rare it is, the matching room knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crible.text import legal_forms, lexicon
from crible.text.words import Word, words

_PATRONYMIC = re.compile(
    r"(?:ovich|evich|ovitch|evitch|owitsch|ovič|ovna|evna|ovych|ivna|yovych"
    r"|ович|евич|овна|евна|ович|івна|йович|ovich|avich|ovych|ichna|ична|ogly|oglu|kyzy|kizi|оглы|кызы)\Z"
)


_BRACKET = re.compile(r"[()（）]")

_ELISIONS = frozenset({"&", "d", "l"})


@dataclass(frozen=True, slots=True)
class Token:
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


@lru_cache(maxsize=32768)
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
        return Parsed(text, tuple(map(_person_token, found)), ())
    tokens = [_company_token(word) for word in found]
    _mark_phrases(tokens)
    keys = tuple(legal_forms.word_key(word.text, word.script) for word in found)
    classes: list[str] = []
    for start, end, form in _forms(text, found, keys):
        if end == start + 1 and tokens[start].role == "number":
            # II counts; no form is written so.
            continue
        classes.append(form.form_class)
        for position in range(start, end):
            tokens[position] = _with(tokens[position], "legal", form.form_class)
    _number_signs(tokens)
    if tokens and all(token.role in {"legal", "stop"} for token in tokens):
        # A company may be called by a legal form alone; then that is its name.
        tokens = [_with(token, "distinctive", "") for token in tokens]
        classes = []
    return Parsed(text, tuple(tokens), tuple(dict.fromkeys(classes)))


def _forms(
    text: str, found: list[Word], keys: tuple[str, ...]
) -> list[tuple[int, int, legal_forms.Form]]:
    """Legal forms of a name, and of a second name that it gives in brackets."""
    forms = legal_forms.find(keys)
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


def _with(token: Token, role: str, concept: str) -> Token:
    return Token(token.text, token.start, token.end, token.script, role, concept)


def _person_token(word: Word) -> Token:
    base = (word.text, word.start, word.end, word.script)
    if word.text in lexicon.particles():
        return Token(*base, role="particle")
    if word.text in lexicon.titles():
        return Token(*base, role="title")
    if len(word.text) == 1 and word.script not in {"Hani", "Jpan", "Hang"}:
        return Token(*base, role="initial")
    if word.text.isdecimal():
        return Token(*base, role="number", number=lexicon.number(word.text))
    if _PATRONYMIC.search(word.text):
        return Token(*base, role="patronymic")
    return Token(*base)


def _company_token(word: Word) -> Token:
    base = (word.text, word.start, word.end, word.script)
    if len(word.text) == 1 and word.raw.isupper() and word.script in {"Latn", "Cyrl"}:
        return Token(*base, role="initial")
    if word.text in _ELISIONS or word.text in lexicon.stop_words():
        return Token(*base, role="stop")
    value = lexicon.number(word.text)
    if value is not None:
        return Token(*base, role="number", number=value)
    meaning = lexicon.meaning(word.text, word.script)
    if meaning:
        return Token(*base, meaning.role, meaning.key, low=meaning.weight == "low")
    if len(word.text) == 1 and word.script not in {"Hani", "Jpan", "Hang"}:
        return Token(*base, role="initial")
    if word.text in lexicon.particles():
        return Token(*base, role="particle")
    if _PATRONYMIC.search(word.text):
        return Token(*base, role="patronymic")
    return Token(*base)


def _mark_phrases(tokens: list[Token]) -> None:
    """Give the words of a known phrase (design bureau) the meaning of the whole."""
    table = lexicon.phrases()
    surfaces = tuple(lexicon.surface(token.text, token.script) for token in tokens)
    longest = 5
    position = 0
    while position < len(tokens):
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
