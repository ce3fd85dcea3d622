"""Screenings that are stored alike are what they would be one by one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crible.errors import CribleError
from crible.model import Identifier, Screening, Subject
from crible.store import Alike
from crible.store import screenings as table
from crible.store.alike import AlikeRows

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
TEXTS = st.text(max_size=12)
SUBJECTS = st.builds(Subject, TEXTS, reference=TEXTS) | st.builds(
    Subject,
    TEXTS,
    aliases=st.lists(TEXTS, max_size=2).map(tuple),
    kind=st.sampled_from([None, "company", "person"]),
    countries=st.lists(TEXTS, max_size=2).map(tuple),
    identifiers=st.lists(st.builds(Identifier, TEXTS, TEXTS), max_size=1).map(tuple),
    birth_date=TEXTS,
    reference=TEXTS,
)


def _act(identity, subject, **more):
    return Screening(
        id=identity,
        at=AT,
        actor=more.pop("actor", "night"),
        channel="batch",
        operation="screen",
        subject=subject,
        outcome="clear",
        snapshot=more.pop("snapshot", ""),
        profile="",
        threshold=0.5,
        **more,
    )


@given(subjects=st.lists(SUBJECTS, min_size=1, max_size=4), actor=TEXTS)
def test_rows_and_hashes_are_those_of_single_screenings(subjects, actor):
    """What is put into words once says the same as the slow way for each."""
    each = [(f"id-{number}", subject) for number, subject in enumerate(subjects)]
    like = _act("none", Subject("nobody"), actor=actor)
    rows = AlikeRows.of(Alike(like, each))
    digests = rows.digests()
    for identity, subject in each:
        row = table.row_of(_act(identity, subject, actor=actor))
        assert {
            **rows.common, "id": identity, "subject": rows.subjects[identity]
        } == row  # fmt: skip
        assert digests[identity] == table.digest_of(row)


def test_alike_ones_are_stored_with_the_others_and_vouched_for(store):
    """One call stores both kinds; each is read back, and the trail has its hash."""
    like = _act("none", Subject(""))
    each = [(f"a{number}", Subject(f"Quiet\0 Meadow {number}")) for number in range(5)]
    store.record([_act("b1", Subject("Other"))], alike=[Alike(like, each)])
    assert store.screening("b1").subject.name == "Other"
    for identity, subject in each:
        assert store.screening(identity) == _act(identity, subject)
    with store.trail.view() as view:
        (row,) = [row for row in view.rows() if row.action == "screened"]
        assert all(identity in row.body for identity in ("b1", *dict(each)))


def test_alike_ones_that_are_there_already_stay(store):
    """Recorded again after a stop, only those are added that were missing."""
    like = _act("none", Subject(""))
    first = [("a1", Subject("One")), ("a2", Subject("Two"))]
    store.record([], alike=[Alike(like, first)])
    again = [("a2", Subject("Changed")), ("a3", Subject("Three"))]
    store.record([], alike=[Alike(like, again)], again=True)
    assert store.screening("a2").subject.name == "Two"
    assert store.screening("a3").subject.name == "Three"
    store.record([], alike=[Alike(like, again)], again=True)


def test_refused_alike_ones_leave_nothing(store):
    """A snapshot that the database does not hold refuses them all."""
    like = _act("none", Subject(""), snapshot="no such")
    with pytest.raises(CribleError, match="cannot be recorded"):
        store.record(
            [_act("b2", Subject("Other"))],
            alike=[Alike(like, [("a9", Subject("Nine"))])],
        )
    assert store.batches.screened("") == 0
