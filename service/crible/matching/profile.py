"""The engine's parameters as one versioned value: weights, thresholds, tables.

The id is a hash over every number here, the text tables and the engine's version, so
that an answer names exactly what produced it. Two profiles can be compared side by
side; a stored one can be read back.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crible.text import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

# Raised by hand whenever a change of code changes an answer.
ENGINE = 7


@dataclass(frozen=True, slots=True)
class Profile:
    """Every number that shapes a score; all on the scale of a score, 0..1.

    Attributes:
        threshold: the alert line: a hit at or above it waits for a person.
        strong: at or above it the band is ``strong``.
        weight_legal: weight of a legal form beside a rare word's 1.
        weight_low: weight of group, international, company.
        weight_mid: weight of plant, aviation, research.
        weight_line: weight of a line of business.
        weight_place: weight of a place.
        weight_number: weight of a number.
        weight_initial: weight of a single letter.
        weight_particle: weight of al, bin, von.
        weight_patronymic: weight of a patronymic.
        weight_least: weight of the commonest distinctive word.
        frequent: share of names from which on a word has ``weight_least``.
        rare: share of names up to which a word has weight 1.
        contradiction: cap when numbers, places or lines of business contradict.
        kind_conflict: deduction when a person meets a company and the like.
        legal_conflict: deduction when classes of legal form differ.
        country_agrees: what an agreeing country adds.
        country_conflict: deduction when known countries share nothing.
        weak_alias: cap for a weak alias or acronym without a second support.
        judgement: coefficients of ``judgement.FEATURES``, the constant first.
        judgement_person: the same where the listed name is a person's.
        identical: floor for a name that is the listed one to the letter.
        brand: floor when the subject is the word that identifies the listed name.
        left_over: floor when only common words are left over, on one side.
        slip: floor for a listed name with one letter wrong.
        two_slips: the same with two.
        cut_off: floor for a name cut off by a field, if it shows what identifies.
        one_part: cap when only one part of a person's name agrees.
        identifier_sure: share of what is missing to 1 that an agreeing number adds,
            from ``strong`` up.
        identifier_unsure: the same from ``exact`` up, for a number of little weight.
        identifier_supports: the same without a floor, for a short national number.
        identifier_conflict: deduction when valid numbers of one scheme differ.
        birth_day: share of what is missing to 1 that the same day of birth adds.
        birth_month: the same for the same month, or day and month swapped.
        birth_year: the same for the same year.
        birth_near: the same for about the same year.
        birth_conflict: deduction when dates of birth differ by more than two years.
        founded_day: share of what is missing that the same day of registration adds.
        founded_year: the same for the same year.
        founded_conflict: deduction when they differ by more than two years.
        other_subject: cap when birth date or ship number says it is another.
        exact: floor for a name that is the listed name but for spelling rules.
    """

    threshold: float = 0.70
    strong: float = 0.88
    weight_legal: float = 0.02
    weight_low: float = 0.06
    weight_mid: float = 0.16
    weight_line: float = 0.2
    weight_place: float = 0.25
    weight_number: float = 0.3
    weight_initial: float = 0.12
    weight_particle: float = 0.06
    weight_patronymic: float = 0.12
    weight_least: float = 0.2
    frequent: float = 4e-3
    rare: float = 3e-5
    contradiction: float = 0.62
    kind_conflict: float = 0.25
    legal_conflict: float = 0.01
    country_agrees: float = 0.02
    country_conflict: float = 0.06
    weak_alias: float = 0.66
    exact: float = 0.8
    identical: float = 0.92
    brand: float = 0.72
    left_over: float = 0.71
    slip: float = 0.74
    two_slips: float = 0.71
    cut_off: float = 0.76
    one_part: float = 0.6
    identifier_sure: float = 0.5
    identifier_unsure: float = 0.25
    identifier_supports: float = 0.3
    identifier_conflict: float = 0.2
    birth_day: float = 0.4
    birth_month: float = 0.2
    birth_year: float = 0.1
    birth_near: float = 0.05
    birth_conflict: float = 0.2
    founded_day: float = 0.15
    founded_year: float = 0.04
    founded_conflict: float = 0.04
    other_subject: float = 0.62
    judgement: tuple[float, ...] = (
        -5.087,
        0.505,
        1.299,
        -0.609,
        0.0,
        -0.349,
        -2.8,
        0.709,
        0.876,
        0.0,
        3.807,
        0.0,
        -1.04,
        3.913,
        -1.638,
        -5.122,
        0.045,
    )
    judgement_person: tuple[float, ...] = (
        -5.237,
        0.048,
        3.122,
        -2.8,
        -2.8,
        -2.368,
        -2.8,
        0.155,
        1.787,
        0.0,
        1.887,
        0.0,
        -0.803,
        1.609,
        0.0,
        0.0,
        0.592,
    )

    @property
    def id(self) -> str:
        """Sixteen hex digits after ``p``; a hash of numbers, tables and engine."""
        return _identity(self)

    def as_dict(self) -> dict[str, Any]:
        """All that the id is a hash of; what ``from_dict`` reads."""
        return {"engine": ENGINE, "tables": _tables_digest(), **asdict(self)}

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> Profile:
        """The profile that ``as_dict`` wrote; engine and tables are not restored."""
        names = {field.name for field in fields(cls)}
        kept = {key: value for key, value in body.items() if key in names}
        for key in ("judgement", "judgement_person"):
            kept[key] = tuple(kept[key])
        return cls(**kept)


# Asked for with every answer, of the few profiles that a process knows.
@lru_cache(maxsize=16)
def _identity(profile: Profile) -> str:
    body = json.dumps(profile.as_dict(), sort_keys=True, separators=(",", ":"))
    return "p" + hashlib.sha256(body.encode()).hexdigest()[:16]


@cache
def _tables_digest() -> str:
    """A hash over the data files of the room ``text``."""
    digest = hashlib.sha256()
    folder = Path(str(tables.__file__)).parent
    for name, path in sorted(
        (path.relative_to(folder).as_posix(), path)
        for path in (*folder.glob("**/*.toml"), *folder.glob("**/*.tsv"))
    ):
        digest.update(name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def default_profile(*, threshold: float | None = None) -> Profile:
    """The profile that every caller gets unless it names another.

    Args:
        threshold: another alert line; it changes the profile's id.
    """
    profile = Profile()
    return profile if threshold is None else replace(profile, threshold=threshold)
