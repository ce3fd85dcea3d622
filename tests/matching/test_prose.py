"""Sentences of our own in seven languages: what is found, and what is not."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise

import pytest
from tests.tables import prose

import crible
from crible.matching.mentions import stream


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


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        ("IEMZ Kupol sent an answer. Later Kupol was silent.", "Kupol", "IEMZ Kupol"),
        ("Artem Yamshchikov left. Later Yamshchikov returned.", "Yamshchikov", "Artem Yamshchikov"),
        ("Wuhan Global Sensor Technology (WGST) grew. Nobody at WGST answered.", "WGST", "Wuhan Global Sensor Technology"),
        ("L'usine IEMZ Koupol a fermé. Hier, Koupol a rouvert.", "Koupol", "IEMZ Koupol"),
        ("Завод ИЭМЗ «Купол» закрыт. Позже Купола не нашли.", "Купола", "ИЭМЗ «Купол»"),
    ],
)  # fmt: skip
def test_short_forms_lead_to_the_name_in_full(listed, text, short, full):
    """A later short form is a mention of the same entry, with the place of the first."""
    found = listed.scan(text)
    first = next(mention for mention in found if mention.short_for is None)
    last = found[-1]
    assert (last.text, last.entry_id) == (short, first.entry_id)
    assert first.text == full
    assert last.short_for == first.start


def test_what_the_text_does_not_support_can_be_asked_for(listed):
    """Below the line a doubtful mention is told, with the reason why it is doubtful."""
    text = "They spoke of Rubin at dinner. Zarya of the sea slept."
    assert listed.scan(text) == ()
    weak = listed.scan(text, threshold=0.5)
    assert weak != ()
    for mention in weak:
        assert mention.contributions[-1].feature == "prose"
        assert sum(item.weight for item in mention.contributions) == pytest.approx(
            mention.score
        )


def test_a_long_text_in_pieces_gives_what_the_whole_gives(listed):
    """Wherever a text is cut, its mentions and their places are the same."""
    part = "Nothing happens here for a while, said the man. " * 30
    text = "".join(f"{part}IEMZ Kupol met Almaz-Antey. " for _ in range(50))
    whole = listed.scan(text)
    assert len(whole) == 100
    for size in (997, 40_000):
        pieces = (text[at : at + size] for at in range(0, len(text), size))
        assert tuple(stream(listed, pieces)) == whole
    assert all(text[m.start : m.end] == m.text for m in whole)


def test_memory_does_not_grow_with_the_text(listed):
    """A text that never ends is read piece by piece."""
    read = 0

    def pieces():
        nonlocal read
        while True:
            read += 1
            yield "Quiet words pass by without a name in them. " * 1000

    assert (
        next(
            stream(listed, chain(pieces_of_silence(3), ["IEMZ Kupol is here. " * 3000]))
        ).text
        == "IEMZ Kupol"
    )
    endless = stream(listed, chain(["IEMZ Kupol. "], pieces()))
    assert next(endless).text == "IEMZ Kupol"
    assert read <= 2


def pieces_of_silence(count):
    """Text without a name."""
    return ["Quiet words pass by without a name in them. " * 1000] * count


@pytest.mark.parametrize(
    "unit",
    ["Kupol ", "IEMZ Kupol (", "«Купол ", "Almaz, ", "武汉高芯科技", "Uralvagon-\n", "a", ". ", "\0", "\ud800", "\u202e", "«", "e\u0301\u0301", "Vladimir "],
)  # fmt: skip
def test_repeats_are_no_trap(listed, unit):
    """Whatever repeats, each mention is the slice between its offsets, in order."""
    text = (unit * 2000)[:2000]
    found = listed.scan(text)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
