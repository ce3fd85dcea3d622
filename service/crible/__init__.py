"""crible: does a name, a text or a file of counterparties touch a sanctions list?

``Screener``, ``compare`` and ``default_profile`` are loaded on first use, so that
``import crible`` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crible._version import __version__

if TYPE_CHECKING:
    from crible.matching import Profile, Screener, compare, default_profile

__all__ = ["Profile", "Screener", "__version__", "compare", "default_profile"]


def __getattr__(name: str) -> Any:
    if name in {"Profile", "Screener", "compare", "default_profile"}:
        from crible import matching  # noqa: PLC0415 - loaded on first use

        return getattr(matching, name)
    raise AttributeError(f"module 'crible' has no attribute {name!r}")
