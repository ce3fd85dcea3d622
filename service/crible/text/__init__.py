"""From a string to tokens: Unicode, scripts, romanisation, legal forms, the lexicon.

Knows nothing of entries or lists. Everything here is pure and cached by its input.
"""
