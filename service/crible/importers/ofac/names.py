"""What OFAC calls the names of an entry."""

from __future__ import annotations

from crible.model import Name, NameType, Quality

TYPES: dict[str, NameType] = {"aka": "alias", "fka": "former", "nka": "alias"}
"""``nka``, "now known as", is the present name of an entry listed under an old one."""


def alias(text: str, type_: NameType = "alias", quality: Quality = "strong") -> Name:
    """A further name of an entry."""
    return Name(text, type_, quality)
