"""The database goes away under load and comes back: errors meanwhile, then all is well.

A PostgreSQL server of this test alone, because it is killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from tests.processes import Server, free_port
from tests.store.conftest import INITDB, _program
from tests.web.conftest import KUPOL
from tests.web.test_faults import BODY

from crible import bootstrap, settings
from crible.model import ListInfo
from crible.usecases import audit_verify

# How long it is gone at least; by hand it was also tried with ten.
SECONDS = 1.0


class Postgres:
    """A server that can be killed and started again over the same data."""

    def __init__(self, folder, account):
        self._folder = folder
        self._account = account
        self._process = None
        self.url = f"postgresql://crible@/postgres?host={folder}"

    def start(self):
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(
            [
                *(_program("postgres"), "-D", self._folder / "data"),
                *("-k", self._folder, "-c", "listen_addresses="),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            **self._account,
        )
        engine = create_engine(self.url.replace("postgresql", "postgresql+psycopg"))
        for _ in range(600):
            try:
                engine.connect().close()
            except OperationalError:
                time.sleep(0.05)
            else:
                break
        engine.dispose()

    def kill(self):
        """End it at once, without a word to anybody: its connections break."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(60)
            self._process = None


@pytest.fixture
def postgres():
    """A running server of this test alone."""
    if _program("initdb") is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="crible-pg-"))
    account = {}
    if os.geteuid() == 0:  # which PostgreSQL refuses to run as
        account = {"user": "postgres", "group": "postgres", "extra_groups": ()}
        shutil.chown(folder, "postgres", "postgres")
    server = Postgres(folder, account)
    try:
        subprocess.run(
            [_program("initdb"), "--pgdata", folder / "data", *INITDB],
            check=True,
            capture_output=True,
            cwd=folder,
            **account,
        )
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


class Load(threading.Thread):
    """A client that keeps every answer: status, outcomes and records."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self._server = server
        self.over = threading.Event()
        self.answers = []

    def run(self):
        """Ask until told to stop."""
        while not self.over.is_set():
            status, _, document = self._server.ask("POST", "/v1/screen", BODY)
            self.answers.append((status, document))


def _wait(holds):
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.postgres
def test_a_database_that_was_gone_leaves_nothing_but_errors(postgres, tmp_path):
    """While it is away every answer is an error; then the service recovers by itself.

    What was answered otherwise is on record, and the trail verifies.
    """
    environment = {
        "CRIBLE_DATA_DIR": str(tmp_path / "data"),
        "CRIBLE_DATABASE_URL": postgres.url,
    }
    found = settings.load(environment)
    store = bootstrap.open_store(found)
    store.upgrade()
    store.close()
    services = bootstrap.start(found)
    services.store.save_list(ListInfo("press", "Press", "A publisher"))
    services.store.publish(
        "press", [KUPOL], published=None, fetched=datetime.now(UTC), source="a file"
    )
    server = Server(
        tmp_path / "data",
        f"127.0.0.1:{free_port()}",
        tmp_path / "log",
        CRIBLE_DATABASE_URL=postgres.url,
    )
    clients = [Load(server) for _ in range(4)]

    def statuses():
        return [status for client in clients for status, _ in client.answers]

    try:
        for client in clients:
            client.start()
        _wait(lambda: statuses().count(200) >= 20)
        postgres.kill()
        time.sleep(SECONDS)
        _wait(lambda: statuses().count(503) >= 10)
        assert server.ask("GET", "/healthz")[0] == 200
        assert server.ask("GET", "/readyz")[0] == 503
        postgres.start()
        good = statuses().count(200)
        _wait(lambda: statuses().count(200) >= good + 40)
        assert server.ask("GET", "/readyz")[0] == 200
    finally:
        for client in clients:
            client.over.set()
        for client in clients:
            client.join()
        server.stop()
    assert set(statuses()) == {200, 503}
    told = []
    for client in clients:
        for status, document in client.answers:
            if status == 200:
                told += [item["screening"] for item in document["results"]]
            else:
                assert document["code"] == "store-unavailable"
                assert postgres.url not in str(document)
    assert len(services.store.records.some(told)) == len(told)
    assert audit_verify.verify(services).faults == []
    services.store.close()
