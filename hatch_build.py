"""Compiles what is compiled when crible is built or installed: a hook that hatchling runs.

These are the tables of the text room, and, where there is a C compiler, the inner loops of
matching. With an editable installation the files go into the tree itself, which git
ignores.
"""

from __future__ import annotations

import runpy
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

KERNEL = Path("service/crible/matching/kernel/compile.py")


class CompilingHook(BuildHookInterface):
    """Writes ``compiled.json`` and ``compiled.so`` before a wheel's files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write them; ``artifacts`` in pyproject.toml has them packed though git ignores them.

        A wheel without the library fits any machine. One with it fits machines like this
        one and every version of Python, whose own interface it does not use.
        """
        del version
        if self.target_name != "wheel":
            return
        sys.path.insert(0, str(Path(self.root, "service")))
        from crible.text import compiled  # noqa: PLC0415 - found on the line above

        compiled.write()
        # By its path: the packages around it need what is not installed yet.
        kernel = runpy.run_path(str(Path(self.root, KERNEL)))
        reason = kernel["compile_library"]()
        if reason:
            self.app.display_warning(f"The matching kernel was left out: {reason}.")
            return
        machine = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{machine}"
