"""Importers: files on disk become entries, and rejects as values.

The public face of the room: ``read`` a list in one of the ``formats``; the
``catalogue`` of known lists and the ``info`` of one. Nothing here stores or matches;
``fetch`` alone downloads and is imported by those who mean it.
"""

from __future__ import annotations

from crible.importers.catalogue import catalogue, info
from crible.importers.formats import formats, read
from crible.importers.listfile import ListFile

__all__ = ["ListFile", "catalogue", "formats", "info", "read"]
