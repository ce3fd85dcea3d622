"""A text that takes too long: what was not searched is told, and is not clear."""

from __future__ import annotations

import dataclasses
from itertools import count

import pytest

from crible.cli import long_text
from crible.documents import reader
from crible.usecases import annotated
from crible.usecases.answers import scan_json
from crible.usecases.screening import Call, scan

CALL = Call(actor="a key", channel="http")
SENTENCE = "Nobody has heard of it. "
NAMED = "The plant IEMZ Kupol has answered. "
MT103 = (
    "{1:F01BANKFRPPAXXX0000000000}{2:I103BANKDEFFXXXXN}{4:\n:20:1\n"
    ":50K:/1\nSOME PAYER\n:59:/2\nIEMZ KUPOL\n:70:FOR IEMZ KUPOL\n-}"
)


@pytest.fixture
def loaded(world, load):
    """Services with a small list."""
    load("press", {"kupol": ["IEMZ Kupol"]})
    return world


def _hurried(services, ticks):
    """Services whose clock strikes the end when it was read so often."""
    clock = count()
    return dataclasses.replace(
        services,
        monotonic=lambda: float(next(clock)),
        limits=dataclasses.replace(services.limits, seconds=float(ticks)),
    )


def test_a_text_in_time_is_searched_whole(loaded):
    """Time enough changes nothing."""
    text = SENTENCE * 2000 + NAMED
    answer = scan(_hurried(loaded, 10**9), text, CALL).screenings[0]
    assert answer.outcome == "match"
    assert answer.problem is None


@pytest.mark.parametrize("text", [SENTENCE * 3000, NAMED + SENTENCE * 3000])
def test_what_was_not_searched_is_told_and_is_no_clear(loaded, text):
    """The outcome is an error, with the places; what was found before is told."""
    answers = (scan(_hurried(loaded, ticks), text, CALL) for ticks in range(2, 50))
    answer = next(
        item for item in answers if item.screenings[0].problem.unsearched[0][0] > 0
    )
    found = answer.screenings[0]
    assert found.outcome == "error"
    assert found.problem.code == "out-of-time"
    ((start, end),) = found.problem.unsearched
    assert 0 < start < end == len(text)
    assert f"characters {start} to {end}" in found.problem.detail
    assert [mention.text for mention in found.mentions] == (
        ["IEMZ Kupol"] if "Kupol" in text else []
    )
    shape = scan_json(found, answer.entries)
    assert shape["outcome"] == "error"
    assert shape["unsearched"] == [{"start": start, "end": end}]
    assert "Not searched" in annotated.fragment(found, answer.entries)
    assert loaded.store.screening(found.id) == found


def test_no_time_at_all_leaves_all_of_a_text(loaded):
    """From the first character on nothing was searched."""
    found = scan(_hurried(loaded, 0), NAMED, CALL).screenings[0]
    assert found.outcome == "error"
    assert found.problem.unsearched == ((0, len(NAMED)),)


@pytest.mark.parametrize("ticks", range(12))
def test_fields_of_a_payment_that_were_not_read_are_told(loaded, ticks):
    """Each field is searched or among those that were not."""
    document = reader.read(
        MT103.encode(), where="payment", decode=lambda data, _: data.decode()
    )
    found = scan(_hurried(loaded, ticks), document, CALL).screenings[0]
    left = found.problem.unsearched if found.problem else ()
    assert found.outcome == ("error" if left else "match")
    seen = {mention.field[:2] for mention in found.mentions}
    for field, said in (("59", "IEMZ KUPOL\n"), ("70", "FOR IEMZ KUPOL")):
        place = MT103.index(said)
        unsearched = any(start <= place + 4 < end for start, end in left)
        assert unsearched or field in seen


def test_parts_of_a_long_text_tell_places_in_the_whole(loaded):
    """A part that began at a thousand tells its places from there."""
    found = scan(_hurried(loaded, 0), NAMED, CALL).screenings[0]
    moved = long_text.moved(found, 1000)
    assert moved.problem.unsearched == ((1000, 1000 + len(NAMED)),)
    assert f"characters 1000 to {1000 + len(NAMED)}" in moved.problem.detail
