"""The engine: candidates, scores, reasons, mentions.

Pure: no input or output beyond its own index files, so that it can be benchmarked,
embedded and shipped alone.
"""

from __future__ import annotations

from crible.matching.pair import compare
from crible.matching.profile import Profile, default_profile
from crible.matching.screener import Screener

__all__ = ["Profile", "Screener", "compare", "default_profile"]
