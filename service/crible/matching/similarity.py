"""How far two words agree, and how: the credit of a pair of tokens.

Credit is 1 for the same word, a little less for the same word in two romanisations,
and falls with weighted edits otherwise. Edits know which sounds are confused and that
neighbours get swapped. Below ``MINIMUM`` there is no credit at all, so that weak
resemblances cannot add up.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

from crible.text.skeleton import Reading, consonants, readings, readings_joined

if TYPE_CHECKING:
    from collections.abc import Iterable

MINIMUM = 0.5

# Same skeleton, two surfaces: kupol / koupol. A hair below the same word, so that
# the exact spelling is ranked first.
SAME_SOUND = 0.97
# The skeleton meets only under a national convention: Chtchoukine / Shchukin.
ONE_CONVENTION = 0.92
# Both words had to be read under (different) conventions.
TWO_CONVENTIONS = 0.86
# An abjad writes no vowels, so agreement of three or more consonants is what can be had.
ABJAD = 0.86
ABJAD_SHORT = 0.6
# A doubled letter or the like in a word of up to four letters of the same script.
SHORT_SOUND = 0.85
# A Han brand and its pinyin: several brands share one.
PINYIN = 0.93
# Two Han words with one pinyin: homophones are common, so this is no alert alone.
HOMOPHONE = 0.55
# Two Han words of four signs or more of which one differs.
ONE_SIGN = 0.75

# Reading of a Han word up to which its pinyin is met as it is: a mark and two signs.
SHORTEST_HAN = 3

# Substitutions that cost less than 1: sounds that conventions or ears confuse.
_CHEAP: dict[tuple[str, str], float] = {}


def _confuse(cost: float, *pairs: str) -> None:
    for pair in pairs:
        _CHEAP[pair[0], pair[1]] = _CHEAP[pair[1], pair[0]] = cost


_confuse(
    0.35,
    "sz",
    "sS",
    "zZ",
    "Cc",
    "CS",
    "cs",
    "cz",
    "gh",
    "hk",
    "kc",
    "vf",
    "ij",
    "ie",
    "jZ",
    "Cj",
)
_confuse(0.5, "gk", "bp", "dt", "ao", "ou", "ea", "uv", "ui", "mn")
_confuse(0.7, "lr", "oe", "au", "ai", "bv")
_VOWELS = frozenset("aeiou")


def confused() -> Iterable[tuple[tuple[str, str], float]]:
    """Pairs of letters that are confused, with the cost of one for the other."""
    return _CHEAP.items()


class Credit(NamedTuple):
    """``value`` 0..1; ``how`` names the kind of agreement for the explanation."""

    value: float
    how: str


NONE = Credit(0.0, "")

# A skeleton longer than this is met as it is: no name has such a word, and the ways to
# leave one letter out grow with the square of the length.
LONGEST_EDITED = 120


# Edits tolerated at most.
FARTHEST = 3


def allowed_edits(length: int) -> int:
    """Edits tolerated between two skeletons of which the shorter has this length.

    One edit in three letters makes another word; the FCA's and OFAC's own test
    names carry one edit in short words and two in long ones.
    """
    if length <= 3:
        return 0
    if length <= 7:
        return 1
    return 2 if length <= 11 else FARTHEST


@lru_cache(maxsize=1 << 15)
def edit_cost(first: str, second: str) -> float:
    """Weighted optimal-string-alignment cost between two skeletons.

    What both begin and end with costs nothing and is set aside first. The slow readable
    form of the algorithm works on the rest: it runs only on pairs that the C
    implementation has already found to be near.
    """
    shorter = min(len(first), len(second))
    start = end = 0
    while start < shorter and first[start] == second[start]:
        start += 1
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    left, right = first[start : len(first) - end], second[start : len(second) - end]
    if not left or not right:
        return sum(
            [gap_cost(place, char) for place, char in enumerate(left or right, start)]
        )
    if len(left) == len(right) == 1:
        return min(
            _swap_cost(start, left, right),
            gap_cost(start, left) + gap_cost(start, right),
        )
    return _cost_between(left, right, start)


def _cost_between(first: str, second: str, start: int) -> float:
    """The cost of two stretches that begin ``start`` letters into their words."""
    gaps = [gap_cost(place, char) for place, char in enumerate(second, start)]
    row = [0.0, *accumulate(gaps)]
    before = row
    for i, left in enumerate(first):
        gap = gap_cost(start + i, left)
        previous, best = row, row[0] + gap
        row = [best]
        # Written without min(), which takes most of the time.
        for j, right in enumerate(second):
            dropped, best = best + gaps[j], previous[j]
            if left != right:
                best += (
                    _CHEAP.get((left, right), 1.0)
                    if start or i or j
                    else _swap_cost(0, left, right)
                )
                if previous[j + 1] + gap < best:  # noqa: PLR1730 - as above
                    best = previous[j + 1] + gap
                if dropped < best:  # noqa: PLR1730 - as above
                    best = dropped
                if i and j and left == second[j - 1] and first[i - 1] == right:
                    best = min(best, before[j - 1] + 0.7)
            row.append(best)
        before = previous
    return row[-1]


def _swap_cost(position: int, left: str, right: str) -> float:
    """Cost of one letter for another: sounds that are confused cost less."""
    cost = _CHEAP.get((left, right), 1.0)
    # The first letter is seldom mistyped, but often heard.
    return cost + 0.3 if position == 0 and cost == 1.0 else cost


def gap_cost(position: int, char: str) -> float:
    """Cost of one letter more: vowels and h come and go between conventions."""
    cost = 0.4 if char in "ih" else 0.7 if char in _VOWELS else 1.0
    return cost + 0.3 if position == 0 else cost


def grams(key: str) -> frozenset[str]:
    """Three-letter grams of a padded key."""
    padded = f"^{key}$"
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def grams_needed(length: int, edits: int) -> int:
    """Grams that a key of this length shares with one that many edits away.

    An edit destroys at most three of the ``length`` grams. Two swaps side by side may
    destroy more; such pairs earn no credit, so that the index finds all that do.
    """
    return max(1, length - 3 * edits)


def _share_grams(first: str, second: str, edits: int) -> bool:
    longer = max(len(first), len(second))
    return len(grams(first) & grams(second)) >= grams_needed(longer, edits)


# Edits between a listed word and words of the subject written together.
EDITS_WHEN_JOINED = 1


def edited(first: str, second: str, *, joined: bool = False) -> float:
    """Credit for two skeletons within the allowed number of edits, else 0.

    Args:
        first: one skeleton.
        second: the other.
        joined: whether the first is of words written together: then one edit is
            allowed at most.
    """
    shorter, longer = sorted((len(first), len(second)))
    allowed = allowed_edits(shorter)
    if joined:
        allowed = min(allowed, EDITS_WHEN_JOINED)
    if not allowed or longer - shorter > allowed or longer > LONGEST_EDITED:
        return 0.0
    distance = OSA.distance(first, second, score_cutoff=allowed)
    if distance > allowed:
        return 0.0
    if distance > 1 and not _share_grams(first, second, allowed):
        return 0.0
    return _apart(first, second, longer)


def _apart(first: str, second: str, longer: int) -> float:
    """Credit for two skeletons that so many weighted edits set apart."""
    value = 0.97 - edit_cost(first, second) / (1.0 + 0.42 * longer)
    return value if value >= MINIMUM else 0.0


# What an edit takes off when a word had to be read under a convention first.
BY_CONVENTION = 0.04


@lru_cache(maxsize=1 << 14)
def token_credit(
    first: str, script: str, second: str, other: str, *, joined: bool = False
) -> Credit:
    """Agreement of two lower-case words.

    Args:
        first: one word.
        script: its ISO 15924 code.
        second: the other word.
        other: its ISO 15924 code.
        joined: whether the first is several words written together.
    """
    if first == second:
        return Credit(1.0, "same")
    ours = readings_joined(first, script) if joined else readings(first, script)
    theirs = readings(second, other)
    kinds = (ours[0].key[0] == "=") + (theirs[0].key[0] == "=")
    if kinds == 2:
        return _han(ours, theirs)
    if kinds == 1:
        return _pinyin(ours, theirs, joined=joined)
    best = NONE
    for a, left in enumerate(ours):
        for b, right in enumerate(theirs):
            if left.key == right.key and (
                len(left.key) > 1 or _are_initials(first, script, second, other)
            ):
                same = script == other
                best = max(best, _met(left.scheme, right.scheme, left.key, same=same))
            elif left.key[0] == "#" or right.key[0] == "#":
                best = max(best, _abjad(left.key, right.key))
            elif a < 3 and b < 3:
                value = edited(left.key, right.key, joined=joined)
                if not value and not a and not b:
                    value = revowelled(left.key, right.key)
                if a or b:
                    value -= BY_CONVENTION
                if value > best.value and value >= MINIMUM:
                    best = Credit(value, "edited")
    return best


# Consonants of words that differ in vowels alone, at least.
VOWELS_APART = 3
# Letters that words may have more than others that differ in vowels alone.
REVOWELLED = 1


def revowelled(first: str, second: str) -> float:
    """Credit for words that differ in vowels alone: Muhammad, Mohammed."""
    if abs(len(first) - len(second)) > REVOWELLED or len(first) > LONGEST_EDITED:
        return 0.0
    skeleton = consonants(first)
    if len(skeleton) < VOWELS_APART or skeleton != consonants(second):
        return 0.0
    return _apart(first, second, max(len(first), len(second)))


def _are_initials(first: str, script: str, second: str, other: str) -> bool:
    """Whether two words are one initial in two scripts: V. and В."""
    return len(first) == len(second) == 1 and script != other


def _met(left: str, right: str, key: str, *, same: bool) -> Credit:
    """Credit for two readings that are equal; ``same`` when the script is one."""
    if key[0] == "#":
        return Credit(0.95, "abjad")
    plain = (left == "plain") + (right == "plain")
    if plain == 2:
        if same and len(key) <= 4:
            # In short words of one script a doubled or swapped letter tells apart.
            return Credit(SHORT_SOUND, "sound")
        return Credit(SAME_SOUND, "sound")
    if len(key) <= 3:
        return NONE
    named = right if left == "plain" else left
    return Credit(ONE_CONVENTION if plain else TWO_CONVENTIONS, named)


def _abjad(left: str, right: str) -> Credit:
    if left[0] == "=" or right[0] == "=":
        return NONE
    ours = left[1:] if left[0] == "#" else consonants(left)
    theirs = right[1:] if right[0] == "#" else consonants(right)
    return by_consonants(ours) if ours == theirs else NONE


def by_consonants(skeleton: str) -> Credit:
    """Credit for words of which one writes no vowels, and these consonants agree."""
    if len(skeleton) < 2:
        return NONE
    return Credit(ABJAD if len(skeleton) >= 3 else ABJAD_SHORT, "abjad")


def sounds_alike(key: str, *, same_script: bool) -> Credit | None:
    """Credit for two words of this plain reading; None when others may agree better."""
    if len(key) > 4 or (len(key) > 1 and not same_script):
        return Credit(SAME_SOUND, "sound")
    return None


def _han(ours: tuple[Reading, ...], theirs: tuple[Reading, ...]) -> Credit:
    """Two Han brands: one character in four may differ; homophones say little."""
    left, right = ours[0].key, theirs[0].key
    longer = max(len(left), len(right)) - 1
    if longer >= 4 and OSA.distance(left, right, score_cutoff=1) <= 1:
        return Credit(ONE_SIGN, "edited")
    if ours[1:] and theirs[1:] and ours[1].key == theirs[1].key:
        return Credit(HOMOPHONE, "homophone")
    return NONE


def _pinyin(
    ours: tuple[Reading, ...], theirs: tuple[Reading, ...], *, joined: bool
) -> Credit:
    """A Han brand and a Latin word: the plain reading alone, and edits if long."""
    han, word = (ours, theirs) if ours[0].key[0] == "=" else (theirs, ours)
    if len(han) < 2:
        return NONE
    if han[1].key == word[0].key:
        return Credit(PINYIN, "pinyin")
    if len(han[0].key) > SHORTEST_HAN:
        value = edited(han[1].key, word[0].key, joined=joined)
        if value:
            return Credit(value, "edited")
    return NONE
