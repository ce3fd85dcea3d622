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
from crible.matching.similarity import ONE_CONVENTION
from crible.text.prose import is_ordinary, is_proper

if TYPE_CHECKING:
    from crible.matching.prose.region import Region
    from crible.matching.prose.windows import Place, Reading

# A title before a surname that few bear.
_RARE_SURNAME = 0.9
_FEW = 3
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
    return ""


def _is_titled(region: Region, reading: Reading, part: Place) -> bool:
    """Whether a title stands before a surname that few on the lists bear."""
    return (
        part.met.weight >= _RARE_SURNAME
        and part.met.credit >= SAME
        and not is_word(region, part)
        and announced(region, reading) == "persons"
        and len(region.vocabulary.names_with(part.met.word)) <= _FEW
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
