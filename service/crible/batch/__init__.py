"""Counterparty files: dialects, rows, the local run, result and manifest writers."""
