"""A few entries in an index of their own score as they do among all."""

from __future__ import annotations

import random

import pytest

from crible.batch import few
from crible.matching import Screener
from crible.model import Entry, Name, Subject

WORDS = (
    "almaz antey kupol orion meadow quiet silent brook north star volga ural".split()
)


def _entries(draw):
    return [
        Entry(
            f"e:{number}",
            "e",
            "company",
            (
                Name(
                    " ".join(draw.sample(WORDS, draw.randint(1, 3))).title(), "primary"
                ),
            ),
        )
        for number in range(150)
    ]


def _spoilt(draw, name):
    """The name with a letter in the place of another, or of a blank."""
    place = draw.randrange(1, len(name))
    return name[:place] + draw.choice("aeo") + name[place + 1 :]


@pytest.mark.parametrize("seed", range(3))
def test_scores_are_those_of_the_whole(seed):
    """Whoever is hit through one of a few entries scores the same among these alone."""
    draw = random.Random(seed)
    entries = _entries(draw)
    whole = Screener.build(entries)
    places = sorted(draw.sample(range(len(entries)), 12))
    small = few.screener_of(whole.index, places, whole.profile)
    wanted = {entries[place].id for place in places}
    asked = [_spoilt(draw, entry.names[0].text) for entry in entries]
    met = 0
    for name in asked:
        subject = Subject(name)
        among_all = {
            hit.entry_id: hit.score
            for hit in whole.screen_subject(subject, limit=200)
            if hit.entry_id in wanted
        }
        alone = {
            hit.entry_id: hit.score for hit in small.screen_subject(subject, limit=200)
        }
        met += len(among_all)
        assert {key: alone.get(key, 0.0) for key in among_all} == pytest.approx(
            among_all, abs=0.01
        )
    assert met > 10
