"""What a subject comes to, before anybody records it: hits, outcome, or a problem.

Takes an index, the terms of the call and a subject, and nothing that has to stay in
one process: so the same function answers a request, a worker process and a cluster.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.errors import (
    CribleError,
    ListsUnavailable,
    OutOfTime,
    SubjectRefused,
    TooLarge,
)
from crible.model import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.matching import Screener
    from crible.model import Hit, Mention, Outcome, Subject
    from crible.usecases.listings import Listings


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every subject of a call, as plain values.

    Attributes:
        profile: its id.
        line: its alert line, which decides the outcome.
        threshold: hits from this score on are shown.
        lists: list keys to look at; empty means all.
        limit: hits per subject at most.
        name_length: characters of a name at most.
        stale: keys of the lists in use that are older than they may be.
    """

    profile: str
    line: float
    threshold: float
    lists: tuple[str, ...] = ()
    limit: int = 10
    name_length: int = 1000
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a subject comes to.

    Attributes:
        outcome: in a word.
        hits: what was found.
        problem: why the outcome is ``error``.
        near: whether a hit was missed by little, where that was asked for.
    """

    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    problem: Problem | None = None
    near: bool = False


CLEAR = Verdict("clear")
_NEAR = Verdict("clear", near=True)
# Stretches that the sentence of a problem names; all of them stand beside it.
_STRETCHES_TOLD = 3
_SURROGATE = re.compile("[\ud800-\udfff]")


def verdict(
    screener: Screener,
    listings: Listings,
    terms: Terms,
    subject: Subject | Problem,
    *,
    margin: float = 0.0,
) -> Verdict:
    """Screen one subject; it stands alone, so what is wrong with it is its outcome.

    Args:
        screener: over the index to look in.
        listings: of the same index.
        terms: what holds for the call.
        subject: or the reason why it cannot be read.
        margin: how far below the threshold a hit was missed by little; it is not told.
    """
    if isinstance(subject, Problem):
        return Verdict("error", problem=subject)
    try:
        for name in (subject.name, *subject.aliases):
            refuse_unreadable(name, terms.name_length)
        found = screener.screen_subject(
            subject,
            threshold=max(0.0, terms.threshold - margin),
            limit=terms.limit,
            lists=terms.lists or None,
        )
    except CribleError as error:
        return failed(error)
    hits = found
    if margin and found:
        hits = tuple([hit for hit in found if hit.score >= terms.threshold])
        if not hits:
            missed = closed(terms, CLEAR)
            return _NEAR if missed is CLEAR else missed
    if hits:
        hits = listings.marked(hits, terms.lists)
    return closed(terms, Verdict(outcome_of(hits, terms.line), hits))


def failed(error: CribleError) -> Verdict:
    """What a subject comes to that could not be screened."""
    return Verdict("error", problem=Problem(error.code, error.title, str(error)))


def crashed(error: Exception) -> Verdict:
    """The same, where the engine failed in a way that nobody foresaw.

    Its message may quote the name, so it is not repeated.
    """
    return failed(
        CribleError(
            f"crible failed at this subject ({type(error).__name__}); it was not "
            "screened."
        )
    )


def not_searched(stretches: Sequence[tuple[int, int]]) -> Problem:
    """Why a text is not clear of which these stretches were not searched in time."""
    told = ", ".join(f"{start} to {end}" for start, end in stretches[:_STRETCHES_TOLD])
    more = len(stretches) - _STRETCHES_TOLD
    error = OutOfTime(
        "The time for this text was spent. Not searched: characters "
        f"{told}{f' and {more} more stretches' if more > 0 else ''}.",
        hint="Send it in shorter parts, or raise CRIBLE_TIME_BUDGET.",
    )
    return Problem(error.code, error.title, str(error), unsearched=tuple(stretches))


def closed(terms: Terms, found: Verdict) -> Verdict:
    """Nothing is clear against a list that is older than its limit: fail closed."""
    if found.outcome != "clear":
        return found
    if not terms.stale:
        return found if found.hits else CLEAR
    error = ListsUnavailable(
        f"No hit, but older than the freshness limit: {', '.join(terms.stale)}.",
        hint="Renew with crible lists sync; until then nothing can be called clear.",
    )
    return Verdict("error", found.hits, Problem(error.code, error.title, str(error)))


def outcome_of(hits: Sequence[Hit | Mention], line: float) -> Outcome:
    """``match`` when a hit is strong, ``review`` when one reaches the alert line.

    Hits below the line (asked for with a lower threshold) are shown and change
    nothing: the outcome says what the default policy says.
    """
    if any(hit.band == "strong" for hit in hits):
        return "match"
    if any(hit.score >= line or hit.band == "review" for hit in hits):
        return "review"
    return "clear"


def refuse_unreadable(name: str, limit: int) -> None:
    """Raise unless ``name`` holds something that can be screened.

    Raises:
        SubjectRefused: empty, or without any letter or digit, or with a NUL byte or
            a lone surrogate (the sign of text that was decoded wrongly).
        TooLarge: longer than ``limit`` characters; it is never cut in silence.
    """
    if len(name) > limit:
        raise TooLarge(
            f"The name has {len(name)} characters; the limit is {limit}.",
            hint="If it is a text rather than a name, scan it instead.",
        )
    if "\0" in name:
        raise SubjectRefused(
            "The name holds a NUL character.",
            hint="It was probably read with a wrong encoding.",
        )
    if name[:1].isalnum() and name.isascii():
        return
    if _SURROGATE.search(name):
        raise SubjectRefused(
            "The name holds half of a character (a lone surrogate).",
            hint="It was probably read with a wrong encoding.",
        )
    if not any(unicodedata.category(char)[0] in "LN" for char in name):
        raise SubjectRefused(
            "The name is empty: it holds no letter and no digit.",
            hint="Give the name as it stands in the contract or payment.",
        )
