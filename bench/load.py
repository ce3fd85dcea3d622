"""The service under load: rates beside an empty route, then a soak with list updates.

Usage: python bench/load.py [--database postgresql://...] [--seconds 10] [--soak 60]
       [--every 10] [--workers 2] [--names 75000]

Starts ``crible serve`` over a database of its own and asks it with wrk (Debian: apt
install wrk) on loopback, recording on. Half of the subjects are listed names with a
letter wrong. The soak asks at a steady pace while list versions are published, and holds
each answer against the snapshots that were live when it was asked.
"""

from __future__ import annotations

import argparse
import dataclasses
import http.client
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import subjects

from crible import bootstrap, settings
from crible.model import ListInfo, Name

PORT = 8571
_ASKED = 2000
# Connections of wrk: as many as the threads of two workers.
_CONNECTIONS = 8
# A worker looks for a new list version this often; answers may be as late as that.
_NOTICED = 3.0
_LUA = """
local bodies = {}
for line in io.lines("%s") do bodies[#bodies + 1] = line end
local at = 0
request = function()
  at = at %% #bodies + 1
  return wrk.format("POST", "%s", {["Content-Type"] = "application/json"}, bodies[at])
end
"""


class Service:
    """``crible serve`` over a fresh database with one list."""

    def __init__(self, folder: Path, database: str, workers: int, names: int) -> None:
        self.environment = {
            "CRIBLE_DATA_DIR": str(folder / "data"),
            "CRIBLE_BIND": f"127.0.0.1:{PORT}",
            "CRIBLE_WORKERS": str(workers),
            **({"CRIBLE_DATABASE_URL": database} if database else {}),
        }
        found = settings.load(self.environment)
        store = bootstrap.open_store(found)
        store.upgrade()
        store.close()
        self.services = bootstrap.start(found, build_workers=2)
        # Entries are kept in one list, whatever list they came from.
        self.entries = [
            dataclasses.replace(entry, id=f"bench:{number}", list="bench", relations=())
            for number, entry in enumerate(subjects.listed(names))
        ]
        self.live: list[tuple[float, str]] = []
        self.services.store.save_list(ListInfo("bench", "Bench", "nobody"))
        self.publish(0)
        self._log = (folder / "log").open("wb")
        code = "from crible.cli import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "serve"],
            env={
                "PYTHONPATH": ":".join(sys.path),
                "PATH": "/usr/bin:/bin",
                **self.environment,
            },
            stderr=self._log,
        )
        _wait(lambda: _get("/readyz")[0] == 200)

    def publish(self, number: int) -> None:
        """Publish a version that differs in one entry, with its index beforehand."""
        mark = dataclasses.replace(
            self.entries[0], names=(Name(f"Bench Version {number}", "primary"),)
        )
        entries = [mark, *self.entries[1:]]
        edition = self.services.store.edition("bench", entries)
        prospect = self.services.store.prospect(edition)
        self.services.live.keep(prospect, self.services.live.build(entries))
        self.services.store.publish(
            "bench", edition, published=None, fetched=datetime.now(UTC)
        )
        self.live.append((time.monotonic(), prospect.id))

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(text) for text in path.read_text(encoding="ascii").split()]

    def cpu(self) -> float:
        """Seconds that the workers have worked: what other processes do is not in it."""
        ticks = 0
        for pid in self.workers():
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
            fields = stat.rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> dict[str, float]:
        """Megabytes of the workers: each one's own, and with its part of the shared."""
        own = whole = 0
        for pid in self.workers():
            text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            own += sum(map(int, re.findall(r"Private_\w+:\s+(\d+)", text)))
            whole += int(re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE)[0])
        return {"own_mb": own / 1024, "pss_mb": whole / 1024}

    def stop(self) -> int:
        """End it, and say with which status it ended."""
        self.process.terminate()
        status = self.process.wait(60)
        self.services.store.close()
        self._log.close()
        return status


def rate(
    service: Service,
    folder: Path,
    name: str,
    path: str,
    bodies: list[str],
    seconds: int,
) -> dict[str, float]:
    """Requests a second by wrk, with quantiles in milliseconds."""
    command = [
        "wrk",
        "-t1",
        f"-c{_CONNECTIONS}",
        f"-d{seconds}s",
        "--latency",
        "--timeout=60s",
    ]
    if bodies:
        lines = folder / f"{name}.jsonl"
        lines.write_text("\n".join(bodies), encoding="utf-8")
        script = folder / f"{name}.lua"
        script.write_text(_LUA % (lines, path), encoding="utf-8")
        command += ["-s", str(script)]
    worked, answered = service.cpu(), _answered(path)
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{PORT}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    _drain()
    worked = service.cpu() - worked
    # Those that wrk left behind were worked on, too.
    asked = _answered(path) - answered
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return {
        "requests_per_s": float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0]),
        "p50_ms": _milliseconds(said, "50%"),
        "p99_ms": _milliseconds(said, "99%"),
        "bad": float(bad[1]) if bad else 0.0,
        "cpu_ms": 1000 * worked / max(asked, 1),
    }


def soak(
    service: Service, bodies: list[str], seconds: int, every: float
) -> dict[str, Any]:
    """Ask steadily while versions are published; count what is not as it shall be."""
    stop = time.monotonic() + seconds
    seen: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    lock = threading.Lock()

    def ask(seed: int) -> None:
        draw = random.Random(seed)
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        while time.monotonic() < stop:
            began = time.monotonic()
            try:
                connection.request(
                    "POST",
                    "/v1/screen",
                    draw.choice(bodies),
                    {"Content-Type": "application/json"},
                )
                answer = connection.getresponse()
                document = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError) as error:
                with lock:
                    wrong[type(error).__name__] += 1
                connection.close()
                continue
            fault = _fault(service.live, answer.status, document, began)
            with lock:
                seen[document.get("snapshot", "")] += 1
                if fault:
                    wrong[fault] += 1
            time.sleep(0.005)

    before = service.memory()
    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    number = 0
    while time.monotonic() + every < stop:
        time.sleep(every)
        number += 1
        service.publish(number)
    for thread in threads:
        thread.join()
    return {
        "requests": sum(seen.values()),
        "updates": number,
        "snapshots_seen": len(seen),
        "wrong": dict(wrong),
        "before": before,
        "after": service.memory(),
    }


def _fault(
    live: list[tuple[float, str]], status: int, document: dict[str, Any], began: float
) -> str:
    """What is wrong with an answer; empty when nothing is."""
    if status != 200:
        return str(status)
    named = {result["snapshot"] for result in document["results"]}
    if named != {document["snapshot"]}:
        return "mixed"
    if any(result["outcome"] == "error" for result in document["results"]):
        return "error"
    # The one that was newest a while before the request, or any that came since.
    past = [snapshot for at, snapshot in live if at <= began - _NOTICED]
    since = {snapshot for at, snapshot in live if at > began - _NOTICED}
    # One is published an instant before it is noted here.
    known = {*past[-1:], *since, service_next(live, document["snapshot"])}
    return "" if document["snapshot"] in known else "stale"


def service_next(live: list[tuple[float, str]], snapshot: str) -> str:
    """A snapshot that nobody has noted yet is the one being published."""
    return "" if snapshot in {known for _, known in live} else snapshot


def main() -> None:
    """Run, and print what was measured as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", default="", help="SQLite of its own unless told")
    options.add_argument("--seconds", type=int, default=10)
    options.add_argument("--soak", type=int, default=60)
    options.add_argument("--every", type=float, default=10.0)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--names", type=int, default=subjects.NAMES)
    given = options.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: apt install wrk")
    with tempfile.TemporaryDirectory(prefix="crible-load-") as made:
        folder = Path(made)
        service = Service(folder, given.database, given.workers, given.names)
        try:
            found = _measured(service, folder, given)
        finally:
            status = service.stop()
        print(json.dumps({**found, "exit_status": status}, indent=1))


def _measured(
    service: Service, folder: Path, given: argparse.Namespace
) -> dict[str, Any]:
    asked = subjects.asked(service.entries, _ASKED)
    mixed = [item.name for pair in zip(*asked, strict=False) for item in pair]
    one = [json.dumps({"subjects": [{"name": name}]}) for name in mixed]
    drawn = itertools.cycle(mixed)
    hundred = [
        json.dumps({"subjects": [{"name": next(drawn)} for _ in range(100)]})
        for _ in range(_ASKED // 100)
    ]
    rate(service, folder, "warm", "/v1/screen", one, 3)
    empty = rate(service, folder, "empty", "/healthz", [], given.seconds)
    single = rate(service, folder, "one", "/v1/screen", one, given.seconds)
    many = rate(service, folder, "hundred", "/v1/screen", hundred, given.seconds)
    single["to_empty_route"] = single["requests_per_s"] / empty["requests_per_s"]
    single["cpu_to_empty_route"] = empty["cpu_ms"] / single["cpu_ms"]
    many["cpu_ms_a_subject"] = many["cpu_ms"] / 100
    many["subjects_per_s"] = 100 * many["requests_per_s"]
    found: dict[str, Any] = {
        "database": given.database.partition(":")[0] or "sqlite",
        "workers": given.workers,
        "names": sum(len(entry.names) for entry in service.entries),
        "empty_route": empty,
        "one_subject": single,
        "hundred_subjects": many,
    }
    if given.soak:
        found["soak"] = soak(service, one, given.soak, given.every)
    return found


def _milliseconds(said: str, quantile: str) -> float:
    number, unit = re.findall(rf"\s{re.escape(quantile)}\s+([\d.]+)(us|ms|s)", said)[0]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def _get(path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        connection.close()


def _answered(path: str) -> int:
    """How many requests to an address the service has counted."""
    counts = re.findall(
        rf'crible_requests_total{{.*route="{path}".*}} ([\d.]+)',
        _get("/metrics")[1].decode(),
    )
    return int(sum(map(float, counts)))


def _drain() -> None:
    """Wait for requests that wrk left behind: the next figure must not pay for them."""

    def idle() -> bool:
        began = time.monotonic()
        answers = {_get("/catalog")[0] for _ in range(5)}
        return answers == {200} and time.monotonic() - began < 0.5

    _wait(idle)


def _wait(holds: Any) -> None:
    end = time.monotonic() + 120
    while not holds():
        if time.monotonic() > end:
            sys.exit("the service did not come up")
        time.sleep(0.2)


if __name__ == "__main__":
    main()
