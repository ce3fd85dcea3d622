"""The table of common company words: its form, its closed sets, its single meanings."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

import pytest

from crible.text.lexicon import _surface
from crible.text.tables import load

_ROLES = {"generic", "line"}
_WEIGHTS = {"low", "mid"}
_FIELDS = {"role", "weight"}
# English words whose meaning the rest of the table hangs on: a row per behaviour.
_SAME = [
    ("завод", "usine"),
    ("科技", "technology"),
    ("贸易", "commerce"),
    ("торговля", "trade"),
    ("银行", "banque"),
    ("کشتیرانی", "shipping"),
    ("фгуп нии", "research institute"),
    ("конструкторское бюро", "design bureau"),
    ("międzynarodowe", "international"),
    ("statyba", "construction"),
]
_DIFFERENT = [
    ("shipping", "insurance"),
    ("bank", "mining"),
    ("oil", "gas"),
    ("нпо", "нии"),
]


def _concepts() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = load("lexicon")["concept"]
    return found


def _arrays() -> list[tuple[str, str, list[str]]]:
    return [
        (key, language, words)
        for key, concept in _concepts().items()
        for language, words in concept.items()
        if language not in _FIELDS and isinstance(words, list)
    ]


def _owners() -> dict[str, set[str]]:
    owners: dict[str, set[str]] = defaultdict(set)
    for key, _, words in _arrays():
        for word in words:
            owners[_surface(word)].add(key)
    return owners


def test_table_is_broad() -> None:
    """The table holds the concepts that corporate names are made of."""
    assert len(_concepts()) >= 200


def test_roles_and_weights_come_from_closed_sets() -> None:
    """Each concept states a known role and a known weight."""
    wrong = [
        key
        for key, concept in _concepts().items()
        if concept.get("role") not in _ROLES or concept.get("weight") not in _WEIGHTS
    ]
    assert wrong == []


def test_every_other_field_is_an_array_of_words() -> None:
    """Beside role and weight a concept holds arrays only, and none is empty."""
    wrong = [
        (key, name)
        for key, concept in _concepts().items()
        for name, value in concept.items()
        if name not in _FIELDS and not (isinstance(value, list) and value)
    ]
    assert wrong == []
    assert {key for key, _, _ in _arrays()} == set(_concepts())


def test_words_are_lower_case_and_composed() -> None:
    """Words stand as the look-up meets them: lower case, NFC, trimmed, visible."""
    wrong = [
        word
        for _, _, words in _arrays()
        for word in words
        if not word.strip()
        or word != " ".join(word.split())
        or word != word.lower()
        or not unicodedata.is_normalized("NFC", word)
        or any(unicodedata.category(char) == "Cf" for char in word)
    ]
    assert wrong == []


def test_no_array_repeats_a_word() -> None:
    """A language names each word of a concept once."""
    wrong = [
        (key, language)
        for key, language, words in _arrays()
        if len(words) != len(set(words))
    ]
    assert wrong == []


def test_a_word_has_one_meaning_unless_listed_as_ambiguous() -> None:
    """No spelling stands in two concepts, but for those in ``ambiguous``."""
    allowed = {_surface(word) for word in load("lexicon")["ambiguous"]}
    wrong = {
        word: sorted(keys)
        for word, keys in _owners().items()
        if len(keys) > 1 and word not in allowed
    }
    assert wrong == {}


def test_ambiguous_words_are_ambiguous() -> None:
    """The list of exceptions holds nothing that has a single meaning."""
    owners = _owners()
    wrong = [w for w in load("lexicon")["ambiguous"] if len(owners[_surface(w)]) < 2]
    assert wrong == []


@pytest.mark.parametrize(("word", "other"), _SAME)
def test_translations_share_a_concept(word: str, other: str) -> None:
    """A word and its translation mean the same."""
    owners = _owners()
    assert owners[_surface(word)] == owners[_surface(other)] != set()


@pytest.mark.parametrize(("word", "other"), _DIFFERENT)
def test_different_trades_stay_apart(word: str, other: str) -> None:
    """Words that tell siblings apart never share a concept."""
    owners = _owners()
    assert owners[_surface(word)].isdisjoint(owners[_surface(other)])
