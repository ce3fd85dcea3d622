"""Fast ways of the word finder against slow ones that anybody can read."""

from __future__ import annotations

from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crible.matching.keys import deletions
from crible.matching.similarity import (
    _cost_between,
    edit_cost,
)
from crible.matching.storage import key_of

_KEYS = st.text("abdegiklmnoprstuvzSCZс上", max_size=12)


@given(_KEYS)
def test_a_reading_is_filed_under_each_way_to_leave_a_letter_out(key: str) -> None:
    """Hashing common beginnings once gives the hashes of the texts themselves."""
    texts = {"-" + key, *("-" + key[:i] + key[i + 1 :] for i in range(len(key)))}
    assert set(deletions(key)) == {key_of(text) for text in texts}


def _alike(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


@given(_KEYS, _KEYS)
def test_short_cuts_do_not_change_what_edits_cost(first: str, second: str) -> None:
    """Between the common ends the cost is that of the whole table."""
    start = len(list(takewhile(_alike, zip(first, second, strict=False))))
    left, right = first[start:], second[start:]
    end = len(list(takewhile(_alike, zip(left[::-1], right[::-1], strict=False))))
    left, right = left[: len(left) - end], right[: len(right) - end]
    assert edit_cost(first, second) == _cost_between(left, right, start)


@pytest.mark.parametrize(
    ("first", "second", "cost"),
    [
        ("kupol", "kupol", 0.0),
        ("kupol", "kupul", 0.5),
        ("kupol", "kupl", 0.7),
        ("kupol", "kpuol", 0.7),
        ("kupol", "lupol", 1.3),
        ("kupol", "upol", 1.3),
        ("ivan", "ifan", 0.35),
    ],
)
def test_what_edits_cost(first: str, second: str, cost: float) -> None:
    """Sounds that are confused cost less, and a first letter more."""
    assert edit_cost(first, second) == pytest.approx(cost)
