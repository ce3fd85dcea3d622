"""Runs of a batch as processes of their own, to be killed at any moment."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time

NAMES = ("IEMZ Koupol", "Quiet Meadow", "Almaz Antey Telecom", "Golden Example Reef")
STEP = 40

# A short step, so that many are cut short; all else as the command line does it.
PROGRAM = """
import json, resource, sys
from pathlib import Path
from crible import bootstrap, settings
from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.local import run
folder, source, target, step, workers, limit, since = sys.argv[1:]
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": folder}))
job = Job(Path(source), Path(target), Reading(), "tester", workers=int(workers),
          since=since)
resumed = []
done = run(
    services, job, step=int(step),
    resumed=lambda rows, since: resumed.append(rows),
)
print(json.dumps({"resumed": resumed, "counts": done.manifest.counts,
                  "since": done.manifest.delta}))
"""


def write_input(path, rows):
    """Write rows of which some hit, some are broken and some are repeated."""
    made = ["id,name"]
    for number in range(rows):
        name = f"{NAMES[number % 4]} {number}" if number % 3 else NAMES[number % 4]
        made.append(f"{number},{name}" if number % 97 else f"{number},{name},surplus")
    path.write_text("\n".join(made) + "\n", encoding="utf-8")
    return path


def begin(folder, source, target, *, workers=2, step=STEP, limit=0, since=""):
    """Start a run; ``limit`` is the size in bytes of a file that it may write."""
    return subprocess.Popen(
        [
            sys.executable, "-c", PROGRAM,
            str(folder), str(source), str(target), str(step), str(workers),
            str(limit), since,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,  # noqa: TID251 - a child needs the path and such
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
    )  # fmt: skip


def finish(process):
    """Wait for a run; gives its report and what it said on standard error."""
    out, err = process.communicate(timeout=120)
    return (json.loads(out) if process.returncode == 0 else None), err


def killed_until_done(
    folder, source, target, *, kills, seed, rows, workers=2, since=""
):
    """Kill a run so many times, at random rows over its whole length, going on each time.

    A kill comes when so many rows are on disk, and then after a random part of what a
    step takes: while it screens, records, writes, or says how far it is. The last one
    may come while the result gets its name.

    Gives the report of the run that was let finish, None when a kill came too late, and
    for each kill how many rows were asked for, were on disk when it came, and whether
    the result was there already.
    """
    draw = random.Random(seed)
    wanted = sorted(draw.randrange(rows) for _ in range(kills - 1))
    log = []
    for number in (*wanted, rows):
        process = begin(folder, source, target, workers=workers, since=since)
        begun = time.monotonic()
        last = pause = 0.0
        while process.poll() is None:
            done = rows_done(target)
            now = time.monotonic()
            if done > last:
                # What a step takes now, whatever else this machine does.
                last, pause, begun = done, now - begun, now
            if done >= number:
                break
            time.sleep(0.001)
        time.sleep(draw.uniform(0.0, min(pause, 0.5)))
        process.kill()
        process.communicate()
        log.append((number, rows_done(target), target.exists()))
    report, err = finish(begin(folder, source, target, workers=workers, since=since))
    if report is None:
        # The last kill came when all was done.
        assert "Already there" in err, err
    return report, log


def rows_done(target):
    """How many rows a run has on disk; 0 when it has not begun."""
    try:
        text = (target.with_name(f".{target.name}.crible") / "progress.json").read_text(
            encoding="utf-8"
        )
    except OSError:
        return 0
    return json.loads(text)["tally"]["rows"]


def copied(folder, name):
    """A copy of a data folder."""
    return shutil.copytree(folder, folder.with_name(name))
