"""Services over a fresh small database, with a clock and an operator that tests set.

Lists are written as crible's seeds, because every installation can read those.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crible import bootstrap, settings
from crible.model import ListInfo
from crible.usecases.lists_import import import_list

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self):
        """The time."""
        return self.now

    def move(self, **more):
        """Move on by days, hours..."""
        self.now += timedelta(**more)


@pytest.fixture
def clock():
    """The time of ``world``."""
    return Clock()


@pytest.fixture
def environment():
    """Settings of ``world``, for tests to parametrize."""
    return {}


@pytest.fixture
def world(tmp_path, clock, environment):
    """Services over a database of this test alone, without any list."""
    found = settings.load({"CRIBLE_DATA_DIR": str(tmp_path / "data"), **environment})
    store = bootstrap.open_store(found)
    store.upgrade()
    store.close()
    services = replace(bootstrap.start(found), clock=clock)
    yield services
    services.store.close()


SEED = """
publisher = "Example Times"
published = 2026-11-01
language = "en"
"""
SUBJECT = """
[subjects.{key}]
kind = "{kind}"
countries = [{countries}]
spellings = [{names}]
"""


def seed(folder, subjects):
    """Write subjects as one seed; gives its path.

    Args:
        folder: where to.
        subjects: key -> names, or (kind, countries, names); a name that begins with
            a brace is a table of TOML.
    """
    folder.mkdir(exist_ok=True)
    text = SEED
    for key, said in subjects.items():
        kind, countries, names = (
            said if isinstance(said, tuple) else ("company", (), said)
        )
        text += SUBJECT.format(
            key=key,
            kind=kind,
            countries=", ".join(f'"{code}"' for code in countries),
            names=", ".join(
                name if name.startswith("{") else f'"{name}"' for name in names
            ),
        )
    (folder / "seed.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def load(world, tmp_path):
    """A function that imports subjects as the newest version of a list."""

    def load(key, subjects, *, accept_shrink="", **said):
        info = ListInfo(
            key, f"The list {key}", "A publisher", format="crible-seeds", **said
        )
        return import_list(
            world,
            key,
            [seed(tmp_path / f"seeds-{key}", subjects)],
            info=info,
            accept_shrink=accept_shrink,
        )

    return load
