"""Whether a listed name may reach the line, by the words of the subject that it has.

Nothing else is known of the name: words not looked up yet count as met in full, and of
the listed name nothing is missing. So what is refused here no listed name can reach.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from crible.matching.alignment import INITIAL
from crible.matching.ceiling import Reach
from crible.matching.rarity import prior
from crible.matching.side import IDLE, TELLING, stands_beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crible.matching.asked import Asked
    from crible.matching.ceiling import Ceiling
    from crible.matching.profile import Profile

# A light word says at most so much, and an initial, see ``side.bits_of``.
LIGHT_BITS = 4.0
INITIAL_BITS = 3.0
# From this share of the subject on names may be lifted to a floor of the score; so much
# agreement of a word these floors ask, and in bits before common words are left over.
NEARLY_ALL = 0.9
TIGHT = 0.93
ALIKE = 0.85
LEAST_BITS = 11.9


class Prospects:
    """The most that listed names may have in common with one subject."""

    def __init__(
        self, asked: Asked, profile: Profile, curves: Sequence[Ceiling], bar: float
    ) -> None:
        """Work out what the words of a subject say.

        Args:
            asked: the subject's name.
            profile: the parameters.
            curves: of the judgement; names that some curve lets through may reach.
            bar: what they have to reach, as a logit.
        """
        self._asked = asked
        self._profile = profile
        self._curves = curves
        self._bar = bar
        self._total = sum(asked.side.weights) or 1.0

    @cached_property
    def _letters(self) -> list[float]:
        """Letters of each word by weight, with those that it may be met together with."""
        side = self._asked.side
        sizes = list(side.sizes)
        for unit in self._asked.units[len(sizes) :]:
            together = sum([side.sizes[place] for place in unit.positions])
            for place in unit.positions:
                sizes[place] = max(sizes[place], together)
        return [size * weight for size, weight in zip(sizes, side.weights, strict=True)]

    @cached_property
    def _silent(self) -> list[bool]:
        """Words that may stand beside the one that identifies a name."""
        return [stands_beside(token) for token in self._asked.side.tokens]

    @cached_property
    def _rare(self) -> list[bool]:
        """Words that may be that one."""
        side = self._asked.side
        return [
            weight > TELLING
            and token.role == "distinctive"
            and prior(token.text, token.script) <= self._profile.rare
            for token, weight in zip(side.tokens, side.weights, strict=True)
        ]

    def any_unseen(
        self, left: set[int], assumed: set[int], *, initials: int = 1
    ) -> bool:
        """Whether a name that no word looked up has met may reach the bar.

        Args:
            left: places of words that are still to be looked up.
            assumed: places of words that a name may hold without being filed there.
            initials: single letters of the name that may stand for other words.
        """
        side = self._asked.side
        weights = side.weights
        if self._asked.truncated:
            # The last word may be the beginning of any.
            left = left | {len(weights) - 1}
        assumed = assumed - left
        places = left | assumed
        others = sorted(
            [weight for place, weight in enumerate(weights) if place not in places],
            reverse=True,
        )
        by_initials, beyond = others[:initials], others[initials:]
        ours = sum([weights[place] for place in places]) + INITIAL * sum(by_initials)
        bits = sum([side.bits[place] for place in left])
        bits += sum([min(side.bits[place], LIGHT_BITS) for place in assumed])
        bits += INITIAL * INITIAL_BITS * len(by_initials)
        if ours > NEARLY_ALL * self._total:
            return True
        if bits >= LEAST_BITS and (not others or others[0] <= TELLING):
            return True
        if all(
            silent or place in places for place, silent in enumerate(self._silent)
        ) and any(self._rare[place] for place in left):
            return True
        telling = sum([weight for weight in beyond if weight > TELLING])
        singles = sum([len(side.tokens[place].text) == 1 for place in places])
        reach = Reach(
            ours / self._total,
            1.0,
            sum([self._letters[place] for place in places]),
            bits,
            self._profile.weight_initial * (len(by_initials) + singles),
            telling,
            sum(beyond) - telling,
            0.0,
            0.0,
            0.0,
        )
        return any(curve.of_one(reach) >= self._bar for curve in self._curves)

    def may_reach(
        self, met: NDArray[Any], left: set[int], assumed: set[int]
    ) -> NDArray[np.bool_]:
        """Which of some names may reach the bar; the rest as for ``any_unseen``.

        Args:
            met: how far each word of the subject (in columns) is met by each name.
            left: as for ``any_unseen``.
            assumed: as for ``any_unseen``.
        """
        side = self._asked.side
        weights, tokens = np.array(side.weights), side.tokens
        telling = weights > TELLING
        open_ = left | assumed
        if self._asked.truncated:
            open_.add(len(weights) - 1)
        met = met.copy()
        met[:, sorted(open_)] = 1.0
        others = np.where(met > 0.0, 0.0, weights)
        most = others.max(axis=1)
        share = (met @ weights + INITIAL * most) / self._total
        bits = met @ np.array(side.bits) + INITIAL * INITIAL_BITS
        missing = others @ telling
        common = others.sum(axis=1) - missing
        single = [len(token.text) == 1 for token in tokens]
        reach = Reach(
            np.minimum(1.0, share),
            1.0,
            met @ np.array(self._letters),
            bits,
            self._profile.weight_initial * (1 + sum(single)),
            missing - np.where(most > TELLING, most, 0.0),
            common - np.where(most > TELLING, 0.0, most),
            0.0,
            0.0,
            0.0,
        )
        found: NDArray[np.bool_] = share > NEARLY_ALL
        # A name but for its spelling, the one word that identifies a name, and all that
        # tells with common words left over: see ``floors``.
        spoken = met[:, [token.role not in IDLE for token in tokens]]
        found |= (spoken > 0.0).all(axis=1) & (spoken >= ALIKE).any(axis=1)
        tight = met >= TIGHT
        brand = (tight | np.array(self._silent)).all(axis=1)
        found |= brand & (tight & np.array(self._rare)).any(axis=1)
        found |= (tight | ~telling).all(axis=1) & (bits >= LEAST_BITS)
        for curve in self._curves:
            found |= curve.of_each(reach) >= self._bar
        return found
