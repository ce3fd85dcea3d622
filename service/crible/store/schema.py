"""The tables.

Core tables rather than mapped classes: nothing mutable leaves this room, lists arrive
fifteen thousand entries at a time, and a row that is only ever inserted has no use
for a unit of work.

Entries are kept as revisions. A revision holds from the list version ``since_number``
up to, and not including, ``until_number``; an entry that stays the same costs nothing
in further versions. ``until_number`` is the only stored value of a list's history that
is ever set later. See ``migrations/`` for the same tables as steps.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from crible.store.columns import Escaped, Key, Moment

REVISIONS = (
    *("r0001", "r0002", "p0001", "a0001", "j0001", "a0002", "l0001", "s0001"),
    "d0001",
)
"""Every migration in order, kept here so that a start need not load Alembic."""

HEAD = REVISIONS[-1]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

lists = Table(
    "lists",
    metadata,
    Column("key", Key, primary_key=True),
    Column("info", Escaped, nullable=False),  # JSON of ListInfo
)

list_versions = Table(
    "list_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list_key", Key, ForeignKey("lists.key"), nullable=False),
    Column("number", Integer, nullable=False),
    # Not unique: a publisher who takes a change back publishes the same content again.
    Column("version", Key, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("names", Integer, nullable=False),
    Column("rejects", Integer, nullable=False),
    Column("published", Date),
    Column("fetched", Moment, nullable=False),
    Column("source", Escaped, nullable=False),
    UniqueConstraint("list_key", "number"),
)

# Every attempt to bring a list up to date: it ends in a version, new or unchanged, or
# in a reason why not. One table, so that their order is beyond doubt.
list_fetches = Table(
    "list_fetches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list_key", Key, ForeignKey("lists.key"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("version_id", Integer, ForeignKey("list_versions.id")),
    Column("reason", Escaped, nullable=False),
    Column("source", Escaped, nullable=False),
    # Who let a loss of entries pass, and which; empty when nobody had to.
    Column("accepted", Escaped, nullable=False, server_default=""),
    # Counts of the self-test, JSON; empty when it was not made.
    Column("selftest", Text, nullable=False, server_default=""),
    Index(None, "list_key"),
)

# What was last downloaded from an address and became a version: with it a publisher
# is asked whether there is anything new.
downloads = Table(
    "downloads",
    metadata,
    Column("list_key", Key, ForeignKey("lists.key"), primary_key=True),
    Column("url", Key, primary_key=True),
    Column("file", Escaped, nullable=False),
    Column("etag", Escaped, nullable=False),
    Column("last_modified", Escaped, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("version_sha256", Text, nullable=False),
    Column("reader", Text, nullable=False),
)

# A list is switched off and on by people. Rows are only ever added, so that an earlier
# day is answered as it was; a list without a row is on.
list_switches = Table(
    "list_switches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list_key", Key, ForeignKey("lists.key"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("actor", Escaped, nullable=False),
    Column("reason", Escaped, nullable=False),
    Index(None, "list_key"),
)

rejects = Table(
    "rejects",
    metadata,
    Column("version_id", Integer, ForeignKey("list_versions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("where", Escaped, nullable=False),
    Column("reason", Escaped, nullable=False),
    Column("excerpt", Escaped, nullable=False),
    sqlite_with_rowid=False,
)

entries = Table(
    "entries",
    metadata,
    Column("id", Key, primary_key=True),
    Column("list_key", Key, ForeignKey("lists.key"), nullable=False),
    Index(None, "list_key"),
)

entry_revisions = Table(
    "entry_revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list_key", Key, ForeignKey("lists.key"), nullable=False),
    Column("entry_id", Key, ForeignKey("entries.id"), nullable=False),
    Column("since_number", Integer, nullable=False),
    Column("until_number", Integer),
    Column("digest", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("details", Text, nullable=False),  # JSON: what is shown, never searched
    # Serves a page of a version, one entry and the uniqueness of a revision.
    UniqueConstraint("list_key", "entry_id", "since_number"),
    Index(None, "list_key", "until_number"),
)


def _part(name: str, *columns: Column[Any]) -> Table:
    """Create a table of what a revision has several of, in the order of publication.

    On SQLite the rows lie in key order in the table itself (no rowid), so that a page
    of revisions finds its names side by side.
    """
    return Table(
        name,
        metadata,
        Column(
            "revision_id", Integer, ForeignKey("entry_revisions.id"), primary_key=True
        ),
        Column("position", Integer, primary_key=True),
        *columns,
        sqlite_with_rowid=False,
    )


names = _part(
    "names",
    Column("text", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("quality", Text, nullable=False),
    Column("script", Text, nullable=False),
    Column("language", Text),
    Column("origin", Text, nullable=False),
    Column("source", Text, nullable=False),
)

designations = _part(
    "designations",
    Column("authority", Text, nullable=False),
    Column("programme", Text, nullable=False),
    Column("measures", Text, nullable=False),  # JSON array
    Column("listed_on", Date),
    Column("reason", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("source", Text, nullable=False),
)

relations = _part(
    "relations",
    Column("type", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("percent", Float),
    Column("source", Text, nullable=False),
)

identifiers = _part(
    "identifiers",
    Column("scheme", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("country", Text),
)

snapshots = Table("snapshots", metadata, Column("id", Key, primary_key=True))

snapshot_versions = Table(
    "snapshot_versions",
    metadata,
    Column("snapshot_id", Key, ForeignKey("snapshots.id"), primary_key=True),
    Column("list_key", Key, ForeignKey("lists.key"), primary_key=True),
    Column("version_id", Integer, ForeignKey("list_versions.id"), nullable=False),
)

profiles = Table(
    "profiles",
    metadata,
    Column("id", Key, primary_key=True),
    Column("body", Escaped, nullable=False),  # JSON object
)

batches = Table(
    "batches",
    metadata,
    Column("id", Key, primary_key=True),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("actor", Escaped, nullable=False),
    Column("input_name", Escaped, nullable=False),
    Column("input_sha256", Text, nullable=False),
    Column("output_name", Escaped, nullable=False),
    Column("snapshot", Key, ForeignKey("snapshots.id")),
    Column("profile", Key, ForeignKey("profiles.id")),
    Column("counts", Text, nullable=False),  # JSON array of pairs
)

screenings = Table(
    "screenings",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Escaped, nullable=False),
    Column("channel", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("threshold", Float, nullable=False),
    # Empty in the model is null here: only so can the database hold the others to it.
    Column("snapshot", Key, ForeignKey("snapshots.id")),
    Column("profile", Key, ForeignKey("profiles.id")),
    Column("batch", Key, ForeignKey("batches.id")),
    Column("subject", Escaped, nullable=False),  # the rest: JSON
    Column("lists", Escaped, nullable=False),
    Column("hits", Escaped, nullable=False),
    Column("mentions", Escaped, nullable=False),
    Column("problem", Escaped, nullable=False),
    # A moment or a snapshot, when the present state of the lists was not asked for.
    Column("as_of", Escaped, nullable=False, server_default=""),
    Column("limit", Integer, nullable=False, server_default="0"),
    Column("format", Text, nullable=False, server_default=""),
    Index(None, "at", "id"),
    Index(None, "batch", "at", "id"),
)
