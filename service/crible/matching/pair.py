"""Two names held against each other, without any list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.matching.alignment import align
from crible.matching.asked import Asked
from crible.matching.case import Case
from crible.matching.index import weights
from crible.matching.profile import Profile, default_profile
from crible.matching.scoring import band, score
from crible.matching.side import side_of
from crible.model import Comparison
from crible.text.tokens import parse

if TYPE_CHECKING:
    from crible.model import Kind


def compare(
    first: str,
    second: str,
    *,
    kind: Kind | None = None,
    profile: Profile | None = None,
) -> Comparison:
    """Hold two names against each other without any list, with the built-in prior.

    Args:
        first: the subject's name.
        second: the listed name.
        kind: what both are, when known.
        profile: parameters; the default ones when None.
    """
    profile = profile or default_profile()
    person = kind == "person"
    subject, listed = parse(first, person=person), parse(second, person=person)
    if not subject.tokens or not listed.tokens:
        return Comparison(0.0, "weak", ())
    asked = Asked(subject, side_of(subject, weights(subject, None, profile)))
    theirs = side_of(listed, weights(listed, None, profile))
    case = Case(
        subject,
        listed,
        asked.side,
        theirs,
        align(asked, theirs, asked.credits_with(theirs)),
        profile,
        kind,
        kind,
        truncated=asked.truncated,
    )
    score(case)
    return Comparison(case.score, band(case.score, profile), case.contributions())
