"""The table of pairs, through ``compare`` and through a screener with many others."""

from __future__ import annotations

import pytest
from tests.tables.pairs import HIT, PAIRS

import crible

_ROWS = [
    pytest.param(
        pair,
        id=f"{pair.subject} | {pair.listed}".encode("unicode_escape").decode(),
        marks=[pytest.mark.xfail(reason=pair.known_miss, strict=True)]
        if pair.known_miss
        else [],
    )
    for pair in PAIRS
]


@pytest.mark.parametrize("pair", _ROWS)
def test_compare_tells_the_pair(pair):
    """Two names alone: hit at the default line, or not."""
    compared = crible.compare(pair.subject, pair.listed, kind=pair.kind or None)
    reached = compared.score >= crible.default_profile().threshold
    assert reached == (pair.expected == HIT), pair.reason


@pytest.mark.parametrize("pair", _ROWS)
def test_screening_among_many_tells_the_pair(pair, background):
    """The same among hundreds of listed names, none of which shares its brand."""
    kind = pair.kind or None
    rows = [*background, ("pair:1", kind, [pair.listed])]
    found = crible.Screener.from_names(rows).screen(pair.subject, kind=kind, limit=1000)
    met = any(hit.entry_id == "pair:1" for hit in found)
    assert met == (pair.expected == HIT), pair.reason


def test_the_table_is_large_and_has_both_sides():
    """Rules are shown by what must be found and by what must not."""
    assert len(PAIRS) >= 120
    assert len(set(PAIRS)) == len(PAIRS)
    wanted = [pair for pair in PAIRS if pair.expected == HIT]
    assert 40 <= len(wanted) <= len(PAIRS) - 40
