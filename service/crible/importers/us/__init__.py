"""The US Consolidated Screening List: the lists of three departments in one file."""

from __future__ import annotations
