"""What stands beside a stretch, and what its words are: shared by all rules.

See ``support`` for the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.matching.prose.windows import HOLDERS, extended, isolated
from crible.text.lexicon import meaning
from crible.text.prose import announces, is_ordinary, is_proper
from crible.text.tokens import parse

if TYPE_CHECKING:
    from crible.matching.prose.region import Region
    from crible.matching.prose.windows import Place, Reading

# Words before a name that may announce it.
_BEFORE = 3
# A word so short is an abbreviation that many share.
SHORT = 4
# One word alone that is spelled otherwise has more letters.
SHORT_LONE = 5
# Agreement from which on a word alone can be a name, and one of a longer name.
CLOSE = 0.92
SAME = 0.97
TELLING = 0.3
# Shorter words are abbreviations, of which there are many.
_LEAST_SURE = 4
# So much of a name stands there when only what every name has is missing.
COMPLETE = 0.93
# A name of so many words that stands there whole is meant whatever stands beside it.
_FULL = 3
IDLE = frozenset({"legal", "stop"})
SMALL = frozenset({"stop", "particle", "title", "initial", "patronymic"})


def is_word(region: Region, place: Place) -> bool:
    """Whether a word is one of a language, or the name of many people or places."""
    word = region.words[place.at]
    return (
        is_ordinary(word.text, word.script)
        or is_proper(word.text, word.script)
        or is_ordinary(place.met.form, word.script)
        or is_proper(place.met.form, word.script)
        or meaning(place.met.form, word.script) is not None
    )


def is_lone(reading: Reading) -> bool:
    """Whether just one word of the listed name stands there."""
    return len({place.at for place in reading.places}) == 1


def sure(region: Region, reading: Reading) -> list[Place]:
    """The words of a reading that are no words of a language and agree closely."""
    return [
        place
        for place in reading.places
        if place.met.weight >= TELLING
        and place.met.credit >= CLOSE
        and len(place.met.form) > _LEAST_SURE
        and not is_word(region, place)
    ]


def foreign(region: Region, reading: Reading) -> bool:
    """Whether a word in small letters that is none of the name stands inside it."""
    taken = {place.at for place in reading.places}
    return any(
        region.tokens[at].role not in SMALL and not region.named(at)
        for at in range(reading.first, reading.last + 1)
        if at not in taken
    )


def announced(region: Region, reading: Reading, before: int = _BEFORE) -> str:
    """What the words around say that the name is of: the nearest decides."""
    for distance in range(1, before + 1):
        at = reading.first - distance
        if at < 0 or region.parted(at, at + 1):
            break
        if "," in region.between(at, at + 1):
            break
        found = announces(region.words[at].text)
        if found:
            return found
    at = reading.last + 1
    if at < len(region.words) and not region.between(at - 1, at).strip(' »”"'):
        found = announces(region.words[at].text)
        if found in {"firms", "things", "ships"}:
            return found
    return ""


def same_trade(region: Region, reading: Reading) -> bool:
    """Whether a noun beside a reading is also in the listed name: plant, bank, institute."""
    listed = parse(region.vocabulary.name(reading.name).text).tokens
    trades = {token.concept for token in listed if token.role in {"generic", "line"}}
    first = max(0, reading.first - _BEFORE)
    last = min(len(region.words), reading.last + 2)
    return any(
        found.key in trades
        for word in region.words[first:last]
        for found in [meaning(word.text, word.script)]
        if found
    )


def is_brand(region: Region, reading: Reading) -> bool:
    """Whether a word in quotation marks after plant or company is what a name is called.

    The listed name has nothing else but trades, places and forms, and hardly any other
    listed name has the word: the plant "Kupol" is the Izhevsk Electromechanical one.
    """
    vocabulary = region.vocabulary
    telling = [place for place in reading.places if place.met.weight >= TELLING]
    if len(telling) != 1:
        return False
    brand = telling[0]
    if (
        not isolated(region, brand.at, brand.at)
        or brand.met.credit < SAME
        or len(brand.met.form) <= SHORT
        or len(vocabulary.names_with(brand.met.word)) > HOLDERS
        or vocabulary.kin.kind_of(reading.name) in {"vessel", "aircraft", "person"}
    ):
        return False
    before = brand.at - 1
    if before < 0 or announces(region.words[before].text) != "firms":
        return False
    listed = parse(vocabulary.name(reading.name).text)
    return all(
        token.role != "distinctive" or token.text == vocabulary.spelled(brand.met.word)
        for token in listed.tokens
    )


def longer(region: Region, reading: Reading, line: float) -> str:
    """Why a stretch is part of a longer name that is another one, or nothing."""
    if region.vocabulary.kin.kind_of(reading.name) != "person" and (
        len(sure(region, reading)) > 1
        or (reading.covered >= COMPLETE and len(reading.places) >= _FULL)
    ):
        return ""
    if isolated(region, reading.first, reading.last):
        return ""
    first, last = extended(region, reading)
    if (first, last) == (reading.first, reading.last):
        return ""
    if region.block.headline(region.words[reading.first].start):
        return ""
    wider = region.vocabulary.judge(
        region.stretch(first, last, reading.forms), reading.name
    )
    if wider.score >= line and not (
        reading.score < COMPLETE and wider.score < reading.score
    ):
        return ""
    return "It is part of a longer name that agrees less."
