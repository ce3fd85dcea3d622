"""``crible uploads`` and ``crible webhooks``, as people start them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import crible
from crible.jobs import loop, uploads
from crible.jobs.workplace import Workplace
from crible.usecases.access import ANYONE

COMMAND = "from crible.cli import main; main()"


@pytest.fixture
def start(data_folder):
    """Return a function that starts a command on the test's data."""
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                "PYTHONPATH": str(Path(crible.__file__).parents[1]),
                "CRIBLE_DATA_DIR": str(data_folder),
                "CRIBLE_OPERATOR": "me",
                "PATH": os.defpath,
            },
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _submit(services, root):
    job_id = services.new_id()
    place = Workplace(root, job_id)
    place.make()
    data = b"name\nIEMZ Koupol\nZzyzx Qwertz\n"
    (place.folder / "upload.csv").write_bytes(data)
    return uploads.submit(
        services,
        job_id,
        ANYONE,
        name="a.csv",
        sha256="00",
        size=len(data),
        options={},
    )


def _state(services, job_id, *, wanted):
    end = time.monotonic() + 60
    while (row := services.store.jobs.find(job_id)).state != wanted:
        assert time.monotonic() < end, row
        time.sleep(0.1)
    return row


def test_a_worker_takes_what_comes_and_ends_when_told(start, services, data_folder):
    """It screens an upload, logs no name, and ends with status 0 on SIGTERM."""
    worker = start("uploads")
    row = _submit(services, data_folder / "uploads")
    done = _state(services, row.id, wanted="done")
    assert done.counts == {"match": 1, "review": 0, "clear": 1, "error": 0}
    worker.send_signal(signal.SIGTERM)
    said, log = worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert said == ""
    assert "Koupol" not in log
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert events[0] == "worker-started"
    assert events[-1] == "stopped"


def test_old_files_are_removed_and_records_stay(services, data_folder):
    """Only what ended before the line goes; an upload that waits stays."""
    import dataclasses
    from datetime import timedelta

    from crible.jobs import runner

    root = data_folder / "uploads"
    done, waiting = _submit(services, root), None
    runner.take(services, root, "w")
    waiting = _submit(services, root)
    (root / "not-ours").mkdir()
    assert loop.clean(services, root, 30) == 0
    later = dataclasses.replace(
        services, clock=lambda: services.clock() + timedelta(days=31)
    )
    assert loop.clean(later, root, 30) == 1
    assert not Workplace(root, done.id).folder.exists()
    assert Workplace(root, waiting.id).folder.exists()
    assert services.store.jobs.find(done.id).state == "done"


def test_webhooks_are_entered_shown_and_ended(start):
    """The secret is printed once; the list and the messages do not hold it."""
    added = start("webhooks", "add", "https://93.184.216.34/", "--event", "alert.new")
    secret, said = added.communicate(timeout=60)
    assert added.returncode == 0, said
    assert secret.startswith("whsec_")
    listed = start("webhooks", "list", "--format", "json")
    shown, _ = listed.communicate(timeout=60)
    assert secret.strip() not in shown
    (hook,) = json.loads(shown)
    assert (hook["creator"], hook["events"]) == ("me", ["alert.new"])
    messages = start("webhooks", "messages", hook["id"], "--format", "json")
    assert json.loads(messages.communicate(timeout=60)[0]) == []
    assert start("webhooks", "end", hook["id"]).wait(60) == 0
    assert start("webhooks", "end", hook["id"]).wait(60) == 2


def test_a_webhook_into_a_private_network_is_refused(start):
    """The refusal says what may be done about it."""
    added = start("webhooks", "add", "https://169.254.169.254/", "--event", "alert.new")
    _, said = added.communicate(timeout=60)
    assert added.returncode == 3
    assert "CRIBLE_WEBHOOK_NETWORKS" in said


def _child(pid):
    """The process that a worker began for uploads, once it is there."""
    end = time.monotonic() + 60
    path = Path(f"/proc/{pid}/task/{pid}/children")
    while not (found := path.read_text().split()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return int(found[0])


def test_uploads_survive_the_process_that_works_on_them(start, services, data_folder):
    """Beside the steps of the night uploads go on after a kill, and end with the worker."""
    worker = start("worker", "--workers", "1")
    first = _submit(services, data_folder / "uploads")
    _state(services, first.id, wanted="done")
    killed = _child(worker.pid)
    os.kill(killed, signal.SIGKILL)
    second = _submit(services, data_folder / "uploads")
    assert _state(services, second.id, wanted="done").counts["match"] == 1
    assert (last := _child(worker.pid)) != killed
    worker.terminate()
    assert worker.wait(60) == 0
    assert not Path(f"/proc/{last}").exists()
