"""Ten minutes of service: a steady load, a new list version each minute, no fault.

Usage: python bench/soak.py [--database postgresql://...] [--minutes 10] [--every 60]
       [--names 75000] [--growth 10]

Prints a line a minute, then what was measured as JSON, and ends with 1 when anything
was not as it shall be: an answer that failed, was mixed, or named a snapshot that was
not live when it was asked; memory of the workers that grew by more than ``--growth``
percent after half of the time; an answer without its record; a trail that does not
verify.

Three versions take turns, whose indexes are made beforehand: what is measured is the
service, not how fast this machine makes an index beside it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import load
import subjects

from crible.model import Name
from crible.usecases import audit_verify

_CLIENTS = 4
# Between two requests of a client: a load that leaves room for the update.
_PAUSE = 0.01


class Lists:
    """Versions of the one list that take turns, and when each was published."""

    def __init__(self, service, number=3):
        self._services = service.services
        self._editions = []
        # From when a snapshot may answer, until when the one before it may: the
        # commit lies between the two.
        self.published = [[0.0, 0.0, service.live[0][1]]]
        self._count = 0
        for turn in range(1, number + 1):
            mark = dataclasses.replace(
                service.entries[0], names=(Name(f"Bench Turn {turn}", "primary"),)
            )
            entries = [mark, *service.entries[1:]]
            edition = self._services.store.edition("bench", entries)
            snapshot = self._services.store.prospect(edition)
            self._services.live.keep(snapshot, self._services.live.build(entries))
            self._editions.append((edition, snapshot.id))

    def publish(self):
        """Put the next version into force."""
        edition, snapshot = self._editions[self._count % len(self._editions)]
        self._count += 1
        turn = [time.monotonic(), float("inf"), snapshot]
        self.published.append(turn)
        self._services.store.publish(
            "bench", edition, published=None, fetched=datetime.now(UTC)
        )
        turn[1] = time.monotonic()

    def was_live(self, snapshot, began, ended):
        """Whether a snapshot was in force at some time of a request."""
        turns = list(self.published)
        after = [*(turn[1] for turn in turns[1:]), float("inf")]
        return any(
            turn[2] == snapshot and turn[0] <= ended and began <= until + load._NOTICED
            for turn, until in zip(turns, after, strict=True)
        )


def fault(lists, status, document, began):
    """What is wrong with an answer; empty when nothing is."""
    if status != 200:
        return f"status {status}"
    if {item["snapshot"] for item in document["results"]} != {document["snapshot"]}:
        return "mixed"
    if any(item["outcome"] == "error" for item in document["results"]):
        return "error"
    live = lists.was_live(document["snapshot"], began, time.monotonic())
    return "" if live else "not live"


class Client(threading.Thread):
    """Asks until told to stop, and holds each answer against what was live."""

    def __init__(self, lists, bodies, seed):
        super().__init__(daemon=True)
        self._lists = lists
        self._bodies = bodies
        self._draw = random.Random(seed)
        self.over = threading.Event()
        self.seen = Counter()
        self.wrong = Counter()
        self.taken = []
        self.last = ""

    def run(self):
        """Ask, one request after the other."""
        connection = load.http.client.HTTPConnection("127.0.0.1", load.PORT, timeout=30)
        while not self.over.is_set():
            began = time.monotonic()
            try:
                connection.request(
                    "POST",
                    "/v1/screen",
                    self._draw.choice(self._bodies),
                    {"Content-Type": "application/json"},
                )
                answer = connection.getresponse()
                document = json.loads(answer.read())
            except (OSError, load.http.client.HTTPException, ValueError) as error:
                self.wrong[type(error).__name__] += 1
                connection.close()
                continue
            self.taken.append(time.monotonic() - began)
            found = fault(self._lists, answer.status, document, began)
            if found:
                self.wrong[found] += 1
            else:
                self.seen[document["snapshot"]] += 1
                self.last = document["results"][-1]["screening"]
            time.sleep(_PAUSE)


def run(service, lists, bodies, seconds, every):
    """Load and updates for so long; gives what was seen, minute by minute."""
    clients = [Client(lists, bodies, seed) for seed in range(_CLIENTS)]
    for client in clients:
        client.start()
    memory = []
    began = time.monotonic()
    number = 0
    while time.monotonic() - began < seconds:
        time.sleep(max(0.0, min(every, began + seconds - time.monotonic())))
        found = service.memory()
        memory.append(found)
        done = sum(len(client.taken) for client in clients)
        wrong = sum((client.wrong for client in clients), Counter())
        print(
            f"{datetime.now(UTC):%H:%M:%S} after {time.monotonic() - began:4.0f} s: "
            f"{done} answers, wrong {dict(wrong)}, versions {number + 1}, workers "
            f"{found['own_mb']:.1f} MB of their own, {found['pss_mb']:.1f} in all",
            flush=True,
        )
        if time.monotonic() - began + every / 2 < seconds:
            number += 1
            lists.publish()
    for client in clients:
        client.over.set()
    for client in clients:
        client.join()
    return clients, memory, number


def main():
    """Run, print, and end with 1 when something was wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", default="", help="SQLite of its own unless told")
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--every", type=float, default=60.0)
    options.add_argument("--names", type=int, default=subjects.NAMES)
    options.add_argument("--growth", type=float, default=10.0, help="percent at most")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="crible-soak-") as made:
        service = load.Service(Path(made), given.database, 2, given.names)
        try:
            asked = subjects.asked(service.entries, 2000)
            names = [item.name for pair in zip(*asked, strict=False) for item in pair]
            bodies = [json.dumps({"subjects": [{"name": name}]}) for name in names]
            lists = Lists(service)
            clients, memory, updates = run(
                service, lists, bodies, 60 * given.minutes, given.every
            )
            problems, found = judged(
                service, clients, memory, updates, given.growth, 60 * given.minutes
            )
        finally:
            status = service.stop()
    print(json.dumps({**found, "exit_status": status, "problems": problems}, indent=1))
    sys.exit(1 if problems or status else 0)


def judged(service, clients, memory, updates, growth, seconds):
    """What was measured, and what of it is a fault."""
    wrong = sum((client.wrong for client in clients), Counter())
    seen = sum((client.seen for client in clients), Counter())
    taken = sorted(one for client in clients for one in client.taken)
    settled = memory[len(memory) // 2]["own_mb"]
    grown = 100 * (memory[-1]["own_mb"] / settled - 1)
    report = audit_verify.verify(service.services)
    last = {client.last for client in clients}
    problems = [f"{count} answers: {what}" for what, count in wrong.items()]
    if grown > growth:
        problems.append(f"memory grew by {grown:.1f} %")
    if len(seen) < min(updates, 3):
        problems.append(f"only {len(seen)} snapshots answered")
    if report.faults:
        problems.append(f"{len(report.faults)} faults in the trail")
    if report.screenings < len(taken):
        problems.append(f"{len(taken)} answers, {report.screenings} records")
    if len(service.services.store.records.some(sorted(last))) < len(last):
        problems.append("a last answer has no record")
    return problems, {
        "answers": len(taken),
        "per_s": round(len(taken) / seconds, 1),
        "p50_ms": round(1000 * taken[len(taken) // 2], 1),
        "p99_ms": round(1000 * taken[int(0.99 * len(taken))], 1),
        "updates": updates,
        "snapshots_seen": len(seen),
        "own_mb": [round(item["own_mb"], 1) for item in memory],
        "grown_percent": round(grown, 1),
        "trail_rows": report.rows,
        "records": report.screenings,
    }


if __name__ == "__main__":
    main()
