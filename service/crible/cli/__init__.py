"""The command line: ``main`` is the entry point; one module per noun.

Nothing heavy is imported until a command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

from crible.cli.root import main

__all__ = ["main"]
