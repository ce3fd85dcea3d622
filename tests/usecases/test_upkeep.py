"""Upkeep: the trail is signed, and what is old is forgotten, without anybody asking."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from crible.errors import FileRefused
from crible.model import Subject
from crible.usecases import audit_verify, checkpoints, upkeep
from crible.usecases.screening import Call, screen

CALL = Call(actor="a key", channel="http")


@pytest.fixture
def recorded(world, load):
    """Services that have screened a name."""
    load("press", {"kupol": ["IEMZ Kupol"]})
    screen(world, [Subject("IEMZ Kupol")], CALL)
    return world


def test_each_checkpoint_goes_to_another_place_too(recorded, tmp_path):
    """What is signed is appended to a file, and the trail verifies against that."""
    copies = tmp_path / "copies.jsonl"
    key = tmp_path / "key.pem"
    assert upkeep.sign(recorded, key, copies) == "signed row 3"
    screen(recorded, [Subject("Somebody else")], CALL)
    assert upkeep.sign(recorded, key, copies) == "signed row 4"
    kept = [checkpoints.from_json(line) for line in copies.read_text().splitlines()]
    assert [item.seq for item in kept] == [3, 4]
    assert audit_verify.verify(recorded, kept=kept).faults == []
    forged = [replace(kept[0], hash="0" * 64)]
    assert audit_verify.verify(recorded, kept=forged).faults


def test_nothing_new_is_not_signed_again(recorded, tmp_path):
    """A quiet day adds no checkpoint."""
    key = tmp_path / "key.pem"
    assert upkeep.sign(recorded, key)
    assert upkeep.sign(recorded, key) == ""


def test_an_empty_trail_is_let_be(world, tmp_path):
    """A worker that starts before anything was recorded does not fail."""
    assert upkeep.sign(world, tmp_path / "key.pem") == ""


def test_a_place_that_cannot_be_written_is_told(recorded, tmp_path):
    """A checkpoint that reached no other place is a failure of the step."""
    with pytest.raises(FileRefused, match="cannot be written"):
        upkeep.sign(recorded, tmp_path / "key.pem", tmp_path / "nowhere" / "copies")


def test_what_is_older_than_its_time_is_removed(recorded, clock):
    """Retention removes on schedule, says who did it, and the trail still verifies."""
    clock.move(days=100)
    screen(recorded, [Subject("Somebody else")], CALL)
    recorded = replace(recorded, operator="schedule retention")
    assert upkeep.forget(recorded, days=101, repeat_days=7) == ""
    said = upkeep.forget(recorded, days=50, repeat_days=7)
    assert said == "removed 1 screenings"
    report = audit_verify.verify(recorded)
    assert report.faults == []
    assert report.erased == 1
    row = recorded.store.trail.newest("erased")
    assert row.actor == "schedule retention"
    assert json.loads(row.body)["screenings"] == 1


@pytest.mark.parametrize("who", ["ada", "schedule sync"])
def test_a_publication_names_who_published(world, load, who):
    """The trail tells which person or which schedule put a list into force."""
    load("press", {"kupol": ["IEMZ Kupol"]})
    assert world.store.trail.newest("list-published").actor == world.operator
    world.store.publish(
        "press",
        [replace(next(iter(world.store.entries("press"))), remarks="seen again")],
        published=None,
        fetched=world.clock(),
        actor=who,
    )
    assert world.store.trail.newest("list-published").actor == who


def test_retention_says_that_it_goes_on(recorded, clock):
    """A removal of hours tells, as it goes, how much it has removed: so a turn is kept."""
    clock.move(days=100)
    told = []
    upkeep.forget(recorded, days=50, repeat_days=7, progress=told.append)
    assert told == [0, 1]
