"""Loading and looking up: time and memory, beside a plain full scan with rapidfuzz.

Run by ``make bench``. Uses the OFAC files in the folder that CRIBLE_TEST_DATA names,
else the press list. Each part runs in a process of its own, so that peak memory is its
own. The full scan is what a script of ten lines would do: ``token_sort_ratio`` over
all names, folded to lower case.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAMES = (
    "IEMZ Koupol",
    "Купол",
    "Almaz Antey Telecom",
    "Wuhan Global Sensor Tech. Co Ltd",
    "Sichuan Silence",
    "Ouralvagonzavod",
    "Acme Trading Limited",
    "Müller & Söhne GmbH",
    "JSC Plant",
    "Banco Internacional de Comercio",
)
ROUNDS = 20


def entries() -> list:
    """The entries to measure with."""
    from crible import importers

    folder = os.environ.get("CRIBLE_TEST_DATA", "")  # noqa: TID251 - not the product
    lists = Path(folder, "lists")
    sdn = next(iter(sorted(lists.glob("us_ofac_sdn_*/sdn.csv*"), reverse=True)), None)
    if folder and sdn:
        more = [
            path
            for name in ("alt", "add")
            for path in sorted(lists.glob(f"us_ofac_alt_add_*/{name}.csv*"))[:1]
        ]
        read = importers.read([sdn, *more], importers.info("ofac-sdn"))
    else:
        read = importers.read([], importers.info("press"))
    return [item for item in read.items if hasattr(item, "names")]


def peak() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(index: Path) -> dict[str, float]:
    """Read the list and build the index."""
    from crible.matching import Screener, default_profile

    started = time.perf_counter()
    found = entries()
    read = time.perf_counter() - started
    started = time.perf_counter()
    Screener.build(found, profile=default_profile()).save(index)
    return {
        "entries": len(found),
        "names": sum(len(entry.names) for entry in found),
        "read_s": read,
        "build_s": time.perf_counter() - started,
        "index_mb": index.stat().st_size / 1e6,
        "peak_mb": peak(),
    }


def ours(index: Path) -> dict[str, float]:
    """Open the index and look up."""
    from crible.matching import Screener, default_profile
    from crible.model import Subject

    profile = default_profile()
    bare = peak()
    started = time.perf_counter()
    screener = Screener.open(index, profile=profile)
    opened = time.perf_counter() - started
    started = time.perf_counter()
    screener.screen_subject(
        Subject(NAMES[0]), threshold=profile.threshold, limit=10, lists=None
    )
    first = time.perf_counter() - started
    started = time.perf_counter()
    for _ in range(ROUNDS):
        for name in NAMES:
            screener.screen_subject(
                Subject(name), threshold=profile.threshold, limit=10, lists=None
            )
    each = (time.perf_counter() - started) / ROUNDS / len(NAMES)
    return {
        "open_ms": opened * 1e3,
        "first_ms": first * 1e3,
        "lookup_ms": each * 1e3,
        "imports_mb": bare,
        "peak_mb": peak(),
    }


def scan() -> dict[str, float]:
    """Compare with every name, each time."""
    from rapidfuzz import fuzz, process, utils

    names = [
        utils.default_process(name.text) for entry in entries() for name in entry.names
    ]
    started = time.perf_counter()
    for name in NAMES:
        process.extract(
            utils.default_process(name),
            names,
            scorer=fuzz.token_sort_ratio,
            limit=10,
            score_cutoff=75,
        )
    each = (time.perf_counter() - started) / len(NAMES)
    return {"lookup_ms": each * 1e3, "peak_mb": peak()}


def part(*arguments: str) -> dict[str, float]:
    """Run one part in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, capture_output=True
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder, "bench.crible"))
        built, looked, full = part("build", index), part("ours", index), part("scan")
    for title, figures in (
        ("read and build", built),
        ("open and look up", looked),
        ("full scan with rapidfuzz", full),
    ):
        row = "  ".join(f"{key} {value:,.1f}" for key, value in figures.items())
        print(f"{title:26} {row}")
    ratio = full["lookup_ms"] / looked["lookup_ms"]
    print(f"one look-up takes 1/{ratio:.1f} of the time of the full scan")


if __name__ == "__main__":
    parts = {"build": build, "ours": ours, "scan": scan}
    if len(sys.argv) > 1:
        print(json.dumps(parts[sys.argv[1]](*map(Path, sys.argv[2:]))))
    else:
        main()
