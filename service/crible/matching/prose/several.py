"""Names of several words in a text: certain by a rare word, or by being whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.matching.prose.beside import (
    CLOSE,
    COMPLETE,
    IDLE,
    TELLING,
    announced,
    foreign,
    is_brand,
    sure,
)
from crible.matching.prose.windows import isolated
from crible.text.tokens import parse

if TYPE_CHECKING:
    from crible.matching.prose.region import Region
    from crible.matching.prose.windows import Reading

_PHRASE = 2
# What goes on with the name of an institution.
_OF = frozenset({"of", "for", "de", "du", "des", "della", "del", "do", "da", "für"})
_AFTER = re.compile(r" ?: ?\d")
_BEFORE = re.compile(r"\d ?: ?\Z")


def several(region: Region, reading: Reading) -> str:
    """Several words: written as a name, in its order, and not part of another's."""
    telling = [place for place in reading.places if place.met.weight >= TELLING]
    named = [place for place in reading.places if region.named(place.at)]
    if not any(region.named(place.at) for place in telling or named) and not (
        region.block.without_capitals
    ):
        return "Written in small letters."
    if any(_is_score(region, place.at) for place in named):
        return "A number that is part of a score or a time."
    certain = sure(region, reading)
    if not certain and not _in_order(region, reading):
        return "The words stand in another order."
    if len(telling) == 1 and _in_longer_quotes(region, reading):
        return "Part of a longer name in quotation marks."
    if len(certain) == 1 and _gaps(region, reading):
        return "Other words stand between the words of the name."
    if certain or is_brand(region, reading):
        return ""
    return _common(region, reading, whole=len(named) == len(reading.places))


def _common(region: Region, reading: Reading, *, whole: bool) -> str:
    """Common words are a name only if they are all of it, and nothing else."""
    if (
        not whole
        or reading.covered < COMPLETE
        or any(place.met.credit < CLOSE for place in reading.places)
    ):
        return "Common words, and not the whole name."
    if foreign(region, reading) or _gaps(region, reading):
        return "Common words, with others between them."
    if _goes_on(region, reading):
        return "Common words, and the name goes on: the National Bank of Somewhere."
    beside = announced(region, reading)
    if region.vocabulary.kin.kind_of(reading.name) in {"vessel", "aircraft"}:
        if beside != "ships":
            return "The name of a ship, and nothing says that a ship is meant."
    elif (
        _is_phrase(region, reading)
        and beside != "firms"
        and not isolated(region, reading.first, reading.last)
    ):
        return "Two words of the language, and nothing says a name is meant."
    return ""


def _goes_on(region: Region, reading: Reading) -> bool:
    """Whether a preposition and a name follow that are none of the listed name."""
    at = reading.last + 1
    return (
        at + 1 < len(region.words)
        and region.words[at].text in _OF
        and region.between(at - 1, at).strip() == ""
        and region.named(at + 1)
    )


def _is_score(region: Region, at: int) -> bool:
    """Whether a number is one of two with a colon between: Russia - 1:0."""
    word = region.words[at]
    text = region.block.text
    return word.text.isdecimal() and bool(
        _AFTER.match(text, word.end)
        or _BEFORE.search(text[max(0, word.start - 3) : word.start])
    )


def _gaps(region: Region, reading: Reading) -> bool:
    """Whether a word that is none of the name stands inside it."""
    taken = {place.at for place in reading.places}
    inside = range(reading.places[0].at, reading.places[-1].at + 1)
    return any(
        at not in taken and region.tokens[at].role not in (*IDLE, "particle")
        for at in inside
    )


def _in_order(region: Region, reading: Reading) -> bool:
    """Whether the telling words stand in the order of the listed name."""
    listed = [
        token.text for token in parse(region.vocabulary.name(reading.name).text).tokens
    ]
    order = []
    for place in reading.places:
        spelled = region.vocabulary.spelled(place.met.word)
        if place.met.weight >= TELLING and spelled in listed:
            order.append(listed.index(spelled))
    return order == sorted(order)


def _in_longer_quotes(region: Region, reading: Reading) -> bool:
    """Whether a quotation mark opens inside a reading and closes only behind it."""
    words, block = region.words, region.block
    last = words[reading.last]
    return any(
        block.opened(words[at].start)
        and not any(
            block.closed(words[other].end) for other in range(at, reading.last + 1)
        )
        for at in range(reading.first, reading.last + 1)
    ) and not block.closed(last.end)


def _is_phrase(region: Region, reading: Reading) -> bool:
    """Whether a reading is two words of the language, with no form or place: North Star."""
    return len(reading.places) <= _PHRASE and all(
        region.ordinary(at) and region.tokens[at].role not in {"legal", "place", "line"}
        for at in range(reading.first, reading.last + 1)
        if region.tokens[at].role != "stop"
    )
