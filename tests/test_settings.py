"""Settings: one table, refused when wrong, documented from itself."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import pytest

from crible.errors import UsageError
from crible.settings import Settings, load
from crible.settings_table import SETTINGS

DOCS = Path(__file__).parent.parent / "docs"


def test_page_is_written_from_the_table():
    """docs/settings.md is what ``make docs`` would write now."""
    spec = importlib.util.spec_from_file_location(
        "write_settings", DOCS / "write_settings.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == module.page()


def test_table_and_result_have_the_same_names():
    """Each row of the table is a field of the result, and no field is without row."""
    fields = [field.name for field in dataclasses.fields(Settings)]
    assert [setting.name for setting in SETTINGS] == fields


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_has_help_and_a_default_that_parses(setting):
    """A default goes through the same parser as a given value."""
    assert setting.help.endswith(".")
    setting.parse(setting.default)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CRIBLE_THRESHOLD", "2"),
        ("CRIBLE_THRESHOLD", "nan"),
        ("CRIBLE_THRESHOLD", "much"),
        ("CRIBLE_WORKERS", "0"),
        ("CRIBLE_WORKERS", "two"),
        ("CRIBLE_LOG_LEVEL", "LOUD"),
        ("CRIBLE_MAX_SUBJECTS", "-1"),
        ("CRIBLE_TRESHOLD", "0.5"),
    ],
)
def test_unusable_values_and_unknown_names_are_refused(name, value):
    """The message names the setting at fault."""
    with pytest.raises(UsageError, match=name):
        load({name: value, "HOME": "/nowhere"})


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"CRIBLE_DATA_DIR": "/a/b"}, "/a/b"),
        ({"XDG_DATA_HOME": "/x"}, "/x/crible"),
        ({"CRIBLE_DATA_DIR": "/a", "XDG_DATA_HOME": "/x"}, "/a"),
    ],
)
def test_data_folder(environment, folder):
    """The data folder is the one told, else the user's own."""
    assert load(environment).data_dir == Path(folder)


def test_database_follows_the_data_folder_unless_told():
    """SQLite lies in the data folder; an address of one's own goes before."""
    assert load({"CRIBLE_DATA_DIR": "/a"}).database_url == "sqlite:////a/crible.sqlite3"
    told = {"CRIBLE_DATA_DIR": "/a", "CRIBLE_DATABASE_URL": "postgresql://h/d"}
    assert load(told).database_url == "postgresql://h/d"


def test_operator_is_the_system_user_unless_told():
    """Who screens is recorded under a name."""
    assert load({"USER": "ada"}).operator == "ada"
    assert load({"USER": "ada", "CRIBLE_OPERATOR": "desk 4"}).operator == "desk 4"


def test_switches_of_the_test_suite_are_no_settings():
    """What configures the tests does not stop the product."""
    assert load({"CRIBLE_TEST_DATA": "/x", "USER": "ada"}).operator == "ada"
