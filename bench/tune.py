"""Fit the judgement curve on the tuning half; prints coefficients for the profile.

Usage: CRIBLE_TEST_DATA=... python bench/tune.py [altered names per class] [innocents per source]
"""

from __future__ import annotations

import random
import sys
import time

import datasets
import numpy as np

from crible.evaluation.alterations import CLASSES
from crible.evaluation.innocents import made
from crible.evaluation.run import cases
from crible.evaluation.views import half, view
from crible.matching import Screener, judgement
from crible.matching.index import weights
from crible.matching.scoring import _cut_off
from crible.matching.units import units
from crible.model import Subject
from crible.text.tokens import parse


def rows(screener, name, wanted=None):
    """Features of the cases worth scoring: (features, entry id, other score cap)."""
    parsed = parse(name)
    if not parsed.tokens:
        return []
    ours = weights(parsed, screener.index, screener.profile)
    found = []
    places = screener._candidates.select(
        parsed, units(parsed), ours, 0.5, truncated=len(name) in {34, 35}
    )
    for place in places[:60]:
        entry = screener.index.entry(screener.index.name(place).entry)
        if wanted is not None and entry.id != wanted:
            continue
        case = screener.case(Subject(name), parsed, place, subject_weights=ours)
        values = judgement.features(
            case.subject.tokens,
            case.listed.tokens,
            case.subject_weights,
            case.listed_weights,
            case.alignment.links,
            _cut_off(case),
        )
        capped = any(
            item.feature in {"contradiction", "person"} for item in case.contributions
        )
        if not capped:
            found.append((entry.kind == "person", values))
    return found


def fit(data, labels, sample_weights, steps=60, ridge=0.002):
    """Newton's method for a ridge-penalised logistic regression."""
    x = np.hstack([np.ones((len(data), 1)), data])
    beta = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (sample_weights * (p - labels)) + ridge * np.r_[0, beta[1:]]
        hessian = (x * (sample_weights * p * (1 - p))[:, None]).T @ x
        hessian += ridge * np.eye(len(beta))
        move = np.linalg.solve(hessian, gradient)
        beta -= move
        if np.abs(move).max() < 1e-8:
            break
    return beta


def collect(per_class, per_source):
    """(features, label, weight, group) rows; a group is one asked name."""
    data = datasets.folder()
    entries = datasets.all_lists(data)
    innocents = datasets.innocents(data)
    out = []
    for kind in dict.fromkeys(item.view for item in CLASSES):
        screener = Screener.build(view(entries, kind))
        for item in CLASSES:
            if item.view != kind:
                continue
            asked = cases(entries, item, 0, per_class, 11)
            for altered, given in asked:
                best = rows(screener, altered, given.entry.id)
                if best:
                    out.append((item.key, 1, best, len(asked)))
                else:
                    out.append((item.key, 1, [], len(asked)))
        if kind == "full":
            innocents.update(
                made([e for e in entries if half(e.id) == 0], 2 * per_source)
            )
            for source, names in innocents.items():
                rng = random.Random(source)
                pool = [name for name in names if half(name) == 0]
                for name in rng.sample(pool, min(per_source, len(pool))):
                    out.append(
                        (source, 0, rows(screener, name), min(per_source, len(pool)))
                    )
    return out


def main():
    """Collect, fit in rounds (each name is represented by its best case), print."""
    per_class = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    per_source = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    begun = time.time()
    asked = collect(per_class, per_source)
    print(f"{len(asked)} names, {time.time() - begun:.0f} s")
    import pickle

    pickle.dump(asked, open("/tmp/tune.pkl", "wb"))


if __name__ == "__main__":
    main()
