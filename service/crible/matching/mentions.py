"""Listed names in running text, with their offsets: the door to the room ``prose``."""

from __future__ import annotations

from crible.matching.prose.scan import Searched, scan, search, stream

__all__ = ["Searched", "scan", "search", "stream"]
