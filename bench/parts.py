"""The parts of the bench: each is measured in a process of its own and gives figures.

``prepare`` writes what the others read: the entries, the subjects and the index. A part
takes the folder of the run and, where it says so, a size.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
CORES = len(os.sched_getaffinity(0))
_SUBJECTS = 2000
_RIVAL_SUBJECTS = 40


def prepare(folder: Path) -> Figures:
    """Draw the names and build the index of the other parts."""
    import subjects

    from crible.matching import default_profile
    from crible.matching.builder import build

    entries = subjects.listed()
    _keep(folder, "entries", entries)
    _keep(folder, "asked", subjects.asked(entries, _SUBJECTS))
    build(entries, default_profile(), workers=CORES).save(folder / "index")
    return {"names": _names(entries), "real": subjects.datasets.folder() is not None}


def building(folder: Path) -> Figures:
    """Build the index: one process, then all cores."""
    entries = _kept(folder, "entries")
    one = _seconds(_BUILD, folder, "1")
    return {
        "build_s": one,
        "build_all_cores_s": _seconds(_BUILD, folder, str(CORES)),
        "bytes_a_name": (folder / "index").stat().st_size / _names(entries),
    }


_BUILD = """
import pickle, sys, time
from crible.matching import default_profile
from crible.matching.builder import build
from pathlib import Path
folder = Path(sys.argv[1])
entries = pickle.loads((folder / "entries").read_bytes())
started = time.perf_counter()
build(entries, default_profile(), workers=int(sys.argv[2])).save(folder / "again")
print(time.perf_counter() - started)
"""


def opening(folder: Path) -> Figures:
    """Open the index, and the first look-up with all that it loads."""
    from crible.matching import Screener

    times = []
    for _ in range(5):
        started = time.perf_counter()
        screener = Screener.open(folder / "index")
        times.append(time.perf_counter() - started)
    started = time.perf_counter()
    screener.screen("IEMZ Koupol")
    return {
        "open_ms": 1e3 * statistics.median(times),
        "first_ms": 1e3 * (time.perf_counter() - started),
    }


def memory(folder: Path) -> Figures:
    """One process with the index in use, and what a forked one adds to it."""
    from crible.matching import Screener

    screener = Screener.open(folder / "index")
    asked = _kept(folder, "asked")
    subjects = asked.listed[:500] + asked.innocent[:500]
    screener.screen("IEMZ Koupol")
    read, write = os.pipe()
    gc.freeze()
    child = os.fork()
    if child == 0:
        for subject in subjects:
            screener.screen_subject(subject)
        private = _rollup("Private_Clean") + _rollup("Private_Dirty")
        os.write(write, str(private).encode())
        os._exit(0)
    os.waitpid(child, 0)
    figures = {"opened_mb": _status("VmRSS") / 1024}
    for subject in subjects:
        screener.screen_subject(subject)
    return {
        **figures,
        "rss_mb": _status("VmRSS") / 1024,
        "second_mb": int(os.read(read, 100)) / 1024,
    }


def lookup(folder: Path) -> Figures:
    """One look-up after the other, beside full scans of the same names."""
    import rivals

    from crible.matching import Screener

    asked = _kept(folder, "asked")
    screener = Screener.open(folder / "index")
    subjects = [item for pair in zip(*asked, strict=False) for item in pair]
    screener.screen("IEMZ Koupol")
    times = _each(screener.screen_subject, subjects)
    scan = rivals.Scan(
        [name.text for item in _kept(folder, "entries") for name in item.names]
    )
    names = [subject.name for subject in subjects[:_RIVAL_SUBJECTS]]
    return {
        **_quantiles(times),
        "listed_p50_ms": 1e3 * statistics.median(times[::2]),
        "innocent_p50_ms": 1e3 * statistics.median(times[1::2]),
        "rival_p50_ms": 1e3 * statistics.median(_each(scan.plain, names)),
        "rival_cut_off_p50_ms": 1e3
        * statistics.median(
            _each(lambda name: scan.plain(name, rivals.CUT_OFF), names)
        ),
        "rival_sorted_p50_ms": 1e3 * statistics.median(_each(scan.quick, names)),
    }


def many(folder: Path) -> Figures:
    """Innocents through ``screen_many``, beside all pairs on all cores."""
    import rivals

    from crible.matching import Screener

    screener = Screener.open(folder / "index")
    innocents = _kept(folder, "asked").innocent
    screener.screen("IEMZ Koupol")
    figures: Figures = {"subjects": len(innocents)}
    # All cores first: forked children must not find the words of this process met.
    for workers in sorted({1, CORES}, reverse=True):
        started = time.perf_counter()
        for _ in screener.screen_many(innocents, workers=workers):
            pass
        rate = len(innocents) / (time.perf_counter() - started)
        figures["per_s" if workers == 1 else "all_cores_per_s"] = rate
    scan = rivals.Scan(
        [name.text for item in _kept(folder, "entries") for name in item.names]
    )
    some = [subject.name for subject in innocents[:200]]
    started = time.perf_counter()
    scan.many(some)
    figures["rival_all_cores_per_s"] = len(some) / (time.perf_counter() - started)
    return figures


def complete(folder: Path, count: int) -> Figures:
    """Every hit of a full scan is found: ``count`` altered names on a small list."""
    import subjects

    from crible.matching import Screener
    from crible.model import Subject
    from crible.text.tokens import parse

    entries = _kept(folder, "entries")[::40]
    screener = Screener.build(entries)
    line = screener.profile.threshold
    missed = hits = 0
    for asked in subjects.asked(entries, count).listed:
        subject = Subject(asked.name, kind=asked.kind or "company")
        parsed = parse(subject.name, person=subject.kind == "person")
        said = screener.asked(parsed)
        wanted = {
            screener.index.entry(screener.index.name(place).entry).id
            for place in range(screener.index.name_count)
            if parsed.tokens and screener.case(subject, said, place).score >= line
        }
        found = {hit.entry_id for hit in screener.screen_subject(subject, limit=10**6)}
        hits += len(wanted)
        missed += len(wanted - found)
    return {
        "altered": min(count, len(entries)),
        "names": _names(entries),
        "hits": hits,
        "missed": missed,
        "found_share": 1 - missed / max(1, hits),
    }


def growth(folder: Path, size: int) -> Figures:
    """Build, open and look up in a list of ``size`` recombined names."""
    import subjects

    from crible.matching import Screener, default_profile
    from crible.matching.builder import build

    entries = _kept(folder, "entries")
    asked = _kept(folder, "asked")
    path = folder / f"index-{size}"
    made = entries if size <= _names(entries) else subjects.recombined(entries, size)
    started = time.perf_counter()
    index = build(made, default_profile(), workers=CORES)
    count = index.name_count
    index.save(path)
    built = time.perf_counter() - started
    del index, made, entries
    started = time.perf_counter()
    screener = Screener.open(path)
    opened = time.perf_counter() - started
    screener.screen("IEMZ Koupol")
    some = [item for pair in zip(*asked, strict=False) for item in pair][:400]
    figures = {
        "names": count,
        "build_s": built,
        "open_ms": 1e3 * opened,
        "bytes_a_name": path.stat().st_size / count,
        **_quantiles(_each(screener.screen_subject, some)),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    path.unlink()
    return figures


def process(folder: Path) -> Figures:
    """A whole ``crible lookup NAME``, recorded, beside importing what it stands on."""
    import datasets

    environment = {
        **{
            key: value
            for key, value in os.environ.items()  # noqa: TID251 - no setting of the product
            if not key.startswith("PYTHON")
        },
        "PYTHONPATH": str(Path(__file__).parent.parent / "service"),
        # As after pip install: everything is compiled to bytecode before it is timed.
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "CRIBLE_DATA_DIR": str(folder / "data"),
    }

    def run(*arguments: str) -> float:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments],
            check=True,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return time.perf_counter() - started

    crible = ("-c", "from crible.cli import main; main()")
    from crible.text import compiled

    if not compiled.is_fresh():
        compiled.write()
    run(*crible, "db", "upgrade")
    run(*crible, "lists", "import", "press")
    if data := datasets.folder():
        with tempfile.TemporaryDirectory() as unpacked:
            run(
                *crible,
                "lists",
                "import",
                "ofac-sdn",
                *datasets.ofac_files(data, Path(unpacked)),
            )
    bare, whole = [], []
    for _ in range(13):
        bare.append(run("-c", "import numpy, rapidfuzz, click, sqlalchemy"))
        whole.append(run(*crible, "lookup", "IEMZ Koupol"))
    # The first of each compiles and warms the files.
    bare_s, whole_s = statistics.median(bare[1:]), statistics.median(whole[1:])
    return {"imports_s": bare_s, "lookup_s": whole_s, "ratio": whole_s / bare_s}


def night(folder: Path) -> Figures:
    """A file of innocents through ``crible batch``, and again on the next night."""
    import random

    import subjects

    import batch

    entries = _kept(folder, "entries")
    names = subjects.innocents(entries, batch.ROWS, random.Random(8))
    return batch.measure(folder, entries, names)


def text(folder: Path) -> Figures:
    """Listed names in running text, beside an exact scan for the same names."""
    import texts

    from crible.matching import Screener

    entries = _kept(folder, "entries")
    figures = texts.measured(Screener.open(folder / "index"), entries)
    return {**figures, "grown": texts.grown(Screener.build, entries)}


PARTS: dict[str, Callable[..., Figures]] = {
    "prepare": prepare,
    "build": building,
    "open": opening,
    "memory": memory,
    "lookup": lookup,
    "many": many,
    "process": process,
    "complete": complete,
    "growth": growth,
    "batch": night,
    "text": text,
}


def _keep(folder: Path, name: str, value: object) -> None:
    (folder / name).write_bytes(pickle.dumps(value))


def _kept(folder: Path, name: str) -> Any:
    return pickle.loads((folder / name).read_bytes())  # noqa: S301 - written by prepare


def _names(entries: Iterable[Any]) -> int:
    return sum(len(entry.names) for entry in entries)


def _seconds(code: str, *arguments: object) -> float:
    """What a script prints, run in a process with cold caches."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        check=True,
        capture_output=True,
    )
    return float(done.stdout)


def _each(work: Callable[[Any], object], items: Iterable[Any]) -> list[float]:
    times = []
    for item in items:
        started = time.perf_counter()
        work(item)
        times.append(time.perf_counter() - started)
    return times


def _quantiles(times: list[float]) -> Figures:
    ordered = sorted(times)
    return {
        "p50_ms": 1e3 * statistics.median(ordered),
        "p99_ms": 1e3 * ordered[int(0.99 * (len(ordered) - 1))],
    }


def _status(field: str) -> int:
    return _field(Path("/proc/self/status"), field)


def _rollup(field: str) -> int:
    return _field(Path("/proc/self/smaps_rollup"), field)


def _field(path: Path, field: str) -> int:
    """A figure of the kernel in KB."""
    for line in path.read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1])
    return 0
