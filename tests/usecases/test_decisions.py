"""From a hit to a decision and back: what is raised, what holds, what is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from crible.errors import InputRefused, OutOfDate, RequestDiffers, UnknownThing
from crible.model import Identifier, Subject
from crible.store.alerts import Wanted
from crible.store.review_rows import WAITING
from crible.store.rows import Once
from crible.usecases import (
    audit,
    audit_verify,
    counterparties,
    decisions,
    moments,
    replay,
    retention,
)
from crible.usecases.answers import screening_json
from crible.usecases.decisions import Asked
from crible.usecases.live import State
from crible.usecases.screening import Call, scan, screen

CALL = Call(actor="a key", channel="http", origin="screen")
KUPOL = Subject("IEMZ Kupol", kind="company", reference="17")
NO = Asked("false_positive", "country-differs", "Ours is a bakery in Lyon.")


@pytest.fixture
def desk(world, load, clock):
    """Services with a small list."""
    load("press", {"kupol": ["IEMZ Kupol"], "brook": ["Silent Brook"]})
    clock.move(minutes=1)
    return world


def _ask(world, *subjects, call=CALL):
    """Screen subjects; gives each answer as JSON has it."""
    answer = screen(world, subjects, call)
    return [
        screening_json(item, answer.entries, answer.alerts)
        for item in answer.screenings
    ]


def _alert(world, subject=KUPOL):
    """The alert beside the best hit of a subject."""
    (shape,) = _ask(world, subject)
    return shape["hits"][0]["alert"]


def _waiting(world):
    return world.store.alerts.page(world.clock(), Wanted(states=WAITING))


def test_a_hit_raises_an_alert_and_says_so(desk):
    """The hit names its alert; who is clear costs nothing and raises nothing."""
    hit, clear = _ask(desk, KUPOL, Subject("Quiet Meadow"))
    (case,) = _waiting(desk)
    assert hit["hits"][0]["alert"] == {
        "id": case.alert.id,
        "state": "open",
        "decision": None,
    }
    assert case.alert.screening == hit["screening"]
    assert clear["hits"] == []
    assert _alert(desk)["id"] == case.alert.id
    assert len(_waiting(desk)) == 1


def test_a_decision_stands_beside_the_hit_and_changes_nothing(desk):
    """Outcome, hits and record are what they were; the next answer says who decided."""
    (before,) = _ask(desk, KUPOL)
    alert = before["hits"][0].pop("alert")
    made = decisions.decide(desk, alert["id"], NO, actor="ada")
    (after,) = _ask(desk, KUPOL)
    told = after["hits"][0].pop("alert")
    assert told == {
        "id": alert["id"],
        "state": "decided",
        "decision": {
            "id": made.id,
            "verdict": "false_positive",
            "at": made.at.isoformat(),
            "actor": "ada",
            "expires": None,
        },
    }
    assert after["outcome"] == "match"
    assert after | {"screening": ""} == before | {"screening": ""}
    assert not replay.replay(desk, after["screening"]).differs
    assert _waiting(desk) == ()


@pytest.mark.parametrize(
    "call",
    [
        replace(CALL, origin=None),
        replace(CALL, channel="cli", origin=None),
        replace(CALL, threshold=1.0),
    ],
    ids=["a person asks", "a command", "no hit"],
)
def test_who_sees_the_hit_raises_nothing(desk, call):
    """A question of a person raises no alert, and hits say nothing of any."""
    name = "IEMZ Kupol" if call.threshold is None else "Kupol"
    (shape,) = _ask(desk, Subject(name), call=call)
    assert all("alert" not in hit for hit in shape["hits"])
    assert _waiting(desk) == ()


def test_what_lies_below_the_line_raises_nothing(desk):
    """A lower threshold shows more; what does not reach the line waits for nobody."""
    call = replace(CALL, threshold=0.05)
    (shape,) = _ask(desk, Subject("Kupola"), call=call)
    line = desk.profile.threshold
    below = [hit for hit in shape["hits"] if hit["score"] < line]
    assert below
    assert all("alert" not in hit for hit in below)


def test_an_earlier_day_and_a_text_raise_nothing(desk, clock):
    """Nobody is to stop a payment of last year, and a text is no counterparty."""
    moment = clock.now
    clock.move(days=1)
    (shape,) = _ask(desk, KUPOL, call=replace(CALL, state=State(moment=moment)))
    assert shape["outcome"] == "match"
    scan(desk, "IEMZ Kupol builds drones.", CALL)
    assert _waiting(desk) == ()


@pytest.mark.parametrize("doors", [frozenset(), frozenset({"batch"})])
def test_doors_that_are_off_raise_nothing(desk, doors):
    """An operator with a case management of their own takes alerts from the answers."""
    off = replace(desk, alerts=doors)
    (shape,) = _ask(off, KUPOL)
    assert shape["outcome"] == "match"
    assert _waiting(desk) == ()


def test_a_decision_lapses_when_the_entry_changes(desk, load):
    """The alert is raised again and says why; the answer is no longer decided."""
    old = _alert(desk)["id"]
    made = decisions.decide(desk, old, NO, actor="ada")
    load("press", {"kupol": ["IEMZ Kupol", "Izhevsk Plant"], "brook": ["Silent Brook"]})
    told = _alert(desk)
    assert (told["state"], told["decision"]) == ("lapsed", None)
    shape = decisions.detail_json(desk, told["id"])
    assert shape["lapsed"] == {"decision": made.id, "why": "entry-changed"}
    assert [other["id"] for other in shape["others"]] == [old]
    earlier = decisions.detail_json(desk, old)
    assert earlier["state"] == "replaced"
    assert earlier["replaced_by"] == told["id"]
    assert earlier["entry_changed"]
    assert len(earlier["entry_then"]["names"]) < len(earlier["entry_now"]["names"])


def test_a_change_of_another_entry_touches_nothing(desk, load):
    """A pair is a pair."""
    old = _alert(desk)["id"]
    decisions.decide(desk, old, NO, actor="ada")
    load("press", {"kupol": ["IEMZ Kupol"], "brook": ["Silent Brook", "Brook"]})
    assert (_alert(desk)["id"], _alert(desk)["state"]) == (old, "decided")


@pytest.mark.parametrize(
    "change",
    [
        {"name": "IEMZ Kupol Lyon"},
        {"countries": ("ru",)},
        {"identifiers": (Identifier("inn", "1826000655"),)},
        {"aliases": ("Kupol",)},
        {"kind": None},
        {"registration_date": "1957"},
    ],
    ids=str,
)
def test_a_decision_lapses_when_the_subject_says_something_else(desk, change):
    """Whatever is new about the counterparty, somebody has to look."""
    made = decisions.decide(desk, _alert(desk)["id"], NO, actor="ada")
    told = _alert(desk, replace(KUPOL, **change))
    assert told["state"] == "lapsed"
    case = desk.store.alerts.find(told["id"], desk.clock())
    assert case.lapsed == (made.id, "subject-changed")
    assert _alert(desk)["state"] == "decided"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Subject("A  b"), Subject("a B"), True),
        (Subject("Ａ"), Subject("a"), True),
        (Subject("a", aliases=("b", "c")), Subject("a", aliases=("C", "b")), True),
        (
            Subject("a", countries=("ru", "fr")),
            Subject("a", countries=("fr", "ru")),
            True,
        ),
        (Subject("a", reference="1"), Subject("a", reference="2"), True),
        (Subject("a", aliases=("b",)), Subject("b", aliases=("a",)), False),
        (Subject("é"), Subject("e"), False),
        (
            Subject("a", birth_date="1960"),
            Subject("a", registration_date="1960"),
            False,
        ),
        (Subject("\ud800"), Subject("\ud801"), False),
    ],
    ids=str,
)
def test_what_a_subject_says(one, other, same):
    """Case, blanks and order say nothing; the reference is no part of it."""
    assert (counterparties.said(one) == counterparties.said(other)) is same


def test_a_counterparty_is_its_reference_or_what_it_says(desk):
    """One register for all doors; without a reference the same words are the same."""
    made = decisions.decide(desk, _alert(desk)["id"], NO, actor="ada")
    other_door = replace(CALL, actor="another key", origin="match")
    (shape,) = _ask(desk, KUPOL, call=other_door)
    assert shape["hits"][0]["alert"]["decision"]["id"] == made.id
    nameless = replace(KUPOL, reference="")
    assert _alert(desk, nameless)["state"] == "open"
    assert _alert(desk, replace(nameless, name="iemz  KUPOL")) == _alert(desk, nameless)
    assert len(_waiting(desk)) == 1


def test_an_expiry_lets_a_decision_lapse(desk, clock):
    """From its day on the alert waits again, and a worker tells of it."""
    alert = _alert(desk)["id"]
    until = clock.now + timedelta(days=30)
    decisions.decide(desk, alert, replace(NO, expires=until), actor="ada")
    clock.move(days=29)
    assert _alert(desk)["state"] == "decided"
    clock.move(days=1)
    assert _alert(desk)["state"] == "lapsed"
    assert decisions.lapse(desk) == "1 decisions lapsed"
    assert decisions.lapse(desk) == ""
    assert audit_verify.verify(desk).faults == []


def test_an_answer_given_again_says_how_the_hit_stands_now(desk):
    """The record is repeated; the decision that came meanwhile stands beside it."""
    call = replace(CALL, once=Once("caller", "k", "screen", "f"))
    (first,) = _ask(desk, KUPOL, call=call)
    alert = first["hits"][0]["alert"]["id"]
    decisions.decide(desk, alert, NO, actor="ada")
    (again,) = _ask(desk, KUPOL, call=call)
    assert again["screening"] == first["screening"]
    assert again["hits"][0]["alert"]["state"] == "decided"


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        (replace(NO, verdict="clear"), "verdict"),
        (replace(NO, reason="name-agrees"), "reason"),
        (replace(NO, reason=""), "reason"),
        (replace(NO, note=" \n"), "note"),
        (replace(NO, note="x" * 4001), "note"),
        (replace(NO, note="\ud800"), "note"),
        (
            Asked("true_match", "other", "x", expires=moments.until("2099-01-01")),
            "expires",
        ),
        (replace(NO, expires=moments.until("2020-01-01")), "expires"),
    ],
    ids=str,
)
def test_a_decision_that_says_too_little_is_refused(desk, asked, where):
    """Verdict, reason and note are asked of everybody; nothing is stored."""
    alert = _alert(desk)["id"]
    with pytest.raises(InputRefused) as caught:
        decisions.decide(desk, alert, asked, actor="ada")
    assert caught.value.where == where
    assert desk.store.decisions.of_alert(alert) == ()


@pytest.mark.parametrize("said", ["tomorrow", "2027-02-30", "2027-01-01T10:00", ""])
def test_an_expiry_is_a_day_or_a_moment_with_its_zone(said):
    """Whatever else is refused."""
    with pytest.raises(InputRefused):
        moments.until(said)


def test_a_decision_is_corrected_by_another(desk):
    """Both stay on record, in their order."""
    alert = _alert(desk)["id"]
    first = decisions.decide(desk, alert, NO, actor="ada")
    with pytest.raises(OutOfDate):
        decisions.decide(desk, alert, NO, actor="bob")
    back = Asked("reopen", "mistake", "The wrong Kupol.", after=first.id)
    second = decisions.decide(desk, alert, back, actor="bob")
    assert _alert(desk)["state"] == "open"
    told = decisions.detail_json(desk, alert)["decisions"]
    assert [item["id"] for item in told] == [first.id, second.id]
    with pytest.raises(UnknownThing):
        decisions.decide(desk, "nothing", NO, actor="ada")


def test_the_same_decision_again_is_the_first(desk):
    """With its key it is recorded once; another under the same key is refused."""
    alert, once = _alert(desk)["id"], Once("caller", "k", "decide", "f")
    first = decisions.decide(desk, alert, NO, actor="ada", once=once)
    assert decisions.decide(desk, alert, NO, actor="ada", once=once) == first
    with pytest.raises(RequestDiffers):
        decisions.decide(
            desk, alert, NO, actor="ada", once=replace(once, fingerprint="g")
        )


def test_an_entry_that_is_gone_is_told(desk, load):
    """What it was when it was screened against is still there."""
    alert = _alert(desk)["id"]
    load("press", {"brook": ["Silent Brook"]}, accept_shrink="ada")
    shape = decisions.detail_json(desk, alert)
    assert shape["entry_now"] is None
    assert shape["entry_changed"]
    assert shape["entry_then"]["id"] == "press:kupol"
    assert shape["hit"]["contributions"]


def _sql(world, statement, **values):
    with world.store._database.writing() as connection:
        connection.execute(text(statement), values)


@pytest.fixture
def decided(desk, load):
    """An alert with two decisions, another that was replaced, and one that waits."""
    first = _alert(desk)["id"]
    made = decisions.decide(desk, first, NO, actor="ada")
    back = Asked("reopen", "mistake", "The wrong one.", after=made.id)
    made = decisions.decide(desk, first, back, actor="bob")
    decisions.decide(desk, first, replace(NO, after=made.id), actor="ada")
    _alert(desk, Subject("Silent Brook", reference="18"))
    load("press", {"kupol": ["IEMZ Kupol"], "brook": ["Silent Brook", "Brook"]})
    _alert(desk, Subject("Silent Brook", reference="18"))
    return desk


def test_the_trail_covers_alerts_and_decisions(decided):
    """What nobody touched verifies, and an export proves each of them."""
    report = audit_verify.verify(decided)
    assert (report.faults, report.decisions) == ([], 3)
    lines = list(audit.export(decided, records=True))
    assert sum("alert" in line for line in lines) == 3
    assert sum("decision" in line for line in lines) == 3
    trail = json.dumps([line for line in lines if "row" in line])
    assert "wrong one" not in trail
    assert "bakery" not in trail


_FORGED = """
    INSERT INTO decisions SELECT 'x', at, actor, alert, 9, verdict, reason, note,
        expires, subject, entry, revision, screening FROM decisions WHERE number = 1
"""


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        (
            "UPDATE decisions SET note = 'x' WHERE number = 2",
            {("changed", "decision")},
        ),
        (
            "UPDATE decisions SET actor = 'eve' WHERE number = 1",
            {("changed", "decision")},
        ),
        (
            "DELETE FROM decisions WHERE number = 3",
            {("missing", "decision"), ("changed", "standing")},
        ),
        (
            _FORGED,
            {("added", "decision"), ("changed", "standing")},
        ),
        (
            "UPDATE alerts SET subject = '{}', score = 0.1 WHERE state = 'replaced'",
            {("changed", "alert")},
        ),
        (
            "UPDATE alerts SET state = 'decided' WHERE state = 'open'",
            {("changed", "standing")},
        ),
        (
            "UPDATE alerts SET state = 'replaced', replaced = id WHERE state = 'open'",
            {("changed", "standing")},
        ),
        (
            "UPDATE alerts SET state = 'replaced', replaced = 'x' WHERE state = 'open'",
            {("changed", "standing")},
        ),
        (
            "UPDATE alerts SET expires = '2099-01-01 00:00:00' WHERE state = 'decided'",
            {("changed", "standing")},
        ),
        (
            "DELETE FROM alerts WHERE state = 'replaced'",
            {("missing", "alert")},
        ),
    ],
)
def test_tampering_with_review_is_noticed(decided, statement, faults):
    """Whatever is done behind the trail's back shows."""
    _sql(decided, statement)
    found = audit_verify.verify(decided).faults
    assert {(fault.what, fault.thing.split()[0]) for fault in found} == faults


def test_retention_keeps_what_waits_and_forgets_what_is_settled(decided, clock):
    """The trail verifies after each step, and says what went."""
    clock.move(days=10)
    recent = _alert(decided, Subject("Kupol", reference="19"))["id"]
    count = len(decided.store.screenings())
    done = retention.erase(decided, clock.now - timedelta(days=1), actor="ada")
    assert done.alerts == 2
    left = {case.alert.id: case for case in decided.store.alerts.page(clock.now)}
    assert len(left) == 2
    assert recent in left
    (waits,) = (case for key, case in left.items() if key != recent)
    assert waits.alert.subject.reference == "18"
    assert decided.store.screening(waits.alert.screening)
    assert len(decided.store.screenings()) == count - done.screenings == 2
    assert decided.store.decisions.page(limit=9) == ()
    report = audit_verify.verify(decided)
    assert (report.faults, report.erased) == ([], done.screenings)
    assert (
        retention.erase(decided, clock.now - timedelta(days=1), actor="ada").alerts == 0
    )


def test_a_settled_alert_goes_after_its_own_time(decided, clock):
    """Decided late, it stays as long as its decision; then its screening goes, too."""
    clock.move(days=10)
    (waits,) = _waiting(decided)
    decisions.decide(decided, waits.alert.id, NO, actor="ada")
    retention.erase(decided, clock.now - timedelta(days=1), actor="ada")
    assert decided.store.screening(waits.alert.screening)
    clock.move(days=10)
    done = retention.erase(decided, clock.now - timedelta(days=1), actor="ada")
    assert (done.alerts, done.screenings) == (1, 1)
    assert decided.store.screenings() == ()
    assert audit_verify.verify(decided).faults == []
    told = _alert(decided, Subject("Silent Brook", reference="18"))
    assert told["state"] == "open"
    assert audit_verify.verify(decided).faults == []


def test_what_is_gone_without_retention_is_missing(decided, clock):
    """An erasure excuses what it names, and nothing else."""
    clock.move(days=10)
    retention.erase(decided, clock.now - timedelta(days=1), actor="ada")
    _alert(decided, Subject("Kupol", reference="19"))
    _sql(decided, "DELETE FROM alerts")
    found = audit_verify.verify(decided).faults
    assert [(fault.what, fault.thing.split()[0]) for fault in found] == [
        ("missing", "alert"),
        ("missing", "alert"),
    ]
