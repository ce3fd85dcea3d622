"""Sentences of our own in ten languages: what is found, and what is not."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise

import pytest
from tests.tables import prose

import crible
from crible.matching.mentions import search, stream
from crible.matching.prose import scan
from crible.model import Entry, Name


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


def test_the_table_covers_ten_languages_with_as_many_traps():
    """The sentences are enough, and half of them are traps."""
    assert len(prose.FOUND) + len(prose.TRAPS) >= 120
    assert len(prose.TRAPS) >= len(prose.FOUND)
    languages = Counter(row[0] for row in (*prose.FOUND, *prose.TRAPS))
    asked_for = {"en", "fr", "ru", "uk", "zh", "de", "ar", "pl", "ja", "th"}
    assert set(languages) == asked_for


@pytest.fixture(scope="module")
def abroad():
    """Names that anybody may have, of entries with countries."""
    return crible.Screener.build(
        [
            _entry("c:profit", "company", "VE", "PROFIT CORPORATION"),
            _entry("c:bank", "company", "KP", "NATIONAL BANK"),
            _entry("c:chinese", "company", "RU", "Chinese"),
            _entry("c:plant", "company", "RU", "JSC VECTOR PLANT"),
            _entry("c:belov", "person", "RU", "Pavel Andreevich BELOV"),
            _entry("c:rare", "person", "RU", "Pavel Andreevich YAMSHCHIKOV"),
            _entry("c:middle", "person", "RU", "Oscar Miles DARRAGH"),
        ]
    )


def _entry(identity, kind, country, name):
    names = (Name(name, "primary", "strong", "Latn"),)
    return Entry(identity, "c", kind, names, countries=(country,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The firm “Profit” paid.", []),
        ("The firm “Profit” of Venezuela paid.", ["c:profit"]),
        ("The Venezuelan firm “Profit” paid.", ["c:profit"]),
        ("Фирма «Профит» заплатила.", []),
        ("The company “Vector” paid.", []),
        ("The plant “Vector” paid.", ["c:plant"]),
        ("It was paid by the National Bank.", ["c:bank"]),
        ("It was paid by the National Bank of Moldova.", []),
        ("A Chinese company paid for it.", []),
        ("The poet Pavel Belov wrote it.", []),
        ("The poet Pavel Andreevich Belov wrote it.", ["c:belov"]),
        ("The owner, Pavel Belov, was silent.", ["c:belov"]),
        ("The Russian poet Pavel Belov wrote it.", ["c:belov"]),
        ("The poet Pavel Yamshchikov wrote it.", ["c:rare"]),
        ("The poet Miles Darragh wrote it.", []),
        ("The poet Oscar Miles Darragh wrote it.", ["c:middle"]),
    ],
)
def test_what_many_are_called_needs_an_office_a_trade_or_the_country(
    abroad, text, expected
):
    """The country of the list in the sentence says which of many is meant."""
    assert [mention.entry_id for mention in abroad.scan(text)] == expected


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


@pytest.mark.parametrize("text", [row[1] for row in (*prose.FOUND, *prose.TRAPS)])
def test_places_that_are_passed_over_hold_no_mention(listed, text):
    """Looking into every window finds what looking into the likely ones finds."""
    line = listed.profile.threshold
    everywhere = scan.Scanner(listed, line, None, gated=False).block(text, 0, 0)
    assert tuple(everywhere) == listed.scan(text)


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


@pytest.mark.parametrize("ticks", [0, 1, 2, 5, 20, 60, 10_000])
def test_what_is_searched_in_time_is_searched_as_ever(listed, ticks):
    """Up to where a search came, its mentions are those of the whole text."""
    text = "".join(
        f"Nothing happens here for a while, said {name}. " * 20
        + "IEMZ Kupol met Almaz-Antey. Then Kupol left. "
        for name in ("the man", "Vladimir", "the Zarya") * 30
    )
    asked = 0

    def late():
        nonlocal asked
        asked += 1
        return asked > ticks

    found, end = search(listed, text, late=late)
    whole = listed.scan(text)
    assert [item for item in found if item.end <= end] == [
        item for item in whole if item.end <= end
    ]
    assert set(found) <= set(whole)
    assert (end == len(text)) == (found == whole)
    assert end >= 0 if ticks else end == 0
