"""What the text around says of a reading: whether a name is meant at all.

A word that lists hold alone is a word of a language first, a person's surname is many
persons' surname, and a name inside a longer name is another's. Each rule here lowers the
score below the line and says why; what is below can still be asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crible.matching.prose.windows import extended, isolated
from crible.matching.similarity import ONE_CONVENTION
from crible.text.lexicon import meaning
from crible.text.prose import announces, is_ordinary, is_proper
from crible.text.scripts import dominant_script
from crible.text.tokens import parse

if TYPE_CHECKING:
    from crible.matching.prose.region import Region
    from crible.matching.similarity import ONE_CONVENTION
from crible.matching.prose.windows import Place, Reading

# What an unsupported reading keeps of its score, as a share of the line.
UNSUPPORTED = 0.9
# Words before a name that may announce it.
_BEFORE = 3
# A word so short is an abbreviation that many share.
_SHORT = 4
# Letters that make a word that no dictionary knows a name wherever it stands.
_LONG = 6
# Agreement from which on a word alone can be a name, and one of a longer name.
_CLOSE = 0.92
_SAME = 0.97
_TELLING = 0.3
# Shorter words are abbreviations, of which there are many.
_LEAST_SURE = 4
# So much of a name stands there when only what every name has is missing.
_COMPLETE = 0.93
# Characters of Han that make a name without further support.
_HAN_COMPANY, _HAN_PERSON = 4, 3
# A title before a surname that few bear.
_RARE_SURNAME = 0.9
_FEW = 3
# One word stands for a longer name if no more names than these hold it.
_HOLDERS = 12
# A name of so many words that stands there whole is meant whatever stands beside it.
_FULL = 3
_PHRASE = 2
# One word in another script or case is as sure as one met to the letter when so long.
_LONG_FORM = 8
# One word alone that is spelled otherwise has more letters.
_SHORT_LONE = 5
# In a long word one letter may be wrong.
_LONG_SLIP = 10
_SLIP = 0.85
_PATRONYMIC = re.compile(
    r"(?:[оеё]вич|[іи]ч|[ое]вн|[іїи]вн)(?:а|у|ем|ом|е|і|ы|и|ой|ою|ей)?\Z"
)
_IDLE = frozenset({"legal", "stop"})
_SMALL = frozenset({"stop", "particle", "title", "initial", "patronymic"})


def doubt(region: Region, reading: Reading, *, known: bool) -> str:
    """Why the text does not bear a reading out; nothing if it does.

    Args:
        region: where it stands.
        reading: the reading, which need not be judged yet.
        known: whether another listed name stands in the same neighbourhood.
    """
    kind = region.vocabulary.entry(reading.name).kind
    if _script(region, reading) in {"Hani", "Jpan", "Hira", "Kana", "Thai"}:
        return _unspaced(region, reading, person=kind == "person")
    if kind == "person":
        return _person(region, reading)
    if _is_lone(reading):
        ship = kind in {"vessel", "aircraft"}
        return _lone(region, reading, ship=ship, known=known)
    return _several(region, reading)


def lower(reading: Reading, line: float, reason: str) -> None:
    """Take the score of a doubtful reading below the line."""
    lowered = round(line * UNSUPPORTED, 4)
    if reading.score > lowered:
        reading.score, reading.reason = lowered, reason


def _script(region: Region, reading: Reading) -> str:
    return region.words[reading.places[0].at].script


def _is_lone(reading: Reading) -> bool:
    return len({place.at for place in reading.places}) == 1


def _is_word(region: Region, place: Place) -> bool:
    """Whether a word is one of a language, or the name of many people or places."""
    word = region.words[place.at]
    return (
        is_ordinary(word.text, word.script)
        or is_proper(word.text, word.script)
        or is_ordinary(place.met.form, word.script)
        or is_proper(place.met.form, word.script)
        or meaning(place.met.form, word.script) is not None
    )


def _person(region: Region, reading: Reading) -> str:
    """Persons need two parts of their name, side by side, and no third that differs."""
    parts = [
        place
        for place in reading.places
        if region.named(place.at)
        and region.tokens[place.at].role not in _SMALL
        and not _PATRONYMIC.search(region.words[place.at].text)
        and len(region.words[place.at].text) > 1
    ]
    if len(parts) < 2:
        if len(parts) == 1 and _is_titled(region, reading, parts[0]):
            return ""
        return "A person needs two parts of the name, or a title before a rare one."
    if all(place.met.weight < _TELLING for place in parts):
        return "All its parts are names of many people."
    if any(_other_gender(region, place) for place in parts):
        return "A woman's name and a man's."
    if any(_other_short(region, place) for place in parts):
        return "A short name spelled otherwise is another name."
    if all(region.ordinary(place.at) for place in parts):
        return "All its parts are words of the language."
    if _foreign(region, reading):
        return "Other words stand between the parts of the name."
    return ""


def _is_titled(region: Region, reading: Reading, part: Place) -> bool:
    """Whether a title stands before a surname that few on the lists bear."""
    return (
        part.met.weight >= _RARE_SURNAME
        and part.met.credit >= _SAME
        and not _is_word(region, part)
        and _announced(region, reading) == "persons"
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
        and len(word.text) <= _SHORT_LONE
    )


def _foreign(region: Region, reading: Reading) -> bool:
    taken = {place.at for place in reading.places}
    return any(
        region.tokens[at].role not in _SMALL and not region.named(at)
        for at in range(reading.first, reading.last + 1)
        if at not in taken
    )


def _several(region: Region, reading: Reading) -> str:
    """Several words: written as a name, in its order, and not part of another's."""
    telling = [place for place in reading.places if place.met.weight >= _TELLING]
    named = [place for place in reading.places if region.named(place.at)]
    if not any(region.named(place.at) for place in telling or named) and not (
        region.block.without_capitals
    ):
        return "Written in small letters."
    sure = _sure(region, reading)
    if not sure and not _in_order(region, reading):
        return "The words stand in another order."
    if not sure and _is_brand(region, reading):
        return ""
    if not sure:
        # Common words are a name only if they are all of it, and nothing else.
        if reading.covered < _COMPLETE or len(named) < len(reading.places):
            return "Common words, and not the whole name."
        if _foreign(region, reading) or _gaps(region, reading):
            return "Common words, with others between them."
        announced = _announced(region, reading)
        if region.vocabulary.entry(reading.name).kind in {"vessel", "aircraft"}:
            if announced != "ships":
                return "The name of a ship, and nothing says that a ship is meant."
        elif (
            _is_phrase(region, reading)
            and announced != "firms"
            and not isolated(region, reading.first, reading.last)
        ):
            return "Two words of the language, and nothing says a name is meant."
        return ""
    if len(sure) == 1:
        if _gaps(region, reading):
            return "Other words stand between the words of the name."
        return ""
    return ""


def _is_phrase(region: Region, reading: Reading) -> bool:
    """Whether a reading is two words of the language, with no form or place: North Star."""
    return len(reading.places) <= _PHRASE and all(
        region.ordinary(at) and region.tokens[at].role not in {"legal", "place", "line"}
        for at in range(reading.first, reading.last + 1)
        if region.tokens[at].role != "stop"
    )


def _sure(region: Region, reading: Reading) -> list[Place]:
    """The words of a reading that are no words of a language and agree closely."""
    return [
        place
        for place in reading.places
        if place.met.weight >= _TELLING
        and place.met.credit >= _CLOSE
        and len(place.met.form) > _LEAST_SURE
        and not _is_word(region, place)
    ]


def _gaps(region: Region, reading: Reading) -> bool:
    """Whether a word that is none of the name stands inside it."""
    taken = {place.at for place in reading.places}
    inside = range(reading.places[0].at, reading.places[-1].at + 1)
    return any(
        at not in taken and region.tokens[at].role not in (*_IDLE, "particle")
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
        if place.met.weight >= _TELLING and spelled in listed:
            order.append(listed.index(spelled))
    return order == sorted(order)


def longer(region: Region, reading: Reading, line: float) -> str:
    """Why a stretch is part of a longer name that is another one, or nothing."""
    if region.vocabulary.entry(reading.name).kind != "person" and (
        len(_sure(region, reading)) > 1
        or (reading.covered >= _COMPLETE and len(reading.places) >= _FULL)
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
        reading.score < _COMPLETE and wider.score < reading.score
    ):
        return ""
    return "It is part of a longer name that agrees less."


def _unspaced(region: Region, reading: Reading, *, person: bool) -> str:
    """Scripts without blanks: enough characters, and all that identifies the name."""
    size = sum(
        region.words[place.at].end - region.words[place.at].start
        for place in reading.places
    )
    if size < (_HAN_PERSON if person else _HAN_COMPANY) and not isolated(
        region, reading.first, reading.last
    ):
        return "Too few characters to be told from words of the language."
    if (
        not person
        and reading.covered < _COMPLETE
        and all(place.met.weight < _TELLING for place in reading.places)
    ):
        return "Common words, and not the whole name."
    return ""


def _lone(region: Region, reading: Reading, *, ship: bool, known: bool) -> str:
    """One word that says anything: it must be written and announced like a name."""
    place = reading.places[0]
    word = region.words[place.at]
    block = region.block
    quoted = isolated(region, place.at, place.at)
    least = _CLOSE if len(word.text) < _LONG_SLIP else _SLIP
    if not region.named(place.at) or place.met.credit < least:
        return "One word alone, and it does not agree closely."
    announced = _announced(region, reading)
    if announced == "things":
        return "The text says that something else bears the name."
    if ship:
        near = _announced(region, reading, before=1) == "ships"
        if near or (quoted and (known or announced == "ships")):
            return ""
        return "The name of a ship, and nothing says that a ship is meant."
    legal = any(
        region.tokens[at].role == "legal"
        for at in range(reading.first, reading.last + 1)
    )
    supports = legal + (announced == "firms")
    raised = not block.begins(word.start) and not block.headline(word.start)
    common = _is_word(region, place) or (
        # What the same text writes in small letters is a word in this text.
        not quoted and word.raw.lower() in block.lower
    )
    if _is_brand(region, reading):
        return ""
    left = _left_over(region, reading)
    if left and not _stands_for(
        region, place, common=common, supported=bool(supports) and (quoted or raised)
    ):
        return "One word of a longer name, and nothing says that this name is meant."
    if min(len(word.text), len(place.met.form)) <= _SHORT and not (
        legal or (quoted and announced == "firms") or (known and not common)
    ):
        return "A short word, and nothing says which name is meant."
    if _is_strange(region, place) and not (supports or quoted or known):
        return "One word in another spelling, and nothing says that it is a name."
    if common:
        if not supports or supports + (quoted or raised) < 2:
            return "An ordinary word, and nothing says that a name is meant."
    elif not (raised or quoted or supports or known or len(word.text) >= _LONG):
        return "One word at the head of a sentence, and nothing says a name is meant."
    return ""


def _is_strange(region: Region, place: Place) -> bool:
    """Whether one word is met through its case, its script or its sound alone."""
    word, form = region.words[place.at], place.met.form
    spelled = region.vocabulary.spelled(place.met.word)
    if dominant_script(spelled) != word.script:
        return form != word.text or len(form) < _LONG_FORM
    if place.met.credit < 1.0:
        return len(form) <= _SHORT_LONE
    return form != word.text and len(form) < _LONG_FORM


def _is_brand(region: Region, reading: Reading) -> bool:
    """Whether a word in quotation marks after plant or company is what a name is called.

    The listed name has nothing else but trades, places and forms, and hardly any other
    listed name has the word: the plant "Kupol" is the Izhevsk Electromechanical one.
    """
    vocabulary = region.vocabulary
    telling = [place for place in reading.places if place.met.weight >= _TELLING]
    if len(telling) != 1:
        return False
    brand = telling[0]
    if (
        not isolated(region, brand.at, brand.at)
        or brand.met.credit < _SAME
        or len(brand.met.form) <= _SHORT
        or len(vocabulary.names_with(brand.met.word)) > _HOLDERS
        or vocabulary.entry(reading.name).kind in {"vessel", "aircraft", "person"}
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


def _left_over(region: Region, reading: Reading) -> bool:
    """Whether the listed name has more words than the one that stands there."""
    listed = parse(region.vocabulary.name(reading.name).text)
    return sum(token.role not in _IDLE for token in listed.tokens) > 1


def _stands_for(region: Region, place: Place, *, common: bool, supported: bool) -> bool:
    """Whether one word may stand for a longer name: hardly any other name has it."""
    return (
        supported
        and not common
        and place.met.credit >= _SAME
        and len(region.vocabulary.names_with(place.met.word)) <= _HOLDERS
    )


def _announced(region: Region, reading: Reading, before: int = _BEFORE) -> str:
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


__all__ = ["UNSUPPORTED", "doubt", "longer", "lower"]
