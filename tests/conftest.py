"""Data folders for the rooms that people touch: a database with two small lists.

``data_folder`` is a fresh copy for each test, so that tests may change it; the original
is made once. Time is real here: the age of a list is set by when it was fetched.
"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta

import pytest

from crible import bootstrap, settings
from crible.model import Designation, Entry, ListInfo, Name

PRESS = (
    Entry(
        id="press:iemz-kupol",
        list="press",
        kind="company",
        status="linked",
        names=(
            Name("IEMZ Kupol", "primary"),
            Name("IEMZ Koupol"),
            Name("Купол", "native", script="Cyrl", language="ru"),
        ),
        countries=("ru",),
    ),
    Entry(
        id="press:almaz-antey",
        list="press",
        kind="company",
        names=(Name("Almaz-Antey", "primary"),),
        designations=(Designation("EU", "UKR", (), date(2014, 7, 31)),),
        countries=("ru",),
    ),
    Entry(
        id="press:wuhan-gaoxin",
        list="press",
        kind="company",
        names=(Name("武汉高芯科技有限公司", "native", script="Hani", language="zh"),),
        countries=("cn",),
    ),
)
SDN = (
    Entry(
        id="ofac-sdn:1",
        list="ofac-sdn",
        kind="vessel",
        names=(Name("GOLDEN EXAMPLE REEF", "primary"),),
    ),
)


def publish(folder, key, entries, *, days_ago=0, fresh_days=0):
    """Publish a list as one fetched some days ago."""
    services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": str(folder)}))
    try:
        services.store.save_list(
            ListInfo(key, f"The list {key}", "A publisher", fresh_days=fresh_days)
        )
        services.store.publish(
            key,
            entries,
            published=date(2026, 1, 2),
            fetched=datetime.now(UTC) - timedelta(days=days_ago),
            source="a file",
        )
        services.live.refresh()
    finally:
        services.store.close()


def set_up(folder):
    """Create the database in a folder, without any list."""
    store = bootstrap.open_store(settings.load({"CRIBLE_DATA_DIR": str(folder)}))
    try:
        store.upgrade()
    finally:
        store.close()


@pytest.fixture(scope="session")
def _original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "crible"
    set_up(folder)
    publish(folder, "press", PRESS)
    publish(folder, "ofac-sdn", SDN)
    return folder


@pytest.fixture
def data_folder(_original, tmp_path):
    """A data folder with the lists press and ofac-sdn, of this test alone."""
    return shutil.copytree(_original, tmp_path / "crible-data")


@pytest.fixture
def empty_folder(tmp_path):
    """A data folder with a database and no list."""
    folder = tmp_path / "crible-empty"
    set_up(folder)
    return folder


@pytest.fixture
def publish_list():
    """The function ``publish``, for tests that need a list in another state."""
    return publish


@pytest.fixture
def services(data_folder):
    """Services over ``data_folder``."""
    composed = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": str(data_folder)}))
    yield composed
    composed.store.close()
