"""``crible worker`` and ``crible portfolio``: what is done again and again."""

from __future__ import annotations

import json
import os

import pytest
from tests.conftest import PRESS

from crible.model import Entry, Name

BROOK = Entry("press:brook", "press", "company", (Name("Silent Brook", "primary"),))


@pytest.fixture
def clients(crible, tmp_path):
    """A portfolio of two names."""
    source = tmp_path / "clients.csv"
    source.write_text("id,name\n1,Silent Brook Ltd\n2,IEMZ Koupol\n", encoding="utf-8")
    target = str(tmp_path / "clients.out.csv")
    done = crible("batch", str(source), "-o", target, "--portfolio", "clients")
    assert done.exit_code == 0, done.stderr


def test_portfolio_is_shown_and_rescreened(crible, clients, data_folder, publish_list):
    """New alerts are printed and can end the command with 1; old ones are not."""
    shown = json.loads(crible("portfolio", "show", "--format", "json").stdout)
    assert [item["name"] for item in shown] == ["clients"]
    assert crible("portfolio", "rescreen", "--exit-code").exit_code == 0
    publish_list(data_folder, "press", (*PRESS, BROOK))
    done = crible("portfolio", "rescreen", "--exit-code", "--format", "json")
    assert done.exit_code == 1
    assert [item["entry"] for item in json.loads(done.stdout)] == ["press:brook"]
    rows = crible("portfolio", "alerts", "clients", "--format", "csv").stdout
    assert rows.count("clients") == 2
    assert crible("portfolio", "rescreen", "nobody").exit_code == 2


def test_worker_does_what_is_due_once(
    crible, clients, data_folder, publish_list, tmp_path
):
    """Inbox and portfolios are seen to in one look, and the next has nothing to do."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    path = inbox / "new.csv"
    path.write_text("name\nAlmaz-Antey\n", encoding="utf-8")
    os.utime(path, (1, 1))
    publish_list(data_folder, "press", (*PRESS, BROOK))
    done = crible("worker", "--once", "--workers", "1", CRIBLE_INBOX=str(inbox))
    assert done.exit_code == 0, done.stderr
    assert "inbox: new.csv: 1 match" in done.stderr
    assert "rescreen: clients: " in done.stderr
    again = crible("worker", "--once", CRIBLE_INBOX=str(inbox))
    assert "rescreen" not in again.stderr


@pytest.mark.parametrize(
    ("environment", "code", "part"),
    [
        ({"CRIBLE_SCHEDULE_SYNC": "sometimes"}, 2, "no time"),
        ({"CRIBLE_INBOX": "/no/such/folder"}, 3, "inbox"),
        ({"CRIBLE_SCHEDULE_RESCREEN": "every 1s"}, 0, ""),
    ],
)
def test_worker_refuses_senseless_settings(crible, environment, code, part):
    """What could only fail at night fails at the start."""
    done = crible("worker", "--once", **environment)
    assert done.exit_code == code
    assert part in done.stderr


def test_sync_can_rescreen(crible, clients, data_folder, publish_list, tmp_path):
    """With --rescreen a sync says what it found in the portfolios."""
    publish_list(data_folder, "press", (*PRESS, BROOK))
    (tmp_path / "press").mkdir()
    done = crible("lists", "sync", "press", "--from", str(tmp_path), "--rescreen")
    assert "1 new alerts" in done.stderr
