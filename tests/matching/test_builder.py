"""Building an index: the same bytes however the work is cut and shared."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from tests.tables.pairs import PAIRS

from crible.matching import Screener, default_profile
from crible.matching.builder import build
from crible.matching.portions import portions, spread
from crible.matching.storage import distinct
from crible.model import Entry, Identifier, Name
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
