"""Portfolios and turns behave the same on either database."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from crible.errors import UnknownThing
from crible.model import Screening, Subject
from crible.store import BatchRow, PortfolioRow


@pytest.fixture
def kept(demo, plain, now):
    """A store with a batch of five thousand screenings and a portfolio of it."""
    demo.publish("demo", [plain(1)], published=None, fetched=now)
    demo.save_profile("p1", {"threshold": 0.7})
    snapshot = demo.current_snapshot().id
    demo.batches.start(BatchRow("b1", now, "alice", "in.csv", "00", snapshot, "p1"))
    ids = count()
    demo.record(
        Screening(
            id=f"s{next(ids):06}",
            at=now,
            actor="alice",
            channel="batch",
            operation="screen",
            subject=Subject(f"N{number}" if number else "", reference=str(number)),
            outcome="clear",
            snapshot=snapshot,
            profile="p1",
            threshold=0.7,
            batch="b1",
        )
        for number in range(5_000)
    )
    row = PortfolioRow("clients", "b1", "b1", snapshot, now, "alice", 0.8, ("demo",))
    demo.portfolios.save(row)
    return demo, row


def test_portfolio_comes_back_and_is_replaced(kept, now):
    """A portfolio reads back equal; saved again, it is as it was saved last."""
    store, row = kept
    assert store.portfolios.find("clients") == row
    later = replace(row, at=now + timedelta(days=1), threshold=None, lists=())
    store.portfolios.save(later)
    assert store.portfolios.all() == (later,)
    with pytest.raises(UnknownThing):
        store.portfolios.find("nobody")


def test_subjects_come_in_order_and_whole(kept):
    """Page by page every subject that could be read comes once, in order."""
    store, _ = kept
    found = [subject.reference for subject in store.portfolios.subjects("b1")]
    assert found == [str(number) for number in range(1, 5_000)]


def test_turn_is_had_by_one(demo, now):
    """Who comes second waits until the turn ends or runs out."""
    later = now + timedelta(hours=1)

    def take(holder, at=now, after=None, machine=""):
        return demo.turns.take(
            "sync", holder, now=at, until=later, after=after, machine=machine
        )

    assert take("a:1")
    assert not take("b:1")
    assert not take("b%:1", machine="b%")
    assert take("a:2", machine="a")
    demo.turns.end("sync", "a:1", now=now)
    assert not take("b:1")
    demo.turns.end("sync", "a:2", now=now, problem="No.")
    row = demo.turns.all()["sync"]
    assert (row.until, row.ended, row.problem) == (None, now, "No.")
    assert not take("b:1")
    assert take("b:1", after=now)
    assert take("c:1", at=later, after=now)


def test_database_looks_after_itself(demo):
    """Housekeeping works on either database, and any number of times."""
    demo.optimise()
    demo.optimise()
