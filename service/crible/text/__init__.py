"""Strings in, strings or tokens out: Unicode, scripts, romanisation, legal forms."""
