"""What the text around says of a reading: whether a name is meant at all.

A word that lists hold alone is a word of a language first (``lone``), a person's surname
is many persons' surname (``persons``), and common words are a name only as a whole
(``several``). Each rule lowers the score below the line and says why; what is below can
still be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.matching.prose.beside import COMPLETE, TELLING, is_lone
from crible.matching.prose.lone import lone
from crible.matching.prose.persons import person
from crible.matching.prose.several import several
from crible.matching.prose.windows import isolated

if TYPE_CHECKING:
    from crible.matching.prose.region import Region
    from crible.matching.prose.windows import Reading

# What an unsupported reading keeps of its score, as a share of the line.
UNSUPPORTED = 0.9
# Characters of Han that make a name without further support.
_HAN_COMPANY, _HAN_PERSON = 4, 3


def doubt(region: Region, reading: Reading, *, known: bool) -> str:
    """Why the text does not bear a reading out; nothing if it does.

    Args:
        region: where it stands.
        reading: the reading, which need not be judged yet.
        known: whether another listed name stands in the same neighbourhood.
    """
    kind = region.vocabulary.kin.kind_of(reading.name)
    if _script(region, reading) in {"Hani", "Jpan", "Hira", "Kana", "Thai"}:
        return _unspaced(region, reading, person=kind == "person")
    if kind == "person":
        return person(region, reading)
    if is_lone(reading):
        ship = kind in {"vessel", "aircraft"}
        return lone(region, reading, ship=ship, known=known)
    return several(region, reading)


def lower(reading: Reading, line: float, reason: str) -> None:
    """Take the score of a doubtful reading below the line."""
    lowered = round(line * UNSUPPORTED, 4)
    if reading.score > lowered:
        reading.score, reading.reason = lowered, reason


def _script(region: Region, reading: Reading) -> str:
    return region.words[reading.places[0].at].script


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
        and reading.covered < COMPLETE
        and all(place.met.weight < TELLING for place in reading.places)
    ):
        return "Common words, and not the whole name."
    return ""
