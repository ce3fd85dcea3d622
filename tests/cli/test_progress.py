"""Progress: seldom a line where there is no terminal, and never on standard output."""

from __future__ import annotations

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
