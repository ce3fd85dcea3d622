"""The history of a list under any sequence of publications, and under rude ends."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crible.model import Designation, Entry, Identifier, Name, Relation
from crible.store import entries as reading

KEYS = (f"list-{number}" for number in count())

words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5
)
names = st.builds(
    Name,
    words.filter(str.strip),
    type=st.sampled_from(["primary", "alias"]),
    language=st.none() | words,
)
# Contents are few, so that entries often stay, change and change back.
contents = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["company", "person"]),
        "names": st.lists(names, min_size=1, max_size=3).map(tuple),
        "designations": st.sampled_from([(), (Designation("A"), Designation("B"))]),
        "identifiers": st.sampled_from([(), (Identifier("imo", "1"),)]),
        "relations": st.sampled_from([(), (Relation("owns", "x", 50.0),)]),
        "remarks": st.sampled_from(["", "x"]),
    }
)
editions = st.lists(contents, min_size=1, max_size=3).flatmap(
    lambda pool: st.lists(
        st.dictionaries(st.sampled_from("abcABé"), st.sampled_from(pool), max_size=6),
        min_size=1,
        max_size=6,
    )
)


@given(editions=editions)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_version_reads_back_as_published(store, info, now, editions):
    """Whatever is published in whatever order, each version stays as it was."""
    key = next(KEYS)
    store.save_list(type(info)(key, "Title", "Publisher"))
    expected = []
    for edition in editions:
        entries = [
            Entry(id=f"{key}:{local}", list=key, **content)
            for local, content in edition.items()
        ]
        version, is_new = store.publish(key, entries, published=None, fetched=now)
        entries.sort(key=lambda entry: entry.id)
        assert is_new == (not expected or entries != expected[-1][1])
        if is_new:
            expected.append((version, entries))
    assert list(store.versions(key)) == [version for version, _ in reversed(expected)]
    for version, entries in expected:
        by_number = reading.of_version(store._database, key, version.number)
        assert list(by_number) == entries
        assert list(store.entries(key, version.version)) == entries
        assert version.entries == len(entries)
        assert version.names == sum(len(entry.names) for entry in entries)


# Publishes the second version, and says so once everything is written and before it is
# committed; then waits to be killed.
PUBLISHER = """
import sys
from datetime import datetime, UTC
from sqlalchemy import event
from crible.model import Entry, Name
from crible.store import Store

store = Store.open(sys.argv[1])

def pause(connection):
    print("written", flush=True)
    sys.stdin.read()

entries = [
    Entry(f"demo:{n}", "demo", "company", (Name(f"New {n}"),)) for n in range(50)
]
event.listen(store._database.engine, "commit", pause)
store.publish("demo", entries, published=None, fetched=datetime.now(UTC))
"""


def test_killed_publisher_leaves_the_previous_version(demo, store_url, plain, now):
    """A process killed in the middle of publishing leaves no trace, nor a lock."""
    before = [plain(number) for number in range(5)]
    first, _ = demo.publish("demo", before, published=None, fetched=now)
    with subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, store_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as publisher:
        assert publisher.stdout.readline() == b"written\n"
        publisher.send_signal(signal.SIGKILL)
    assert publisher.returncode == -signal.SIGKILL
    assert demo.versions("demo") == (first,)
    assert list(demo.entries("demo")) == before
    after = [plain(number, "Later") for number in range(3)]
    second, is_new = demo.publish("demo", after, published=None, fetched=now)
    assert (second.number, is_new) == (2, True)
    assert list(demo.entries("demo")) == after


def test_publishers_of_one_list_take_turns(demo, plain, now):
    """Several publishers of one list at once get a number each, and whole versions."""

    def publish(turn):
        mine = [plain(number, f"Turn {turn}") for number in range(turn, turn + 40)]
        version, _ = demo.publish("demo", mine, published=None, fetched=now)
        return version, mine

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(publish, range(8)))
    assert sorted(version.number for version, _ in done) == list(range(1, 9))
    for version, mine in done:
        found = list(demo.entries("demo", version.version))
        assert found == sorted(mine, key=lambda entry: entry.id)


def test_publishers_of_one_content_agree(demo, plain, now):
    """Several publishers of the same content at once make one version."""

    def publish(_):
        return demo.publish("demo", [plain(1)], published=None, fetched=now)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(publish, range(8)))
    assert len({version for version, _ in done}) == 1
    assert [is_new for _, is_new in done].count(True) == 1
