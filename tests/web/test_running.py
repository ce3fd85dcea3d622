"""A real service of two processes: new lists, figures, a graceful end."""

from __future__ import annotations

import json
import shutil
import signal
import threading
import time
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.processes import Server, free_port

from crible import bootstrap, settings
from crible.model import Entry, ListInfo, Name
from crible.web.shares import Shares

ASKED = json.dumps({"subjects": [{"name": "Golden Reef"}, {"name": "Zzyzx Qwertz"}]})


@pytest.fixture
def folder(compose, tmp_path):
    """A data folder of this test alone."""
    services, found = compose()
    services.live.current()
    return shutil.copytree(found.data_dir, tmp_path / "data")


@pytest.fixture
def server(folder, tmp_path):
    """A server over it, with two workers."""
    started = Server(folder, f"127.0.0.1:{free_port()}", tmp_path / "log")
    yield started
    started.process.kill()
    started.process.wait()


@pytest.fixture
def publish(folder):
    """Return a function that publishes a version and gives the snapshot's id."""
    services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": str(folder)}))
    services.store.save_list(ListInfo("own", "Own", "us"))

    def publish(number):
        entries = [
            Entry(
                "own:1", "own", "company", (Name(f"Version {number} Reef", "primary"),)
            )
        ]
        services.store.publish(
            "own", entries, published=None, fetched=datetime.now(UTC), source="a file"
        )
        return services.live.refresh().snapshot.id

    yield publish
    services.store.close()


def test_new_lists_reach_every_worker_without_a_bad_answer(server, publish):
    """While versions are published every answer is whole, and names a live snapshot.

    In the end both processes answer from the newest.
    """
    server.ask("GET", "/readyz")
    found, over = [], threading.Event()

    def ask():
        while not over.is_set():
            status, _, document = server.ask("POST", "/v1/screen", ASKED)
            found.append((status, document))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    live = {server.ask("GET", "/readyz")[2]["snapshot"]}
    live.update(newest := publish(number) for number in range(3))
    end = time.monotonic() + 120
    # So many in a row come from both processes, as four ask at once.
    while {document["snapshot"] for _, document in found[-40:]} != {newest}:
        assert time.monotonic() < end
        time.sleep(0.05)
    over.set()
    for thread in threads:
        thread.join()
    for status, document in found:
        assert status == 200
        assert document["snapshot"] in live
        assert {item["snapshot"] for item in document["results"]} == {
            document["snapshot"]
        }
        outcomes = [item["outcome"] for item in document["results"]]
        assert outcomes == ["match", "clear"]


def test_either_process_tells_the_figures_of_both(server):
    """Whichever is asked, the count is that of all requests so far."""
    for _ in range(12):
        server.ask("POST", "/v1/screen", ASKED)
    for _ in range(6):
        head, _, body = server.raw(
            b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        ).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        total = sum(
            float(line.rpartition(" ")[2])
            for line in body.decode().splitlines()
            if line.startswith("crible_screenings_total")
        )
        assert total == 24


def _sockets(process):
    found = 0
    for path in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found += str(path.readlink()).startswith("socket:")
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="there is no /proc")
def test_connections_that_stay_are_spread_over_the_workers(server):
    """None serves all clients that came at once while the other has nothing to do."""
    end = time.monotonic() + 60
    while len(server.workers()) < 2:
        assert time.monotonic() < end
        time.sleep(0.05)
    server.ask("GET", "/readyz")
    before = {process: _sockets(process) for process in server.workers()}
    with ExitStack() as held:
        for _ in range(8):
            # A head that is not over keeps its connection for seconds.
            held.enter_context(server.connect()).sendall(b"GET /healthz HTTP/1.1\r\n")
        while True:
            after = {process: _sockets(process) for process in before}
            # That of the request above may have been counted before.
            if sum(after.values()) >= sum(before.values()) + 7:
                break
            assert time.monotonic() < end
            time.sleep(0.05)
    assert min(after[process] - before[process] for process in before) >= 2


def test_a_worker_that_is_gone_is_ahead_of_nobody():
    """Whoever holds more than a living worker waits; the dead count for nothing."""
    shares = Shares()
    assert not shares.is_ahead(1, 7)
    shares.hold(1, 7)
    shares.hold(2, 3)
    assert shares.is_ahead(1, 7)
    assert not shares.is_ahead(2, 3)
    shares.leave(2)
    assert not shares.is_ahead(1, 7)


def test_a_request_under_way_is_answered_when_the_service_ends(server):
    """SIGTERM ends the service once what it has begun is answered."""
    # The first answer shows that the workers are there.
    server.ask("GET", "/healthz")
    subjects = [{"name": f"Example Shipping {number}"} for number in range(300)]
    answers = []

    def ask():
        body = json.dumps({"subjects": subjects})
        answers.append(server.ask("POST", "/v1/screen", body))

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.3)
    assert server.stop(signal.SIGTERM) == 0
    thread.join()
    ((status, _, document),) = answers
    assert status == 200
    assert len(document["results"]) == 300
