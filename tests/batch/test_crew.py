"""The crew: order and answers do not depend on it, and a lost member is noticed."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from crible.batch.crew import Crew
from crible.errors import CribleError, Interrupted, SubjectRefused


def _double(chunk):
    return [2 * number for number in chunk]


def _each(crew, chunks):
    return crew.each((chunk, chunk) for chunk in chunks)


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 5, 60])
def test_answers_come_in_order(size, count):
    """Whatever the number of processes, each chunk comes back with its answer."""
    chunks = [[number, number + 1] for number in range(count)]
    assert list(_each(Crew(_double, size), chunks)) == [
        (chunk, _double(chunk)) for chunk in chunks
    ]


def test_large_chunks_and_answers_do_not_block():
    """Chunks and answers far beyond what a pipe holds pass in both directions."""
    chunks = [[number] * 200_000 for number in range(6)]
    done = [answer[0] for _, answer in _each(Crew(_double, 2), chunks)]
    assert done == [0, 2, 4, 6, 8, 10]


def test_input_is_taken_only_as_answers_are():
    """A reader who stops taking answers stops the reading of the input."""
    taken = []

    def chunks():
        for number in range(10_000):
            taken.append(number)
            yield [number]

    answers = _each(Crew(_double, 2), chunks())
    for _ in range(3):
        next(answers)
    answers.close()
    assert len(taken) < 40


def test_killed_process_is_noticed():
    """A process that somebody kills ends the run in a state to go on from."""

    def work(chunk):
        if chunk == [3]:
            os.kill(os.getpid(), signal.SIGKILL)
        return chunk

    with pytest.raises(Interrupted, match="signal 9"):
        list(_each(Crew(work, 2), ([number] for number in range(50))))


@pytest.mark.parametrize(
    ("error", "told", "part"),
    [
        (SubjectRefused("No.", hint="Ask."), SubjectRefused, "No. Ask."),
        (ZeroDivisionError("a name"), CribleError, "ZeroDivisionError"),
    ],
)
def test_error_in_a_process_is_raised_here(error, told, part):
    """An error of the work ends the run; what it quotes stays untold."""

    def work(chunk):
        raise error

    with pytest.raises(told, match=part) as caught:
        list(_each(Crew(work, 2), [[1]]))
    assert "a name" not in str(caught.value)


def test_beside_threads_nothing_is_forked():
    """A fork beside a thread may inherit a closed lock, so there is none."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert Crew(_double, 4).size == 1
    finally:
        stop.set()
        thread.join()
