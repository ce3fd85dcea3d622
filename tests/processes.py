"""The service in a process of its own, as it runs in production."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import crible


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server in a process of its own, from its first log line to its exit."""

    def __init__(self, data_dir, bind, log, **environment):
        self.bind = bind
        self._log = log
        code = "from crible import settings; from crible.web.serve import serve; "
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-c", f"{code}serve(settings.load())"],
                stderr=stream,
                env={
                    "PYTHONPATH": str(Path(crible.__file__).parents[1]),
                    "CRIBLE_DATA_DIR": str(data_dir),
                    "CRIBLE_BIND": bind,
                    "CRIBLE_WORKERS": "2",
                    # Neither may reach gunicorn: both could move it off loopback.
                    "GUNICORN_CMD_ARGS": "--bind 0.0.0.0:8521",
                    "WEB_CONCURRENCY": "7",
                    **environment,
                },
            )
        while '"listening"' not in self.log():
            assert self.process.poll() is None, self.log()
            time.sleep(0.05)

    def log(self):
        """What it has logged so far."""
        return self._log.read_text(encoding="utf-8")

    def connect(self):
        """A socket to the server."""
        if self.bind.startswith("unix:"):
            found = socket.socket(socket.AF_UNIX)
            found.settimeout(30)
            found.connect(self.bind.removeprefix("unix:"))
            return found
        host, _, port = self.bind.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=30)

    def ask(self, method, url, body=None, headers=None):
        """One request on a connection of its own: status, headers, document."""
        connection = http.client.HTTPConnection("localhost")
        connection.sock = self.connect()
        try:
            connection.request(
                method,
                url,
                body=body,
                headers={"Content-Type": "application/json", **(headers or {})},
            )
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        return answer.status, answer.headers, json.loads(data)

    def workers(self):
        """The process ids of its workers, so far."""
        lines = [json.loads(line) for line in self.log().splitlines()]
        return [line["process"] for line in lines if line["event"] == "worker-started"]

    def raw(self, data):
        """Bytes out, bytes in until the server closes."""
        with self.connect() as connection:
            connection.sendall(data)
            found = b""
            while chunk := connection.recv(65536):
                found += chunk
        return found

    def stop(self, number=signal.SIGTERM):
        """Send a signal and return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(60)
