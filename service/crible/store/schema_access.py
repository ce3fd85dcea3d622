"""The tables of access and proof: keys, users, sessions, the audit trail.

Beside ``schema``, whose page is full. Rows of ``audit`` are inserted and nothing else;
``audit_head`` repeats the end of the chain, so that whoever appends has one row to wait
at.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from crible.store.columns import Escaped, Key, Moment
from crible.store.schema import metadata

keys = Table(
    "keys",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", Key, nullable=False),
    # Found by the prefix, which may be shown; the secret is kept as its hash only.
    Column("prefix", Key, nullable=False, unique=True),
    Column("digest", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # JSON array
    Column("rate", Integer),  # requests a minute; null is the setting
    Column("created", Moment, nullable=False),
    Column("creator", Escaped, nullable=False),
    Column("expires", Moment),
    Column("revoked", Moment),
    Column("last_used", Moment),
)

users = Table(
    "users",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", Key, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),  # scrypt, with its parameters and salt
    Column("created", Moment, nullable=False),
    Column("creator", Escaped, nullable=False),
    Column("disabled", Moment),
    Column("last_sign_in", Moment),
    # Whom an identity provider says it is; null for who has a password.
    Column("issuer", Escaped),
    Column("subject", Escaped),
    Index("uq_users_issuer_subject", "issuer", "subject", unique=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", Key, primary_key=True),
    Column("user_id", Key, ForeignKey("users.id"), nullable=False),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Index(None, "user_id"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Escaped, nullable=False),
    Column("action", Text, nullable=False),
    Column("thing", Escaped, nullable=False),
    Column("body", Text, nullable=False),  # JSON object, ASCII
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index(None, "action", "seq"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("key", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

# Which acts a request with an Idempotency-Key led to.
requests = Table(
    "requests",
    metadata,
    Column("caller", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("operation", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("things", Text, nullable=False),  # JSON array of ids
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)
