"""The press list: facts from articles, one TOML file an article, merged by subject.

``docs/lists.md`` shows how such a file is written.
"""

from __future__ import annotations

from crible.importers.press.reader import read

__all__ = ["read"]
