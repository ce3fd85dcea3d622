"""Sentences of our own in seven languages: what is found, and what is not."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.tables import prose

import crible


@pytest.fixture(scope="module")
def listed():
    """The names that the sentences are about."""
    return crible.Screener.from_names(prose.LIST)


@pytest.mark.parametrize(("language", "text", "expected"), prose.FOUND)
def test_names_are_found_where_they_stand(listed, language, text, expected):
    """Each listed name is one mention, and nothing else is."""
    found = [(mention.text, mention.entry_id) for mention in listed.scan(text)]
    assert found == expected


@pytest.mark.parametrize(("language", "text"), prose.TRAPS)
def test_what_only_looks_like_a_name_is_none(listed, language, text):
    """Words of the language, places, other people and things are no mentions."""
    found = [
        (mention.text, mention.hit.matched.name, mention.score)
        for mention in listed.scan(text)
    ]
    assert found == []


def test_the_table_covers_seven_languages_with_as_many_traps():
    """The sentences are enough, and half of them are traps."""
    assert len(prose.FOUND) + len(prose.TRAPS) >= 120
    assert len(prose.TRAPS) >= len(prose.FOUND)
    languages = Counter(row[0] for row in (*prose.FOUND, *prose.TRAPS))
    assert set(languages) == {"en", "fr", "ru", "uk", "zh", "de", "ar"}
