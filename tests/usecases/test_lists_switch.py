"""Taking a list out of use and back: what is answered, told and recorded."""

import json

import pytest

from crible.errors import ListsUnavailable, UnknownThing, UsageError
from crible.model import Subject
from crible.usecases.audit_verify import verify
from crible.usecases.lists import report_json, show
from crible.usecases.lists_import import import_list
from crible.usecases.lists_switch import switch
from crible.usecases.lists_sync import chosen
from crible.usecases.live import LiveIndex
from crible.usecases.moments import state_of
from crible.usecases.replay import replay
from crible.usecases.screening import Call, screen

NAME = "Plant Vostok 3"


@pytest.fixture
def two(world, load, clock):
    """Two lists that both hold a name."""
    for key in ("demo", "other"):
        load(key, {"a": [NAME], "b": [f"Zavod {key}"]})
    clock.move(days=1)
    return world


def _turn(world, key, *, enabled, reason="licence ended"):
    return switch(world, key, enabled=enabled, actor="ann", reason=reason)


def _lists(world, **said):
    answer = screen(world, [Subject(NAME)], Call("ann", "cli", **said))
    return {hit.entry_id.partition(":")[0] for hit in answer.screenings[0].hits}


def test_disabled_list_is_not_looked_at(two):
    """Nothing is found on a disabled list, and on an enabled one as before."""
    _turn(two, "demo", enabled=False)
    assert _lists(two) == {"other"}
    _turn(two, "demo", enabled=True)
    assert _lists(two) == {"demo", "other"}


def test_earlier_days_see_the_list(two, clock):
    """As of each day the answer is what it was on that day."""
    clock.move(days=1)
    _turn(two, "demo", enabled=False)
    clock.move(days=1)
    _turn(two, "demo", enabled=True)
    expected = {"2026-11-03": {"demo", "other"}, "2026-11-04": {"other"}}
    expected["2026-11-05"] = {"demo", "other"}
    for day, lists in expected.items():
        assert _lists(two, state=state_of(two, as_of=day)) == lists, day


def test_screening_from_before_replays(two):
    """What was screened while the list was in use comes out the same afterwards."""
    answer = screen(two, [Subject(NAME)], Call("ann", "cli"))
    _turn(two, "demo", enabled=False)
    assert not replay(two, answer.screenings[0].id).differs


def test_other_service_learns_of_it(two):
    """Another process that runs on drops the list, without building an index."""
    reader = LiveIndex(two.store, two.folder / "index", two.profile)
    assert dict(reader.current().snapshot.versions).keys() == {"demo", "other"}
    _turn(two, "demo", enabled=False)
    assert dict(reader.refresh().snapshot.versions).keys() == {"other"}


def test_naming_a_disabled_list_is_refused(two):
    """Who asks for a disabled list by its key is told that it is disabled."""
    _turn(two, "demo", enabled=False)
    with pytest.raises(ListsUnavailable, match="Disabled: demo"):
        _lists(two, lists=("demo",))


def test_last_list_disabled_refuses_everything(two):
    """With every list disabled nobody is called clear."""
    _turn(two, "demo", enabled=False)
    _turn(two, "other", enabled=False)
    with pytest.raises(ListsUnavailable, match="Every loaded list is disabled"):
        _lists(two)
    _turn(two, "other", enabled=True)
    assert _lists(two) == {"other"}


def test_disabled_list_cannot_go_stale_or_fail(world, load, clock):
    """Its age and failures hold nobody up while it is out of use."""
    load("other", {"a": [NAME]})
    load("demo", {"a": [NAME]}, fresh_days=1)
    _turn(world, "demo", enabled=False)
    clock.move(days=9)
    world.store.record_failure("demo", at=clock(), reason="broken")
    world.live.refresh()
    answer = screen(world, [Subject("Nobody at all")], Call("ann", "cli"))
    assert answer.screenings[0].outcome == "clear"
    _turn(world, "demo", enabled=True)
    answer = screen(world, [Subject("Nobody at all")], Call("ann", "cli"))
    assert answer.screenings[0].outcome == "error"


def test_import_of_a_disabled_list_keeps_it_disabled(two, load):
    """A new version is stored and guarded, and the list stays out of use."""
    _turn(two, "demo", enabled=False)
    before = two.store.current_snapshot()
    done = load("demo", {"a": [NAME], "b": ["Zavod demo"], "c": ["Plant Zapad"]})
    assert done.new
    assert done.selftest.names == 3
    assert two.store.current_snapshot() == before
    assert _lists(two) == {"other"}
    _turn(two, "demo", enabled=True)
    assert dict(two.store.current_snapshot().versions)["demo"] == done.version.version


def test_shown_with_who_when_and_why(two, clock):
    """The list is shown as disabled with the name, the moment and the reason."""
    _turn(two, "demo", enabled=False, reason="  no licence  ")
    (shape,) = [report_json(item) for item in show(two) if item.info.key == "demo"]
    assert shape["status"] == "disabled"
    assert shape["version"]
    assert shape["disabled"] == {
        "at": clock().isoformat(),
        "actor": "ann",
        "reason": "no licence",
    }


def test_audit_trail_holds_each_switch(two):
    """Each switch is a row of the trail, which verifies; nothing is overwritten."""
    _turn(two, "demo", enabled=False)
    _turn(two, "demo", enabled=True, reason="renewed")
    with two.store.trail.view() as view:
        rows = [row for row in view.rows() if row.action.startswith("list-")]
    told = [(row.action, row.actor, json.loads(row.body)) for row in rows[-2:]]
    assert told == [
        ("list-disabled", "ann", {"number": 1, "reason": "licence ended"}),
        ("list-enabled", "ann", {"number": 1, "reason": "renewed"}),
    ]
    assert not verify(two).faults
    assert [item.enabled for item in two.store.switches("demo")] == [True, False]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_a_reason_is_required(two, reason):
    """Without a reason, or with a whole essay, nothing is changed."""
    with pytest.raises(UsageError, match="reason"):
        _turn(two, "demo", enabled=False, reason=reason)
    assert two.store.switches("demo") == ()


def test_nothing_to_change_is_refused(two):
    """A list cannot be enabled or disabled twice; an unknown one not at all."""
    with pytest.raises(UsageError, match="in use already"):
        _turn(two, "demo", enabled=True)
    _turn(two, "demo", enabled=False)
    with pytest.raises(UsageError, match="disabled already"):
        _turn(two, "demo", enabled=False)
    with pytest.raises(UnknownThing):
        _turn(two, "nowhere", enabled=False)


def test_sync_leaves_it_alone_unless_named(world):
    """A run without keys skips a disabled list; one that names it takes it."""
    import_list(world, "press", [])
    assert chosen(world, []) == ("press",)
    _turn(world, "press", enabled=False)
    with pytest.raises(UsageError, match="no list"):
        chosen(world, [])
    assert chosen(world, ["press"]) == ("press",)
