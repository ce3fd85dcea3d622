"""The database's revision: set up, checked, refused, and equal to the tables."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from crible import resources
from crible.errors import SchemaMismatch, StoreUnavailable
from crible.model import Identifier, Subject
from crible.store import Store
from crible.store.alerts import Wanted
from crible.store.columns import escaped
from crible.store.database import Database
from crible.store.encoding import stored
from crible.store.migration import configuration, upgrade
from crible.store.schema import HEAD, REVISIONS
from crible.usecases import counterparties


@pytest.fixture
def empty(empty_url):
    """An open store on a database without any table."""
    store = Store.open(empty_url)
    yield store
    store.close()


def _pretend(store, revision):
    with store._database.writing() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :revision"),
            {"revision": revision},
        )


def test_fresh_database_has_no_revision(empty):
    """A database that was never set up says None and is refused with the remedy."""
    assert empty.revision() == (None, HEAD)
    with pytest.raises(SchemaMismatch, match="crible db upgrade"):
        empty.check()


def test_upgrade_sets_up_the_tables(empty):
    """After an upgrade the database is at the code's revision and passes the check."""
    assert empty.upgrade() == HEAD
    assert empty.revision() == (HEAD, HEAD)
    empty.check()
    assert empty.list_rows() == ()


def test_upgrade_twice_changes_nothing(demo, info):
    """An upgrade of a database that is up to date keeps what it holds."""
    assert demo.upgrade() == HEAD
    assert [row.info for row in demo.list_rows()] == [info]


def test_older_database_is_told_to_upgrade(store):
    """A database at an earlier revision names both and says what to run."""
    _pretend(store, "r0001")
    with pytest.raises(SchemaMismatch, match=rf"r0001.*{HEAD}.*crible db upgrade"):
        store.check()


@pytest.mark.parametrize("revision", ["r9999", "abc123"])
def test_newer_or_foreign_database_is_refused(store, revision):
    """A revision that the code does not know is neither used nor upgraded."""
    _pretend(store, revision)
    for refused in (store.check, store.upgrade):
        with pytest.raises(SchemaMismatch, match="does not know") as caught:
            refused()
        assert "db upgrade" not in caught.value.hint


def test_head_is_the_newest_migration():
    """The constant that a start compares with is Alembic's own head."""
    scripts = ScriptDirectory(resources.folder("migrations"))
    assert scripts.get_heads() == [HEAD]
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(in_order) == REVISIONS


def test_migration_files_can_be_packed():
    """Every migration's file name begins with its revision, thus with a letter."""
    scripts = ScriptDirectory(resources.folder("migrations"))
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")
        assert script.revision[0].isalpha()


def test_migrations_and_tables_agree(store):
    """Alembic finds no difference between the migrated database and the tables."""
    with store._database.migrating() as connection:
        command.check(configuration(resources.folder("migrations"), connection))


def test_upgrade_from_an_awkward_folder(empty_url, tmp_path):
    """The steps are found by path, whatever characters are in it."""
    folder = tmp_path / "a b%(here)s,é"
    shutil.copytree(resources.folder("migrations"), folder)
    database = Database.open(empty_url)
    assert upgrade(database, folder) == HEAD
    database.close()


def test_next_revision_is_numbered(store, tmp_path):
    """A new migration gets the next number, and a file name to match."""
    folder = tmp_path / "migrations"
    shutil.copytree(resources.folder("migrations"), folder)
    with store._database.migrating() as connection:
        script = command.revision(configuration(folder, connection), "add a thing")
    number = f"r{len(REVISIONS) + 1:04d}"
    assert script.revision == number
    assert Path(script.path).name == f"{number}_add_a_thing.py"


def test_upgrade_keeps_what_is_there(empty_url):
    """A database of the first revision keeps its fetches, with the new columns empty."""
    database = Database.open(empty_url)
    with database.migrating() as connection:
        scripts = configuration(resources.folder("migrations"), connection)
        command.upgrade(scripts, "r0001")
    info = '{"key":"demo","publisher":"P","title":"T"}'
    with database.writing() as connection:
        connection.execute(
            text("INSERT INTO lists VALUES ('demo', :info)"), {"info": info}
        )
        connection.execute(
            text(
                "INSERT INTO list_fetches (id, list_key, at, reason, source) "
                "VALUES (1, 'demo', :at, 'broken', 'a.csv')"
            ),
            {"at": "2026-11-20 12:00:00"},
        )
    database.close()
    store = Store.open(empty_url)
    assert store.upgrade() == HEAD
    (row,) = store.list_rows()
    assert (row.failed_reason, row.accepted, row.selftest) == ("broken", "", "")
    store.close()


SUBJECTS = (
    Subject("Silent  Brook", reference="7"),
    Subject("Silent Brook", ("SB", "Brook"), "company", ("ru", "fr"), reference="7"),
    Subject(
        "N\0\ud800\N{SYMBOL FOR ESCAPE}",
        identifiers=(Identifier("inn", "77", "ru"), Identifier("imo", "9")),
        birth_date="1960",
    ),
)
OLD = (  # id, minute, portfolio, subject, entry, revision
    ("a1", 1, "clients", 0, "press:1", "r1"),
    ("a2", 2, "vendors", 0, "press:1", "r1"),
    ("a3", 3, "clients", 0, "press:1", "r2"),
    ("a4", 4, "clients", 1, "press:1", "r2"),
    ("a5", 5, "clients", 2, "ofac-sdn:1", "r1"),
)


def _old_alerts(connection):
    """Store what portfolios had raised at the revision before."""

    def run(statement, **values):
        connection.execute(text(statement), values)

    at = "2026-11-20 12:0{}:00+00:00".format
    run("INSERT INTO snapshots (id) VALUES ('s')")
    run("INSERT INTO profiles (id, body) VALUES ('p', '{}')")
    run(
        "INSERT INTO batches (id, started, actor, input_name, input_sha256, "
        "output_name, counts) VALUES ('b', :at, '', '', '', '', '[]')",
        at=at(0),
    )
    run(
        "INSERT INTO screenings (id, at, actor, channel, operation, outcome, threshold, "
        "batch, subject, lists, hits, mentions, problem) VALUES ('act', :at, '', "
        "'batch', 'screen', 'match', 0.7, 'b', '{}', '[]', '[]', '[]', 'null')",
        at=at(0),
    )
    for name in ("clients", "vendors"):
        run(
            "INSERT INTO portfolios (name, source, screened, snapshot, at, actor, "
            "lists) VALUES (:name, 'b', 'b', 's', :at, '', '[]')",
            name=name,
            at=at(0),
        )
    for key, minute, portfolio, subject, entry, revision in OLD:
        run(
            "INSERT INTO portfolio_alerts VALUES (:id, :at, :portfolio, :subject, "
            ":entry, :revision, 0.9, 'strong', 'Brook', 'act')",
            id=key,
            at=at(minute),
            portfolio=portfolio,
            subject=escaped(stored(SUBJECTS[subject])),
            entry=entry,
            revision=revision,
        )


def test_alerts_of_portfolios_move(empty_url, now):
    """They are known by what the product knows them by, so none is raised again."""
    database = Database.open(empty_url)
    scripts = resources.folder("migrations")
    with database.migrating() as connection:
        command.upgrade(configuration(scripts, connection), "s0001")
    with database.writing() as connection:
        _old_alerts(connection)
    store = Store.open(empty_url)
    assert store.upgrade() == HEAD
    found = store.alerts.page(now)[::-1]
    wanted = []
    for _, _, _, number, entry, revision in (OLD[0], *OLD[2:]):
        subject = SUBJECTS[number]
        said = counterparties.said(subject)
        pair = counterparties.pair(subject, said, entry)
        wanted.append((counterparties.alert_id(pair, said, revision), subject))
    assert [(case.alert.id, case.alert.subject) for case in found] == wanted
    ids = [case.alert.id for case in found]
    assert [
        (case.standing.state, case.alert.cause, case.alert.follows) for case in found
    ] == [
        ("replaced", "new", None),
        ("open", "entry-changed", ids[0]),
        ("open", "subject-changed", ids[1]),
        ("open", "new", None),
    ]
    assert found[0].standing.replaced == ids[1]
    assert {(case.alert.batch, case.alert.portfolio) for case in found} == {
        ("b", "clients")
    }
    assert len(store.alerts.page(now, Wanted(reference="7"))) == 3
    store.close()
    with database.migrating() as connection:
        command.downgrade(configuration(scripts, connection), "s0001")
    with database.reading() as connection:
        left = connection.scalar(text("SELECT count(*) FROM portfolio_alerts"))
    assert left == len(found)
    database.close()


def test_two_processes_upgrade_at_once(empty_url):
    """Services that start together on a new database all succeed."""
    program = (
        "import sys; from crible.store import Store; Store.open(sys.argv[1]).upgrade()"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, empty_url], stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    complaints = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], complaints


def test_file_that_is_no_database(tmp_path):
    """A file of something else is refused as unusable, not overwritten."""
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 100)
    store = Store.open(f"sqlite:///{path}")
    with pytest.raises(StoreUnavailable, match="not a database"):
        store.check()
    store.close()
    assert path.read_text().startswith("Dear Sir")


def test_start_loads_no_alembic(tmp_path):
    """Checking the revision loads no Alembic; naming the room loads no SQLAlchemy."""
    program = (
        "import sys, crible.store\n"
        "assert 'sqlalchemy' not in sys.modules\n"
        "store = crible.store.Store.open(sys.argv[1])\n"
        "store.revision()\n"
        "assert 'alembic' not in sys.modules\n"
    )
    url = f"sqlite:///{tmp_path / 'crible.db'}"
    subprocess.run([sys.executable, "-c", program, url], check=True)
