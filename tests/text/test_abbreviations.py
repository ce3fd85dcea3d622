"""Abbreviations are told by letters that cannot be said."""

from __future__ import annotations

import pytest

from crible.text.abbreviations import is_abbreviation


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("iemz", True),
        ("tsk", True),
        ("нпо", True),
        ("kupol", False),
        ("купол", False),
        ("محمد", False),
        ("בנק", False),
        ("武汉", False),
    ],
)
def test_abbreviations_cannot_be_said(word, told):
    """A word without vowels is one, unless its script writes none."""
    assert is_abbreviation(word) is told
