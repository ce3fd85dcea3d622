"""Query parameters of a door: each is read by name, and one that nobody read is refused.

The pages of the services that these doors imitate offer more parameters than crible
can honour. ``done`` refuses whatever is left, so that none is ignored in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

_TRUE = {"true": True, "1": True, "false": False, "0": False}


class Parameters:
    """The parameters of one request.

    Args:
        given: as the framework parsed them.
        refused: parameters that are known and not offered, with what to do instead.
    """

    def __init__(
        self, given: MultiDict[str, str], refused: Mapping[str, str] | None = None
    ) -> None:
        self._given = given
        self._refused = refused or {}
        self._read: set[str] = set()

    def text(self, name: str, default: str = "") -> str:
        """One value."""
        values = self.all(name)
        if len(values) > 1:
            raise UsageError(f"The parameter {name} stands there twice.", where=name)
        return values[0] if values else default

    def all(self, name: str) -> list[str]:
        """Every value of a parameter that may be repeated."""
        self._read.add(name)
        values = self._given.getlist(name)
        if any("\0" in value for value in values):
            raise UsageError("A parameter holds a NUL character.", where=name)
        return values

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number within bounds."""
        text = self.text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise UsageError("This is no whole number.", where=name)
        value = int(text)
        if not least <= value <= most:
            raise UsageError(f"It must be {least} to {most}.", where=name)
        return value

    def share(self, name: str) -> float | None:
        """A number from 0 to 1, or None when it is not given."""
        text = self.text(name)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0.0 <= value <= 1.0:
            raise UsageError("It must be a number from 0 to 1.", where=name)
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        text = self.text(name)
        if not text:
            return default
        if text.lower() not in _TRUE:
            raise UsageError("It must be true or false.", where=name)
        return _TRUE[text.lower()]

    def done(self) -> None:
        """Refuse what nobody has read.

        Raises:
            UsageError: a parameter that this address does not honour.
        """
        left = sorted(set(self._given) - self._read)
        for name in left:
            if name in self._refused:
                raise UsageError(
                    f"crible does not offer the parameter {name}.",
                    hint=self._refused[name],
                    where=name,
                )
        if left:
            raise UsageError(
                "There is a query parameter that this address does not know.",
                hint=f"It knows: {', '.join(sorted(self._read))}.",
            )
