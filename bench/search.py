"""Search for curves by what they are for: names found at so many false alerts.

A logistic regression weighs every name; what counts is the share found at the line
while few innocents alert. From a start the coefficients are moved one by one as long as
that gets better on the tuning half, softened around the line so that it has a slope.
"""

from __future__ import annotations

import numpy as np

from crible.matching import judgement

# Features that can only speak for a match, and those that can only speak against.
FOR = {
    "listed explained",
    "subject explained",
    "matched letters",
    "bits",
    "several words",
    "complete",
    "nothing telling left over",
}
AGAINST = {
    name
    for name in judgement.FEATURES
    if "missing" in name
    or name in {"loose", "word exchanged", "bare in another script"}
}
# Sources that are no companies do not decide where the line falls.
NO_COMPANIES = {"other persons", "renumbered vessels", "siblings"}
# Classes within one script and language: nearest to what a customer file holds.
_NEAR = 3.0
_LATIN = {
    "digits for letters", "one typo", "two typos", "swapped letters", "doubled letter",
    "word added", "generic dropped", "joined", "split", "abbreviated", "cut at 35",
    "spaced letters", "numerals", "Han short form", "patronymic dropped",
}  # fmt: skip
_LINE = judgement.logit(0.7)
# Innocent companies that may alert, and what one more costs beyond that. The constant of
# the companies' curve was then lowered by 0.15: innocents of the other half alert more.
_ALERTS = 0.0088
_COST = {"siblings": 0.1, "other persons": 0.12, "renumbered vessels": 0.1}
# Fewer names than these tell nothing of a class.
_LEAST = 20
_SOFT = 0.35
_ROUNDS = 14


class Search:
    """The rows that ``tune.collect`` gives, ready to be scored by many curves."""

    def __init__(self, asked):
        rows, persons, starts, keys, labels, lifted = [], [], [], [], [], []
        for key, label, values, _ in asked:
            starts.append(len(rows))
            keys.append(key)
            labels.append(label)
            lifted.append(any(row[2] for row in values))
            rows += [row[1] for row in values] or [[0.0] * len(judgement.FEATURES)]
            persons += [int(row[0]) for row in values] or [2]
        self._rows, self._persons = np.array(rows), np.array(persons)
        self._starts, self._lifted = np.array(starts), np.array(lifted)
        self._labels, keys = np.array(labels), np.array(keys)
        groups = {
            key: np.flatnonzero(keys == key) for key in dict.fromkeys(keys.tolist())
        }
        self._groups = {k: at for k, at in groups.items() if len(at) >= _LEAST}
        self._found = [k for k, at in self._groups.items() if self._labels[at[0]]]
        self._companies = [
            k
            for k, at in self._groups.items()
            if not self._labels[at[0]] and k not in NO_COMPANIES
        ]

    def best(self, curves):
        """The highest sum of each name; 99 where a rule lifts it over any line."""
        sums = np.full(len(self._rows), -99.0)
        for person in (0, 1):
            own = self._persons == person
            sums[own] = curves[person][0] + self._rows[own] @ curves[person][1:]
        best = np.maximum.reduceat(sums, self._starts)
        best[self._lifted] = 99.0
        return best

    def line_for(self, curves):
        """How far curves stand above the line at which so many companies alert."""
        best = self.best(curves)
        for step in np.linspace(-8, 8, 641):
            rate = np.mean(
                [np.mean(best[self._groups[k]] >= step) for k in self._companies]
            )
            if rate <= _ALERTS:
                return step - _LINE
        return 8.0

    def worth(self, curves):
        """Names found, those near counting more, less what false alerts cost."""
        soft = 1 / (1 + np.exp(-np.clip((self.best(curves) - _LINE) / _SOFT, -30, 30)))
        rate = {key: soft[at].mean() for key, at in self._groups.items()}
        found = np.mean([rate[k] * (_NEAR if k in _LATIN else 1) for k in self._found])
        alerts = np.mean([rate[k] for k in self._companies])
        others = sum(cost * rate.get(key, 0) for key, cost in _COST.items())
        return found - 12 * max(0, alerts - _ALERTS) - 2 * alerts - others

    def climb(self, curves):
        """(worth, curves) after moving one coefficient at a time while it helps."""
        names = ("constant", *judgement.FEATURES)
        low = [-20.0] + [
            0.0 if n in FOR else -3.5 if "missing" in n else -8.0 for n in names[1:]
        ]
        high = [5.0] + [0.0 if n in AGAINST else 8.0 for n in names[1:]]
        curves = [np.clip(curve, low, high) for curve in curves]
        steps = [np.maximum(0.2, np.abs(curve) * 0.2) for curve in curves]
        best = self.worth(curves)
        for turn in range(_ROUNDS):
            for person in (0, 1):
                for at in np.random.default_rng(turn).permutation(len(names)):
                    for sign in (1, -1):
                        tried = [curve.copy() for curve in curves]
                        moved = tried[person][at] + sign * steps[person][at]
                        tried[person][at] = np.clip(moved, low[at], high[at])
                        worth = self.worth(tried)
                        if worth > best + 1e-6:
                            best, curves = worth, tried
                            steps[person][at] *= 1.3
                            break
                    else:
                        steps[person][at] *= 0.6
        return best, curves

    def calibrated(self, curves):
        """The curves stretched about the line so that a score is a probability."""
        best = self.best(curves)
        use = ~self._lifted & (best > -50)
        weights = np.zeros(len(best))
        for at in self._groups.values():
            weights[at] = 1 / (
                len(at) * (len(self._found) if self._labels[at[0]] else 10)
            )

        def loss(scale):
            p = 1 / (1 + np.exp(-(scale * (best[use] - _LINE) + _LINE)))
            right = np.where(self._labels[use] == 1, p, 1 - p)
            return -(weights[use] * np.log(right + 1e-9)).sum()

        scale = min(np.linspace(0.3, 1.5, 25), key=loss)
        shift = np.eye(len(curves[0]))[0] * _LINE * (1 - scale)
        return [curve * scale + shift for curve in curves]

    def summary(self, curves):
        """Recall and alerts on the tuning half, in one line and by class."""
        best = self.best(curves)
        rate = {
            k: round(float(np.mean(best[at] >= _LINE)), 3)
            for k, at in self._groups.items()
        }
        near = [rate[k] for k in self._found if k in _LATIN]
        return (
            f"recall {np.mean([rate[k] for k in self._found]):.4f}, near {np.mean(near):.4f}, "
            f"companies {np.mean([rate[k] for k in self._companies]):.4f}\n{rate}"
        )
