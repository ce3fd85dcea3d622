"""Opening a database: which URLs, which settings, which refusals."""

import traceback

import pytest
from sqlalchemy import text

from crible.errors import CribleError, StoreUnavailable, UsageError
from crible.store import Store
from crible.store.database import insert_rows
from crible.store.schema import rejects


@pytest.mark.parametrize(
    "url",
    [
        "",
        "crible.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://root:hunter2@db/crible",
        "postgresql://root:hunter2@db:port/crible",
        "nonsense+driver://root:hunter2@db/crible",
    ],
)
def test_unusable_url_is_refused(url):
    """A URL that crible cannot use says which it can, and repeats no password."""
    with pytest.raises(UsageError, match="sqlite:///path") as caught:
        Store.open(url)
    assert "hunter2" not in str(caught.value)


def test_bare_postgresql_means_psycopg_3():
    """Every spelling of the PostgreSQL scheme uses the driver that crible ships."""
    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        store = Store.open(f"{scheme}://crible@127.0.0.1:1/crible")
        assert store._database.engine.driver == "psycopg"
        store.close()


def test_absent_server_is_unavailable():
    """A server that does not answer is StoreUnavailable, its password hidden."""
    store = Store.open("postgresql://crible:hunter2@127.0.0.1:1/crible")
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1") as caught:
        store.check()
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
    store.close()


def test_folder_of_the_file_is_made(tmp_path):
    """A SQLite file may lie in a folder that does not exist yet."""
    path = tmp_path / "new" / "deep" / "crible.db"
    store = Store.open(f"sqlite:///{path}")
    assert store.revision()[0] is None
    store.close()
    assert path.exists()


def test_folder_that_cannot_be_made(tmp_path):
    """A folder that cannot be made is reported with its path and a way out."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="CRIBLE_DATA_DIR"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'crible.db'}")


def test_missing_tables_are_unavailable(empty_url):
    """Asking a database that was never set up fails with a hint, not with SQL."""
    store = Store.open(empty_url)
    with pytest.raises(StoreUnavailable, match="crible db status"):
        store.list_rows()
    store.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 30_000),
    ],
)
def test_sqlite_is_told_our_rules(tmp_path, pragma, value):
    """Every SQLite connection is durable, patient and minds its references."""
    store = Store.open(f"sqlite:///{tmp_path / 'crible.db'}")
    with store._database.reading() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value
    store.close()


def test_writing_locks_sqlite_from_the_start(tmp_path):
    """A transaction for writing holds the lock before its first statement."""
    store = Store.open(f"sqlite:///{tmp_path / 'crible.db'}")
    with store._database.writing(), store._database.engine.connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        with pytest.raises(Exception, match="locked"):
            other.exec_driver_sql("CREATE TABLE other (id INTEGER)")
    store.close()


def test_failed_transaction_leaves_nothing(demo, plain, now):
    """What a transaction wrote before an error is gone afterwards."""

    def clear_and_fail():
        with demo._database.writing() as connection:
            connection.execute(text("DELETE FROM lists"))
            raise UsageError("changed my mind")

    with pytest.raises(UsageError):
        clear_and_fail()
    assert len(demo.list_rows()) == 1


def test_refused_rows_are_not_quoted(demo):
    """An error about one of many refused rows repeats no value of it either."""
    row = {"version_id": 1, "position": 0, "where": "", "reason": "", "excerpt": "Ivan"}

    def insert():
        with demo._database.writing() as connection:
            insert_rows(connection, rejects, [row])

    with pytest.raises(CribleError, match="refused") as caught:
        insert()
    assert "Ivan" not in "".join(traceback.format_exception(caught.value))


def test_refused_record_is_not_quoted(demo):
    """An error about a refused record repeats no value of it."""
    statement = text("INSERT INTO lists (key, info) VALUES ('demo', :secret)")
    with pytest.raises(CribleError) as caught, demo._database.writing() as connection:
        connection.execute(statement, {"secret": "Ivan Ivanov"})
    assert "Ivan" not in "".join(traceback.format_exception(caught.value))
