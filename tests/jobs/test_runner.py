"""A job is taken up, seen to its end, and survives whoever works on it."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import crible
from crible.batch.progress import Progress
from crible.errors import (
    FileRefused,
    Interrupted,
    ListsUnavailable,
    NotFinished,
    UnknownThing,
)
from crible.jobs import runner, uploads
from crible.jobs.workplace import Workplace
from crible.usecases.access import Caller

KEY = Caller("a key", frozenset({"screen"}), id="k1", kind="key")
OTHER = Caller("another", frozenset({"screen"}), id="k2", kind="key")
READER = Caller("a reader", frozenset({"read"}), id="k3", kind="key")
FILE = "name,country\nIEMZ Koupol,ru\nZzyzx Qwertz,fr\n,fr\n"


@pytest.fixture
def root(tmp_path):
    """A folder for uploads."""
    return tmp_path / "uploads"


@pytest.fixture
def upload(services, root):
    """Return a function that uploads a text and gives back the job."""

    def upload(text=FILE, name="customers.csv", **options):
        uploads.check(services, name, options)
        job_id = services.new_id()
        place = Workplace(root, job_id)
        place.make()
        data = text.encode()
        (place.folder / f"upload{Path(name).suffix}").write_bytes(data)
        return uploads.submit(
            services,
            job_id,
            KEY,
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            options=options,
        )

    return upload


def test_a_file_is_screened_and_its_results_are_there(services, root, upload):
    """Every row comes out with its outcome, and the batch is on record."""
    row = upload()
    assert runner.take(services, root, "w1")
    assert not runner.take(services, root, "w1")
    done = services.store.jobs.find(row.id)
    assert done.state == "done"
    assert done.counts == {"match": 1, "review": 0, "clear": 1, "error": 1}
    assert services.store.batches.find(done.batch).actor == "a key"
    text = uploads.result(services, root, row.id, KEY).read_text(encoding="utf-8")
    assert "press:iemz-kupol" in text
    shown = uploads.job_json(done)
    assert (shown["state"], shown["counts"]["match"]) == ("done", 1)


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("colour,size\nred,7\n", "a.csv", "file-refused"),
        ("no workbook", "a.xlsx", "file-refused"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_its_reason(
    services, root, upload, text, name, code
):
    """The job says why, without the folder where the file lies."""
    row = upload(text, name)
    runner.take(services, root, "w1")
    failed = services.store.jobs.find(row.id)
    assert failed.state == "failed"
    assert failed.problem.code == code
    assert str(root) not in failed.problem.detail
    with pytest.raises(NotFinished):
        uploads.result(services, root, row.id, KEY)


def test_a_failure_that_nobody_foresaw_ends_the_job_and_not_the_worker(
    services, root, upload
):
    """The worker goes on; the message of the error, which may be a name, stays out."""
    heard = []
    row = upload()

    def run(*_arguments, **_named):
        raise RuntimeError("IEMZ Koupol")

    watched = dataclasses.replace(services, crashed=heard.append)
    assert runner.take(watched, root, "w1", run=run)
    failed = services.store.jobs.find(row.id)
    assert failed.problem.code == "internal"
    assert "Koupol" not in failed.problem.detail
    assert len(heard) == 1


def test_what_was_interrupted_waits_for_the_next(services, root, upload):
    """A full disk or a lost database is not the file's fault."""
    row = upload()

    def run(*_arguments, **_named):
        raise Interrupted("The disk is full.")

    assert runner.take(services, root, "w1", run=run)
    assert services.store.jobs.find(row.id).state == "queued"
    assert runner.take(services, root, "w2")
    assert services.store.jobs.find(row.id).state == "done"


def test_a_file_that_ends_every_worker_is_given_up(services, root, upload):
    """It must not end workers for ever."""
    row = upload()
    late = services.clock()
    for _ in range(runner.MOST_ATTEMPTS):
        services.store.jobs.claim("gone", now=late, until=late)
        late += timedelta(hours=1)
    aged = dataclasses.replace(services, clock=lambda: late)
    assert runner.take(aged, root, "w1")
    failed = services.store.jobs.find(row.id)
    assert (failed.state, failed.problem.code) == ("failed", "given-up")


def test_a_running_job_is_cancelled(services, root, upload):
    """The worker stops at its next sign of life, and nothing of the file stays."""
    row = upload()

    def run(given, job, *, progress):
        uploads.cancel(given, root, row.id, KEY)
        progress(Progress(rows=1, hits=0, errors=0, share=None))
        raise AssertionError

    assert runner.take(services, root, "w1", beat=0, run=run)
    assert services.store.jobs.find(row.id).state == "cancelled"
    assert not Workplace(root, row.id).folder.exists()


def test_a_job_that_somebody_else_has_is_left_alone(services, root, upload):
    """A worker that was slow to a fault neither ends nor removes what is another's."""
    row = upload()

    def run(given, job, *, progress):
        later = given.clock() + timedelta(hours=1)
        given.store.jobs.claim("w2", now=later, until=later + timedelta(hours=1))
        progress(Progress(rows=1, hits=0, errors=0, share=None))
        raise AssertionError

    assert runner.take(services, root, "w1", beat=0, run=run)
    found = services.store.jobs.find(row.id)
    assert (found.state, found.worker) == ("running", "w2")
    assert Workplace(root, row.id).source(row).exists()


def test_the_job_of_a_killed_worker_is_taken_up(data_folder, root, upload, services):
    """A worker that is killed in the middle loses its job to another, which ends it."""
    row = upload()
    code = f"""
from pathlib import Path
from crible import bootstrap, settings
from crible.jobs import runner
services = bootstrap.start(settings.load({{"CRIBLE_DATA_DIR": {str(data_folder)!r}}}))
def run(*arguments, **named):
    print("working", flush=True)
    time.sleep(600)
runner.take(services, Path({str(root)!r}), "w1", run=run)
"""
    worker = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(Path(crible.__file__).parents[1]), "PATH": os.defpath},
    )
    assert worker.stdout.readline() == b"working\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert not runner.take(services, root, "w2")
    late = datetime.now(UTC) + 2 * runner.LEASE
    assert runner.take(dataclasses.replace(services, clock=lambda: late), root, "w2")
    done = services.store.jobs.find(row.id)
    assert (done.state, done.attempts, done.worker) == ("done", 2, "w2")


@pytest.mark.parametrize("name", ["a", "a.exe", "a.csv.zip", "../a.pdf", ""])
def test_another_type_of_file_is_refused(services, name):
    """What no worker reads is refused when it comes, not an hour later."""
    with pytest.raises(FileRefused):
        uploads.check(services, name, {})


def test_lists_are_checked_when_the_file_comes(services):
    """A misspelt list is refused; one that is not loaded, too."""
    with pytest.raises(FileRefused):
        uploads.check(services, "a.csv", {"lists": ["nowhere"]})
    with pytest.raises(ListsUnavailable):
        uploads.check(services, "a.csv", {"lists": ["un-sc"]})


def test_an_empty_file_is_refused(upload):
    """Nothing is queued for it."""
    with pytest.raises(FileRefused):
        upload("")


def test_a_caller_sees_its_own_jobs(services, root, upload):
    """Another key's jobs are not there for it, unless it may read records."""
    row = upload()
    assert uploads.show(services, row.id, KEY).id == row.id
    assert uploads.show(services, row.id, READER).id == row.id
    for ask in (
        lambda: uploads.show(services, row.id, OTHER),
        lambda: uploads.cancel(services, root, row.id, OTHER),
        lambda: uploads.result(services, root, row.id, OTHER),
    ):
        with pytest.raises(UnknownThing):
            ask()
    assert [found.id for found in uploads.newest(services, KEY)] == [row.id]
    assert uploads.newest(services, OTHER) == ()
    assert services.store.jobs.find(row.id).state == "queued"
