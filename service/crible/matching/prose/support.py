"""What the text around says of a reading: whether a name is meant at all.

A word that lists hold alone is a word of a language first, a person's surname is many
persons' surname, and a name inside a longer name is another's. Each rule here lowers the
score below the line and says why; what is below can still be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.matching.prose.windows import extended, isolated
from crible.text.lexicon import meaning
from crible.text.prose import announces, is_ordinary, is_proper

if TYPE_CHECKING:
    from crible.matching.prose.region import Region
    from crible.matching.prose.windows import Reading
    from crible.matching.prose.vocabulary import Met

# What an unsupported reading keeps of its score, as a share of the line.
_UNSUPPORTED = 0.9
# Words before and after a name that may announce it.
_BEFORE, _AFTER = 3, 2
# A word so short is an abbreviation that many share.
_SHORT = 4
# Letters that make a word that no dictionary knows a name wherever it stands.
_LONG = 6
# Agreement from which on a word alone can be a name.
_CLOSE = 0.92
_TELLING = 0.3
# Characters of Han that make a name without further support.
_HAN_COMPANY, _HAN_PERSON = 4, 3
# A title before a surname that few bear.
_RARE_SURNAME = 0.9
_TITLED = 0.01


def weigh(region: Region, reading: Reading, line: float, *, known: bool) -> None:
    """Lower the score of a reading that the text does not bear out.

    Args:
        region: where it stands.
        reading: the reading; its score and reason are set.
        line: the alert line.
        known: whether another listed name stands in the same sentence.
    """
    kind = region.vocabulary.entry(reading.name).kind
    if _script(region, reading) in {"Hani", "Jpan", "Hira", "Kana", "Thai"}:
        reason = _unspaced(region, reading, person=kind == "person")
    elif kind == "person":
        reason = _person(region, reading, line)
    elif _is_lone(reading):
        reason = _lone(region, reading, line, ship=kind in {"vessel", "aircraft"}, known=known)
    else:
        reason = _several(region, reading, line)
    if reason:
        reading.score = min(reading.score, round(line * _UNSUPPORTED, 4))
        reading.reason = reason


def _script(region: Region, reading: Reading) -> str:
    return region.words[reading.places[0].at].script


def _is_lone(reading: Reading) -> bool:
    return len({place.at for place in reading.places}) == 1


def _person(region: Region, reading: Reading, line: float) -> str:
    """Persons need two parts of their name, side by side, and no third that differs."""
    parts = [
        place
        for place in reading.places
        if region.named(place.at)
        and region.tokens[place.at].role != "patronymic"
        and len(region.words[place.at].text) > 1
    ]
    if len(parts) < 2:
        if (
            len(parts) == 1
            and parts[0].met.weight >= _RARE_SURNAME
            and parts[0].met.credit >= _CLOSE
            and _announced(region, reading, after=0) == "persons"
            and not _longer(region, reading, line)
            and len(region.vocabulary.names_with(parts[0].met.word)) <= _BEFORE
        ):
            return ""
        return "A person needs two parts of the name, or a title before a rare one."
    if all(place.met.weight < _TELLING for place in parts):
        return "All its parts are names of many people."
    if reading.last - reading.first + 1 > len(reading.places) + 1 and _foreign(
        region, reading
    ):
        return "Other words stand between the parts of the name."
    return _longer(region, reading, line)


def _foreign(region: Region, reading: Reading) -> bool:
    taken = {place.at for place in reading.places}
    return any(
        region.tokens[at].role not in {"particle", "initial", "title", "patronymic"}
        and not region.named(at)
        for at in range(reading.first, reading.last + 1)
        if at not in taken
    )


def _several(region: Region, reading: Reading, line: float) -> str:
    """Several words: written as a name, and not part of another's."""
    telling = [
        place for place in reading.places if place.met.weight >= _TELLING
    ]
    named = [place for place in reading.places if region.named(place.at)]
    if not any(region.named(place.at) for place in telling) and not (
        region.block.without_capitals
    ):
        return "Written in small letters."
    if len(telling) == 1 and len(named) == 1 and is_ordinary(
        region.tokens[named[0].at].text
    ) and not isolated(region, named[0].at, named[0].at):
        return "Only an ordinary word of it has a capital."
    if len(telling) == 1:
        return _longer(region, reading, line)
    return ""


def _longer(region: Region, reading: Reading, line: float) -> str:
    """Why a stretch is part of a longer name that is another one, or nothing."""
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
    if wider.score >= line:
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
    if person and _is_lone(reading) and size < _HAN_PERSON:
        return "Too few characters to be told from words of the language."
    return ""


def _lone(
    region: Region, reading: Reading, line: float, *, ship: bool, known: bool
) -> str:
    """One word that says anything: it must be written and announced like a name."""
    place = reading.places[0]
    word, token = region.words[place.at], region.tokens[place.at]
    block = region.block
    quoted = isolated(region, place.at, place.at)
    if not region.named(place.at) or place.met.credit < _CLOSE:
        return "One word alone, and it does not agree closely."
    announced = _announced(region, reading, after=_AFTER)
    if announced == "things":
        return "The text says that something else bears the name."
    if ship:
        if announced == "ships" or (known and quoted):
            return ""
        return "The name of a ship, and nothing says that a ship is meant."
    supports = _supports(region, reading, announced)
    ordinary = is_ordinary(token.text) or is_ordinary(place.met.form)
    # What the same text writes in small letters is a word in this text.
    ordinary = ordinary or (not quoted and word.raw.lower() in block.lower)
    proper = is_proper(token.text) or meaning(place.met.form, word.script) is not None
    raised = not block.begins(word.start) and not block.headline(word.start)
    if ordinary or proper:
        if supports + (1 if quoted or raised else 0) < 2 or not (supports or quoted):
            return "An ordinary word, and nothing says that a name is meant."
    elif len(word.text) <= _SHORT:
        if supports + quoted + known < 1:
            return "A short word, and nothing says which name is meant."
    elif not (raised or quoted or supports or known or len(word.text) >= _LONG):
        return "One word at the head of a sentence, and nothing says a name is meant."
    return _longer(region, reading, line)


def _supports(region: Region, reading: Reading, announced: str) -> int:
    """How many things say that a company is meant."""
    legal = any(
        region.tokens[at].role == "legal"
        for at in range(reading.first, reading.last + 1)
    )
    return legal + (announced == "firms")


def _announced(region: Region, reading: Reading, *, after: int) -> str:
    """What the words around say that the name is of: the nearest decides."""
    for distance in range(1, _BEFORE + 1):
        at = reading.first - distance
        if at >= 0 and not region.parted(at, at + 1):
            found = announces(region.words[at].text)
            if found:
                return found
        else:
            break
    for distance in range(1, after + 1):
        at = reading.last + distance
        if at < len(region.words) and not region.parted(at - 1, at):
            found = announces(region.words[at].text)
            if found and found != "persons":
                return found
        else:
            break
    return ""


__all__ = ["weigh"]
