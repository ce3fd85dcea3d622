"""The night file: rows a second from file to file, a second night, memory of all processes.

The command itself is measured, as a process of its own. The lists are those of the other
parts; for the second night three hundred entries come, from anywhere in the lists, and ten
go (OFAC's change of a week was 305 of 17,000), and one row in a hundred is another. The rival is a plain loop with
rapidfuzz over a sample of the same rows, read and written as CSV too; its time is that of
the sample, scaled, so it is a guess for the whole file.
"""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import rivals

from crible import bootstrap, settings
from crible.model import Entry, ListInfo

ROWS = 50_000
_SAMPLE = 60
_COME, _GO = 300, 10
_SECONDS = 0.2
_CRIBLE = "import sys; from crible.cli import main; sys.exit(main())"


def measure(
    folder: Path, entries: list[Entry], names: list[str], rows: int = ROWS
) -> dict[str, Any]:
    """Two nights of a file, and a night against next to no list.

    Args:
        folder: where everything may lie.
        entries: of the lists.
        names: of counterparties, not on the lists; altered where they are too few.
        rows: of the file.
    """
    told = [
        names[place % len(names)] + (f" {place // len(names)}" * (place >= len(names)))
        for place in range(rows)
    ]
    data = folder / "night"
    ids = sorted({entry.id for entry in entries})
    drawn = random.Random(11).sample(ids, min(_COME + _GO, len(ids) // 2))
    come, go = set(drawn[_GO:]), set(drawn[:_GO])
    _publish(data, [entry for entry in entries if entry.id not in come])
    first = _night(data, folder / "first", told, "--since", "last")
    draw = random.Random(9)
    for place in draw.sample(range(rows), rows // 100):
        told[place] = " ".join(reversed(told[place].split())) + " North"
    _publish(data, [entry for entry in entries if entry.id not in go])
    second = _night(data, folder / "second", told, "--since", "last")
    thin = folder / "thin"
    _publish(thin, entries[:1])
    bare = _night(thin, folder / "bare", told)
    rival = _rival(entries, told[:_SAMPLE]) / _SAMPLE
    return {
        "rows": rows,
        "rows_per_s": rows / first["seconds"],
        "rival_sample": _SAMPLE,
        "rival_rows_per_s": 1 / rival,
        "cpu_ms_a_row": 1e3 * first["cpu"] / rows,
        "seconds_for_100000": first["seconds"] / rows * 1e5,
        "peak_mb": first["peak_mb"],
        "second_share": second["seconds"] / first["seconds"],
        "second_cpu_share": second["cpu"] / first["cpu"],
        "bare_rows_per_s": rows / bare["seconds"],
        "bare_cpu_us_a_row": 1e6 * bare["cpu"] / rows,
    }


def _publish(data: Path, entries: list[Entry]) -> None:
    """Publish the entries as one list, as a fetch of now."""
    told = settings.load({"CRIBLE_DATA_DIR": str(data)})
    store = bootstrap.open_store(told)
    store.upgrade()
    store.close()
    services = bootstrap.start(told, build_workers=len(os.sched_getaffinity(0)))
    try:
        services.store.save_list(ListInfo("bench", "Bench", "Nobody"))
        taken: Counter[str] = Counter()
        made = []
        for entry in entries:
            taken[entry.id] += 1
            if taken[entry.id] == 1:
                made.append(replace(entry, id=f"bench:{entry.id}", list="bench"))
        services.store.publish(
            "bench", made, published=None, fetched=datetime.now(UTC), source="bench"
        )
        services.live.refresh()
        # The index is built here: a night finds it there.
        services.live.current()
    finally:
        services.store.close()


def _night(data: Path, folder: Path, names: list[str], *options: str) -> dict[str, Any]:
    folder.mkdir()
    source = folder / "night.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["reference", "name"])
        table.writerows((f"{place:07}", name) for place, name in enumerate(names))
    started = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(
        [sys.executable, "-c", _CRIBLE, "batch", source, "-o", folder / "out.csv", *options],
        env={**os.environ, "CRIBLE_DATA_DIR": str(data)},  # noqa: TID251 - a child needs the path
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(_memory, [process.pid, *_children(process.pid)])))
        time.sleep(_SECONDS)
    if process.returncode:
        raise RuntimeError(f"crible batch ended with {process.returncode}")
    after = os.times()
    return {
        "seconds": time.perf_counter() - started,
        "cpu": after.children_user
        + after.children_system
        - before.children_user
        - before.children_system,
        "peak_mb": peak / 1024,
    }


def _rival(entries: list[Entry], names: list[str]) -> float:
    """Seconds of a plain loop over rows: read, compare with all names, write."""
    scan = rivals.Scan([name.text for entry in entries for name in entry.names])
    text = io.StringIO()
    csv.writer(text).writerows(enumerate(names))
    text.seek(0)
    out = csv.writer(io.StringIO())
    started = time.perf_counter()
    for number, name in csv.reader(text):
        out.writerow([number, name, scan.plain(name, rivals.CUT_OFF)])
    return time.perf_counter() - started


def _children(pid: int) -> list[int]:
    try:
        return [
            int(child)
            for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


def _memory(pid: int) -> int:
    """Kilobytes of a process, shared pages counted once among those that share them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
