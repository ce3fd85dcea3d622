"""Entries: every field comes back, pages join, ids find the right revision."""

from dataclasses import fields, replace

import pytest
from sqlalchemy import event

from crible.errors import UnknownThing
from crible.model import Entry, EntrySummary, Name


@pytest.fixture
def load(demo, now):
    """A function that publishes entries of ``demo`` and gives the snapshot's id."""

    def load(*entries):
        demo.publish("demo", entries, published=None, fetched=now)
        return demo.current_snapshot().id

    return load


@pytest.fixture
def queries(store):
    """The statements sent to the database while the test runs."""
    sent = []
    event.listen(
        store._database.engine,
        "before_cursor_execute",
        lambda *arguments: sent.append(arguments[2]),
    )
    return sent


def test_the_sample_sets_every_field(full):
    """The entry that the round trip is tested with differs from every default."""
    blank = Entry("", "", "company", ())
    same = [
        item.name
        for item in fields(Entry)
        if getattr(full, item.name) == getattr(blank, item.name)
    ]
    assert same == []


def test_every_field_comes_back(demo, load, full):
    """An entry reads back equal, by list, by snapshot and by its id."""
    snapshot = load(full)
    assert list(demo.entries("demo")) == [full]
    assert list(demo.snapshot_entries(snapshot)) == [full]
    assert demo.contents.one("demo:1") == full
    assert demo.contents.one("demo:1", snapshot_id=snapshot) == full


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000])
def test_pages_join_without_seam(demo, load, plain, count):
    """A list of any length comes back whole, in order, around the page size too."""
    entries = sorted(map(plain, range(count)), key=lambda entry: entry.id)
    load(*entries)
    assert list(demo.entries("demo")) == entries


def test_order_is_by_code_point(demo, load, plain):
    """Entries come in the order of their ids, whatever the database's locale says."""
    numbers = ["B", "a", "_", "é", "b", "É", "1", "10", "2", "A-1", "A1", "武", "🚢"]
    load(*map(plain, numbers))
    ids = [entry.id for entry in demo.entries("demo")]
    assert ids == sorted(f"demo:{number}" for number in numbers)


def test_a_whole_list_replaced(demo, load, plain):
    """A version that shares nothing with the one before stands beside it."""
    first = load(*map(plain, range(1000, 2000)))
    second = load(*map(plain, range(2000, 3000)))
    assert [entry.id for entry in demo.snapshot_entries(first)] == [
        f"demo:{number}" for number in range(1000, 2000)
    ]
    assert [entry.id for entry in demo.snapshot_entries(second)] == [
        f"demo:{number}" for number in range(2000, 3000)
    ]


def test_an_abandoned_reader_holds_nothing(demo, load, plain):
    """Between two entries no connection is held, so that a reader can be dropped."""
    load(plain(1), plain(2))
    reader = demo.entries("demo")
    next(reader)
    assert demo._database.engine.pool.checkedout() == 0


def test_a_reader_sees_its_version_to_the_end(demo, load, plain):
    """A publication in the middle of reading changes nothing for the reader."""
    entries = [plain(f"{number:04}") for number in range(600)]
    load(*entries)
    reader = demo.entries("demo")
    seen = [next(reader)]
    load(plain("9999"))
    assert [*seen, *reader] == entries


def test_entry_is_the_current_one_or_the_snapshots(demo, load, plain):
    """Without a snapshot an entry is as now, with one as it was then."""
    first = load(plain(1, "Old"), plain(2))
    second = load(plain(1, "New"))
    assert demo.contents.one("demo:1") == plain(1, "New")
    assert demo.contents.one("demo:1", snapshot_id=first) == plain(1, "Old")
    assert demo.contents.one("demo:2", snapshot_id=first) == plain(2)
    for snapshot in (None, second):
        with pytest.raises(UnknownThing, match="demo:2"):
            demo.contents.one("demo:2", snapshot_id=snapshot)


@pytest.mark.parametrize("entry_id", ["demo:3", "demo", "", ":", "demo:\x00", "\ud800"])
def test_unknown_entry(demo, load, plain, entry_id):
    """An id that no entry has is an error, whatever characters it is made of."""
    snapshot = load(plain(1))
    for where in (None, snapshot):
        with pytest.raises(UnknownThing, match="no entry"):
            demo.contents.one(entry_id, snapshot_id=where)
    with pytest.raises(UnknownThing, match="no snapshot"):
        demo.contents.one("demo:1", snapshot_id=entry_id)
    assert demo.contents.summaries([entry_id], snapshot) == {}


def test_summaries_are_the_snapshots(demo, load, full, plain):
    """A summary has caption, kind, status and designations as of the snapshot."""
    first = load(full, plain(2, "Old"))
    load(replace(full, status="delisted"), plain(3))
    found = demo.contents.summaries(["demo:2", "demo:1", "demo:1", "demo:3"], first)
    assert found == {
        "demo:1": EntrySummary(
            "demo:1", "demo", "Polar Star", "vessel", "linked", full.designations
        ),
        "demo:2": EntrySummary("demo:2", "demo", "Old", "company", "listed"),
    }


def test_summaries_take_few_queries(demo, load, plain, queries):
    """A thousand summaries cost two queries per page of ids, not one per entry."""
    entries = [plain(number) for number in range(1000)]
    snapshot = load(*entries)
    queries.clear()
    found = demo.contents.summaries((entry.id for entry in entries), snapshot)
    assert len(found) == 1000
    assert len([query for query in queries if query.lstrip().startswith("SELECT")]) == 4


def test_reading_takes_few_queries(demo, load, plain, queries):
    """Reading a list costs five queries a page, however many names there are."""
    load(*(plain(number, "A", "B", "C") for number in range(400)))
    queries.clear()
    assert len(list(demo.entries("demo"))) == 400
    assert len([query for query in queries if query.startswith("SELECT")]) == 7


def test_many_names_keep_their_order(demo, load):
    """The order of publication survives, also past ten."""
    names = tuple(Name(f"Name {number}") for number in range(25))
    load(Entry("demo:1", "demo", "person", names))
    assert demo.contents.one("demo:1").names == names


def test_summaries_are_kept_for_their_snapshot(demo, load, plain, queries):
    """Asked for again they cost no query, and another snapshot has its own."""
    first = load(plain(1, "Before"))
    before = demo.contents.summaries(["demo:1"], first)
    second = load(plain(1, "After"))
    after = demo.contents.summaries(["demo:1"], second)
    assert (before["demo:1"].caption, after["demo:1"].caption) == ("Before", "After")
    queries.clear()
    assert demo.contents.summaries(["demo:1"], first) == before
    assert demo.contents.summaries(["demo:1"], second) == after
    assert queries == []
