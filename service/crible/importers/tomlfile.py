"""A TOML file of facts, read strictly: every key is known, every value has its type.

A misspelt key in a seed or a watchlist would otherwise be a fact silently lost.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crible.errors import ListRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SAID = {str: "a text", list: "an array", dict: "a table", int: "a whole number"}


class Table:
    """One table of a TOML file that knows where it stands.

    Args:
        where: file and key, for messages.
        values: the table as parsed.
        known: the keys it may have.

    Raises:
        ListRefused: it has a key that is not among ``known``.
    """

    def __init__(self, where: str, values: Mapping[str, Any], known: set[str]) -> None:
        self.where = where
        self._values = values
        for key in values:
            if key not in known:
                raise self.refusal(
                    key, "is not a key of this table.", f"Use {_listed(known)}."
                )

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._values

    def refusal(self, key: str, what: str, hint: str = "") -> ListRefused:
        """An error that names file and key."""
        return ListRefused(f"{key!r} {what}", where=self.where, hint=hint)

    def text(self, key: str, default: str | None = None) -> str:
        """A text, stripped; required and not empty unless there is a default."""
        value = self._get(key, str, default).strip()
        if default is None and not value:
            raise self.refusal(key, "is empty.", "Give it a value.")
        return str(value)

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """A text out of a fixed set."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.refusal(
                key, f"is {value!r}.", f"It can be {_listed(set(allowed))}."
            )
        return value

    def table(self, key: str, known: set[str]) -> Table | None:
        """The table ``[key]``, or None when there is none."""
        if not self.has(key):
            return None
        return Table(f"{self.where}: {key}", self._get(key, dict, {}), known)

    def column(self, key: str) -> tuple[str, ...]:
        """A text or an array of texts."""
        if isinstance(self._values.get(key), str):
            return (self.text(key),)
        return self.texts(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """An array of texts; empty when absent."""
        values = self._get(key, list, [])
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.refusal(key, "holds something that is no text.")
        return tuple(value.strip() for value in values)

    def number(self, key: str, default: float) -> float:
        """A number that is not negative."""
        value = self._values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self.refusal(key, "is no number from 0 up.")
        return value

    def day(self, key: str) -> str:
        """A date as ISO text: a day, or a text with year or year and month."""
        value = self._values.get(key, "")
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, str):
            parts = value.split("-")
            if value == "" or (
                len(parts) <= 2
                and all(part.isdecimal() for part in parts)
                and [len(part) for part in parts] in ([4], [4, 2])
            ):
                return value
            # JSON has no dates, so that a day is a text there.
            if len(value) == len("2024-05-01") and _is_day(value):
                return value
        raise self.refusal(
            key, "is no date.", 'Write 2024-05-01, or "2024-05" or "2024".'
        )

    def items(self, key: str) -> Iterator[str | Mapping[str, Any]]:
        """The texts and tables of a mixed array."""
        for value in self._get(key, list, []):
            if not isinstance(value, str | dict):
                raise self.refusal(key, "holds something that is no text or table.")
            yield value

    def tables(self, key: str, known: set[str]) -> Iterator[Table]:
        """The tables of an array, ``[[key]]``."""
        for number, value in enumerate(self._get(key, list, []), start=1):
            where = f"{self.where}: {key} {number}"
            if not isinstance(value, dict):
                raise ListRefused("This is no table.", where=where)
            yield Table(where, value, known)

    def named(self, key: str, known: set[str]) -> Iterator[tuple[str, Table]]:
        """Name and content of every table in ``[key.NAME]``."""
        for name, value in self._get(key, dict, {}).items():
            where = f"{self.where}: {key}.{name}"
            if not isinstance(value, dict):
                raise ListRefused("This is no table.", where=where)
            yield name, Table(where, value, known)

    def _get(self, key: str, kind: type, default: Any) -> Any:
        value = self._values.get(key, default)
        if value is None:
            raise self.refusal(key, "is missing.", f"Give {_SAID[kind]}.")
        if not isinstance(value, kind):
            raise self.refusal(key, f"is not {_SAID[kind]}.")
        return value


def load(path: Path, known: set[str]) -> Table:
    """The top table of a file.

    Raises:
        ListRefused: the file is absent, no UTF-8, no TOML, or has an unknown key.
    """
    try:
        content = path.read_bytes().decode("utf-8")
        values = tomllib.loads(content)
    except OSError as error:
        raise ListRefused(
            f"The file cannot be read: {error.strerror or 'input/output error'}.",
            where=str(path),
            hint="Check the name and the permissions.",
        ) from error
    except UnicodeDecodeError as error:
        raise ListRefused(
            "The file is not in UTF-8.",
            where=f"{path.name}: byte {error.start + 1}",
            hint="Save it as UTF-8.",
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ListRefused(
            f"This is no TOML: {error}.",
            where=path.name,
            hint="docs/lists.md shows the layout.",
        ) from error
    return Table(path.name, values, known)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _listed(keys: set[str]) -> str:
    return ", ".join(sorted(keys))
