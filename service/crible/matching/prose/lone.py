"""One word alone in a text: a word of the language first, and of many names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crible.matching.prose.beside import (
    CLOSE,
    IDLE,
    SAME,
    SHORT,
    SHORT_LONE,
    announced,
    is_brand,
    is_word,
    same_trade,
)
from crible.matching.prose.countries import where
from crible.matching.prose.windows import HOLDERS, isolated
from crible.text.lexicon import meaning
from crible.text.prose import announces, is_ordinary, is_proper
from crible.text.scripts import dominant_script
from crible.text.tokens import parse

if TYPE_CHECKING:
    from crible.matching.prose.region import Region
    from crible.matching.prose.windows import Place, Reading

# Letters that make a word that no dictionary knows a name wherever it stands.
_LONG = 6
# One word in another script or case is as sure as one met to the letter when so long.
LONG_FORM = 8
# In a long word one letter may be wrong.
LONG_SLIP = 10
SLIP = 0.85
_TWO = 2
_ANY_FIRM = "Any firm may have this name, and nothing says that this one is meant."


class _Signs(NamedTuple):
    """What says that a company is meant.

    Attributes:
        legal: a legal form.
        firm: a noun such as plant, or quotation marks and the country in the sentence.
        quoted: quotation marks.
        known: another listed name beside it.
    """

    legal: bool
    firm: bool
    quoted: bool
    known: bool


def lone(region: Region, reading: Reading, *, ship: bool, known: bool) -> str:
    """One word that says anything: it must be written and announced like a name."""
    place = reading.places[0]
    word = region.words[place.at]
    least = CLOSE if len(word.text) < LONG_SLIP else SLIP
    if not region.named(place.at) or place.met.credit < least:
        return "One word alone, and it does not agree closely."
    quoted = isolated(region, place.at, place.at)
    beside = announced(region, reading)
    if beside == "things":
        return "The text says that something else bears the name."
    if ship:
        near = announced(region, reading, before=1) == "ships"
        if near or (quoted and (known or beside == "ships")):
            return ""
        return "The name of a ship, and nothing says that a ship is meant."
    if not quoted and _is_place(region, place):
        return "A country, a town or its people."
    if is_brand(region, reading):
        common = _is_common(region, reading, quoted=quoted)
        return _ANY_FIRM if _is_any_firm(region, reading, common=common) else ""
    if _has_given_name(region, reading.first):
        return "A surname, with a person's given name before it."
    if region.block.opened(word.start) and not quoted:
        return "One word of a longer name in quotation marks."
    legal = any(
        region.tokens[at].role == "legal"
        for at in range(reading.first, reading.last + 1)
    )
    firm = beside == "firms" or (quoted and where(region, reading) == "named")
    return _unsupported(region, reading, _Signs(legal, firm, quoted, known))


def _is_place(region: Region, place: Place) -> bool:
    """Whether a word is the name of a place before it is anything else: Chinese firms."""
    found = meaning(place.met.form, region.words[place.at].script)
    return found is not None and found.role == "place"


def _has_given_name(region: Region, first: int) -> bool:
    """Whether a name of many people stands before a word: Alexei Ilyushin."""
    at = first - 1
    if at < 0 or region.between(at, first) != " " or not region.named(at):
        return False
    word = region.words[at]
    return is_proper(word.text, word.script) and not announces(word.text)


def _unsupported(region: Region, reading: Reading, signs: _Signs) -> str:
    """Why what the text says is too little for this word, or nothing."""
    place = reading.places[0]
    word, form = region.words[place.at], place.met.form
    supports = signs.legal + signs.firm
    common = _is_common(region, reading, quoted=signs.quoted)
    raised = not region.block.begins(word.start) and not region.block.headline(
        word.start
    )
    if _left_over(region, reading) and (
        common
        or not (supports and (signs.quoted or raised))
        or not _stands_for(region, place)
    ):
        return "One word of a longer name, and nothing says that this name is meant."
    if min(len(word.text), len(form)) <= SHORT and not (
        signs.legal or (signs.quoted and signs.firm) or (signs.known and not common)
    ):
        return "A short word, and nothing says which name is meant."
    if _is_slip(region, place) and not (signs.legal and signs.quoted):
        return "A short word spelled otherwise is another name."
    if _is_strange(region, place) and not (supports or signs.known):
        spelled = region.vocabulary.spelled(place.met.word)
        if not signs.quoted or dominant_script(spelled) == word.script:
            return "One word in another spelling, and nothing says that it is a name."
    if common:
        if not supports or supports + (signs.quoted or raised) < _TWO:
            return "An ordinary word, and nothing says that a name is meant."
        return _ANY_FIRM if _is_any_firm(region, reading, common=True) else ""
    if not signs.known and _is_any_firm(region, reading, common=False):
        return _ANY_FIRM
    if len(word.text) <= SHORT_LONE and not (
        supports or signs.known or _is_famous(region, reading)
    ):
        return "A short word, and nothing says that a name is meant."
    if not (raised or signs.quoted or supports or signs.known) and (
        len(word.text) < _LONG
    ):
        return "One word at the head of a sentence, and nothing says a name is meant."
    return ""


def _is_any_firm(region: Region, reading: Reading, *, common: bool) -> bool:
    """Whether just some firm is meant: it says company, not plant, and not the country.

    Any town has a firm called Profit. A word that is nobody's but the entry's needs no
    country, if it stands there to the letter and is all of the name.
    """
    if not (
        common or _is_strange(region, reading.places[0]) or _left_over(region, reading)
    ):
        return False
    return where(region, reading) == "elsewhere" and not same_trade(region, reading)


def _is_common(region: Region, reading: Reading, *, quoted: bool) -> bool:
    """Whether a word is one of a language, as dictionaries or this text have it."""
    place = reading.places[0]
    word = region.words[place.at]
    if is_word(region, place) and not _is_famous(region, reading):
        return True
    # Komponente is met by a firm called after the Russian word for it.
    spelled = region.vocabulary.spelled(place.met.word)
    if spelled != word.text and is_ordinary(spelled, dominant_script(spelled)):
        return True
    # What the same text writes in small letters is a word in this text.
    return not quoted and word.raw.lower() in region.block.lower


def _is_strange(region: Region, place: Place) -> bool:
    """Whether one word is met through its case, its script or its sound alone."""
    word, form = region.words[place.at], place.met.form
    spelled = region.vocabulary.spelled(place.met.word)
    if dominant_script(spelled) != word.script:
        return True
    if form != word.text and word.script == "Latn" and len(form) < LONG_SLIP:
        # An s or y more is seldom a case ending.
        return True
    if place.met.credit < 1.0 or form != word.text:
        return len(form) < LONG_FORM
    return False


def _is_slip(region: Region, place: Place) -> bool:
    """Whether a short word differs by a letter from the listed one in its script."""
    word, spelled = region.words[place.at], region.vocabulary.spelled(place.met.word)
    return (
        len(word.text) <= SHORT_LONE
        and spelled not in {word.text, place.met.form}
        and dominant_script(spelled) == word.script
    )


def _is_famous(region: Region, reading: Reading) -> bool:
    """Whether several lists have a word as a whole name, and no language has it: Hamas."""
    word, place = region.words[reading.places[0].at], reading.places[0]
    if region.ordinary(place.at) or is_ordinary(place.met.form, word.script):
        return False
    return region.vocabulary.is_famous(place.met.word)


def _left_over(region: Region, reading: Reading) -> bool:
    """Whether the listed name has more words than the one that stands there."""
    listed = parse(region.vocabulary.name(reading.name).text)
    return sum(token.role not in IDLE for token in listed.tokens) > 1


def _stands_for(region: Region, place: Place) -> bool:
    """Whether one word may stand for a longer name: hardly any other name has it."""
    return (
        place.met.credit >= SAME
        and len(region.vocabulary.names_with(place.met.word)) <= HOLDERS
    )
