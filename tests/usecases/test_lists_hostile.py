"""Lists that are damaged, or whose import is killed: all of a version or nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys

import pytest
from tests.importers.readings import FORMATS, described, files

from crible.errors import CribleError
from crible.importers import read
from crible.model import Entry, Subject
from crible.usecases import lists
from crible.usecases.lists_import import import_list
from crible.usecases.live import LiveIndex
from crible.usecases.screening import Call, screen

from .conftest import seed

ROUNDS = 5
JUNK = [b"", b"<", b'"', b"\n", b"\0", b"\xff", b"&x;", b"00/00/1970", b"A" * 2_000]


def _damaged(content, chance):
    place = chance.randrange(len(content))
    if chance.random() < 0.3:
        return content[:place]
    end = place + chance.choice([0, 1, 5, 200])
    return content[:place] + chance.choice(JUNK) + content[end:]


@pytest.mark.parametrize("folder", sorted(FORMATS.iterdir()), ids=lambda it: it.name)
def test_damaged_file_is_a_whole_version_or_none(world, tmp_path, folder):
    """What is in force is what a file says as a whole, or what was there before."""
    chance = random.Random(folder.name)
    info = described(folder.name)
    paths = [
        shutil.copy(path, tmp_path / f"{number}-{path.name}")
        for number, path in enumerate(files(folder))
    ]
    import_list(world, info.key, paths, info=info)
    for _ in range(ROUNDS):
        before = lists.show(world)
        path = chance.choice(paths)
        intact = path.read_bytes()
        path.write_bytes(_damaged(intact, chance))
        refusal = done = None
        try:
            done = import_list(world, info.key, paths, info=info, accept_shrink="ann")
        except CribleError as error:
            refusal = str(error)
        if done is None:
            report = _report(world, info.key)
            assert report.version == _of(before, info.key).version
            assert (report.state, report.failed_reason) == ("failed", refusal)
        else:
            found = sorted(
                (item for item in read(paths, info).items if isinstance(item, Entry)),
                key=lambda entry: entry.id,
            )
            assert list(world.store.entries(info.key)) == found
            assert done.version.entries == len(found)
            assert len(world.store.rejects(info.key, done.version.version)) == (
                done.version.rejects
            )
        path.write_bytes(intact)


def _of(reports, key):
    return next(report for report in reports if report.info.key == key)


def _report(world, key):
    return _of(lists.show(world), key)


KILLED = """
import sys
from pathlib import Path
from crible import bootstrap, settings
from crible.model import ListInfo
from crible.store import publishing
from crible.usecases import lists_import, lists_selftest
from crible.usecases.live import LiveIndex

folder, place, files = sys.argv[1:]

def stop(*arguments, **more):
    print("there", flush=True)
    sys.stdin.read()

if place == "self-test":
    lists_import.self_test = stop
elif place == "index":
    LiveIndex._prune = stop  # the file is there, the version is not
elif place == "entries":
    publishing._write_parts = stop  # in the transaction
elif place == "audit":
    publishing.audit.append = stop
services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": folder}))
info = ListInfo("demo", "The list demo", "A publisher", format="crible-seeds")
lists_import.import_list(services, "demo", [Path(files)], info=info)
"""


@pytest.mark.parametrize("place", ["self-test", "index", "entries", "audit"])
def test_killed_import_leaves_the_last_version(world, load, tmp_path, place):
    """Wherever an import is killed, the old version answers and the next one works."""
    old = {"a": ["Plant Vostok"], "b": ["Plant Zapad"]}
    first = load("demo", old).version
    new = seed(tmp_path / "new", {**old, "c": ["Zavod Sever"]})
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, world.folder, place, new],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={
            **os.environ,  # noqa: TID251 - a child needs the path and such
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
    ) as child:
        assert child.stdout.readline() == b"there\n"
        child.send_signal(signal.SIGKILL)
    assert _report(world, "demo").version == first
    assert len(list(world.store.entries("demo"))) == 2
    reader = LiveIndex(world.store, world.folder / "index", world.profile)
    assert not reader.current().screener.screen("Zavod Sever")
    answer = screen(world, [Subject("Zavod Sever")], Call("ann", "cli"))
    assert answer.screenings[0].outcome == "clear"
    second = load("demo", {**old, "c": ["Zavod Sever"]}).version
    assert (second.number, second.entries) == (2, 3)
    answer = screen(world, [Subject("Zavod Sever")], Call("ann", "cli"))
    assert answer.screenings[0].outcome == "match"
