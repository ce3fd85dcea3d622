"""Fit the judgement curve on the tuning half; prints coefficients for the profile.

Usage: CRIBLE_TEST_DATA=... python bench/tune.py [altered names per class]
       [innocents per source] [file to keep the features in]
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

import datasets
import numpy as np
from search import AGAINST, FOR, Search

from crible.evaluation.alterations import CLASSES
from crible.evaluation.cases import Pool, cases
from crible.evaluation.innocents import made
from crible.evaluation.views import half, view
from crible.matching import Screener, default_profile, judgement
from crible.matching.scoring import _cut_off
from crible.model import Subject
from crible.text.tokens import parse

# Rules that bring a name over the line whatever the curve says: nothing to fit there.
_FLOORS = {"exact", "slip", "spaced", "cut-off", "brand", "left-over"}


def rows(screener, name, wanted=None):
    """Features of the cases worth scoring: (features, entry id, other score cap)."""
    parsed = parse(name)
    if not parsed.tokens:
        return []
    asked = screener.asked(parsed)
    found = []
    chosen = screener._candidates.select(asked, 0.5)
    for place in chosen.names[:60]:
        entry = screener.index.entry(screener.index.name(place).entry)
        if wanted is not None and entry.id != wanted:
            continue
        case = screener.case(Subject(name), asked, place)
        values = judgement.features(
            case.ours, case.theirs, case.alignment.links, _cut_off(case)
        )
        capped = any(item.feature in {"contradiction", "person"} for item in case.moves)
        if not capped:
            lifted = any(item.feature in _FLOORS for item in case.contributions)
            found.append((entry.kind == "person", values, lifted))
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
    pool = Pool(entries, 0)
    out = []
    for kind in dict.fromkeys(item.view for item in CLASSES):
        screener = Screener.build(view(entries, kind))
        for item in CLASSES:
            if item.view != kind:
                continue
            asked = cases(pool, item, per_class, 11)
            for altered, given in asked:
                best = rows(screener, altered, given.entry.id)
                if best:
                    out.append((item.key, 1, best, len(asked)))
                else:
                    out.append((item.key, 1, [], len(asked)))
        if kind == "full":
            innocents.update(
                made(
                    [e for e in entries if half(e.id) == 0],
                    2 * per_source,
                    listed=entries,
                )
            )
            for source, names in innocents.items():
                rng = random.Random(source)
                own = [name for name in names if half(name) == 0]
                asked = min(per_source, len(own))
                out.extend(
                    (source, 0, rows(screener, name), asked)
                    for name in rng.sample(own, asked)
                )
    return out


def signed(data, labels, sample_weights):
    """Fit, dropping features whose sign makes no sense, the worst first."""
    live = list(range(data.shape[1]))
    while True:
        beta = fit(data[:, live], labels, sample_weights, ridge=1e-4)
        wrong = [
            (abs(beta[place + 1]), column)
            for place, column in enumerate(live)
            if (judgement.FEATURES[column] in FOR and beta[place + 1] < 0)
            or (judgement.FEATURES[column] in AGAINST and beta[place + 1] > 0)
        ]
        if not wrong:
            break
        live.remove(max(wrong)[1])
    full = np.zeros(data.shape[1] + 1)
    full[0] = beta[0]
    for place, column in enumerate(live):
        full[column + 1] = beta[place + 1]
    return full


def curves(asked):
    """Coefficients for (company, person) listed names; names stand by their best case."""
    start = np.array(
        [-8, 4, 5, -1, -0.5, -1, -0.5, 0.7, 0.5, -1, 0, 0.3, 0, 1.0, -1.0, -1.0, 0.5]
    )
    found = {False: start, True: start}
    positive = {key for key, label, _, _ in asked if label}
    negative = {key for key, label, _, _ in asked if not label}
    for _ in range(6):
        following = {}
        for person in (False, True):
            data, labels, sizes = [], [], []
            for _, label, values, count in asked:
                own = [v for is_person, v, _ in values if is_person == person]
                if own and not any(lifted for _, _, lifted in values):
                    data.append(max(own, key=lambda v: np.dot(v, found[person][1:])))
                    labels.append(label)
                    sizes.append(1 / (len(positive if label else negative) * count))
            sample_weights = np.array(sizes) / sum(sizes)
            following[person] = signed(
                np.array(data), np.array(labels, float), sample_weights
            )
        found = following
    return found


def main():
    """Collect, fit, search, and print coefficients with the line at 0.70."""
    per_class = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    per_source = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    kept = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    begun = time.time()
    if kept and kept.exists():
        with kept.open(encoding="utf-8") as file:
            asked = json.load(file)
    else:
        asked = collect(per_class, per_source)
        if kept:
            # Kept so that curves can be tried without collecting again.
            with kept.open("w", encoding="utf-8") as file:
                json.dump(asked, file)
    print(f"{len(asked)} names, {time.time() - begun:.0f} s")
    profile = default_profile()
    fitted = curves(asked)
    search = Search(asked)
    line = search.line_for(fitted)
    fitted = [
        fitted[person] - np.eye(len(fitted[person]))[0] * line for person in (0, 1)
    ]
    start = [np.array(profile.judgement), np.array(profile.judgement_person)]
    # From the fit and from the present curves; the better end is printed.
    best = max(
        (search.climb(found) for found in (fitted, start)), key=lambda end: end[0]
    )
    found = search.calibrated(best[1])
    print(search.summary(found))
    for name, beta in zip(("judgement", "judgement_person"), found, strict=True):
        print(name, [round(float(value), 3) for value in beta])


if __name__ == "__main__":
    main()
