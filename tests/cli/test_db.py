"""``crible db`` and ``crible serve``."""

from __future__ import annotations

import json

import pytest

from crible.cli.db import _shown
from crible.store.schema import HEAD


def test_upgrade_creates_the_database_once(crible, tmp_path):
    """The first upgrade creates, the second finds nothing to do."""
    folder = tmp_path / "fresh"
    first = crible("db", "upgrade", folder=folder)
    assert first.exit_code == 0
    assert (folder / "crible.sqlite3").exists()
    assert "up to date" in crible("db", "upgrade", folder=folder).stderr


def test_status_tells_whether_the_revision_fits(crible, tmp_path):
    """Before the upgrade it does not fit, afterwards it does."""
    folder = tmp_path / "fresh"
    before = crible("db", "status", "--format", "json", folder=folder)
    assert before.exit_code == 4
    assert json.loads(before.stdout)["revision"] is None
    crible("db", "upgrade", folder=folder)
    after = crible("db", "status", "--format", "json", folder=folder)
    assert after.exit_code == 0
    assert json.loads(after.stdout)["fits"] is True


@pytest.mark.parametrize("output_format", ["table", "csv"])
def test_status_prints_rows(crible, output_format):
    """Table and CSV name the revision."""
    done = crible("db", "status", "--format", output_format)
    assert HEAD in done.stdout


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////a/b.sqlite3", "sqlite:////a/b.sqlite3"),
        ("postgresql://me:secret@host/db", "postgresql://me:***@host/db"),
        ("postgresql://me:se@cret@host/db", "postgresql://me:***@host/db"),
        ("postgresql://me:a/b@host/db", "postgresql://me:***@host/db"),
        ("postgresql://me@host:5432/db", "postgresql://me@host:5432/db"),
        (
            "postgresql://host/db?password=x&a=b",
            "postgresql://host/db?password=***&a=b",
        ),
    ],
)
def test_password_is_never_shown(url, shown):
    """The database's address is shown without its password."""
    assert _shown(url) == shown


def test_unusable_database_address(crible):
    """An address that names no database is a usage error."""
    assert crible("db", "status", CRIBLE_DATABASE_URL="nonsense").exit_code == 2


def test_unusable_setting_is_a_usage_error(crible):
    """A misspelt or unusable setting is refused by name."""
    done = crible("lookup", "x", CRIBLE_THRESHOLD="high")
    assert done.exit_code == 2
    assert "CRIBLE_THRESHOLD" in done.stderr
    assert crible("lookup", "x", CRIBLE_TRESHOLD="0.5").exit_code == 2


@pytest.mark.parametrize("bind", ["0.0.0.0:8520", "192.0.2.1:80", ":8520"])
def test_serve_refuses_other_machines(crible, bind):
    """The service listens on this machine only."""
    done = crible("serve", "--bind", bind)
    assert done.exit_code == 2
    assert "Refused" in done.stderr or "address" in done.stderr
