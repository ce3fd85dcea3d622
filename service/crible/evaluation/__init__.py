"""Measures the engine on altered names and innocent ones: a validation pack.

Knows lists only as entries and innocents only as strings; no store, no files.
"""
