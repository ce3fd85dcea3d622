"""What a subject's name weighs, and what it may gain where nothing is looked up.

Light words (forms, group) stand in too many names to be looked for, and single letters
and cut-off words stand for more than themselves: the bound of candidates takes all that
as met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crible.matching import judgement
from crible.matching.index import is_light
from crible.matching.rarity import prior
from crible.text.abbreviations import is_abbreviation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.matching.postings import Posting
    from crible.matching.profile import Profile
    from crible.matching.units import Unit
    from crible.text.tokens import Parsed

# A light word says at most so much, see ``judgement``.
_LIGHT_BITS = 4.0


class Weighed(NamedTuple):
    """What a subject's name weighs: in all, by kind of word, and in bits.

    ``spare`` is the weight of abbreviations, which may stand beside a brand; ``brand``
    that of the lightest word rare enough to be one, or 0.
    """

    total: float
    telling: float
    common: float
    bits: float
    spare: float
    brand: float


class Slack(NamedTuple):
    """What a name may gain without a posting; see ``slack_of``."""

    ours: float
    theirs: float
    bits: float
    letters: float
    initials: float
    resembling: float
    truncated: bool


def weigh(profile: Profile, parsed: Parsed, weights: Sequence[float]) -> Weighed:
    """What a subject's name weighs, by kind of word."""
    least = judgement.TELLING
    return Weighed(
        sum(weights) or 1.0,
        sum(weight for weight in weights if weight > least),
        sum(weight for weight in weights if weight <= least),
        judgement.bits_of(parsed.tokens, weights),
        sum(
            weight
            for token, weight in zip(parsed.tokens, weights, strict=True)
            if is_abbreviation(token.text)
        ),
        min(
            (
                weight
                for token, weight in zip(parsed.tokens, weights, strict=True)
                if token.role == "distinctive"
                and weight > least
                and prior(token.text, token.script) <= profile.rare
            ),
            default=0.0,
        ),
    )


def slack_of(
    profile: Profile,
    parsed: Parsed,
    weights: Sequence[float],
    postings: Sequence[tuple[Unit, Posting]],
    *,
    truncated: bool,
) -> Slack:
    """What links without a posting may add: light words, initials, cut-off words."""
    # Light words are not looked for; they and what resembles them count as met.
    assumed = {
        place for unit, posting in postings if posting.light for place in unit.positions
    }
    theirs = initials = 0.0
    resembles = set(assumed)
    for place, (token, weight) in enumerate(zip(parsed.tokens, weights, strict=True)):
        if is_light(token, weight, profile):
            assumed.add(place)
            resembles.discard(place)
        elif len(token.text) == 1:
            # A listed word that begins with it.
            assumed.add(place)
            resembles.discard(place)
            theirs += 1.0
            initials += weight
    cut = len(weights) - 1 if truncated else None
    bits = letters = 0.0
    for place in assumed:
        token, weight = parsed.tokens[place], weights[place]
        if place != cut:
            # Agreement says no more than the light word does.
            bits += min(judgement.bits_of([token], [weight]), _LIGHT_BITS)
            letters += min(weight, profile.weight_low) * judgement.size(token)
    if cut is not None:
        token, weight = parsed.tokens[cut], weights[cut]
        assumed.add(cut)
        bits += judgement.bits_of([token], [weight])
        letters += weight * judgement.size(token)
    ours = sum(weights[place] for place in assumed)
    resembling = sum(weights[place] for place in resembles)
    return Slack(ours, theirs, bits, letters, initials, resembling, truncated=truncated)
