"""Stopped runs go on: to the same bytes, without a row lost or doubled."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from datetime import timedelta

import pytest
from tests.batch import stopping
from tests.conftest import PRESS

from crible import bootstrap, settings
from crible.batch import secondnight
from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.local import run
from crible.errors import Interrupted, UsageError
from crible.model import Entry, Name

ROWS = 900


@pytest.fixture
def source(tmp_path):
    """A file to screen."""
    return stopping.write_input(tmp_path / "in.csv", ROWS)


def _records(folder):
    with sqlite3.connect(folder / "crible.sqlite3") as database:
        found = database.execute("select id, outcome from screenings order by id")
        rows = found.fetchall()
    database.close()
    return rows


def _stopped(services, job, rows):
    """Stop a run once so many rows were done."""

    def stop(at):
        if at.rows >= rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(services, job, progress=stop, step=stopping.STEP)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_killed_runs_go_on_to_the_same_bytes(ending, source, data_folder, tmp_path):
    """Killed at random moments, the result and the records are those of one run."""
    whole = tmp_path / f"whole{ending}"
    other = stopping.copied(data_folder, "other")
    report, err = stopping.finish(stopping.begin(other, source, whole))
    assert report is not None, err
    target = tmp_path / f"out{ending}"
    _, log = stopping.killed_until_done(
        data_folder, source, target, kills=4, seed=ending, rows=ROWS
    )
    assert any(0 < done < ROWS for _, done, _ in log)
    assert target.read_bytes() == whole.read_bytes()
    assert _records(data_folder) == _records(other)
    beside = target.with_name(target.name + ".manifest.json")
    manifest = json.loads(beside.read_text(encoding="utf-8"))
    assert sum(manifest["counts"].values()) == manifest["input"]["rows"] == ROWS
    assert not list(tmp_path.glob(".out*"))


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_second_night_goes_on_to_the_same_bytes(
    workers, source, data_folder, tmp_path, publish_list
):
    """A second night that was killed carries over, in the end, whom it would have."""
    first = tmp_path / "first.csv"
    stopping.finish(stopping.begin(data_folder, source, first))
    came = Entry("press:brook", "press", "company", (Name("Quiet Meadow 7"),))
    publish_list(data_folder, "press", (*PRESS, came))
    other = stopping.copied(data_folder, "other")
    whole = tmp_path / "whole.csv"
    report, err = stopping.finish(stopping.begin(other, source, whole, since="last"))
    assert report is not None, err
    assert report["since"]["carried_over"] > 0
    target = tmp_path / "out.csv"
    _, log = stopping.killed_until_done(
        data_folder,
        source,
        target,
        kills=3,
        seed=workers,
        rows=ROWS,
        workers=workers,
        since="last",
    )
    assert any(0 < done < ROWS for _, done, _ in log)
    assert target.read_bytes() == whole.read_bytes()
    assert _records(data_folder) == _records(other)
    beside = "out.csv.changes.csv", "whole.csv.changes.csv"
    changes = [(tmp_path / name).read_bytes() for name in beside]
    assert changes[0] == changes[1]


def test_full_disk_is_told_and_gone_on_from(source, data_folder, tmp_path):
    """No room for the result: exit as interrupted, nothing like a result, then all."""
    other = stopping.copied(data_folder, "other")
    whole = tmp_path / "whole.csv"
    stopping.finish(stopping.begin(other, source, whole))
    target = tmp_path / "out.csv"
    process = stopping.begin(data_folder, source, target, limit=40_000)
    report, err = stopping.finish(process)
    assert report is None
    assert "Interrupted" in err
    assert not target.exists()
    report, err = stopping.finish(stopping.begin(data_folder, source, target))
    assert report is not None, err
    assert target.read_bytes() == whole.read_bytes()


def test_database_that_is_lost_meanwhile_interrupts(source, services, tmp_path):
    """A database that stops answering ends the run in a state to go on from."""
    job = Job(source, tmp_path / "out.csv", Reading(), "t")

    class Lost:
        """A store that answers until it records for the third time."""

        def __init__(self, store):
            self._store = store
            self._left = 2

        def __getattr__(self, name):
            return getattr(self._store, name)

        def record(self, acts, **said):
            from crible.errors import StoreUnavailable

            self._left -= 1
            if self._left < 0:
                raise StoreUnavailable("The database does not answer.")
            return self._store.record(acts, **said)

    lost = dataclasses.replace(services, store=Lost(services.store))
    with pytest.raises(Interrupted, match="does not answer") as caught:
        run(lost, job, step=stopping.STEP)
    assert "same command" in caught.value.hint
    seen = []
    run(services, job, resumed=lambda rows, _since: seen.append(rows))
    assert seen
    assert seen[0] > 0


def test_records_that_a_database_lost_are_made_again(source, tmp_path, data_folder):
    """After a restored backup the run begins anew: every row has its record."""
    folder = stopping.copied(data_folder, "other")
    services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": str(folder)}))
    job = Job(source, tmp_path / "out.csv", Reading(), "t")
    _stopped(services, job, ROWS // 2)
    services.store.close()
    services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": str(data_folder)}))
    seen = []
    done = run(services, job, resumed=lambda rows, _since: seen.append(rows))
    assert seen == []
    assert services.store.batches.screened(done.manifest.batch) == ROWS
    services.store.close()


@pytest.mark.parametrize(
    "change",
    [
        {"hits_only": True},
        {"threshold": 0.95},
        {"lists": ("press",)},
        {"reading": Reading([("name", "#1"), ("reference", "name")])},
    ],
)
def test_another_question_is_not_gone_on_with(change, source, services, tmp_path):
    """Progress of a run with other options is thrown away, unless going on was wanted."""
    job = Job(source, tmp_path / "out.csv", Reading(), "t")
    _stopped(services, job, ROWS // 2)
    other = dataclasses.replace(job, **change)
    with pytest.raises(UsageError, match="no run of this very file"):
        run(services, dataclasses.replace(other, resume=True))
    seen = []

    def resumed(rows, _since):
        seen.append(rows)

    # The refusal has left the progress where it was.
    _stopped(services, dataclasses.replace(job, resume=True), ROWS * 3 // 4)
    run(services, other, resumed=resumed)
    assert seen == []


def test_run_goes_on_against_the_lists_of_its_start(
    source, services, tmp_path, data_folder, publish_list
):
    """A list that came meanwhile does not mix in; a day later the run begins anew."""
    job = Job(source, tmp_path / "out.csv", Reading(), "t")
    before = services.live.current().snapshot.id
    _stopped(services, job, ROWS // 2)
    entries = tuple(services.store.entries("press"))
    publish_list(data_folder, "press", entries[1:])
    services.live.refresh()
    tomorrow = services.clock() + timedelta(days=1)
    seen = []
    late = dataclasses.replace(services, clock=lambda: tomorrow)
    done = run(
        services,
        job,
        resumed=lambda rows, _since: seen.append(rows),
        step=stopping.STEP,
    )
    assert done.manifest.snapshot == before
    assert seen
    job = dataclasses.replace(job, target=tmp_path / "later.csv")
    _stopped(services, job, ROWS // 2)
    publish_list(data_folder, "press", entries)
    services.live.refresh()
    fresh = run(late, job)
    assert fresh.manifest.snapshot == before
    assert fresh.manifest.interruptions == 0


def test_restart_begins_anew(source, services, tmp_path):
    """Told to restart, nothing of the stopped run is taken over."""
    job = Job(source, tmp_path / "out.csv", Reading(), "t")
    _stopped(services, job, ROWS // 2)
    seen = []
    done = run(
        services,
        dataclasses.replace(job, resume=False),
        resumed=lambda rows, _since: seen.append(rows),
    )
    assert seen == []
    assert done.manifest.interruptions == 0


def test_same_question_twice_is_two_batches(source, services, tmp_path):
    """A batch is an act: asking the same again has an id and records of its own."""
    job = Job(source, tmp_path / "out.csv", Reading(), "t")
    first = run(services, job)
    second = run(services, dataclasses.replace(job, overwrite=True))
    assert first.manifest.batch != second.manifest.batch
    assert services.store.batches.screened(second.manifest.batch) == ROWS


def test_two_runs_do_not_write_one_result(source, services, tmp_path):
    """Whoever comes second is told, and the first goes on undisturbed."""
    job = Job(source, tmp_path / "out.csv", Reading(), "t")
    refused = []

    def second(at):
        if not refused:
            with pytest.raises(UsageError, match="Another run"):
                run(services, job)
            refused.append(at.rows)

    done = run(services, job, progress=second, step=stopping.STEP)
    assert refused
    assert sum(done.manifest.counts.values()) == ROWS


def test_a_second_night_does_not_go_on_from_itself(source, data_folder, tmp_path):
    """Ended and then killed, it goes on from the night before, and says what changed."""
    services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": str(data_folder)}))
    try:
        nights = [
            run(
                services,
                Job(source, tmp_path / f"{number}.csv", Reading(), "a", since="last"),
                step=stopping.STEP,
            )
            for number in (1, 2)
        ]
        first, second = (night.manifest.batch for night in nights)
        job = Job(source, tmp_path / "3.csv", Reading(), "a", since="last")
        assert secondnight.found(services, job, second).meta["batch"] == first
        assert secondnight.found(services, job, "").meta["batch"] == second
    finally:
        services.store.close()
