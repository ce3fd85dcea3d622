"""What recording costs: acts a second and milliseconds, by threads and processes.

Each act is a screening with one hit, stored with its row of the audit trail and on
disk before the next. Run it with the address of a database that may be filled:

    python bench/recording.py sqlite:////tmp/x.db postgresql://user@/crible
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from crible.model import Contribution, Hit, MatchedName, Screening, Subject
from crible.store import Store

_HIT = Hit(
    "press:iemz-kupol",
    0.97,
    "strong",
    MatchedName("IEMZ Kupol", "primary", "strong", "Latn"),
    tuple(
        Contribution("word", word, word, 0.4, f"{word} ~ {word}: the same word")
        for word in ("iemz", "kupol")
    ),
)
_ACT = Screening(
    id="",
    at=datetime.now(UTC),
    actor="bench",
    channel="http",
    operation="screen",
    subject=Subject("IEMZ Koupol", kind="company", countries=("ru",)),
    outcome="match",
    snapshot="",
    profile="bench",
    threshold=0.7,
    hits=(_HIT,),
    limit=10,
)


def _acts(count):
    return [replace(_ACT, id=str(uuid4()), at=datetime.now(UTC)) for _ in range(count)]


def _work(url, threads, size, seconds, results, begin):
    store = Store.open(url)
    taken = []

    def run():
        own = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            acts = _acts(size)
            start = time.perf_counter()
            store.record(acts)
            own.append(time.perf_counter() - start)
        taken.extend(own)

    store.record(_acts(1))
    begin.wait()
    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    store.close()
    results.put(taken)


def measure(url, processes, threads, size, seconds):
    """One line of the table."""
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    begin = context.Barrier(processes)
    started = [
        context.Process(
            target=_work, args=(url, threads, size, seconds, results, begin)
        )
        for _ in range(processes)
    ]
    for process in started:
        process.start()
    taken = sorted(one for _ in started for one in results.get())
    for process in started:
        process.join()
    rate = len(taken) * size / seconds
    p50 = statistics.median(taken) * 1000
    p99 = taken[int(len(taken) * 0.99)] * 1000
    print(
        f"| {url.partition(':')[0]} | {processes} | {threads} | {size} | "
        f"{rate:.0f} | {p50:.2f} | {p99:.2f} |"
    )


def main():
    """Measure every address given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    print("| database | processes | threads | acts a call | acts/s | p50 ms | p99 ms |")
    print("|---|---|---|---|---|---|---|")
    for url in arguments.urls:
        store = Store.open(url)
        store.upgrade()
        store.save_profile("bench", {"threshold": 0.7})
        store.close()
        for processes, threads, size in (
            (1, 1, 1),
            (1, 4, 1),
            (2, 4, 1),
            (1, 1, 100),
            (2, 4, 100),
        ):
            measure(url, processes, threads, size, arguments.seconds)


if __name__ == "__main__":
    main()
