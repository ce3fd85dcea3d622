"""Write docs/settings.md from the table of settings: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from crible.settings import PREFIX
from crible.settings_table import SETTINGS

PAGE = Path(__file__).with_name("settings.md")

_HEAD = """\
# Settings

<!-- Written by docs/write_settings.py (make docs) from service/crible/settings_table.py. -->

crible reads its settings from the environment and from nowhere else. A value that does not parse, and a name that begins
with `CRIBLE_` and is not in this table, are refused with exit code 2: a misspelt setting must not pass for a default.
Spaces around a value do not count, and an empty value means the default.

| name | default | meaning |
|---|---|---|
"""

_TAIL = """
## Where the data lies

`CRIBLE_DATA_DIR` is, unless it is set, `$XDG_DATA_HOME/crible`, and `~/.local/share/crible` where that is not set either.
It holds the SQLite database `crible.sqlite3` and the folders `index/` and `downloads/`. An index file can be deleted at any time: it is
built again from the database when it is next needed.

## PostgreSQL

`CRIBLE_DATABASE_URL=postgresql://user@host/database` moves everything but the index files to PostgreSQL; install crible
with the extra `crible[postgres]`. Run `crible db upgrade` once with the new address.
"""


def page() -> str:
    """The whole page."""
    rows = [
        f"| `{PREFIX}{setting.name.upper()}` | {_code(setting.default)} | "
        f"{setting.help.replace('|', chr(92) + '|')} |"
        for setting in SETTINGS
    ]
    return _HEAD + "\n".join(rows) + "\n" + _TAIL


def _code(default: str) -> str:
    return f"`{default}`" if default else "empty"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
