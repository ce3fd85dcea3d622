"""One subject that fails does not fail the others, and is never clear."""

from __future__ import annotations

import dataclasses

import pytest

from crible.model import Subject
from crible.usecases.screening import Call, screen

CALL = Call(actor="a key", channel="http")


class Stumbling:
    """A screener that one name makes fall."""

    def __init__(self, screener):
        self._screener = screener

    def __getattr__(self, name):
        return getattr(self._screener, name)

    def screen_subject(self, subject, **options):
        """Screen, or fall."""
        if subject.name == "Stone":
            raise ZeroDivisionError(f"about {subject.name}")
        return self._screener.screen_subject(subject, **options)


class StumblingIndex:
    """An index whose screener may fall."""

    def __init__(self, live):
        self._live = live

    def of(self, state):
        """The same state, with that screener."""
        found = self._live.of(state)
        return dataclasses.replace(found, screener=Stumbling(found.screener))


@pytest.fixture
def loaded(world, load):
    """Services with a small list."""
    load("press", {"kupol": ["IEMZ Kupol"]})
    return world


def test_a_subject_that_the_engine_falls_over_fails_alone(loaded):
    """The others are screened, the fault is told, and the record says error."""
    told = []
    services = dataclasses.replace(
        loaded, live=StumblingIndex(loaded.live), crashed=told.append
    )
    subjects = [Subject("IEMZ Kupol"), Subject("Stone"), Subject("Nobody")]
    answer = screen(services, subjects, CALL)
    assert [item.outcome for item in answer.screenings] == ["match", "error", "clear"]
    problem = answer.screenings[1].problem
    assert problem.code == "internal"
    assert "Stone" not in problem.detail
    assert answer.screenings[1].subject.name == "Stone"
    assert [type(error) for error in told] == [ZeroDivisionError]
    assert services.store.screening(answer.screenings[1].id).outcome == "error"


def test_subjects_whose_turn_comes_too_late_are_errors(loaded):
    """When the time is spent, what is left is not clear."""
    seconds = iter([0.0, 1.0, 9.0, 10.0, 11.0])
    services = dataclasses.replace(
        loaded,
        monotonic=lambda: next(seconds),
        limits=dataclasses.replace(loaded.limits, seconds=10.0),
    )
    subjects = [Subject("IEMZ Kupol"), Subject("A"), Subject("B"), Subject("C")]
    answer = screen(services, subjects, CALL)
    outcomes = [item.outcome for item in answer.screenings]
    assert outcomes == ["match", "clear", "error", "error"]
    assert answer.screenings[2].problem.code == "out-of-time"
    assert answer.screenings[3].subject.name == "C"
