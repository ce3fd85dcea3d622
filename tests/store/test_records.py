"""Records: profiles, screenings and batches come back as they were, and stay so."""

import json
import traceback
from dataclasses import fields, replace
from datetime import UTC, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crible.errors import CribleError, UnknownThing, UsageError
from crible.model import (
    Contribution,
    Hit,
    Identifier,
    Listing,
    MatchedName,
    Mention,
    Problem,
    Screening,
    Subject,
)
from crible.store import BatchRow, screenings
from crible.store.encoding import restored, stored, stored_slowly
from crible.store.screenings import hashed_of

IDS = (f"r{number:06}" for number in count())
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=12)


@pytest.fixture
def ready(demo, plain, now):
    """A store with a list, the snapshot it makes, and the profile ``p1``."""
    demo.publish("demo", [plain(1)], published=None, fetched=now)
    demo.save_profile("p1", {"threshold": 0.7})
    return demo


@pytest.fixture
def batch(ready, now):
    """A batch as it begins."""
    return BatchRow(
        id="b1",
        started=now,
        actor="alice",
        input_name="clients \udce9.csv",
        input_sha256="0" * 64,
        snapshot=ready.current_snapshot().id,
        profile="p1",
        output_name="out.csv",
    )


@pytest.fixture
def screening(ready, batch, now):
    """A screening with every field set."""
    hit = Hit(
        entry_id="demo:1",
        score=0.1 + 0.2,
        band="strong",
        matched=MatchedName("Name 1", "alias", "weak", "Cyrl"),
        contributions=(
            Contribution("name", "Nаme", "Name 1", 0.25, "One letter differs."),
            Contribution("country", "ru", "ru", -1e-9, "Same country."),
        ),
        also=(Listing("other:7", ("Both carry the inn 7.",)),),
    )
    ready.batches.start(batch)
    return Screening(
        id="r1",
        at=now,
        actor="alice \udcff",
        channel="http",
        operation="scan",
        subject=Subject(
            name="a\x00b \ud83d\ude00 😀 ␛0000 \\u0000",
            aliases=("x", ""),
            kind="person",
            countries=("ru", "fr"),
            identifiers=(Identifier("inn", "77", "ru"),),
            birth_date="1965",
            registration_date="2001-02-03",
            reference="=1+1",
        ),
        outcome="match",
        snapshot=batch.snapshot,
        profile="p1",
        threshold=0.7,
        lists=("demo", "press"),
        hits=(hit, replace(hit, contributions=())),
        mentions=(Mention(3, 8, "Nаme\ud800", hit, (hit,)),),
        problem=Problem("too-large", "Too large", "More than that."),
        batch="b1",
        as_of="2026-11-19T23:59:59+00:00",
        limit=10,
        format="text",
    )


@pytest.fixture
def small(ready, now):
    """A function that makes a small screening; it may be changed by keyword."""
    snapshot = ready.current_snapshot().id

    def make(screening_id, **more):
        values = {"at": now, "subject": Subject("Ivan Ivanov")} | more
        return Screening(
            id=screening_id,
            actor="alice",
            channel="cli",
            operation="screen",
            outcome="clear",
            threshold=0.5,
            **{"snapshot": snapshot, "profile": "p1"} | values,
        )

    return make


def test_the_samples_set_every_field(screening):
    """The values that the round trip is tested with differ from every default."""
    for value in (screening, screening.subject, screening.hits[0]):
        assert [
            item.name
            for item in fields(value)
            if getattr(value, item.name) == item.default
        ] == []


def test_every_field_of_a_screening_comes_back(ready, screening):
    """A screening reads back equal, with text that no database stores."""
    ready.record([screening])
    assert ready.screening("r1") == screening
    assert ready.screening("r1").at.utcoffset() == timedelta(0)


@given(
    screening=st.builds(
        Screening,
        id=st.builds(lambda: next(IDS)),
        at=st.datetimes(timezones=st.just(UTC)),
        actor=ANY_TEXT,
        channel=st.sampled_from(["cli", "http", "batch"]),
        subject=st.builds(
            Subject,
            name=ANY_TEXT,
            aliases=st.lists(ANY_TEXT, max_size=2).map(tuple),
            reference=ANY_TEXT,
        ),
        snapshot=st.just(""),
        profile=st.just(""),
        batch=st.just(""),
        threshold=st.floats(0, 1),
        mentions=st.just(()),
        hits=st.lists(
            st.builds(
                Hit,
                entry_id=ANY_TEXT,
                score=st.floats(allow_nan=False, allow_infinity=False),
                contributions=st.just(()),
            ),
            max_size=2,
        ).map(tuple),
    )
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_screening_comes_back(store, screening):
    """Whatever was screened reads back equal, character by character."""
    store.record([screening])
    assert store.screening(screening.id) == screening
    # The fast writers say what the plain ones say.
    assert stored(screening) == stored_slowly(screening)
    row = screenings.row_of(screening)
    plain = json.dumps(hashed_of(row), sort_keys=True, separators=(",", ":"))
    assert screenings.line_of(row) == plain


@given(text=ANY_TEXT)
@example(text="\ud83d\ude00")
def test_any_text_survives_encoding(text):
    """JSON and back keeps every character, two halves of one apart from the whole."""
    assert restored(Subject, stored(Subject(text))) == Subject(text)


def test_screenings_come_newest_first(ready, small, now):
    """The newest are first, ids decide within one moment, and the limit holds."""
    ready.record(
        small(screening_id, at=now + timedelta(seconds=seconds))
        for screening_id, seconds in [("r3", 1), ("r1", 2), ("r4", 1), ("r2", 0)]
    )
    assert [act.id for act in ready.screenings()] == ["r1", "r4", "r3", "r2"]
    assert [act.id for act in ready.screenings(limit=2)] == ["r1", "r4"]


def test_screenings_of_a_batch(ready, batch, small):
    """A batch's screenings are found by its id, and only they."""
    ready.batches.start(batch)
    ready.record([small("r1", batch="b1"), small("r2"), small("r3", batch="b1")])
    assert [act.id for act in ready.screenings(batch="b1")] == ["r3", "r1"]
    assert ready.screenings(batch="b2") == ()


@pytest.mark.parametrize(
    "wrong", [{"snapshot": "s0"}, {"profile": "p0"}, {"batch": "b0"}], ids=str
)
def test_screening_must_be_provable(ready, small, wrong):
    """A screening that names what is not stored is refused, and all with it."""
    with pytest.raises(CribleError, match="does not hold") as caught:
        ready.record([small("r1"), small("r2", **wrong)])
    assert "Ivan" not in "".join(traceback.format_exception(caught.value))
    assert ready.screenings() == ()


def test_screening_is_never_changed(ready, small):
    """The same id a second time is refused and the first record stays."""
    ready.record([small("r1")])
    with pytest.raises(CribleError, match="taken"):
        ready.record([small("r1", subject=Subject("Petr Petrov"))])
    assert ready.screening("r1") == small("r1")


def test_recording_again_keeps_the_first(ready, batch, small):
    """A step that is done twice stores what was missing and changes nothing."""
    ready.batches.start(batch)
    rows = [small(f"s{place}", batch=batch.id) for place in range(3)]
    ready.record(rows[:2], again=True)
    ready.record([replace(row, actor="somebody else") for row in rows], again=True)
    assert ready.batches.screened(batch.id) == 3
    found = {row.id: row.actor for row in ready.screenings(batch=batch.id)}
    assert found == {
        "s0": "alice",
        "s1": "alice",
        "s2": "somebody else",
    }
    with pytest.raises(CribleError, match="cannot be recorded"):
        ready.record([small("s9", batch="no such")], again=True)


def test_screening_without_lists(ready, small):
    """An error before any list was loaded is recorded without snapshot or profile."""
    act = small("r1", snapshot="", profile="")
    ready.record([act])
    assert ready.screening("r1") == act


def test_nothing_to_record(ready):
    """No screening is nothing to do."""
    ready.record([])
    assert ready.screenings() == ()


def test_many_screenings_at_once(ready, small):
    """Thousands of screenings go into one transaction."""
    ready.record(small(f"r{number:05}") for number in range(2500))
    assert len(ready.screenings(limit=5000)) == 2500


def test_profile_comes_back_as_json_has_it(store):
    """A profile reads back equal, tuples as lists; saving it again changes nothing."""
    body = {"weights": {"name": 0.1 + 0.2}, "bands": ("a", "b"), "note": "ж\x00\ud800"}
    for _ in range(2):
        store.save_profile("p1", body)
    assert store.profile("p1") == {**body, "bands": ["a", "b"]}


def test_profile_is_never_changed(store):
    """Other parameters under a known id are refused and the first ones stay."""
    store.save_profile("p1", {"a": 1})
    with pytest.raises(CribleError, match="other parameters"):
        store.save_profile("p1", {"a": 2})
    assert store.profile("p1") == {"a": 1}


def test_batch_is_opened_and_closed_once(ready, batch, now):
    """A batch reads back as opened, then as closed, and cannot be closed again."""
    ready.batches.start(batch)
    assert ready.batches.find("b1") == batch
    later = now + timedelta(minutes=5)
    ready.batches.finish("b1", finished=later, counts={"match": 1, "clear": 9})
    closed = replace(batch, finished=later, counts=(("clear", 9), ("match", 1)))
    assert ready.batches.newest() == (closed,)
    with pytest.raises(UsageError, match="closed already"):
        ready.batches.finish("b1", finished=later, counts={})
    assert ready.batches.find("b1") == closed


def test_batch_learns_its_output_name(ready, batch, now):
    """The name of the result file may be known only at the end."""
    ready.batches.start(replace(batch, output_name=""))
    ready.batches.finish("b1", finished=now, counts={}, output_name="o\udcff.csv")
    assert ready.batches.find("b1").output_name == "o\udcff.csv"


def test_batch_id_is_taken_once(ready, batch):
    """A second batch with the same id is refused."""
    ready.batches.start(batch)
    with pytest.raises(CribleError, match="taken"):
        ready.batches.start(replace(batch, actor="bob"))
    assert ready.batches.find("b1").actor == "alice"


@pytest.mark.parametrize("unknown", ["x", "", "\x00", "\ud800"])
def test_unknown_records(store, now, unknown):
    """What was never recorded is an error, whatever characters it is called by."""
    for call in (
        store.screening,
        store.profile,
        store.batches.find,
        lambda key: store.batches.finish(key, finished=now, counts={}),
    ):
        with pytest.raises(UnknownThing):
            call(unknown)
