"""Persons in a text: two parts of the name side by side, and no third that differs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.matching.prose.beside import (
    SAME,
    SHORT_LONE,
    SMALL,
    TELLING,
    announced,
    foreign,
    is_word,
)
from crible.matching.prose.countries import where
from crible.matching.similarity import ONE_CONVENTION
from crible.text.prose import is_common_family, is_office, is_ordinary, is_proper
from crible.text.scripts import dominant_script
from crible.text.tokens import parse

if TYPE_CHECKING:
    from crible.matching.prose.region import Region
    from crible.matching.prose.windows import Place, Reading

# A title before a surname that few bear.
RARE_SURNAME = 0.9
FEW = 3
# So far from a name an office says who is meant: "a banker close to the president, X".
_OFFICE = 4
# What a first name of many weighs at most, and one that is often left out.
_FIRST_NAME = 0.6
_OFTEN_DROPPED = 0.25
_TWO, _THREE = 2, 3
# What stands in a listed name and is no part of it.
_ADDED = frozenset({"stop", "particle", "title"})
_PATRONYMIC = re.compile(
    r"(?:[оеё]вич|[іи]ч|[ое]вн|[іїи]вн)(?:а|у|ем|ом|е|і|ы|и|ой|ою|ей)?\Z"
)


def person(region: Region, reading: Reading) -> str:
    """Persons need two parts of their name, side by side, and no third that differs."""
    parts = [
        place
        for place in reading.places
        if region.named(place.at)
        and region.tokens[place.at].role not in SMALL
        and not _PATRONYMIC.search(region.words[place.at].text)
        and len(region.words[place.at].text) > 1
    ]
    if len(parts) < 2:
        if len(parts) == 1 and _is_titled(region, reading, parts[0]):
            return ""
        return "A person needs two parts of the name, or a title before a rare one."
    if all(place.met.weight < TELLING for place in parts):
        return "All its parts are names of many people."
    if any(_other_gender(region, place) for place in parts):
        return "A woman's name and a man's."
    if any(_other_short(region, place) for place in parts):
        return "A short name spelled otherwise is another name."
    if all(region.ordinary(place.at) for place in parts):
        return "All its parts are words of the language."
    if foreign(region, reading):
        return "Other words stand between the parts of the name."
    if not _is_vouched_for(region, reading):
        if _is_common(region, reading, parts):
            return "A name of very many people, and nothing says which one is meant."
        if _is_middle(region, reading):
            return "A middle name and a surname, and nothing says who is meant."
    return ""


def _is_vouched_for(region: Region, reading: Reading) -> bool:
    """Whether the text says who a person is: an office beside the name, or the country."""
    first = max(0, reading.first - _OFFICE)
    last = min(len(region.words), reading.last + _OFFICE + 1)
    return (
        any(
            is_office(region.words[at].text)
            for at in range(first, last)
            if not reading.first <= at <= reading.last
        )
        or where(region, reading) == "named"
    )


def _is_common(region: Region, reading: Reading, parts: list[Place]) -> bool:
    """Whether a first name and a family name of very many people are all there is."""
    return (
        len(parts) == _TWO
        and not _is_whole(region, reading)
        and any(_is_family(region, place) for place in parts)
        and all(
            _is_family(region, place)
            or place.met.weight < _FIRST_NAME
            or is_proper(region.words[place.at].text, region.words[place.at].script)
            for place in parts
        )
    )


def _is_whole(region: Region, reading: Reading) -> bool:
    """Whether all parts of the listed name stand there, in whatever spelling."""
    listed = parse(region.vocabulary.name(reading.name).text, person=True).tokens
    said = {place.at for place in reading.places}
    return len(said) >= sum(token.role not in _ADDED for token in listed)


def _is_family(region: Region, place: Place) -> bool:
    spelled = region.vocabulary.spelled(place.met.word)
    return is_common_family(spelled, dominant_script(spelled))


def _is_middle(region: Region, reading: Reading) -> bool:
    """Whether the first of three names is missing: John Mark Dougan is no Mark Dougan.

    Names that begin with one of the commonest of all (Muhammad) often lose it.
    """
    listed = region.vocabulary.name(reading.name).text
    if "," in listed or _is_whole(region, reading):
        return False
    tokens = parse(listed, person=True).tokens
    if len(tokens) < _THREE or tokens[0].role in SMALL:
        return False
    first = tokens[0]
    met = region.vocabulary.meets(first.text, first.script)
    rarity = max((item.weight for item in met if item.credit == 1.0), default=1.0)
    return rarity >= _OFTEN_DROPPED and all(
        region.vocabulary.spelled(place.met.word) != first.text
        for place in reading.places
    )


def _is_titled(region: Region, reading: Reading, part: Place) -> bool:
    """Whether a title stands before a surname that few on the lists bear."""
    return (
        part.met.weight >= RARE_SURNAME
        and part.met.credit >= SAME
        and not is_word(region, part)
        and announced(region, reading) == "persons"
        and len(region.vocabulary.names_with(part.met.word)) <= FEW
    )


def _other_gender(region: Region, place: Place) -> bool:
    """Whether one of two words ends on a woman's a, and the other does not: Francesca."""
    word = region.words[place.at]
    other = region.vocabulary.spelled(place.met.word)
    return (
        word.script == "Latn"
        and other.isascii()
        and place.met.form[-1:] != other[-1:]
        and {place.met.form[-1:], other[-1:]} == {"a", "o"}
    )


def _other_short(region: Region, place: Place) -> bool:
    """Whether two words that dictionaries tell apart differ by a letter: Howe, Howie."""
    word = region.words[place.at]
    spelled = region.vocabulary.spelled(place.met.word)
    return (
        place.met.form != spelled
        and place.met.credit != ONE_CONVENTION
        and word.text.isascii()
        and spelled.isascii()
        and (is_proper(word.text) or is_ordinary(word.text))
        and (is_proper(spelled) or is_ordinary(spelled))
        and len(word.text) <= SHORT_LONE
    )
