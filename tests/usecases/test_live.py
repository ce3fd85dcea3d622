"""The live index: shared by threads, made before it is needed, kept in bounds."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

from crible.model import Subject
from crible.usecases.live import LiveIndex, State
from crible.usecases.screening import Call, screen


def test_index_is_there_before_the_version_is(world, load):
    """Whoever learns of a new version finds its index made."""
    seen = []
    publish = world.store.publish

    def watched(*arguments, **more):
        seen.append(sorted(path.name for path in world.live._folder.glob("*.crible")))
        return publish(*arguments, **more)

    world.store.publish = watched
    load("demo", {"a": ["Plant Vostok"]})
    snapshot = world.store.current_snapshot()
    assert seen == [[f"{snapshot.id}-{world.profile.id}.crible"]]
    assert world.live.current().snapshot == snapshot


def test_threads_share_the_index_and_never_mix_answers(world, load):
    """Many threads at once get the answers that one alone gets."""
    names = {f"n{number}": [f"Plant {number} Vostok {number}"] for number in range(30)}
    load("demo", names)
    asked = [f"Plant {number} Vostok {number}" for number in range(30)] * 4
    alone = [world.live.current().screener.screen(name) for name in asked]

    def ask(name):
        return world.live.current().screener.screen(name)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, asked)) == alone


def test_each_thread_has_its_own_screener(world, load):
    """A screener holds scratch space, so no two threads may have the same."""
    load("demo", {"a": ["Plant Vostok"]})
    mine = world.live.current().screener
    assert world.live.current().screener is mine
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(lambda: world.live.current().screener).result()
    assert other is not mine
    assert other.index is mine.index


def test_a_thread_keeps_no_screener_over_lists_that_were_renewed(world, load):
    """However often lists change, a thread holds the present one's, and asked ones."""
    for number in range(4):
        load("demo", {"a": [f"Plant Vostok {number}"]})
        before = world.live.current().snapshot
    assert list(world.live._mine.opened) == [before.id]
    load("demo", {"a": ["Plant Vostok"]})
    now = world.live.current().snapshot
    world.live.of(State(snapshot=before.id))
    assert set(world.live._mine.opened) == {before.id, now.id}


def test_old_index_files_are_removed_and_made_again(world, load, clock):
    """Files that nobody used for longest go; their answers come back when asked."""
    snapshots = []
    for number in range(15):
        load("demo", {"a": [f"Plant Vostok {number}"]})
        snapshots.append(world.store.current_snapshot())
        clock.move(days=1)
    files = list(world.live._folder.glob("*.crible"))
    assert len(files) == 12
    first = world.live.of(State(snapshot=snapshots[0].id))
    assert first.snapshot == snapshots[0]
    assert first.screener.screen("Plant Vostok 0")[0].matched.name == "Plant Vostok 0"
    assert world.live.current().snapshot == snapshots[-1]


def test_damaged_index_file_is_built_again(world, load, tmp_path):
    """A damaged file is no reason to stop: the store has all that is in it."""
    load("demo", {"a": ["Plant Vostok"]})
    (path,) = world.live._folder.glob("*.crible")
    path.write_bytes(path.read_bytes()[:100])
    fresh = type(world.live)(world.store, world.live._folder, world.profile)
    assert fresh.current().screener.screen("Plant Vostok")[0].entry_id == "demo:a"


def test_publishing_under_way_mixes_no_answer(world, load):
    """While lists change, each answer is whole and from the snapshot that it names."""
    names = {"a": ["Uralvagonzavod"], "b": ["Almaz-Antey"]}
    load("demo", names)
    subjects = [Subject(name) for (name,) in names.values()]
    stop = threading.Event()
    fresh = LiveIndex(
        world.store, world.live._folder, world.profile, monotonic=count(step=3).__next__
    )
    services = replace(world, live=fresh)

    def ask():
        answers = []
        while not stop.is_set() or not answers:
            answers.append(screen(services, subjects, Call("ann", "http")))
        return answers

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        for number in range(1, 6):
            changed = {f"{key}{number}": name for key, name in names.items()}
            load("demo", changed, accept_shrink="ann")
        stop.set()
        answers = [answer for each in asking for answer in each.result()]
    last = screen(services, subjects, Call("ann", "http"))
    assert last.snapshot == world.store.current_snapshot().id
    answers.append(last)
    numbers = {}
    for answer in answers:
        for screening in answer.screenings:
            (hit,) = screening.hits
            assert screening.snapshot == answer.snapshot
            numbers.setdefault(answer.snapshot, set()).add(hit.entry_id[6:])
    assert all(len(found) == 1 for found in numbers.values())


def test_pinned_index_stays(world, load):
    """A long run keeps the lists that it began with."""
    load("demo", {"a": ["Plant Vostok"]})
    pinned = world.live.pinned()
    before = pinned.current().snapshot
    load("demo", {"a": ["Plant Vostok"], "b": ["Plant Zapad"]})
    assert pinned.current().snapshot == before != world.live.current().snapshot


def test_unfinished_index_files_are_removed_after_a_day(world, load):
    """What a killed process left goes; what another one may be writing stays."""
    load("demo", {"a": ["Plant Vostok"]})
    old, new = (world.live._folder / f".x.crible.{pid}.tmp" for pid in (1, 2))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    load("demo", {"a": ["Plant Vostok"], "b": ["Plant Zapad"]})
    assert (old.exists(), new.exists()) == (False, True)
