"""Screening again what was screened then."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text

from crible.documents import iso20022, reader
from crible.matching import default_profile
from crible.model import Subject
from crible.usecases import lists
from crible.usecases.live import LiveIndex, State
from crible.usecases.replay import as_json, replay
from crible.usecases.screening import Call, scan, screen

CALL = Call(actor="a key", channel="http")


@pytest.fixture
def loaded(world, load):
    """Services with a list that grows old."""
    load("press", {"kupol": ["IEMZ Kupol"], "almaz": ["Almaz-Antey"]}, fresh_days=3)
    return world


def _ids(services, *names, call=CALL):
    answer = screen(services, [Subject(name) for name in names], call)
    return [item.id for item in answer.screenings]


def test_answers_come_out_again(loaded):
    """Hits, none, refusals and texts are the same again."""
    ids = _ids(loaded, "IEMZ Kupol", "Koupol", "Nobody", "")
    ids += _ids(loaded, "Almaz", call=dataclasses.replace(CALL, limit=1, threshold=0.3))
    ids.append(scan(loaded, "by IEMZ Kupol and Almaz-Antey", CALL).screenings[0].id)
    assert [replay(loaded, item).differs for item in ids] == [()] * len(ids)


def test_a_payment_comes_out_again_by_its_fields(loaded):
    """The record of a payment holds its fields, whatever format they came in."""
    xml = (
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><CdtTrfTxInf>'
        b"<Cdtr><Nm>IEMZ Kupol: Export</Nm></Cdtr><Dbtr><Nm>Nobody</Nm></Dbtr>"
        b"<RmtInf><Ustrd>by order of Almaz-Antey</Ustrd></RmtInf></CdtTrfTxInf></Document>"
    )
    swift = ":20:REF\n:50K:/1\nIEMZ KUPOL\n:59:/2\nNOBODY\n:70:FOR ALMAZ-ANTEY\n"
    payments = (
        iso20022.read(xml, where="x"),
        reader.of_text(swift, where="m", format_name="mt"),
    )
    for payment in payments:
        (act,) = scan(loaded, payment, CALL).screenings
        assert act.mentions
        assert replay(loaded, act.id).differs == ()


def test_a_later_list_changes_nothing(loaded, load, clock):
    """The lists of then are asked, not those of now."""
    (before,) = _ids(loaded, "IEMZ Kupol")
    clock.move(days=1)
    load("press", {"almaz": ["Almaz-Antey"]}, accept_shrink="ada", fresh_days=3)
    (after,) = _ids(loaded, "IEMZ Kupol")
    assert loaded.store.screening(after).outcome == "clear"
    assert replay(loaded, before).differs == ()
    assert replay(loaded, after).differs == ()


def test_a_list_that_was_stale_then_is_stale_again(loaded, clock):
    """The age of lists is judged as of then, in both directions."""
    (fresh,) = _ids(loaded, "Nobody")
    clock.move(days=10)
    (stale,) = _ids(loaded, "Nobody")
    assert lists.show(loaded)
    assert loaded.store.screening(stale).outcome == "error"
    assert replay(loaded, fresh).differs == ()
    assert replay(loaded, stale).differs == ()


def test_an_earlier_state_that_was_asked_for_is_asked_again(loaded, clock):
    """By moment and by snapshot."""
    snapshot = loaded.store.current_snapshot()
    moment = clock.now
    clock.move(days=10)
    for state in (State(snapshot=snapshot.id), State(moment=moment)):
        (item,) = _ids(loaded, "Nobody", call=dataclasses.replace(CALL, state=state))
        assert loaded.store.screening(item).outcome == "clear"
        assert replay(loaded, item).differs == ()


def test_an_answer_that_somebody_changed_differs(loaded):
    """The engine does not say what was written over."""
    (item,) = _ids(loaded, "IEMZ Kupol")
    with loaded.store._database.writing() as connection:
        connection.execute(text("UPDATE screenings SET hits = '[]', outcome = 'clear'"))
    found = replay(loaded, item)
    assert found.differs == ("outcome", "hits")
    assert as_json(found)["identical"] is False


def test_another_profile_is_used_again(loaded, tmp_path):
    """The parameters of then are asked, not those of now."""
    profile = default_profile(threshold=0.95)
    loaded.store.save_profile(profile.id, profile.as_dict())
    other = dataclasses.replace(
        loaded,
        profile=profile,
        live=LiveIndex(loaded.store, tmp_path / "index", profile),
    )
    (item,) = _ids(other, "Koupol")
    found = replay(loaded, item)
    assert found.differs == ()
    assert found.again.threshold == 0.95


def test_a_profile_that_cannot_be_made_again_is_said(loaded):
    """An answer of another engine is not called identical."""
    body = {**default_profile().as_dict(), "engine": "another"}
    loaded.store.save_profile("p-other", body)
    (item,) = _ids(loaded, "IEMZ Kupol")
    with loaded.store._database.writing() as connection:
        connection.execute(text("UPDATE screenings SET profile = 'p-other'"))
    assert replay(loaded, item).differs == ("profile",)
