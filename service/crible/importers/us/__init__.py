"""The US Consolidated Screening List: the lists of three departments in one file."""

from __future__ import annotations

from crible.importers.us.csl import read_csv, read_json

__all__ = ["read_csv", "read_json"]
