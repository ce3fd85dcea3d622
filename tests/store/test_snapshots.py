"""Snapshots: which versions were in force together."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256

import pytest

from crible.errors import UnknownThing


@pytest.fixture
def publish(store, info, plain, now):
    """A function that publishes a list with the given entries' numbers."""

    def publish(key, *numbers):
        store.save_list(replace(info, key=key))
        entries = [plain(number, key=key) for number in numbers]
        return store.publish(key, entries, published=None, fetched=now)[0]

    return publish


def test_no_list_no_snapshot(demo):
    """Without a single version there is nothing to screen against."""
    assert demo.current_snapshot() is None


def test_snapshot_holds_the_newest_versions(demo, publish):
    """A snapshot names the newest version of each loaded list, in key order."""
    publish("b", 1)
    other, newer = publish("a", 1), publish("b", 1, 2)
    snapshot = demo.current_snapshot()
    assert snapshot.versions == (("a", other.version), ("b", newer.version))
    assert re.fullmatch(r"s[0-9a-f]{16}", snapshot.id)
    assert demo.snapshot(snapshot.id) == snapshot
    ids = [entry.id for entry in demo.snapshot_entries(snapshot.id)]
    assert ids == ["a:1", "b:1", "b:2"]


def test_snapshot_stays_what_it_was(store, publish):
    """A later publication makes another snapshot and leaves the first as it was."""
    publish("a", 1)
    before = store.current_snapshot()
    publish("a", 2)
    after = store.current_snapshot()
    assert before.id != after.id
    assert [entry.id for entry in store.snapshot_entries(before.id)] == ["a:1"]
    assert [entry.id for entry in store.snapshot_entries(after.id)] == ["a:2"]
    publish("a", 1)
    assert store.current_snapshot() == before


def test_snapshot_id_depends_on_content_only(store, publish):
    """A snapshot's id is the hash of its keys and the hashes of its versions."""
    publish("a", 1, 2)
    pairs = [[key, publish(key, 1).sha256] for key in ("a", "b")]
    content = json.dumps(pairs, separators=(",", ":")).encode()
    assert store.current_snapshot().id == "s" + sha256(content).hexdigest()[:16]


def test_snapshot_is_asked_for_by_many_at_once(store, publish):
    """Callers who see a snapshot first at the same time agree on it."""
    publish("a", 1)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: store.current_snapshot(), range(8)))
    assert len(set(found)) == 1
    assert store.snapshot(found[0].id) == found[0]


@pytest.mark.parametrize("snapshot_id", ["s0000000000000000", "", "\x00", "\udc80"])
def test_unknown_snapshot(store, snapshot_id):
    """A snapshot that was never in force is an error, at the call itself."""
    for call in (store.snapshot, store.snapshot_entries):
        with pytest.raises(UnknownThing, match="no snapshot"):
            call(snapshot_id)
