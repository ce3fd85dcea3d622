"""How much a word says: rare words identify, frequent ones do not.

A word's frequency is the larger of two: how often company (or personal) names of the
world use it, from a table that ships with crible, and how often the loaded lists do.
So "Victory" is weak against a list that knows one Victory, and a small list works too.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from crible.text.skeleton import readings
from crible.text.tables import load_text

if TYPE_CHECKING:
    from crible.matching.profile import Profile
    from crible.text.tokens import Token

# What a word of so many letters weighs beside a longer one as rare.
_SHORT = {0: 0.3, 1: 0.3, 2: 0.4, 3: 0.55, 4: 0.75}

# Share of names given to the words of tables/ordinary.tsv. Of 2,651 suppliers of Moscow,
# 17 are called by one of 27 such words alone, some 240 names a million each; elsewhere
# they are rarer.
ORDINARY = 150e-6

# A list smaller than this does not tell how frequent a word is in the world.
_WORLD = 20_000


@cache
def _prior() -> dict[str, float]:
    """Share of names that hold a word, by the word's plain skeleton."""
    table: dict[str, float] = {}
    for line in load_text("frequency.tsv").splitlines():
        if line and not line.startswith("#"):
            key, per_million = line.split("\t")
            table[key] = float(per_million) / 1e6
    for word in load_text("ordinary.tsv").splitlines():
        if word and not word.startswith("#"):
            key = readings(word, "Latn")[0].key
            table[key] = max(table.get(key, 0.0), ORDINARY)
    return table


@lru_cache(maxsize=1 << 14)
def prior(word: str, script: str) -> float:
    """Share of the world's names that hold the word; 0 when below the table."""
    return _prior().get(readings(word, script)[0].key, 0.0)


def role_weight(token: Token, profile: Profile) -> float | None:
    """The weight of a token whose role decides it, or None for distinctive ones."""
    match token.role:
        case "distinctive":
            return None
        case "legal" | "stop":
            return profile.weight_legal
        case "generic":
            return profile.weight_low if token.low else profile.weight_mid
        case "line":
            return profile.weight_line
        case "place":
            return profile.weight_place
        case "number":
            return profile.weight_number
        case "initial":
            return profile.weight_initial
        case "patronymic":
            return profile.weight_patronymic
        case _:
            return profile.weight_particle


def distinctive_weight(
    word: str, script: str, entries_with: int, entries: int, profile: Profile
) -> float:
    """The weight of a distinctive word, ``weight_least`` to 1.

    Args:
        word: lower case.
        script: its ISO 15924 code.
        entries_with: entries of the index that hold it.
        entries: entries of the index.
        profile: where the scale comes from.
    """
    share = max(prior(word, script), max(0, entries_with - 1) / max(entries, _WORLD))
    if share <= profile.rare:
        weight = 1.0
    elif share >= profile.frequent:
        weight = profile.weight_least
    else:
        span = math.log(profile.frequent / profile.rare)
        weight = profile.weight_least + (1.0 - profile.weight_least) * (
            math.log(profile.frequent / share) / span
        )
    if script in {"Latn", "Cyrl"} and len(word) <= 4:
        # Up to four letters are a syllable or an abbreviation that many share.
        weight *= _SHORT[len(word)]
    return weight
