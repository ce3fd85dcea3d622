"""Schedules: when a step is due, and that two never run at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crible.errors import DownloadFailed, Interrupted, UsageError
from crible.usecases.schedules import Hold, Step, parse, run_due

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _ago(**some):
    return NOON - timedelta(**some)


@pytest.mark.parametrize(
    ("when", "begun", "since", "due"),
    [
        ("every 6h", None, NOON, True),
        ("every 6h", _ago(hours=7), NOON, True),
        ("every 6h", _ago(hours=5), NOON, False),
        ("Every 30 m", _ago(minutes=30), NOON, True),
        ("02:30", None, _ago(hours=1), False),
        ("02:30", None, _ago(days=1), True),
        ("02:30", _ago(hours=9), _ago(days=9), False),
        ("02:30", _ago(hours=10), _ago(days=9), True),
        ("23:00", _ago(hours=14), _ago(days=9), True),
        ("23:00", _ago(hours=12), _ago(days=9), False),
    ],
)
def test_step_is_due(when, begun, since, due):
    """A period counts from the last begin; a time of day comes once a day."""
    assert parse(when).is_due(begun, NOON, since) is due


@pytest.mark.parametrize(
    "text", ["", "daily", "every 0h", "every h", "24:00", "2:30", "every 1y"]
)
def test_other_times_are_refused(text):
    """What is no time is refused when the worker starts, not passed over at night."""
    with pytest.raises(UsageError, match="no time"):
        parse(text)


def _run(world, steps, worker="host:1", machine="host"):
    told = []
    run_due(
        world,
        steps,
        machine=machine,
        worker=worker,
        since=world.clock(),
        done=told.append,
    )
    return [(done.step, done.said, done.problem) for done in told]


def test_due_steps_are_done_in_order_and_not_again(world, clock):
    """Each due step is done once; the next time only when it is due again."""
    steps = [
        Step(name, parse("every 1h"), lambda name=name: f"did {name}") for name in "ab"
    ]
    assert _run(world, steps) == [("a", "did a", ""), ("b", "did b", "")]
    assert _run(world, steps) == []
    clock.move(hours=1)
    assert len(_run(world, steps, worker="host:2")) == 2


def test_failed_step_is_told_and_keeps_no_turn(world, clock):
    """An error ends the step, stays on record and lets the others run."""

    def fail():
        raise DownloadFailed("Nobody answers.")

    steps = [
        Step("a", parse("every 1h"), fail),
        Step("b", parse("every 1h"), lambda: ""),
    ]
    assert _run(world, steps) == [("a", "", "Nobody answers."), ("b", "", "")]
    turns = world.store.turns.all()
    assert turns["a"].problem == "Nobody answers."
    assert {row.until for row in turns.values()} == {None}
    clock.move(hours=2)
    assert len(_run(world, steps)) == 2


def test_two_workers_never_run_at_once(world):
    """While one is at a step, another does neither it nor any other."""
    seen = []

    def step():
        seen.extend(
            _run(world, [inner, other], worker="elsewhere:1", machine="elsewhere")
        )
        return "done"

    inner = Step("inner", parse("every 1h"), lambda: "inner")
    other = Step("outer", parse("every 1h"), lambda: "outer")
    outer = Step("outer", parse("every 1h"), step)
    assert _run(world, [outer]) == [("outer", "done", "")]
    assert seen == []


def test_turn_of_a_worker_that_is_gone_is_taken(world, clock):
    """On its own machine at once, elsewhere when the turn has run out."""
    world.store.turns.take(
        "any step",
        "host:1",
        now=clock(),
        until=clock() + timedelta(hours=2),
        after=None,
    )
    steps = [Step("a", parse("every 1h"), lambda: "did")]
    assert _run(world, steps, worker="far:1", machine="far") == []
    assert _run(world, steps, worker="host:2", machine="host") == [("a", "did", "")]
    world.store.turns.take(
        "any step",
        "host:1",
        now=clock(),
        until=clock() + timedelta(hours=2),
        after=world.store.turns.all()["any step"].ended,
    )
    clock.move(hours=3)
    assert _run(world, steps, worker="far:1", machine="far") == [("a", "did", "")]


def test_step_that_takes_hours_keeps_its_turn(world, clock):
    """As long as it says that work goes on, nobody else begins anything."""
    hold = Hold(world, "host:1")
    seen = []

    def step():
        for _ in range(5):
            clock.move(hours=1)
            hold.keep()
            seen.extend(_run(world, [other], worker="far:1", machine="far"))
        return "done"

    other = Step("other", parse("every 1h"), lambda: "other")
    told = []
    run_due(
        world,
        [Step("long", parse("every 1h"), step)],
        machine="host",
        worker="host:1",
        since=clock(),
        done=told.append,
        hold=hold,
    )
    assert (seen, [done.said for done in told]) == ([], ["done"])
    hold.keep()


def test_step_whose_turn_ran_out_is_stopped(world, clock):
    """Whoever was asleep too long and lost its turn does not go on beside the next."""
    hold = Hold(world, "host:1")

    def step():
        clock.move(hours=3)
        assert _run(world, [other], worker="far:1", machine="far")
        with pytest.raises(Interrupted, match="ran out"):
            hold.keep()
        return ""

    other = Step("other", parse("every 1h"), lambda: "other")
    run_due(
        world,
        [Step("long", parse("every 1h"), step)],
        machine="host",
        worker="host:1",
        since=clock(),
        done=lambda _done: None,
        hold=hold,
    )
