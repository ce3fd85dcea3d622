"""The European Union's list: the financial sanctions files and the Official Journal."""

from __future__ import annotations
