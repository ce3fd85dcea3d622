"""Jobs: claimed once, kept by a lease, ended once; messages stored with their cause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from crible.errors import UnknownThing
from crible.model import Problem
from crible.store import HookRow, JobRow, Reached

NOW = datetime(2026, 11, 4, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
NUMBERS = count()


def new_id():
    """An id that is unique and ordered."""
    return f"{next(NUMBERS):06}"


def job(**given):
    """A queued job."""
    return JobRow(
        **{
            "id": new_id(),
            "state": "queued",
            "created": NOW,
            "actor": "a key",
            "caller": "k1",
            "name": "customers.csv",
            "sha256": "00",
            "bytes": 7,
            "options": {"lists": ["press"]},
            **given,
        }
    )


def hook(**given):
    """A webhook."""
    return HookRow(
        **{
            "id": new_id(),
            "url": "https://hook.example/",
            "secret": "s",
            "events": ("batch.finished",),
            "created": NOW,
            "creator": "me",
            **given,
        }
    )


@pytest.fixture
def jobs(store):
    """The jobs of an empty store."""
    return store.jobs


def test_a_job_comes_back_as_it_was_stored(jobs):
    """Nothing of a job changes on its way."""
    row = job(options={"lists": [], "name": "Größe 名"})
    jobs.add(row)
    assert jobs.find(row.id) == row
    with pytest.raises(UnknownThing):
        jobs.find("nothing")


def test_jobs_are_claimed_in_order_and_once(jobs):
    """The oldest comes first; what somebody has nobody else gets."""
    first, second = job(), job()
    for row in (first, second):
        jobs.add(row)
    taken = [jobs.claim(name, now=NOW, until=NOW + LEASE) for name in ("a", "b", "c")]
    assert [row and row.id for row in taken] == [first.id, second.id, None]
    assert taken[0].state == "running"
    assert (taken[0].attempts, taken[0].started) == (1, NOW)


def test_a_job_is_taken_up_when_its_lease_runs_out(jobs):
    """A worker that is gone loses its job; if it comes back it is told."""
    jobs.add(job())
    held = jobs.claim("a", now=NOW, until=NOW + LEASE)
    assert jobs.claim("b", now=NOW + LEASE / 2, until=NOW) is None
    later = NOW + 2 * LEASE
    taken = jobs.claim("b", now=later, until=later + LEASE)
    assert (taken.id, taken.attempts, taken.started) == (held.id, 2, NOW)
    assert not jobs.keep(held.id, "a", until=later, reached=None)
    assert jobs.end(held.id, "a", at=later, state="done", new_id=new_id) is None
    assert jobs.find(held.id).state == "running"


def test_keeping_a_job_says_how_far_it_is(jobs):
    """A lease is renewed with the figures that users read."""
    jobs.add(job())
    held = jobs.claim("a", now=NOW, until=NOW + LEASE)
    reached = Reached(rows=7, hits=2, errors=1, share=0.5)
    assert jobs.keep(held.id, "a", until=NOW + 3 * LEASE, reached=reached)
    found = jobs.find(held.id)
    assert (found.rows, found.hits, found.errors, found.share) == (7, 2, 1, 0.5)
    assert jobs.claim("b", now=NOW + 2 * LEASE, until=NOW) is None


def test_what_was_interrupted_is_given_back(jobs):
    """Somebody else may go on with it at once."""
    jobs.add(job())
    held = jobs.claim("a", now=NOW, until=NOW + LEASE)
    jobs.give_back(held.id, "a")
    assert jobs.claim("b", now=NOW, until=NOW + LEASE).attempts == 2


@pytest.mark.parametrize("begun", [False, True])
def test_a_job_is_cancelled(jobs, begun):
    """A queued job ends at once, a running one when its worker next asks."""
    row = job()
    jobs.add(row)
    if begun:
        jobs.claim("a", now=NOW, until=NOW + LEASE)
    found = jobs.cancel(row.id, at=NOW)
    assert found.state == ("running" if begun else "cancelled")
    if begun:
        assert not jobs.keep(row.id, "a", until=NOW, reached=None)
        jobs.end(row.id, "a", at=NOW, state="cancelled", new_id=new_id)
    assert jobs.find(row.id).state == "cancelled"
    assert jobs.claim("b", now=NOW + 9 * LEASE, until=NOW) is None
    assert jobs.cancel(row.id, at=NOW).state == "cancelled"


def test_an_end_is_told_to_those_who_asked(store):
    """The message is stored with the end, for each webhook that wants it, once."""
    wants, other, over = hook(), hook(events=("alert.new",)), hook()
    for row in (wants, other, over):
        store.hooks.add(row)
    store.hooks.end(over.id, at=NOW)
    store.jobs.add(job())
    held = store.jobs.claim("a", now=NOW, until=NOW + LEASE)
    problem = Problem("file-refused", "This file cannot be read", "There are no rows.")
    for _ in range(2):
        store.jobs.end(
            held.id,
            "a",
            at=NOW,
            state="failed",
            new_id=new_id,
            counts={"clear": 1},
            problem=problem,
        )
    found = store.jobs.find(held.id)
    assert (found.state, found.problem) == ("failed", problem)
    (message,) = store.hooks.deliveries(wants.id)
    assert message.body["id"] == held.id
    assert message.body["code"] == "file-refused"
    assert "customers" not in str(message.body)
    assert store.hooks.deliveries(other.id) == store.hooks.deliveries(over.id) == ()
    assert store.hooks.waiting() == 1


def test_jobs_are_listed_newest_first(jobs):
    """A caller's own jobs come in pages, the newest first."""
    mine = [job() for _ in range(3)]
    for row in (*mine, job(caller="k2")):
        jobs.add(row)
    page = jobs.newest(caller="k1", limit=2)
    assert [row.id for row in page] == [mine[2].id, mine[1].id]
    assert jobs.newest(caller="k1", before=page[-1].id) == (mine[0],)
    assert len(jobs.newest()) == 4
    assert jobs.counts() == {"queued": 4}


def test_a_message_is_sent_by_one_and_tried_again(store):
    """A message that is being sent is nobody else's; one that failed is due later."""
    row = hook()
    store.hooks.add(row)
    store.hooks.tell("batch.finished", {"id": "1"}, at=NOW, new_id=new_id)
    taken = store.hooks.claim(now=NOW, until=NOW + LEASE)
    assert taken.attempts == 1
    assert store.hooks.claim(now=NOW, until=NOW + LEASE) is None
    later = NOW + timedelta(minutes=5)
    store.hooks.settle(
        taken.id, at=NOW, again=later, status=500, failure="It said 500."
    )
    assert store.hooks.claim(now=NOW + LEASE, until=NOW) is None
    again = store.hooks.claim(now=later, until=later + LEASE)
    assert (again.id, again.attempts) == (taken.id, 2)
    store.hooks.settle(taken.id, at=later, again=None, status=200, failure="")
    (told,) = store.hooks.deliveries(row.id)
    assert (told.state, told.status, told.delivered) == ("delivered", 200, later)


def test_a_message_is_given_up(store):
    """After the last attempt nothing is tried any more."""
    row = hook()
    store.hooks.add(row)
    store.hooks.tell("batch.finished", {}, at=NOW, new_id=new_id)
    taken = store.hooks.claim(now=NOW, until=NOW + LEASE)
    store.hooks.settle(taken.id, at=NOW, again=None, status=None, failure="No answer.")
    assert store.hooks.claim(now=NOW + 9 * LEASE, until=NOW) is None
    assert store.hooks.deliveries(row.id)[0].state == "given-up"


def test_a_webhook_that_ended_is_told_nothing_that_waits(store):
    """Ending a webhook ends its messages; it ends once."""
    row = hook()
    store.hooks.add(row)
    store.hooks.tell("batch.finished", {}, at=NOW, new_id=new_id)
    store.hooks.end(row.id, at=NOW)
    assert store.hooks.claim(now=NOW, until=NOW) is None
    with pytest.raises(UnknownThing):
        store.hooks.end(row.id, at=NOW)
    assert store.hooks.find(row.id).ended == NOW
