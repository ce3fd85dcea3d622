"""``crible audit``: verify, checkpoint, export, replay, erase."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"


@pytest.fixture
def screened(crible, data_folder):
    """The function ``crible``, over a database in which something was screened."""
    for name in ("IEMZ Kupol", "Nobody at all"):
        assert crible("lookup", name).exit_code == 0
    return crible


def _sql(folder, statement):
    with sqlite3.connect(folder / "crible.sqlite3") as connection:
        connection.execute(statement)
    connection.close()


def test_an_untouched_trail_verifies(screened):
    """Nothing on standard output, and the counts beside it."""
    done = screened("audit", "verify")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "2 screenings as recorded" in done.stderr


def test_a_fault_is_printed_and_ends_with_seventy(process, screened, data_folder):
    """The row says where, and what."""
    _sql(data_folder, "UPDATE screenings SET outcome = 'clear' WHERE outcome = 'match'")
    done = process("audit", "verify", "--format", "json")
    assert done.returncode == 70
    (fault,) = json.loads(done.stdout)
    assert fault["what"] == "changed"
    assert fault["thing"].startswith("screening ")
    for form in ("table", "csv"):
        assert b"changed" in process("audit", "verify", "--format", form).stdout


def test_checkpoints_are_kept_elsewhere(process, screened, data_folder, tmp_path):
    """A kept checkpoint fits, until the trail is cut behind it."""
    kept = tmp_path / "kept.jsonl"
    kept.write_text(screened("audit", "checkpoint").stdout, encoding="utf-8")
    again = screened("audit", "verify", "--checkpoint", str(kept))
    assert again.exit_code == 0
    assert "2 checkpoints" in again.stderr
    _sql(data_folder, "DELETE FROM checkpoints")
    _sql(data_folder, "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    _sql(
        data_folder,
        "UPDATE audit_head SET (seq, hash) = "
        "(SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1)",
    )
    done = process("audit", "verify", "--checkpoint", str(kept), "--format", "json")
    assert done.returncode == 70
    assert any(
        fault["thing"].startswith("row of checkpoint")
        for fault in json.loads(done.stdout)
    )


def test_a_file_without_a_checkpoint_is_refused(process, tmp_path):
    """The input is refused, not ignored."""
    file = tmp_path / "kept.jsonl"
    file.write_text("{}", encoding="utf-8")
    assert process("audit", "verify", "--checkpoint", str(file)).returncode == 3


@pytest.mark.parametrize(
    ("before", "after", "status"), [("", "", 0), ('"actor":"', '"actor":"x', 1)]
)
def test_the_page_s_own_program_checks_an_export(screened, before, after, status):
    """Anybody can check an export with the program on the page, and nothing else."""
    exported = screened("audit", "export").stdout.replace(before, after)
    page = PAGE.read_text(encoding="utf-8")
    program = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=exported,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == status, done.stderr


def test_an_export_has_names_only_when_asked(screened):
    """The trail alone can be handed out."""
    assert "Kupol" not in screened("audit", "export", "--from", "2").stdout
    assert "Kupol" in screened("audit", "export", "--records").stdout


def test_answers_come_out_again(screened):
    """Replayed by id or by number, in every form."""
    found = json.loads(
        screened("audit", "replay", "--newest", "9", "--format", "json").stdout
    )
    assert [row["identical"] for row in found] == [True, True]
    for form in ("table", "csv"):
        done = screened("audit", "replay", found[0]["screening"], "--format", form)
        assert done.exit_code == 0
        assert found[0]["screening"] in done.stdout


def test_an_answer_that_differs_ends_with_seventy(process, screened, data_folder):
    """A record that was written over does not come out again."""
    _sql(data_folder, "UPDATE screenings SET outcome = 'clear' WHERE outcome = 'match'")
    done = process("audit", "replay", "--newest", "2", "--format", "json")
    assert done.returncode == 70
    assert [row["differs"] for row in json.loads(done.stdout)] == [[], ["outcome"]]
    assert process("audit", "replay").returncode == 2


def test_erasing_asks_first_and_keeps_the_trail(screened):
    """After it the trail verifies and says how much is gone."""
    assert screened("audit", "erase", "--days", "0", stdin="n\n").exit_code != 0
    assert "2 screenings as recorded" in screened("audit", "verify").stderr
    assert "Removed 2" in screened("audit", "erase", "--days", "0", "--yes").stderr
    done = screened("audit", "verify")
    assert done.exit_code == 0
    assert "2 erased by retention" in done.stderr
    assert "Removed 0" in screened("audit", "erase", "--yes").stderr
