"""Which column of an own table is what, as ``[columns]`` and ``[defaults]`` say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crible.errors import ListRefused
from crible.importers.enumerations import parted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crible.importers.sheet import Record
    from crible.model import ListInfo

ROLES = (
    "id",
    "name",
    "aliases",
    "weak_aliases",
    "former_names",
    "kind",
    "status",
    "countries",
    "addresses",
    "birth_dates",
    "registration_dates",
    "identifiers",
    "authority",
    "programme",
    "listed_on",
    "reason",
    "remarks",
)
"""What a column can be; only ``name`` is required."""

DEFAULTS = ("kind", "status", "authority", "programme", "countries")
"""What can be given once for all rows."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns by role, and what holds where they are empty."""

    roles: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, str]

    @classmethod
    def of(cls, info: ListInfo) -> Columns:
        """What the list's description says.

        Raises:
            ListRefused: it does not say which column holds the names.
        """
        roles = dict(info.columns)
        if not roles.get("name"):
            raise ListRefused(
                "The list's description does not say which column holds the names.",
                where=f"{info.key}.toml: columns",
                hint='Add [columns] with name = "...": see docs/lists.md.',
            )
        return cls(roles, dict(info.defaults))

    def has(self, role: str) -> bool:
        """Whether a column has the role."""
        return bool(self.roles.get(role))

    def all(self) -> tuple[str, ...]:
        """Every column that is named."""
        return tuple(name for names in self.roles.values() for name in names)

    def get(self, record: Record, role: str) -> str:
        """The first filled column of a role, else its default."""
        return record.get(*self.roles.get(role, ())) or self.defaults.get(role, "")

    def texts(self, record: Record, role: str) -> list[str]:
        """Every filled column of a role, else its default."""
        found = [text for _, text in self.labelled(record, role)]
        default = self.defaults.get(role, "")
        return found or ([default] if default else [])

    def values(self, record: Record, role: str) -> list[str]:
        """The same, parted at semicolons; the name is taken as it stands."""
        found = self.texts(record, role)
        if role == "name":
            return found
        return [value for text in found for value in parted(text)]

    def labelled(self, record: Record, role: str) -> Iterator[tuple[str, str]]:
        """Column and text of every filled column of a role."""
        for name in self.roles.get(role, ()):
            if text := record.get(name):
                yield name, text
