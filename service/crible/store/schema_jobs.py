"""The tables of uploads and webhooks: jobs, who is told of what, and the telling."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from crible.store.columns import Escaped, Key, Moment
from crible.store.schema import metadata

# What a user sees of an upload. Whoever works on it holds a lease; one whose lease has
# run out is taken up by somebody else.
jobs = Table(
    "jobs",
    metadata,
    Column("id", Key, primary_key=True),
    Column("state", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("actor", Escaped, nullable=False),
    Column("caller", Key, nullable=False),
    Column("name", Escaped, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("options", Escaped, nullable=False),  # JSON object
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("worker", Text, nullable=False, server_default=""),
    Column("lease", Moment),
    Column("cancelled", Integer, nullable=False, server_default="0"),
    Column("rows", Integer, nullable=False, server_default="0"),
    Column("hits", Integer, nullable=False, server_default="0"),
    Column("errors", Integer, nullable=False, server_default="0"),
    Column("share", Float),
    Column("started", Moment),
    Column("finished", Moment),
    Column("batch", Key),
    Column("counts", Text, nullable=False, server_default=""),  # JSON object
    Column("problem", Escaped, nullable=False, server_default=""),  # JSON
    Index(None, "state", "created", "id"),
    Index(None, "caller", "created", "id"),
)

hooks = Table(
    "hooks",
    metadata,
    Column("id", Key, primary_key=True),
    Column("url", Escaped, nullable=False),
    # Not hashed: each message is signed with it.
    Column("secret", Text, nullable=False),
    Column("events", Text, nullable=False),  # JSON array
    Column("created", Moment, nullable=False),
    Column("creator", Escaped, nullable=False),
    Column("ended", Moment),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Key, primary_key=True),
    Column("hook", Key, ForeignKey("hooks.id"), nullable=False),
    Column("event", Text, nullable=False),
    Column("body", Escaped, nullable=False),  # JSON object
    Column("state", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("status", Integer),
    Column("failure", Escaped, nullable=False, server_default=""),
    Column("delivered", Moment),
    Index(None, "state", "due"),
    Index(None, "hook", "created", "id"),
)
