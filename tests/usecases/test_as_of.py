"""Answers as of an earlier day equal those that were given on that day."""

from dataclasses import replace

import pytest

from crible.errors import ListsUnavailable, UnknownThing, UsageError
from crible.model import Subject
from crible.usecases.answers import scan_json, screening_json
from crible.usecases.live import LiveIndex, State
from crible.usecases.moments import state_of
from crible.usecases.records import record_json, screening
from crible.usecases.screening import Call, scan, screen

NAMES = ("Plant Vostok 3", "Zavod Wostok", "Plant Zapad", "Plant Sever Moscow")
TEXT = "On Monday Plant Vostok 3 met Plant Zapad; Plant Sever was not there."


def _subjects():
    return [Subject(name) for name in NAMES]


def _ask(world, state=None):
    """All that is answered, without what differs from act to act."""
    call = Call("ann", "cli", state=state or State())
    answer = screen(world, _subjects(), call)
    shapes = [screening_json(item, answer.entries) for item in answer.screenings]
    text = scan(world, TEXT, call)
    shapes.append(scan_json(text.screenings[0], text.entries))
    for shape in shapes:
        shape.pop("screening")
        shape.pop("as_of", None)
    return shapes


@pytest.fixture
def history(world, load, clock):
    """Answers by day, given on days 1 to 4 while lists came, changed and went stale."""
    given = {}
    steps = (
        lambda: load("demo", {"a": ["Plant Vostok 3"], "b": ["Plant Sever"]}),
        lambda: load(
            "demo",
            {"a": ["Plant Vostok 3", "Zavod Vostok"], "c": ["Plant Zapad"]},
            accept_shrink="ann",
            fresh_days=2,
        ),
        lambda: load("other", {"x": ["Plant Zapad"], "y": ["Plant Yug"]}),
        lambda: None,
    )
    for step in steps:
        clock.move(days=1)
        step()
        clock.move(hours=2)
        given[clock.now.date()] = _ask(world)
        clock.move(hours=-2)
    clock.move(days=5)
    load("demo", {"z": ["Plant Zaliv"]}, accept_shrink="ann", fresh_days=2)
    return given


def _fresh(world):
    """The same services in a process that was not there, without any index file."""
    for path in world.live._folder.glob("*.crible"):
        path.unlink()
    return replace(
        world, live=LiveIndex(world.store, world.live._folder, world.profile)
    )


def test_answers_of_each_day_come_back(world, history):
    """Each day's answers, hits and mentions and outcomes, equal those given then."""
    later = _fresh(world)
    assert len({str(shapes) for shapes in history.values()}) == 4
    for day, shapes in history.items():
        assert _ask(later, state_of(later, as_of=day.isoformat())) == shapes


def test_answers_of_a_snapshot_come_back(world, history):
    """A snapshot gives the hits of its day; its age is nobody's question."""
    later = _fresh(world)
    for shapes in history.values():
        asked = State(snapshot=shapes[0]["snapshot"])
        again = _ask(later, asked)
        for before, after in zip(shapes, again, strict=True):
            assert after.get("hits") == before.get("hits")
            assert after.get("mentions") == before.get("mentions")
            assert after["snapshot"] == before["snapshot"]
            if before["outcome"] != "error":
                assert after["outcome"] == before["outcome"]


def test_present_is_not_disturbed(world, history):
    """A question about an earlier day leaves the next one about today alone."""
    day = min(history)
    before = _ask(world)
    _ask(world, state_of(world, as_of=day.isoformat()))
    assert _ask(world) == before
    assert before[0]["hits"] == []


def test_what_was_asked_for_is_recorded(world, history):
    """The record of an answer about an earlier day says so, and when it was given."""
    day = min(history)
    call = Call("ann", "cli", state=state_of(world, as_of=day.isoformat()))
    act = screen(world, _subjects(), call).screenings[0]
    shape = record_json(*screening(world, act.id))
    assert shape["as_of"].startswith(day.isoformat())
    assert shape["at"] == world.clock().isoformat()
    present = screen(world, _subjects(), Call("ann", "cli")).screenings[0]
    assert "as_of" not in record_json(*screening(world, present.id))


def test_only_lists_of_that_day_can_be_asked(world, history):
    """A list that came later was not there."""
    state = state_of(world, as_of=min(history).isoformat())
    with pytest.raises(ListsUnavailable, match="other"):
        screen(world, _subjects(), Call("ann", "cli", lists=("other",), state=state))


@pytest.mark.parametrize(
    ("said", "error", "match"),
    [
        ({"as_of": "2026-11-02"}, ListsUnavailable, "No list was loaded"),
        ({"as_of": "2099-01-01"}, UsageError, "not come yet"),
        ({"as_of": "yesterday"}, UsageError, "cannot be read"),
        ({"as_of": "2026-02-30"}, UsageError, "cannot be read"),
        ({"as_of": "2026-11-05", "snapshot": "s1"}, UsageError, "date and a snapshot"),
        ({"snapshot": "s0000"}, UnknownThing, "no snapshot"),
    ],
)
def test_states_that_are_none(world, history, said, error, match):
    """A moment without lists, in the future or unreadable is refused."""
    with pytest.raises(error, match=match):
        _ask(world, state_of(world, **said))


def test_moments_in_any_zone(world, history, clock):
    """A time may name a zone; without one it is UTC; today means now."""
    for text, expected in (
        ("2026-11-05T10:30", "2026-11-05T10:30:00+00:00"),
        ("2026-11-05T10:30+02:00", "2026-11-05T08:30:00+00:00"),
        ("2026-11-05", "2026-11-05T23:59:59.999999+00:00"),
        (clock.now.date().isoformat(), clock.now.isoformat()),
    ):
        assert str(state_of(world, as_of=text)) == expected
