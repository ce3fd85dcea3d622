"""Lists of one's own: a table with columns of any name, or entries written down."""

from __future__ import annotations
