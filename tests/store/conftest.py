"""The store on both databases: every test that asks for ``store`` runs twice.

PostgreSQL is a private, throw-away server: each test process starts its own in a
folder under the system's temporary one, reachable through a socket file only, and
stops it at the end. ``CRIBLE_TEST_POSTGRES_URL`` names a server to use instead; its
user must be allowed to create databases. Where neither is to be had, the PostgreSQL
half is skipped and says so.

Setting up the tables takes longer than most tests, so it is done once per process and
database, and each test gets a copy.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from crible.model import (
    Address,
    Designation,
    Entry,
    Identifier,
    ListInfo,
    Name,
    Relation,
    Screening,
    Subject,
)
from crible.store import Store
from crible.store.review_rows import Alert
from crible.usecases.counterparties import alert_id

DIALECTS = ("sqlite", "postgresql")

# An order that is not that of the code points, a zone that is not UTC: the store must
# not care. Nothing here outlives the tests, so nothing need reach the disk.
INITDB = (
    *("--username=crible", "--auth=trust", "--no-sync", "--encoding=UTF8"),
    *("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"),
)
POSTGRES = (
    *("-c", "listen_addresses=", "-c", "timezone=Asia/Kolkata"),
    *("-c", "fsync=off", "-c", "synchronous_commit=off"),
)


def _program(name):
    """Path of a PostgreSQL program; Debian keeps them off the search path."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = sorted(versions, key=lambda path: int(path.parts[-3]))
    return str(newest[-1]) if newest else shutil.which(name)


@contextmanager
def _server():
    """Run a PostgreSQL server in a folder of its own; gives its URL."""
    initdb, postgres = _program("initdb"), _program("postgres")
    if initdb is None or postgres is None:
        pytest.skip("PostgreSQL is not installed and CRIBLE_TEST_POSTGRES_URL is unset")
    # Not below pytest's folder: that one is closed to the account used instead of root,
    # and its name may be longer than a socket's may be.
    folder = Path(tempfile.mkdtemp(prefix="crible-pg-"))
    account = {}
    if os.geteuid() == 0:  # which PostgreSQL refuses to run as
        account = {"user": "postgres", "group": "postgres", "extra_groups": ()}
        shutil.chown(folder, "postgres", "postgres")
    data, log = folder / "data", folder / "log"
    try:
        subprocess.run(
            [initdb, "--pgdata", data, *INITDB],
            check=True,
            capture_output=True,
            cwd=folder,
            **account,
        )
        with log.open("wb") as output:
            server = subprocess.Popen(
                [postgres, "-D", data, "-k", folder, *POSTGRES],
                stdout=output,
                stderr=output,
                cwd=folder,
                **account,
            )
        try:
            url = f"postgresql+psycopg://crible@/postgres?host={folder}"
            _wait(url, log)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # do not wait for clients to leave
            server.wait(timeout=60)
    finally:
        shutil.rmtree(folder)


def _wait(url, log):
    """Return once the server answers."""
    engine = create_engine(url)
    for _ in range(600):
        try:
            engine.connect().close()
        except OperationalError:
            time.sleep(0.1)
        else:
            engine.dispose()
            return
    pytest.fail(f"the PostgreSQL server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def postgres_url():
    """URL of a PostgreSQL server on which databases may be created."""
    given = os.environ.get("CRIBLE_TEST_POSTGRES_URL")  # noqa: TID251 - not the product
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    with _server() as url:
        yield make_url(url)


@contextmanager
def _database(postgres_url, template="template0"):
    """Create a PostgreSQL database and drop it afterwards; gives its URL."""
    name = f"crible_{uuid4().hex}"
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE {name} TEMPLATE "{template}"'))
        yield postgres_url.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def ready_postgres(postgres_url):
    """Name of a PostgreSQL database at the newest revision, to be copied."""
    with _database(postgres_url) as url:
        store = Store.open(url)
        store.upgrade()
        store.close()
        yield make_url(url).database


@pytest.fixture(scope="session")
def ready_sqlite(tmp_path_factory):
    """Path of a SQLite database at the newest revision, to be copied."""
    path = tmp_path_factory.mktemp("ready") / "crible.db"
    store = Store.open(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    return path


def _marked(dialects):
    return [
        pytest.param(name, marks=[pytest.mark.postgres] if name != "sqlite" else [])
        for name in dialects
    ]


@pytest.fixture(params=_marked(DIALECTS))
def empty_url(request, tmp_path):
    """URL of a database without any table, on each dialect."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with _database(request.getfixturevalue("postgres_url")) as url:
        yield url


@pytest.fixture(params=_marked(DIALECTS))
def store_url(request, tmp_path):
    """URL of a database at the newest revision, on each dialect."""
    if request.param == "sqlite":
        path = tmp_path / "crible.db"
        shutil.copy(request.getfixturevalue("ready_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("ready_postgres")
    with _database(request.getfixturevalue("postgres_url"), template) as url:
        yield url


@pytest.fixture
def store(store_url):
    """An open store without any list, on each dialect."""
    store = Store.open(store_url)
    yield store
    store.close()


@pytest.fixture
def now():
    """A point in time in UTC, to the microsecond."""
    return datetime(2026, 11, 20, 12, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def info():
    """What a catalogue says of the list ``demo``, with every field set."""
    return ListInfo(
        key="demo",
        title="Demonstration list",
        publisher="Office of Examples",
        homepage="https://example.org/",
        urls=("https://example.org/a.csv", "https://example.org/b.csv"),
        format="example-csv",
        licence="CC0-1.0",
        cadence="daily",
        language="fr",
        fresh_days=3,
        shrink_percent=12.5,
    )


@pytest.fixture
def full():
    """An entry of the list ``demo`` with every field set."""
    return Entry(
        id="demo:1",
        list="demo",
        kind="vessel",
        names=(
            Name("Полярная звезда", "native", "strong", "Cyrl", "ru"),
            Name("Polar Star", "primary", "strong", "Latn", "en", "given", "Gazette"),
            Name("P/S \\u0000 \N{SYMBOL FOR ESCAPE}", "acronym", "weak"),
            Name("Poliarnaïa Zvezda 🚢", "alias", origin="generated", source="fr"),
        ),
        status="linked",
        designations=(
            Designation("A", "PROG-1", ("freeze", "ban"), date(2022, 2, 24)),
            Designation("B", reason="Because.", legal_basis="Act 1", source="OJ L 1"),
        ),
        identifiers=(Identifier("imo", "9123456"), Identifier("inn", "77", "ru")),
        relations=(
            Relation("owns", "demo:2", 50.5, "Gazette"),
            Relation("acts-for", "Some One"),
        ),
        countries=("ru", "pa"),
        addresses=(Address("Quay 1", "Мурманск", "ru"), Address()),
        dates=(("built", "1998"), ("birth", "about 1997")),
        remarks='Said to be "grey".\nSecond line.',
        raw=(("tonnage", "12 000"), ("flag", "PA")),
    )


@pytest.fixture
def plain():
    """A function that makes a small entry of the list ``demo``, or of another."""

    def make(number, *names, key="demo"):
        texts = names or (f"Name {number}",)
        return Entry(f"{key}:{number}", key, "company", tuple(map(Name, texts)))

    return make


@pytest.fixture
def demo(store, info):
    """The store with the list ``demo`` saved, without any version yet."""
    store.save_list(info)
    return store


@pytest.fixture
def act(store, now):
    """A function that makes a screening of the next number."""
    store.save_profile("p1", {"threshold": 0.7})

    def make(number, **fields):
        made = Screening(
            id=f"s{number:05}",
            at=now + timedelta(seconds=number),
            actor="a key",
            channel="http",
            operation="screen",
            subject=Subject(f"Name {number}", reference=f"R{number}"),
            outcome="match",
            snapshot="",
            profile="p1",
            threshold=0.7,
        )
        return replace(made, **fields)

    return make


def alert_of(act, *, pair="", said="says so", revision="r1", score=0.9, **fields):
    """An alert of a screening; its pair is its own unless told."""
    pair = pair or act.id
    made = Alert(
        id=alert_id(pair, said, revision),
        at=act.at,
        pair=pair,
        said=said,
        revision=revision,
        subject=act.subject,
        entry="demo:1",
        score=score,
        band="strong",
        matched="Name",
        screening=act.id,
    )
    return replace(made, **fields)


@pytest.fixture
def met(store, act):
    """A function that records a hit of a pair; gives its alert as it stands then."""
    numbers = iter(range(100_000))

    def meet(now, **fields):
        done = act(next(numbers))
        alert = alert_of(done, **fields)
        store.record([done], alerts=[alert])
        return store.alerts.find(alert.id, now)

    return meet
