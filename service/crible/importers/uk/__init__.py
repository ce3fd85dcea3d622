"""The United Kingdom's lists: the UK Sanctions List, and OFSI's until January 2026."""

from __future__ import annotations
