"""Building an index: the same bytes however the work is cut and shared."""

from __future__ import annotations

import threading
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from tests.tables.pairs import PAIRS

from crible.matching import Screener, default_profile
from crible.matching.builder import build
from crible.matching.index import Index
from crible.matching.portions import portions, spread
from crible.matching.storage import distinct
from crible.model import KINDS, Entry, Identifier, Name
from crible.text.scripts import dominant_script

# Python 3.12 warns of any fork beside other threads, and numpy's library has some.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture(scope="module")
def entries():
    """The listed names of the table of pairs, two to an entry, one without a word."""
    texts = [*dict.fromkeys(pair[1] for pair in PAIRS), "—", ""]
    return [
        Entry(
            id=f"test:{number}",
            list="test",
            kind=("company", "person", "vessel", "other")[number % 4],
            names=tuple(
                Name(
                    text, "alias" if place else "primary", script=dominant_script(text)
                )
                for place, text in enumerate(pair)
            ),
            countries=("ru", "cn")[: number % 3],
            identifiers=(Identifier("inn", f"77281689{number:02}"),),
            dates=(("birth", "1965"),),
        )
        for number, pair in enumerate(portions(texts, 2))
    ]


@pytest.fixture(scope="module")
def whole(entries, tmp_path_factory):
    """The bytes of the index that one process builds in one piece."""
    path = tmp_path_factory.mktemp("index") / "whole"
    build(entries, default_profile(), portion=10_000).save(path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("workers", "portion"), [(1, 1), (1, 7), (1, 64), (2, 16), (3, 5)]
)
def test_an_index_has_the_same_bytes_however_it_is_built(
    entries, whole, tmp_path, workers, portion
):
    """Neither the number of processes nor the size of a portion shows in the file."""
    path = tmp_path / "shared"
    build(iter(entries), default_profile(), workers=workers, portion=portion).save(path)
    assert path.read_bytes() == whole


def test_an_index_of_nothing_answers_nothing():
    """No entry at all is an index too."""
    assert (
        Screener(build([], default_profile()), default_profile()).screen("Kupol") == ()
    )


def test_results_come_in_the_order_of_the_tasks():
    """Several processes finish in any order; the results stay in that of the tasks."""
    tasks = [[number] for number in range(20)]
    assert list(spread(sum, tasks, 3)) == list(range(20))


def test_tasks_are_drawn_as_results_are_taken():
    """A stream longer than memory is not drawn whole before the first result."""
    drawn = []

    def stream():
        for number in range(1000):
            drawn.append(number)
            yield [number]

    results = spread(sum, stream(), 2)
    assert next(results) == 0
    assert len(drawn) < 20
    results.close()


def test_beside_another_thread_nothing_is_forked():
    """Where a fork could copy a held lock, this process does the work alone."""
    here = []
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        list(spread(here.append, [[1], [2], [3]], 4))
    finally:
        stop.set()
        other.join()
    assert here == [[1], [2], [3]]


def test_distinct_numbers_are_sorted_and_single():
    """Repeats vanish, the order is ascending, and nothing may be nothing."""
    numbers = np.array([5, 1, 5, 2**40, 1], dtype=np.uint64)
    assert distinct(numbers).tolist() == [1, 5, 2**40]
    assert distinct(numbers[:0]).tolist() == []


def _bytes(index, path):
    index.save(path)
    return path.read_bytes()


def _renamed(entry, texts):
    names = tuple(
        Name(text, "alias" if place else "primary", script=dominant_script(text))
        for place, text in enumerate(texts)
    )
    return replace(entry, names=names)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("workers", "portion"), [(1, 7), (1, 10_000), (2, 40)])
def test_an_index_from_the_one_before_has_the_same_bytes(
    entries, tmp_path, seed, workers, portion
):
    """Whatever came, went, changed its name, kind or place: nothing shows in the file."""
    random = Random(seed)
    before = random.sample(entries, random.randint(0, len(entries)))
    texts = [name.text for entry in entries for name in entry.names]
    after = []
    for entry in random.sample(entries, random.randint(1, len(entries))):
        changed = entry
        if random.random() < 0.2:
            changed = _renamed(entry, random.sample(texts, random.randint(1, 4)))
        if random.random() < 0.2:
            changed = replace(changed, kind=random.choice(KINDS))
        after.append(changed)
    profile = default_profile()
    path = tmp_path / "before"
    build(before, profile).save(path)
    for known in (build(before, profile), Index.open(path, profile)):
        found = build(after, profile, workers=workers, portion=portion, before=known)
        assert _bytes(found, tmp_path / "new") == _bytes(
            build(after, profile), tmp_path / "whole"
        )


def test_an_index_of_another_making_is_not_built_on(entries, tmp_path):
    """An index made with other tables or parameters gives nothing to the next one."""
    profile = default_profile()
    whole = _bytes(build(entries, profile), tmp_path / "whole")
    for what in ("profile", "text"):
        known = build(entries[:9], profile)
        known.meta[what] = "another"
        known.arrays["name_parts"] = known.arrays["name_parts"] * 0
        found = build(entries, profile, before=known)
        assert _bytes(found, tmp_path / "new") == whole
