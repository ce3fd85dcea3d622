"""Recording: in groups, in one chain, once. On both databases."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import create_engine, text

from crible.errors import CribleError
from crible.model import Screening, Subject
from crible.store import Store, screenings
from crible.store.database import Database
from crible.store.rows import Once


@pytest.fixture
def act(store, now):
    """A function that makes a screening of the next number."""
    store.save_profile("p1", {"threshold": 0.7})

    def make(number, **fields):
        made = Screening(
            id=f"s{number}",
            at=now,
            actor="a key",
            channel="http",
            operation="screen",
            subject=Subject(f"Name {number}"),
            outcome="clear",
            snapshot="",
            profile="p1",
            threshold=0.7,
        )
        return replace(made, **fields)

    return make


def _rows(store):
    with store.trail.view() as view:
        return list(view.rows())


def test_threads_that_record_at_once_make_one_chain(store, act):
    """Every act is stored with a row of its own, and every row follows the last."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: store.record([act(number)]), range(60)))
    rows = _rows(store)
    assert [row.seq for row in rows] == list(range(1, 62))
    assert all(b.previous == a.hash for a, b in pairwise(rows))
    assert len(store.records.some([f"s{number}" for number in range(60)])) == 60


def test_stores_that_record_at_once_make_one_chain(store, store_url, act):
    """The same holds for processes, each with a store of its own."""
    others = [Store.open(store_url) for _ in range(3)]
    try:
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda pair: others[pair % 3].record([act(pair)]), range(45)))
    finally:
        for other in others:
            other.close()
    rows = _rows(store)
    assert [row.seq for row in rows] == list(range(1, 47))
    assert all(b.previous == a.hash for a, b in pairwise(rows))


@pytest.mark.parametrize("size", [1, 3, 4, 8, 9, 40])
def test_a_call_of_any_size_leaves_hashes_that_fit_its_rows(store, act, now, size):
    """Few acts and many take different ways to the database, and mean the same."""
    acts = [
        act(
            number,
            at=now + timedelta(seconds=number),
            outcome="clear" if number % 3 else "error",
            limit=number % 2,
            lists=("%s",) if number % 5 else (),
        )
        for number in range(size)
    ]
    store.record(acts)
    rows = [screenings.row_of(act) for act in acts]
    with store.trail.view() as view:
        said = json.loads(list(view.rows())[-1].body)["screenings"]
        assert said == view.digests([act.id for act in acts])
    assert said == {row["id"]: screenings.digest_of(row) for row in rows}
    found = store.records.some([act.id for act in acts])
    assert [found[act.id] for act in acts] == acts


def test_an_act_that_is_refused_takes_no_other_with_it(store, act):
    """Whoever waits in the same group is recorded all the same."""
    store.record([act(0)])

    def record(number):
        # Every third names a profile that is not there.
        wrong = number % 3 == 0
        try:
            store.record([act(number, profile="none" if wrong else "p1")])
        except CribleError:
            return wrong
        return not wrong

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(record, range(1, 40)))
    stored = store.records.some([f"s{number}" for number in range(40)])
    assert len(stored) == 1 + sum(1 for number in range(1, 40) if number % 3)
    assert len(_rows(store)) == 1 + len(stored)


def test_the_same_request_is_recorded_once(store, act):
    """However many threads send it, one act is stored and all learn of it."""
    once = Once("caller", "key-1", "screen", "f")
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda number: store.record([act(number)], once), range(8))
        )
    found = [recorded.done for recorded in found]
    (first,) = [number for number, done in enumerate(found) if done is None]
    assert {done.things for done in found if done} == {(f"s{first}",)}
    assert len(store.records.some([f"s{number}" for number in range(8)])) == 1
    assert store.trail.done(once).things == (f"s{first}",)
    assert store.trail.done(replace(once, caller="another")) is None


def test_a_step_done_again_stores_what_was_not_there(store, act):
    """Records that are there stay, and only new ones get a row of the trail."""
    store.record([act(1), act(2)])
    store.record([act(1, actor="x"), act(2), act(3)], again=True)
    store.record([act(1), act(2), act(3)], again=True)
    rows = _rows(store)
    assert len(rows) == 3
    assert '"s3"' in rows[2].body
    assert '"s1"' not in rows[2].body
    assert store.screening("s1").actor == "a key"


def test_pages_of_records_go_backwards_without_a_gap(store, act, now):
    """A page begins behind the last record of the page before."""
    store.record([act(number) for number in range(7)])
    seen = []
    before = None
    while page := store.records.page(limit=3, before=before):
        seen += [item.id for item in page]
        before = (page[-1].at, page[-1].id)
    assert seen == [f"s{number}" for number in range(6, -1, -1)]
    assert store.records.page(limit=9, outcome="match") == ()
    assert len(store.records.page(limit=9, outcome="clear", actor="a key")) == 7
    assert store.records.page(limit=9, actor="nobody") == ()
    assert len(store.records.page(limit=9, since=now)) == 7


def test_requests_are_forgotten_after_their_time(store, act, now):
    """A key that was used long ago is free again."""
    once = Once("caller", "key-1", "screen", "f")
    store.record([act(1)], once)
    assert store.trail.forget_requests(now) == 0
    assert store.trail.forget_requests(now.replace(year=now.year + 1)) == 1
    assert store.trail.done(once) is None


def test_a_connection_that_was_cut_meanwhile_costs_no_act(store, store_url, act):
    """Recording goes on by itself after the server has closed the kept connection."""
    store.record([act(1)])
    engine = create_engine(Database.open(store_url).engine.url)
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
    else:
        store._recorder.close()
    engine.dispose()
    store.record([act(2)])
    store.record([act(3)])
    assert [row.thing for row in _rows(store)][1:] == ["s1", "s2", "s3"]


def test_a_refused_act_leaves_the_next_one_a_clean_transaction(store, act):
    """Nothing of an act that the database refused is there, and the next is stored."""
    store.record([act(1)])
    for number in (2, 3):
        with pytest.raises(CribleError, match="cannot be recorded"):
            store.record([act(10 + number), act(1)])
        store.record([act(number)])
    assert [row.thing for row in _rows(store)][1:] == ["s1", "s2", "s3"]
    assert not store.records.some(["s12", "s13"])
