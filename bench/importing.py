"""What importing the real lists costs and yields: a table, a row for each file.

Each file is imported by a process of its own into a database of its own: entries,
names, rejects, seconds of reading, seconds of processor and of the clock for the whole
import, peak memory, and what the self-test said. The data folder is named by
``CRIBLE_TEST_DATA``; rejects and missed names are told below the table.

    python bench/importing.py
    python bench/importing.py un-xml ca-sema-xml
"""

from __future__ import annotations

import json
import lzma
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from datasets import folder

from crible import bootstrap, importers, settings
from crible.model import Entry
from crible.usecases.lists_import import import_list

_ALTERNATES = ("us_ofac_alt_add_2025-02/alt.csv", "us_ofac_alt_add_2025-02/add.csv")
# Name: list, format (the list's own when empty), files.
FILES = {
    "ofac-csv 2024-04-26": ("ofac-sdn", "", ("us_ofac_sdn_2024-04-26/sdn.csv.xz",)),
    "ofac-csv 2024-05-03": (
        "ofac-sdn",
        "",
        ("us_ofac_sdn_2024-05-03/sdn.csv.xz", *_ALTERNATES),
    ),
    "ofac-csv (consolidated)": (
        "ofac-cons",
        "",
        ("us_ofac_consolidated_2025-08/OFAC.csv",),
    ),
    "ofac-xml": (
        "ofac-cons",
        "ofac-xml",
        ("us_ofac_consolidated_2025-03-28/consolidated.xml",),
    ),
    "un-xml": ("un-sc", "", ("un_2026-02-27/UN_consolidated.xml",)),
    "eu-journal-csv": ("eu-fsf", "eu-journal-csv", ("eu_journal_2026-08",)),
    "uk-sl-tables": ("uk-sl", "uk-sl-tables", ("uk_sanctions_list_2026-05",)),
    "uk-ofsi (CSV)": ("uk-ofsi", "", ("uk_ofsi_2020-04-27/sample_hmt.csv.xz",)),
    "uk-ofsi (XLSX)": ("uk-ofsi", "", ("uk_ofsi_2022-05-04/ConList.xlsx",)),
    "us-csl-csv": ("us-csl", "", ("us_csl_2022-04/consolidated.csv.gz",)),
    "ca-sema-xml": ("ca-sema", "", ("ca_sema_2025-05/cannada.xml",)),
    "opensanctions-csv": (
        "ua-war",
        "",
        ("ua_war_sanctions_2026-03/targets.simple.csv.xz",),
    ),
    "opensanctions-ftm": (
        "opensanctions",
        "",
        ("opensanctions_ftm_sample/entities.ftm.json",),
    ),
}
_COLUMNS = (
    *(
        "file",
        "entries",
        "names",
        "rejects",
        "forms tried",
        "missed",
        "missed in ASCII",
    ),
    *("s to read", "CPU s", "s", "peak MB", "database MB"),
)


def _cpu() -> float:
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _beside(paths: list[Path], where: Path) -> list[Path]:
    """The files in one folder, unpacked as their publisher has them."""
    if len(paths) == 1:
        return paths
    found = []
    for path in paths:
        target = where / path.name.removesuffix(".xz")
        content = path.read_bytes()
        target.write_bytes(
            lzma.decompress(content) if path.suffix == ".xz" else content
        )
        found.append(target)
    return found[:1]


def one(name: str) -> dict[str, object]:
    """Import one file in this process; gives its row and what was not read."""
    key, format_, files = FILES[name]
    data = folder()
    if data is None:
        raise SystemExit("CRIBLE_TEST_DATA names no folder.")
    with tempfile.TemporaryDirectory() as scratch:
        paths = _beside([data / "lists" / file for file in files], Path(scratch))
        before = time.perf_counter()
        parsed = importers.read(paths, importers.info(key), format=format_ or None)
        count = sum(isinstance(item, Entry) for item in parsed.items)
        reading = time.perf_counter() - before
        found = settings.load({"CRIBLE_DATA_DIR": scratch})
        store = bootstrap.open_store(found)
        store.upgrade()
        store.close()
        services = bootstrap.start(found, build_workers=2)
        before, cpu = time.perf_counter(), _cpu()
        done = import_list(services, key, paths, format=format_ or None)
        seconds, cpu = time.perf_counter() - before, _cpu() - cpu
        services.store.close()
        size = sum(path.stat().st_size for path in Path(scratch).glob("*.sqlite3"))
    assert done.selftest  # noqa: S101 - a new database has no version
    assert count == done.version.entries  # noqa: S101 - nothing lost on the way
    given = [miss for miss in done.selftest.misses if miss.form == "given"]
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    row = (
        *(name, done.version.entries, done.version.names, len(done.rejects)),
        *(done.selftest.forms, len(given), len(done.selftest.misses) - len(given)),
        *(round(reading, 1), round(cpu, 1), round(seconds, 1)),
        *(peak // 1024, round(size / 1e6, 1)),
    )
    reasons = Counter(
        re.sub(r"[\d,]+|'[^']*'", "N", reject.reason) for reject in done.rejects
    )
    return {
        "row": row,
        "rejects": reasons.most_common(5),
        "missed": [f"{miss.entry_id} name {miss.number}: {miss.why}" for miss in given],
        "notes": done.notes,
    }


def main(names: list[str]) -> None:
    """Print the table, then rejects and misses."""
    print("|", " | ".join(_COLUMNS), "|")
    print("|" + "---|" * len(_COLUMNS))
    told = []
    for name in names or FILES:
        done = subprocess.run(
            [sys.executable, __file__, "--one", name],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            told.append((name, "failed", done.stderr[-400:]))
            continue
        found = json.loads(done.stdout)
        print("|", " | ".join(map(str, found["row"])), "|", flush=True)
        told += [(name, f"rejected, {count}", why) for why, count in found["rejects"]]
        told += [(name, "missed", why) for why in found["missed"]]
        told += [(name, "note", text) for text in found["notes"]]
    for name, what, text in told:
        print(f"{name}: {what}: {text}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(sys.argv[2])))
    else:
        main(sys.argv[1:])
