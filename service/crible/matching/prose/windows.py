"""From a rare word to the listed names that may stand there, and where each begins.

The names that hold the word are taken from the index; of each, the words that stand
around are found, and they say where the name begins and ends. Only then is the stretch
judged as a look-up would be. So the work grows with the names of rare words, not with
the number of windows that a sentence has.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from crible.matching.prose.region import CASELESS
from crible.matching.prose.vocabulary import RARE, Filed, Met
from crible.text.prose import announces, articles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crible.matching.prose.region import Region
    from crible.model import Hit

# Words on either side of a rare one that may be of its name.
_REACH = 12
# Words between two words of a name that are none of it.
_GAP = 1
# A name is judged if so much of its weight stands there.
COVERED = 0.4
COMPLETE = 0.95
# Neighbours that are taken into a longer name, on either side.
_NEIGHBOURS = 3
# So few places are looked through one by one.
_FEW = 8
# One word stands for a longer name if no more names than these hold it.
HOLDERS = 12
# Two words agree so far that one may be the other misspelled.
NEARLY = 0.7
# Words that take no part in what a name is: they may stand between its words.
_SLIGHT = frozenset({"stop", "legal", "particle", "title", "initial", "number"})


class Place(NamedTuple):
    """Where a word of a listed name stands."""

    at: int
    met: Met


@dataclass(slots=True)
class Reading:
    """A stretch of a region read as a listed name.

    Attributes:
        first: its first word.
        last: its last word.
        name: place of the listed name.
        places: where the words of the listed name stand.
        covered: how much of the listed name stands there, by weight.
        forms: words of the stretch without their case endings.
        anchor: the word by which it was found.
        hit: how well they agree, once judged.
        score: what is left of the hit's score when the text around has been heard.
        reason: why it is less, if it is.
    """

    first: int
    last: int
    name: int
    places: tuple[Place, ...]
    covered: float
    forms: dict[int, str]
    anchor: int
    hit: Hit | None = None
    score: float = 0.0
    reason: str = ""


def readings(region: Region, anchor: int) -> list[Reading]:
    """The listed names that may stand around an anchor, the fullest first."""
    found: list[Reading] = []
    seen: set[int] = set()
    where = region.where
    for met in region.met[anchor]:
        if met.weight < RARE:
            continue
        names = region.vocabulary.names_with(met.word)
        shared = len(names) > HOLDERS
        for filed in names:
            if filed.name in seen:
                continue
            seen.add(filed.name)
            there = 0.0
            for word, weight in zip(filed.words, filed.weights, strict=True):
                if word in where:
                    there += weight
            if there < COVERED * filed.total or (
                # One word that many names have stands for none of the longer ones.
                shared and there <= met.weight < COMPLETE * filed.total
            ):
                continue
            reading = _around(region, anchor, filed)
            if reading:
                found.append(reading)
    found.sort(key=lambda item: (-item.covered, item.name))
    return found


def whole(region: Region, first: int, last: int, names: list[int]) -> Iterator[Reading]:
    """A stretch that is a listed name to the letter, as each of the names it may be."""
    places = tuple(
        Place(at, max(met, key=_value_of) if met else _unfiled(region, at))
        for at in range(first, last + 1)
        if region.tokens[at].role not in {"stop", "legal"}
        for met in [region.met[at]]
    )
    if places:
        ends = _with_forms(region, first, last)
        for name in names:
            yield Reading(*ends, name, places, 1.0, {}, first)


def _value_of(met: Met) -> tuple[float, float]:
    return met.credit, met.weight


def _unfiled(region: Region, at: int) -> Met:
    return Met(-1, 1.0, 0.0, region.words[at].text)


def _around(region: Region, anchor: int, filed: Filed) -> Reading | None:
    """A name as it stands around an anchor, if enough of it does."""
    vocabulary = region.vocabulary
    best: dict[int, tuple[float, int, Met]] = {}
    total, where = filed.total, region.where
    for word in filed.words:
        for at, met in _near(where.get(word, ()), anchor):
            value = met.weight * met.credit
            known = best.get(at)
            if known is None or value > known[0]:
                best[at] = (value, word, met)
    if anchor not in best or sum(item[0] for item in best.values()) < COVERED * total:
        return None
    # Each listed word once, the nearest to the anchor; each word of the text once.
    taken: dict[int, int] = {}
    for at in sorted(best, key=lambda at: (abs(at - anchor), at)):
        taken.setdefault(best[at][1], at)
    kept = _chain(region, anchor, sorted(taken.values()))
    kept = _without_nouns(region, kept, best)
    covered = sum(best[at][0] for at in kept)
    missing = [
        word
        for word in filed.words
        if word not in taken and vocabulary.weight_of(word) >= RARE
    ]
    places = [Place(at, best[at][2]) for at in kept]
    for place in _misspelled(region, kept, missing):
        places.append(place)
        covered += place.met.weight * place.met.credit
    if covered < COVERED * total:
        return None
    places.sort()
    kept = [place.at for place in places]
    forms = {
        place.at: place.met.form
        for place in places
        if place.met.form != region.words[place.at].text
    }
    ends = _with_forms(region, kept[0], kept[-1])
    return Reading(*ends, filed.name, tuple(places), covered / total, forms, anchor)


def _near(places: Sequence[tuple[int, Met]], anchor: int) -> Sequence[tuple[int, Met]]:
    """Those of these places, which ascend, that are within reach of an anchor."""
    if len(places) <= _FEW:
        return [place for place in places if abs(place[0] - anchor) <= _REACH]
    first = bisect_left(places, anchor - _REACH, key=_at)
    return places[first : bisect_left(places, anchor + _REACH + 1, key=_at)]


def _at(place: tuple[int, Met]) -> int:
    return place[0]


def _without_nouns(
    region: Region, kept: list[int], best: dict[int, tuple[float, int, Met]]
) -> list[int]:
    """Without common words in small letters that stand apart: by air to Mahan."""
    while len(kept) > 1:
        for edge, inner in ((0, 1), (-1, -2)):
            at, other = kept[edge], kept[inner]
            if (
                best[at][2].weight < RARE
                and not region.named(at)
                and abs(at - other) > 1
            ):
                del kept[edge]
                break
        else:
            break
    return kept


def _misspelled(region: Region, kept: list[int], missing: list[int]) -> list[Place]:
    """Words beside a stretch that are nearly words that it lacks: Almas-Antej."""
    found: list[Place] = []
    vocabulary = region.vocabulary
    for at, gap in ((kept[0] - 1, kept[0] - 1), (kept[-1] + 1, kept[-1])):
        if not missing or not 0 <= at < len(region.words):
            continue
        if not is_neighbour(region, at, gap):
            continue
        word = region.words[at]
        for other in missing:
            credit = vocabulary.credit(word.text, word.script, other)
            if credit >= NEARLY:
                weight = vocabulary.weight_of(other)
                found.append(Place(at, Met(other, credit, weight, word.text)))
                missing.remove(other)
                break
    return found


def _chain(region: Region, anchor: int, places: list[int]) -> list[int]:
    """Those of these places that hang together with the anchor."""
    middle = places.index(anchor)
    kept = [anchor]
    for step in (-1, 1):
        before = anchor
        at = middle + step
        while 0 <= at < len(places):
            left, right = sorted((before, places[at]))
            if not _joins(region, left, right):
                break
            kept.append(places[at])
            before = places[at]
            at += step
    return sorted(kept)


def _joins(region: Region, left: int, right: int) -> bool:
    """Whether two words may be of one name, with what stands between them."""
    for at in range(left, right):
        if region.parted(at, at + 1):
            return False
        between = region.between(at, at + 1)
        if "\n\n" in between or len(between) > 8:
            return False
        if "," in between and not (
            region.tokens[at + 1].role == "legal" or right - left == 1
        ):
            return False
    foreign = sum(
        region.tokens[at].role not in _SLIGHT for at in range(left + 1, right)
    )
    return foreign <= _GAP


def judge(region: Region, reading: Reading) -> None:
    """Set the hit of a reading; the stretch grows by a word if that agrees better."""
    vocabulary = region.vocabulary
    first, last = reading.first, reading.last
    tried = [(first, last)]
    if reading.covered < COMPLETE:
        # A word that no list knows may be a misspelled word of the name.
        tried += [
            wider
            for left, right in ((1, 0), (0, 1), (1, 1))
            for wider in [_wider(region, first, last, left, right)]
            if wider != (first, last)
        ]
    for ends in dict.fromkeys(tried):
        hit = vocabulary.judge(region.stretch(*ends, reading.forms), reading.name)
        if reading.hit is None or hit.score > reading.hit.score:
            reading.hit, reading.score = hit, hit.score
            reading.first, reading.last = ends


def _with_forms(region: Region, first: int, last: int) -> tuple[int, int]:
    """Take in the legal forms that stand at either end."""
    lowest, highest = first - _REACH, last + _REACH
    while (
        first > max(0, lowest)
        and _is_form(region, first - 1)
        and _close(region, first - 1)
        and not _ends_name(region, first - 1)
    ):
        first -= 1
    while (
        last + 1 < min(len(region.words), highest)
        and _is_form(region, last + 1)
        and _close(region, last, comma=True)
    ):
        last += 1
    return first, last


def _is_form(region: Region, at: int) -> bool:
    """Whether a word is a legal form, and written like one."""
    if region.tokens[at].role != "legal":
        return False
    raw = region.words[at].raw
    return raw != raw.lower() or not raw.isascii()


def _ends_name(region: Region, at: int) -> bool:
    """Whether a legal form is the last word of a name before it, or a noun."""
    if region.words[at].script != region.words[at + 1].script:
        return True
    if "(" in region.between(at, at + 1) or ")" in region.between(at, at + 1):
        return True
    return (
        at > 0
        and region.tokens[at - 1].role not in _SLIGHT
        and region.named(at - 1)
        and _close(region, at - 1, comma=True)
    )


def _close(region: Region, at: int, *, comma: bool = False) -> bool:
    between = region.between(at, at + 1)
    allowed = " \u00a0\r\n\"'«»“”„‘’()（）." + ("," if comma else "")
    return len(between) <= 4 and not between.strip(allowed) and between != ". "


def _wider(
    region: Region, first: int, last: int, left: int, right: int
) -> tuple[int, int]:
    if left and first > 0 and is_neighbour(region, first - 1, first - 1):
        first -= 1
    if right and last + 1 < len(region.words) and is_neighbour(region, last + 1, last):
        last += 1
    return first, last


def is_neighbour(region: Region, at: int, gap: int) -> bool:
    """Whether a word beside a stretch reads as one more word of the same name.

    Args:
        region: where both stand.
        at: the word.
        gap: the left one of the two words between which the stretch ends.
    """
    between = region.between(gap, gap + 1)
    if between.strip(" \u00a0-") or len(between) > 3:
        return False
    token = region.tokens[at]
    if token.role in {"stop", "legal"} or not region.named(at):
        return False
    # Scripts without capitals do not say where a name ends.
    return token.script not in CASELESS and not announces(token.text)


def isolated(region: Region, first: int, last: int) -> bool:
    """Whether quotation marks part a stretch from what stands around it."""
    return region.block.quoted(region.words[first].start, region.words[last].end)


def extended(region: Region, reading: Reading) -> tuple[int, int]:
    """A stretch with all neighbours that read as words of the same name."""
    first, last = reading.first, reading.last
    while (
        first > max(0, reading.first - _NEIGHBOURS)
        and is_neighbour(region, first - 1, first - 1)
    ):  # fmt: skip
        first -= 1
    while (
        last + 1 < min(len(region.words), reading.last + 1 + _NEIGHBOURS)
        and is_neighbour(region, last + 1, last)
    ):  # fmt: skip
        last += 1
    # What follows an article is a noun, which has its capital from German.
    if 0 < first < reading.first and region.words[first - 1].text in articles():
        first += 1
    # At the head of a sentence any word has a capital.
    if (
        first < reading.first
        and region.block.begins(region.words[first].start)
        and (not region.met[first] or region.ordinary(first))
    ):
        first += 1
    return first, last
