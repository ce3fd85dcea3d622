"""Progress: seldom a line where there is no terminal, and never on standard output."""

from __future__ import annotations

import pytest

from crible.batch.progress import Progress
from crible.cli.pace import Pace
from crible.cli.progress import Counter


def test_lines_come_seldom(capsys):
    """Without a terminal a line appears only after a while, with the share done."""
    now = iter([0.0, 1.0, 6.0, 7.0, 20.0])
    with Counter("rows", total=200, monotonic=lambda: next(now)) as counter:
        for count in (1, 2, 3, 4):
            counter.reached(count, position=count * 50)
    said = capsys.readouterr()
    assert said.err == "2 rows (50%)\n4 rows (100%)\n"
    assert said.out == ""


def test_remarks_stand_on_standard_error(capsys):
    """What is said beside the count does not mix with the data."""
    with Counter("rows") as counter:
        counter.say("Read as utf-8")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "Read as utf-8\n")


@pytest.mark.parametrize(
    ("at", "line"),
    [
        (
            Progress(5_000, 12, 0, 0.5),
            "5,000 rows, 500 rows/s, 12 with hits, 0:10 left (50%)",
        ),
        (Progress(5_000, 0, 3, None), "5,000 rows, 500 rows/s, 0 with hits, 3 errors"),
        (Progress(0, 0, 0, 0.0), "0 rows, 0 rows/s, 0 with hits (0%)"),
    ],
)
def test_pace_tells_speed_hits_and_time_left(capsys, at, line):
    """Ten seconds into a run a line says how fast it is and how long it will take."""
    now = iter([0.0, 10.0])
    with Pace(monotonic=lambda: next(now)) as pace:
        pace.reached(at)
    assert capsys.readouterr().err == line + "\n"


def test_pace_counts_only_what_this_run_did(capsys):
    """Rows that an earlier run did are no speed of this one."""
    now = iter([0.0, 1.0, 10.0])
    with Pace(monotonic=lambda: next(now)) as pace:
        pace.reached(Progress(8_000, 0, 0, 0.8, skipped=8_000))
        pace.reached(Progress(9_000, 0, 0, 0.9, skipped=8_000))
    said = capsys.readouterr().err
    assert said == "9,000 rows, 100 rows/s, 0 with hits, 0:10 left (90%)\n"
