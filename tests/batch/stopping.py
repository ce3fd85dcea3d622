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
folder, source, target, step, workers, limit = sys.argv[1:]
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": folder}))
job = Job(Path(source), Path(target), Reading(), "tester", workers=int(workers))
resumed = []
done = run(
    services, job, step=int(step),
    resumed=lambda rows, since: resumed.append(rows),
)
print(json.dumps({"resumed": resumed, "counts": done.manifest.counts}))
"""


def write_input(path, rows):
    """Write rows of which some hit, some are broken and some are repeated."""
    made = ["id,name"]
    for number in range(rows):
        name = f"{NAMES[number % 4]} {number}" if number % 3 else NAMES[number % 4]
        made.append(f"{number},{name}" if number % 97 else f"{number},{name},surplus")
    path.write_text("\n".join(made) + "\n", encoding="utf-8")
    return path


def begin(folder, source, target, *, workers=2, step=STEP, limit=0):
    """Start a run; ``limit`` is the size in bytes of a file that it may write."""
    return subprocess.Popen(
        [
            sys.executable, "-c", PROGRAM,
            str(folder), str(source), str(target), str(step), str(workers),
            str(limit),
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


def killed_until_done(folder, source, target, *, kills, seed, most, workers=2):
    """Kill a run so many times at random moments, each time going on.

    A kill comes when the stage has grown by a random number of bytes, up to ``most``,
    and then after a random moment more; every fourth one comes while a run starts.

    Gives the report of the run that was let finish, None when a kill came too late, and
    for each kill the bytes of the stage before and after.
    """
    draw = random.Random(seed)
    stage = target.with_name(f".{target.name}.crible") / "rows.part"
    log = []
    for number in range(kills):
        before = _size(stage)
        process = begin(folder, source, target, workers=workers)
        if number % 4 == 3:
            time.sleep(draw.uniform(0.0, 1.0))
        else:
            wanted = before + draw.randrange(most)
            while process.poll() is None and _size(stage) <= wanted:
                time.sleep(0.002)
            time.sleep(draw.uniform(0.0, 0.05))
        process.kill()
        process.communicate()
        log.append((before, _size(stage), target.exists()))
    report, err = finish(begin(folder, source, target, workers=workers))
    if report is None:
        # The last kill came when all was done.
        assert "Already there" in err, err
    return report, log


def _size(path):
    try:
        return path.stat().st_size
    except OSError:
        return 0


def copied(folder, name):
    """A copy of a data folder."""
    return shutil.copytree(folder, folder.with_name(name))
