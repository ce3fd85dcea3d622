"""Alerts: raised once with their records, followed, replaced, read. On both databases."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.store.conftest import alert_of

from crible.errors import UnknownThing
from crible.model import Subject
from crible.store import HookRow
from crible.store.alerts import Wanted
from crible.store.review_rows import WAITING, Standing
from crible.store.rows import Once


def test_a_hit_that_stays_is_raised_once(store, act, now):
    """The same alert again is none, and the answer is told how the known one stands."""
    first, second = act(1), act(2)
    alert = alert_of(first)
    new = store.record([first], alerts=[alert])
    assert new.raised == {alert.id}
    again = store.record([second], alerts=[replace(alert, screening=second.id)])
    assert not again.raised
    assert again.met[alert.id] == ("open", None)
    found = store.alerts.find(alert.id, now)
    assert found.alert == alert
    assert found.standing == Standing(alert.id, "open")
    assert len(store.screenings()) == 2
    with pytest.raises(UnknownThing):
        store.alerts.find("nothing", now)


def test_the_trail_vouches_for_what_is_new_alone(store, act):
    """The row of a call names the alerts that it raised, and no others."""
    first, second = act(1), act(2)
    known, new = alert_of(first), alert_of(second)
    store.record([first], alerts=[known])
    store.record([act(3), second], alerts=[known, new])
    with store.trail.view() as view:
        rows = [json.loads(row.body) for row in view.rows()]
    assert [list(row.get("alerts", ())) for row in rows[1:]] == [[known.id], [new.id]]
    assert [len(row["screenings"]) for row in rows[1:]] == [1, 2]


def test_many_threads_raise_the_same_hit_once(store, act):
    """Whoever comes first raises it; every record is stored."""
    acts = [act(number) for number in range(12)]
    alerts = [alert_of(done, pair="p") for done in acts]

    def record(number):
        return store.record([acts[number]], alerts=[alerts[number]]).raised

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(record, range(12)))
    assert sorted(map(len, found)) == [0] * 11 + [1]
    assert len(store.screenings()) == 12


def test_a_request_that_comes_again_raises_nothing(store, act):
    """Nothing is stored for it, so nothing is raised either."""
    once = Once("caller", "key", "screen", "f")
    done = act(1)
    store.record([done], once, alerts=[alert_of(done)])
    other = act(2)
    again = store.record([other], once, alerts=[alert_of(other)])
    assert again.done is not None
    assert not again.raised
    assert len(store.alerts.page(done.at)) == 1


def test_a_step_done_again_raises_what_it_had_not(store, act):
    """A run that goes on raises the alerts of records that are stored already."""
    done = act(1)
    store.record([done])
    assert store.record([done], alerts=[alert_of(done)], again=True).raised
    assert not store.record([done], alerts=[alert_of(done)], again=True).raised


def test_a_changed_entry_puts_a_later_alert_in_the_place(store, met, now):
    """One alert of a pair waits, and says what it follows and why it came."""
    old = met(now, pair="p")
    new = met(now, pair="p", revision="r2")
    assert (new.alert.cause, new.alert.follows) == ("entry-changed", old.alert.id)
    assert (new.standing.state, new.alert.lapsed) == ("open", None)
    gone = store.alerts.find(old.alert.id, now).standing
    assert (gone.state, gone.replaced) == ("replaced", new.alert.id)


def test_a_change_that_is_taken_back_brings_the_alert_back(store, met, now):
    """What nobody has decided waits again; the one between does not."""
    old = met(now, pair="p")
    between = met(now, pair="p", revision="r2")
    back = met(now, pair="p")
    assert back.alert.id == old.alert.id
    assert back.standing == Standing(old.alert.id, "open")
    gone = store.alerts.find(between.alert.id, now).standing
    assert (gone.state, gone.replaced) == ("replaced", old.alert.id)


def test_another_subject_under_the_same_reference_closes_nothing(store, met, now):
    """Two who share a reference are told apart: each alert waits for itself."""
    one = met(now, pair="p")
    other = met(now, pair="p", said="says something else")
    assert (other.alert.cause, other.alert.follows) == ("subject-changed", one.alert.id)
    both = met(now, pair="p", said="says a third thing", revision="r2")
    assert both.alert.cause == "both-changed"
    for case in (one, other, both):
        assert store.alerts.find(case.alert.id, now).standing.state == "open"


def test_new_alerts_are_told_to_those_who_asked(store, act, now):
    """A webhook hears of each alert once, by the caller's own key, without a name."""
    hook = HookRow("h1", "https://hook.example/", "s", ("alert.new",), now, "me")
    store.hooks.add(hook)
    acts = [
        act(number, subject=Subject("Silent Brook", reference=str(number)))
        for number in range(150)
    ]
    for _ in range(2):
        store.record(
            acts,
            alerts=[alert_of(done, portfolio="clients", batch="b") for done in acts],
            again=True,
        )
    lone = act(999)
    store.record([lone], alerts=[alert_of(lone)])
    told = store.hooks.deliveries(hook.id)
    assert sorted(len(message.body["alerts"]) for message in told) == [1, 50, 100]
    assert {message.body["portfolio"] for message in told} == {"clients", None}
    references = {item["reference"] for m in told for item in m.body["alerts"]}
    assert references == {str(number) for number in range(150)} | {"R999"}
    assert "Brook" not in str([message.body for message in told])


@pytest.mark.parametrize("order", ["newest", "score"])
def test_pages_are_stable_while_new_alerts_come(store, act, now, order):
    """Each of a thousand alerts is seen once, whatever is raised between two pages."""
    acts = [act(number) for number in range(1_000)]
    alerts = [
        alert_of(done, score=0.7 + number % 7 / 100) for number, done in enumerate(acts)
    ]
    store.record(acts, alerts=alerts)
    seen, after, extra = [], None, 5_000
    while page := store.alerts.page(now, order=order, after=after, limit=90):
        seen += [case.alert.id for case in page]
        last = page[-1].alert
        after = (last.at if order == "newest" else last.score, last.id)
        late = act(extra)
        extra += 1
        store.record([late], alerts=[alert_of(late, score=0.99)])
    assert len(seen) == len(set(seen)) == 1_000
    wanted = sorted(
        alerts,
        key=lambda item: (item.at if order == "newest" else item.score, item.id),
        reverse=True,
    )
    assert seen == [alert.id for alert in wanted]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 4),
        (Wanted(list="demo"), 3),
        (Wanted(list="dem"), 0),
        (Wanted(band="review"), 1),
        (Wanted(portfolio="clients"), 1),
        (Wanted(batch="b7"), 2),
        (Wanted(reference="R2"), 1),
        (Wanted(reference="\0"), 0),
        (Wanted(entry="demo:1"), 3),
        (Wanted(pair="s00003"), 1),
        (Wanted(states=("open",)), 4),
        (Wanted(states=WAITING), 4),
        (Wanted(states=("decided", "lapsed")), 0),
        (Wanted(states=("open",), batch="b7", band="strong"), 1),
    ],
    ids=str,
)
def test_alerts_are_narrowed(store, act, now, wanted, count):
    """Each filter narrows by itself, and together they narrow more."""
    acts = [act(number) for number in range(1, 5)]
    alerts = [
        alert_of(acts[0], portfolio="clients"),
        alert_of(acts[1], batch="b7"),
        alert_of(acts[2], batch="b7", band="review"),
        alert_of(acts[3], entry="other:1"),
    ]
    store.record(acts, alerts=alerts)
    assert len(store.alerts.page(now, wanted)) == count
    since = replace(wanted, since=acts[1].at)
    later = [
        case for case in store.alerts.page(now, wanted) if case.alert.at >= since.since
    ]
    assert store.alerts.page(now, since) == tuple(later)


def test_what_an_alert_says_survives_any_text(store, act, now):
    """Characters that no database takes come back as they were."""
    odd = Subject("N\0\ud800", reference="\0 7\ud800")
    done = act(1, subject=odd)
    store.record([done], alerts=[alert_of(done, matched="M\0")])
    (case,) = store.alerts.page(now, Wanted(reference=odd.reference))
    assert (case.alert.subject, case.alert.matched) == (odd, "M\0")
