"""Verdicts: what a subject comes to, and whether it came near a hit."""

from __future__ import annotations

from dataclasses import replace

from crible.model import Subject
from crible.usecases.screening import Call, prepare
from crible.usecases.verdicts import CLEAR, verdict


def test_what_missed_a_hit_by_little_is_clear_and_near(world, load):
    """A score below the line and within the margin is no hit, and is noted."""
    load("press", {"kupol": ["IEMZ Kupol"]})
    loaded, terms = prepare(world, Call("t", "batch"))
    subject = Subject("Kupol IEMZ Works")
    hit = verdict(loaded.screener, loaded.listings, terms, subject)
    score = hit.hits[0].score
    above = replace(terms, threshold=score + 0.01, line=score + 0.01)

    def told(margin):
        return verdict(loaded.screener, loaded.listings, above, subject, margin=margin)

    assert told(0.0) is CLEAR
    assert told(0.005) is CLEAR
    near = told(0.05)
    assert (near.outcome, near.hits, near.near) == ("clear", (), True)
    same = verdict(loaded.screener, loaded.listings, terms, subject, margin=0.05)
    assert same == hit
