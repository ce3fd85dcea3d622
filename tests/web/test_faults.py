"""The service under load while things break: processes killed, bodies without end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import threading
import time
from contextlib import suppress

import pytest
from tests.processes import Server, free_port

from crible.usecases import audit_verify, keys

BODY = json.dumps({"subjects": [{"name": "IEMZ Kupol"}, {"name": "Nobody"}]})
HEAD = (
    "POST /v1/screen HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
)


@pytest.fixture
def world(compose):
    """Services and settings of this test alone."""
    return compose()


@pytest.fixture
def start(world, tmp_path):
    """A function that starts a server over ``world``."""
    started = []

    def start(**environment):
        bind = f"127.0.0.1:{free_port()}"
        folder = world[1].data_dir
        log = tmp_path / f"log-{len(started)}"
        started.append(Server(folder, bind, log, **environment))
        return started[-1]

    yield start
    for server in started:
        server.process.kill()
        server.process.wait()


@pytest.fixture(scope="module")
def server(compose, tmp_path_factory):
    """A server that tests share; none of them harms it."""
    folder = compose()[1].data_dir
    log = tmp_path_factory.mktemp("server") / "log"
    started = Server(
        folder, f"127.0.0.1:{free_port()}", log, CRIBLE_MAX_BODY_BYTES="100000"
    )
    yield started
    started.process.kill()
    started.process.wait()


class Load(threading.Thread):
    """A client that asks again and again and keeps what it was told."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self._server = server
        self.over = threading.Event()
        self.told = []
        self.statuses = set()

    def run(self):
        """Ask until told to stop; a cut connection is no answer."""
        while not self.over.is_set():
            try:
                status, _, answer = self._server.ask("POST", "/v1/screen", BODY)
            except (OSError, http.client.HTTPException, ValueError):
                continue
            self.statuses.add(status)
            if status == 200:
                self.told += [item["screening"] for item in answer["results"]]


def _kill_one(server):
    """Kill a worker that is alive."""
    for process in reversed(server.workers()):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            return


def test_a_killed_worker_takes_no_answer_without_its_record_along(start, world):
    """Under load, workers are killed: what was answered is recorded, and verifies."""
    server = start()
    clients = [Load(server) for _ in range(6)]
    for client in clients:
        client.start()
    for _ in range(4):
        before = sum(len(client.told) for client in clients)
        while sum(len(client.told) for client in clients) < before + 40:
            time.sleep(0.01)
        _kill_one(server)
    while sum(len(client.told) for client in clients) < before + 160:
        time.sleep(0.01)
    for client in clients:
        client.over.set()
    for client in clients:
        client.join()
    assert server.stop() == 0
    told = [item for client in clients for item in client.told]
    assert set().union(*(client.statuses for client in clients)) == {200}
    assert len(world[0].store.records.some(told)) == len(told)
    report = audit_verify.verify(world[0])
    assert report.faults == []
    assert report.screenings >= len(told)


def test_a_revoked_key_is_refused_by_every_worker(start, world):
    """Within a second or so, whoever is asked."""
    services, _ = world
    _, secret = keys.create(services, "desk", ["screen"], actor="ada")
    server = start()
    headers = {"Authorization": f"Bearer {secret}"}
    asked = [server.ask("POST", "/v1/screen", BODY, headers)[0] for _ in range(12)]
    assert set(asked) == {200}
    keys.revoke(services, "desk", actor="ada")
    time.sleep(1.2)
    asked = [server.ask("POST", "/v1/screen", BODY, headers)[0] for _ in range(12)]
    assert set(asked) == {401}


def test_a_rate_holds_across_workers(start, world):
    """Two processes count together."""
    _, secret = keys.create(world[0], "slow", ["screen"], actor="ada", rate=60)
    server = start()
    headers = {"Authorization": f"Bearer {secret}"}
    asked = [server.ask("GET", "/v1/lists", None, headers)[0] for _ in range(40)]
    # Ten at once, and one for each second that this took.
    assert 10 <= asked.count(200) <= 25
    assert asked.count(429) == 40 - asked.count(200)


def test_a_body_of_a_gigabyte_is_refused_before_it_is_sent(server):
    """The length that it announces is enough; no more than some of it is read."""
    with server.connect() as connection:
        connection.sendall(f"{HEAD}Content-Length: {1 << 30}\r\n\r\n".encode())
        sent = 0
        piece = b"x" * 65536
        connection.settimeout(5)
        try:
            while sent < 1 << 30:
                sent += connection.send(piece)
        except OSError:
            # It was cut off, as it should be; what it said first can still be read.
            pass
    assert sent < 200 << 20
    assert server.ask("GET", "/healthz")[0] == 200


def test_a_body_without_an_end_is_cut(server):
    """In chunks there is no length to refuse; the limit holds all the same."""
    with server.connect() as connection:
        connection.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        sent = 0
        piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        connection.settimeout(5)
        try:
            while sent < 1 << 30:
                sent += connection.send(piece)
        except OSError:
            pass
    assert sent < 200 << 20
    assert server.ask("GET", "/healthz")[0] == 200


def test_clients_that_never_finish_do_not_stop_the_others(start):
    """More of them than there are threads hold up the others for a while only."""
    server = start(CRIBLE_REQUEST_TIMEOUT="2")
    slow = [server.connect() for _ in range(12)]
    for number, connection in enumerate(slow):
        head = f"{HEAD}Content-Length: 1000\r\n\r\n".encode()
        connection.sendall(head[:30] if number % 2 else head)
    status, _, answer = server.ask("POST", "/v1/screen", BODY)
    assert status == 200
    assert answer["results"][0]["outcome"] == "match"
    for connection in slow:
        connection.close()


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n X-Folded: c\r\n\r\n",
        b"GET /v1/lists HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET /v1/lists HTTP/1.1\r\n\r\n",
        b"GET http://evil.example/v1/lists HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET /v1/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET //evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /healthz\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n",
        HEAD.encode() + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        HEAD.encode() + b"Content-Length: -1\r\n\r\n",
        HEAD.encode()
        + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD.encode() + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        HEAD.encode() + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 50,
    ],
    ids=[
        *("folded header", "two hosts", "no host", "foreign address", "parent folders"),
        *("encoded parent folders", "two slashes", "NUL", "unknown version"),
        *("two lengths", "negative length", "length and chunks", "no chunk"),
        *("long header", "TLS"),
    ],
)
def test_bytes_that_try_tricks_are_refused(server, data):
    """Smuggling, splitting and walking end in a refusal of ours, or are cut off."""
    with server.connect() as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        found = b""
        try:
            while chunk := connection.recv(65536):
                found += chunk
        except ConnectionResetError:
            pass
    if found:
        status = int(found.split(b" ", 2)[1])
        assert status >= 400
        assert b"application/problem+json" in found
    assert b"root:" not in found
    assert server.ask("GET", "/healthz")[0] == 200
