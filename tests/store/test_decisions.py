"""Decisions: one after the other, each with its row of the trail. On both databases."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import text
from tests.store.conftest import alert_of

from crible.errors import OutOfDate, UnknownThing
from crible.store import HookRow, Store
from crible.store.alerts import Wanted
from crible.store.review_rows import Decision
from crible.store.rows import Done, Once


@pytest.fixture
def decide(store, now):
    """A function that decides about an alert; gives the decision."""
    numbers = count(1)

    def decide(alert, verdict="false_positive", after=None, **more):
        number = next(numbers)
        told = {
            "identity": f"d{number:03}",
            "at": now + timedelta(minutes=number),
            "actor": "ada",
            "reason": "name-differs",
            "note": "Not the same at all.",
            "expires": None,
            **more,
        }
        return store.decisions.add(alert, verdict=verdict, after=after, **told)

    return decide


def _state(store, alert, now):
    return store.alerts.find(alert, now).standing.state


def test_a_decision_says_what_was_seen(store, met, decide, now):
    """It holds subject, entry and revision as of then, and settles the alert."""
    alert = met(now).alert
    made = decide(alert.id)
    assert store.decisions.find(made.id) == made
    assert (made.subject, made.entry, made.revision, made.screening) == (
        *(alert.subject, alert.entry, alert.revision, alert.screening),
    )
    standing = store.alerts.find(alert.id, now).standing
    assert standing.state == "decided"
    assert (standing.decision.id, standing.decision.actor) == (made.id, "ada")
    with store.trail.view() as view:
        row = list(view.rows())[-1]
    assert (row.action, row.actor, row.thing) == ("decided", "ada", alert.id)
    assert json.loads(row.body)["decision"] == made.id
    assert "same" not in row.body
    with pytest.raises(UnknownThing):
        store.decisions.find("d999")


def test_every_verdict_leads_to_its_state(store, met, decide, now):
    """Each decision goes on from the last, and all of them stay."""
    alert = met(now).alert.id
    after = None
    for verdict, state in (
        ("escalate", "escalated"),
        ("hold", "held"),
        ("true_match", "decided"),
        ("reopen", "open"),
        ("false_positive", "decided"),
    ):
        after = decide(alert, verdict, after).id
        assert _state(store, alert, now) == state
    made = store.decisions.of_alert(alert)
    assert [item.number for item in made] == [1, 2, 3, 4, 5]
    assert [item.id for item in made] == sorted(item.id for item in made)


def test_who_saw_another_state_does_not_decide(store, met, decide, now):
    """A second person is told who was first, and nothing is stored."""
    alert = met(now).alert.id
    first = decide(alert)
    with pytest.raises(OutOfDate, match=first.id):
        decide(alert, "true_match")
    with pytest.raises(OutOfDate):
        decide(alert, "reopen", "d999")
    with pytest.raises(UnknownThing):
        decide("nothing")
    assert store.decisions.of_alert(alert) == (first,)
    other = met(now).alert.id
    with pytest.raises(OutOfDate, match="Nobody has decided yet"):
        decide(other, after=first.id)


def test_of_two_who_decide_at_once_one_does(store, met, decide, now):
    """However many try at the same time, one decision is stored."""
    alert = met(now).alert.id

    def attempt(_number):
        try:
            return decide(alert)
        except OutOfDate:
            return None

    with ThreadPoolExecutor(8) as pool:
        found = [made for made in pool.map(attempt, range(8)) if made]
    assert store.decisions.of_alert(alert) == tuple(found)
    assert len(found) == 1


def test_the_same_request_is_decided_once(store, met, decide, now):
    """A client that saw no answer may send again; one that was refused, too."""
    alert, once = met(now).alert.id, Once("caller", "k", "decide", "f")
    with pytest.raises(OutOfDate):
        decide(alert, after="d999", once=once)
    first = decide(alert, once=once)
    assert isinstance(first, Decision)
    assert decide(alert, once=once) == Done("decide", "f", (first.id,))
    assert store.decisions.of_alert(alert) == (first,)


def test_a_decided_pair_lapses_when_the_entry_changes(store, met, decide, now):
    """The next alert says which decision no longer holds; taken back, it holds again."""
    old = met(now, pair="p").alert.id
    made = decide(old)
    new = met(now, pair="p", revision="r2")
    assert (new.standing.state, new.lapsed) == ("lapsed", (made.id, "entry-changed"))
    with pytest.raises(OutOfDate, match=new.alert.id):
        decide(old, "reopen", made.id)
    newer = met(now, pair="p", revision="r3")
    assert newer.lapsed == (made.id, "entry-changed")
    assert _state(store, new.alert.id, now) == "replaced"
    back = met(now, pair="p")
    assert (back.alert.id, back.standing.state) == (old, "decided")
    assert _state(store, newer.alert.id, now) == "replaced"


def test_a_decided_pair_lapses_when_the_subject_changes(store, met, decide, now):
    """What is decided stays decided for whoever still says the same."""
    old = met(now, pair="p").alert.id
    made = decide(old, "true_match")
    new = met(now, pair="p", said="has moved")
    assert new.lapsed == (made.id, "subject-changed")
    assert _state(store, old, now) == "decided"


def test_what_was_reopened_does_not_lapse(store, met, decide, now):
    """There is nothing left that could: the next alert is simply open."""
    old = met(now, pair="p").alert.id
    decide(old, "reopen", decide(old).id)
    assert met(now, pair="p", revision="r2").standing.state == "open"


def test_a_decision_holds_until_its_day(store, met, decide, now):
    """From that moment on the alert waits again, noted or not; it is told once."""
    hook = HookRow("h1", "https://hook.example/", "s", ("alert.new",), now, "me")
    alert = met(now).alert.id
    end = now + timedelta(days=30)
    made = decide(alert, expires=end)
    met(now)
    store.hooks.add(hook)
    before = end - timedelta(microseconds=1)
    for moment, state in ((before, "decided"), (end, "lapsed")):
        case = store.alerts.find(alert, moment)
        assert case.standing.state == state
        for name in ("open", "lapsed", "decided"):
            page = store.alerts.page(moment, Wanted(states=(name,)))
            assert (alert in {case.alert.id for case in page}) is (name == state)
        assert store.alerts.counts(moment) == {"open": 1, state: 1} | (
            {"decided": 0} if state == "lapsed" else {}
        )
    assert case.lapsed == (made.id, "expired")
    assert store.alerts.lapse(before) == 0
    assert [store.alerts.lapse(end) for _ in range(2)] == [1, 0]
    assert store.alerts.find(alert, end).lapsed == (made.id, "expired")
    assert store.alerts.counts(end) == {"open": 1, "lapsed": 1}
    (told,) = store.hooks.deliveries(hook.id)
    assert [(item["id"], item["cause"]) for item in told.body["alerts"]] == [
        (alert, "expired")
    ]
    decide(alert, "true_match", made.id)
    assert _state(store, alert, end) == "decided"


def test_who_waits_longest_is_known(store, met, decide, now):
    """Alerts that are settled do not count."""
    assert store.alerts.oldest_waiting() is None
    first, second = met(now), met(now)
    assert store.alerts.oldest_waiting() == first.alert.at
    decide(first.alert.id)
    assert store.alerts.oldest_waiting() == second.alert.at


def test_decisions_are_paged_and_narrowed(store, met, decide, now):
    """Backwards without a gap, by each filter."""
    cases = [met(now) for _ in range(5)]
    made = [decide(case.alert.id) for case in cases]
    made.append(decide(cases[0].alert.id, "reopen", made[0].id, actor="bob"))
    seen, before = [], None
    while page := store.decisions.page(limit=2, before=before):
        seen += page
        before = (page[-1].at, page[-1].id)
    assert seen == made[::-1]
    for said, number in (
        ({"verdict": "reopen"}, 1),
        ({"actor": "ada"}, 5),
        ({"actor": "eve"}, 0),
        ({"alert": cases[0].alert.id}, 2),
        ({"reference": cases[0].alert.subject.reference}, 2),
        ({"entry": "demo:1"}, 6),
        ({"entry": "demo:2"}, 0),
        ({"since": made[-1].at}, 1),
    ):
        assert len(store.decisions.page(limit=9, **said)) == number, said


def _misplaced(store):
    with store.trail.view() as view:
        return list(view.vouched.misplaced())


def _erase(store, before, now):
    return store.trail.erase_settled(before, through=7, at=now, actor="ada")


def test_what_is_settled_is_erased_with_its_screening(store, met, decide, now):
    """What waits, what was decided later and what holds until later stay."""
    later = now + timedelta(days=9)
    settled, waits, late, until = (met(now) for _ in range(4))
    replaced = met(now, pair="p")
    current = met(now, pair="p", revision="r2")
    decide(settled.alert.id, "reopen", decide(settled.alert.id).id)
    first = store.decisions.of_alert(settled.alert.id)[-1].id
    decide(settled.alert.id, "true_match", first)
    decide(late.alert.id, at=later)
    decide(until.alert.id, expires=later + timedelta(days=9))
    assert _misplaced(store) == []
    assert _erase(store, later, later) == (2, 2)
    assert _erase(store, later, later) == (0, 0)
    left = {case.alert.id for case in store.alerts.page(later)}
    assert left == {case.alert.id for case in (waits, late, until, current)}
    assert len(store.screenings()) == 4
    assert len(store.decisions.page(limit=9)) == 2
    assert _misplaced(store) == []
    with store.trail.view() as view:
        body = json.loads(list(view.rows())[-1].body)
    assert body["alerts"] == sorted((settled.alert.id, replaced.alert.id))
    assert (len(body["decisions"]), body["through"]) == (3, 7)
    assert store.alerts.waiting_since(later) == 2


def test_an_alert_that_another_stands_for_goes_first(store, met, decide, now):
    """Step by step, none of them points to nothing."""
    for revision in ("r1", "r2", "r3"):
        last = met(now, pair="p", revision=revision)
    decide(last.alert.id)
    later = now + timedelta(days=9)
    seen = []
    while (done := _erase(store, later, later)) != (0, 0):
        seen.append(done)
        assert _misplaced(store) == []
    assert seen == [(1, 1)] * 3
    assert store.alerts.page(later) == ()


def test_a_screening_stays_while_another_alert_stands_on_it(store, act, decide, now):
    """One act with two hits is there until both are settled."""
    done = act(1)
    pair = [alert_of(done, pair="p"), alert_of(done, pair="q", entry="demo:2")]
    store.record([done], alerts=pair)
    later = now + timedelta(days=9)
    decide(pair[0].id)
    assert _erase(store, later, later) == (1, 0)
    decide(pair[1].id)
    assert _erase(store, later, later) == (1, 1)


@pytest.mark.parametrize(
    "changed",
    [
        "state = 'decided'",
        "replaced = 'nothing', state = 'replaced'",
        "replaced = id, state = 'replaced'",
        "decision = 'd9'",
        "decider = 'eve'",
    ],
)
def test_an_alert_that_stands_otherwise_is_found(store, met, decide, now, changed):
    """By whatever column it was put out of sight."""
    decide(met(now).alert.id, "hold")
    alert = met(now).alert.id
    with store._database.writing() as connection:
        connection.execute(
            text(f"UPDATE alerts SET {changed} WHERE id = :id"),  # noqa: S608 - of ours alone
            {"id": alert},
        )
    assert set(_misplaced(store)) == {alert}


def test_services_that_raise_and_decide_at_once_agree(store, store_url, act, now):
    """While lists change under three services, nobody fails and nothing is lost."""
    others = [Store.open(store_url) for _ in range(3)]

    def work(number):
        one = others[number % 3]
        acts = [act(number * 10 + place) for place in range(4)]
        revision = f"r{number % 2}"
        # Those of two steps meet in opposite orders.
        pairs = ["p", "q", "r", "s"][:: 1 if number % 3 else -1]
        alerts = [
            alert_of(done, pair=pair, revision=revision)
            for done, pair in zip(acts, pairs, strict=True)
        ]
        one.record(acts, alerts=alerts)
        with suppress(OutOfDate):
            one.decisions.add(
                alerts[0].id,
                identity=f"d{number:03}",
                at=now,
                actor="ada",
                verdict="hold",
                reason="other",
                note="x",
                expires=None,
                after=None,
            )
        return one.alerts.counts(now)

    try:
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(work, range(36)))
    finally:
        for other in others:
            other.close()
    assert len(store.screenings(limit=500)) == 144
    assert len(store.alerts.page(now)) == 8
    assert _misplaced(store) == []
    with store.trail.view() as view:
        bodies = [json.loads(row.body) for row in view.rows()]
    named = [key for body in bodies for key in body.get("alerts", ())]
    assert sorted(named) == sorted(case.alert.id for case in store.alerts.page(now))
