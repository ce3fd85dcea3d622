"""Column types that behave the same on SQLite and PostgreSQL.

Each exists because the two databases differ: in the order of texts, in what they do
with a time's zone, and in the characters that they refuse.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

# Escapes itself, so that unescaping is exact; hardly any name or path contains it,
# so that stored text stays readable. A backslash would disfigure JSON and paths.
_MARK = "\N{SYMBOL FOR ESCAPE}"
_UNSTORABLE = re.compile(f"[{_MARK}\x00\ud800-\udfff]")
_ESCAPED = re.compile(f"{_MARK}([0-9a-f]{{4}})")


def escaped(value: str | None) -> str | None:
    """Text as the databases take it."""
    # What is plain ASCII, nearly all of it, is told apart for nothing.
    if value is None or (value.isascii() and "\0" not in value):
        return value
    return _UNSTORABLE.sub(lambda found: f"{_MARK}{ord(found[0]):04x}", value)


class Escaped(TypeDecorator[str]):
    """Text that came from outside: NUL and lone surrogates survive the round trip.

    Neither database stores these, but a rejected row, a file name or a subject may
    hold them, and a record of it must say exactly what was given.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape on the way in."""
        del dialect
        return escaped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Give back what was escaped."""
        del dialect
        if value is None or _MARK not in value:
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


class Key(Escaped):
    """An id or a list key: ordered by code point, whatever the database's locale.

    Pages of entries are cut by comparing ids, and must follow the order that Python
    gives them. Escaped, so that looking up a key no database could hold finds nothing
    instead of failing.
    """

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """Ask PostgreSQL for its bytewise order; SQLite has no other."""
        collation = "C" if dialect.name == "postgresql" else None
        return Text(collation=collation)


class Moment(TypeDecorator[datetime]):
    """A point in time, kept and given back in UTC.

    SQLite has no type for it and forgets the zone; PostgreSQL converts to the zone of
    the session. The caller sees neither.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Convert to UTC; a time without a zone is a mistake of the caller."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Attach UTC where the database forgot it."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)
