"""Whether a text speaks of the country of an entry.

Any firm may be called Profit, any Ivan Petrov; that a sentence also names the country
which the list gives for the entry says that this one is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from crible.text.inflection import stems
from crible.text.lexicon import country_of, meaning
from crible.text.remembered import remembered

if TYPE_CHECKING:
    from crible.matching.prose.region import Region
    from crible.matching.prose.windows import Reading

Where = Literal["unknown", "named", "home", "elsewhere"]

# Letters of Ukrainian that Russian does not have.
_UKRAINIAN = frozenset("іїєґ")
# Where texts in these languages speak of home without naming it.
_HOME = {
    "ukrainian": frozenset({"ua"}),
    "russian": frozenset({"ru", "by", "kz", "kg", "su"}),
    "Hani": frozenset({"cn", "hk", "tw", "mo", "sg"}),
    "Jpan": frozenset({"jp"}),
    "Hira": frozenset({"jp"}),
    "Kana": frozenset({"jp"}),
    "Hang": frozenset({"kr", "kp"}),
    "Thai": frozenset({"th"}),
    "Hebr": frozenset({"il"}),
}


def where(region: Region, reading: Reading) -> Where:
    """How the text around a reading stands to the countries of its entry.

    Returns:
        ``unknown`` when the list gives no country, ``named`` when the sentence names
        one of them (or a town there, or its people), ``home`` when the language is
        spoken there, else ``elsewhere``.
    """
    countries = {
        country.lower() for country in region.vocabulary.entry(reading.name).countries
    }
    if not countries:
        return "unknown"
    if region.countries is None:
        # Once for all readings of a region, which may be a list of a thousand names.
        region.countries, region.home = _named(region), _home(region)
    for country in countries:
        # A reading is short: of many places, the first and the last tell enough.
        places = region.countries.get(country, ())
        if places and not reading.first <= places[0] <= places[-1] <= reading.last:
            return "named"
    return "elsewhere" if countries.isdisjoint(region.home) else "home"


def _named(region: Region) -> dict[str, list[int]]:
    """The countries that words of a region name, and where."""
    found: dict[str, list[int]] = {}
    for at, word in enumerate(region.words):
        country = _country(word.text, word.script)
        if country:
            found.setdefault(country, []).append(at)
    return found


@remembered(16384)
def _country(word: str, script: str) -> str:
    """The country that a word of a text names, in any case; or nothing."""
    for form in (word, *stems(word, script)):
        found = meaning(form, script)
        if found:
            return country_of(found.key) if found.role == "place" else ""
    return ""


def _home(region: Region) -> frozenset[str]:
    """Countries that a text means when it names none, as its letters tell."""
    script = region.words[len(region.words) // 2].script
    if any(word.script == "Cyrl" for word in region.words):
        letters = {char for word in region.words for char in word.text}
        script = "russian" if _UKRAINIAN.isdisjoint(letters) else "ukrainian"
    return _HOME.get(script, frozenset())
