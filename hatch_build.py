"""Compiles the tables when crible is built or installed: a hook that hatchling runs.

With an editable installation the file goes into the tree itself, which git ignores.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TablesHook(BuildHookInterface):
    """Writes ``text/tables/compiled.json`` before the files of a wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write it; ``artifacts`` in pyproject.toml has it packed though git ignores it."""
        del version, build_data
        if self.target_name != "wheel":
            return
        sys.path.insert(0, str(Path(self.root, "service")))
        from crible.text import compiled  # noqa: PLC0415 - found on the line above

        compiled.write()
